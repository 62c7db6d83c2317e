/// `grpc-message`: UTF-8 with everything outside 0x20 to 0x7E, and `%`, percent-encoded
/// (grpc/doc/PROTOCOL-HTTP2.md, "Status-Message"). So are spaces at either end, which no header field's
/// value may have (RFC 9113, section 8.2.1).
package enum PercentEncoding {
  package static func encode(_ text: String) -> String {
    var out: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    let last = text.utf8.count - 1
    for (index, byte) in text.utf8.enumerated() {
      let isOuterSpace = byte == UInt8(ascii: " ") && (index == 0 || index == last)
      if (0x20...0x7e).contains(byte), byte != UInt8(ascii: "%"), !isOuterSpace {
        out.append(byte)
      } else {
        out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Never fails: what is not a valid escape stays as it is.
  package static func decode(_ bytes: UnsafeRawBufferPointer) -> String {
    var out: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let high = hexadecimal(bytes[index + 1]), let low = hexadecimal(bytes[index + 2])
      {
        out.append(high << 4 | low)
        index += 3
      } else {
        out.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  static func hexadecimal(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
