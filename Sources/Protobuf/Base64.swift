/// Base64 (RFC 4648, sections 4 and 5).
package enum Base64 {
  private static let alphabet: StaticString =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

  /// Without padding, of bytes.
  package static func unpadded(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    bytes.withUnsafeBytes { encode($0, to: &text) }
    while text.last == 0x3D { text.removeLast() }
    return String(decoding: text, as: UTF8.self)
  }

  /// With padding.
  package static func encode(_ bytes: UnsafeRawBufferPointer, to text: inout [UInt8]) {
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var value: UInt32 = 0
      for offset in 0..<3 {
        value = value << 8 | UInt32(offset < count ? bytes[start + offset] : 0)
      }
      for digit in 0..<4 {
        text.append(
          digit <= count ? alphabet.utf8Start[Int(value >> UInt32(18 - 6 * digit)) & 63] : 0x3D)
      }
    }
  }

  /// The bytes that a text means, of either alphabet, padded or not; nil when it means none.
  package static func decode(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    let end = text.lastIndex { $0 != 0x3D }.map { $0 + 1 } ?? 0
    let padding = text.count - end
    guard padding == 0 || (padding <= 2 && text.count % 4 == 0), end % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    var value: UInt32 = 0
    var bits = 0
    for byte in text[..<end] {
      guard let digit = digit(byte) else { return nil }
      value = value << 6 | UInt32(digit)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(bits)))
      }
    }
    return bytes
  }

  /// The six bits that a character of either alphabet means; nil for any other.
  @inline(__always)
  package static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x41...0x5A: character - 0x41
    case 0x61...0x7A: character - 0x61 + 26
    case 0x30...0x39: character - 0x30 + 52
    case 0x2B, 0x2D: 62
    case 0x2F, 0x5F: 63
    default: nil
    }
  }
}
