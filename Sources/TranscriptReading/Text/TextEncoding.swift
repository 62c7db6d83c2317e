#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Text of other encodings made UTF-8, by the system's iconv.
package enum TextEncoding {
  /// Whether the system converts from an encoding.
  package static func isKnown(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x2F }),
      let converter = open(name)
    else { return false }
    iconv_close(converter)
    return true
  }

  /// A document made of one that is no UTF-8, by the encoding that was told; nil when none was, when it
  /// is UTF-8, or when it is markup, which says its encoding itself.
  /// - Throws: ``DocumentError`` when it is too large or not in that encoding.
  package static func document(
    of document: Document, _ sample: DocumentSample, _ options: ReadingOptions
  ) throws -> Document? {
    guard let encoding = options.encoding, !saysEncoding(sample.bytes) else { return nil }
    let bytes = try document.contents(limit: options.maximumDocumentSize)
    guard bytes.withUnsafeBufferPointer(EncodingCheck.firstFault) != nil else { return nil }
    do throws(Fault) {
      return Document(
        bytes: try utf8(bytes, from: encoding), name: document.name,
        originalDigest: document.digest(of: bytes))
    } catch {
      throw document.error(
        .invalidEncoding, line: 1 + bytes[..<error.byte].count(where: { $0 == 0x0A }),
        byte: error.byte, "byte \(error.byte) is not valid \(encoding)",
        remedy: "name the encoding that it has", asking: .encoding(guess(bytes)))
    }
  }

  /// Whether markup says its encoding.
  private static func saysEncoding(_ bytes: [UInt8]) -> Bool {
    guard bytes.first(where: { $0 > 0x20 }) == UInt8(ascii: "<") else { return false }
    let head = String(decoding: bytes.prefix(2048), as: UTF8.self).lowercased()
    return head.contains("encoding=") || head.contains("charset")
  }

  /// Where bytes are none of an encoding.
  struct Fault: Error {
    var byte: Int
  }

  private static func open(_ name: String) -> iconv_t? {
    let converter = iconv_open("UTF-8", name)
    // It fails with (iconv_t) -1.
    return converter == iconv_t(bitPattern: -1) ? nil : converter
  }

  /// - Complexity: O(*n*) in the number of bytes.
  private static func utf8(_ bytes: [UInt8], from encoding: String) throws(Fault) -> [UInt8] {
    guard let converter = open(encoding) else { throw Fault(byte: 0) }
    defer { iconv_close(converter) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count * 2)
    var input = bytes
    var output = [UInt8](repeating: 0, count: 64 * 1024)
    var taken = 0
    while taken < bytes.count {
      var status = 0
      var code: Int32 = 0
      input.withUnsafeMutableBytes { input in
        output.withUnsafeMutableBytes { output in
          var source = input.baseAddress?.advanced(by: taken).assumingMemoryBound(to: CChar.self)
          var target = output.baseAddress?.assumingMemoryBound(to: CChar.self)
          var sourceLeft = input.count - taken
          var targetLeft = output.count
          // All converted, or -1 with E2BIG (the output is full), EILSEQ or EINVAL (no character).
          status = iconv(converter, &source, &sourceLeft, &target, &targetLeft)
          code = errno
          taken = input.count - sourceLeft
          result.append(contentsOf: output.prefix(output.count - targetLeft))
        }
      }
      if status == -1, code != E2BIG { throw Fault(byte: taken) }
    }
    return result
  }

  /// The encoding that bytes that are no UTF-8 most probably have, by their letters.
  package static func guess(_ bytes: [UInt8]) -> String {
    var letters = 0
    var high = 0
    var (upper, lower, dos) = (0, 0, 0)
    for byte in bytes.prefix(64 * 1024) {
      switch byte {
      case 0x41...0x5A, 0x61...0x7A: letters += 1
      case 0xC0...0xDF: (high, upper) = (high + 1, upper + 1)
      case 0xE0...0xFF: (high, lower) = (high + 1, lower + 1)
      case 0xA0...0xAF: (high, dos) = (high + 1, dos + 1)
      case 0x80...: high += 1
      default: break
      }
    }
    // Words of Latin letters have few others among them.
    guard high > letters else { return "WINDOWS-1252" }
    if dos > upper, dos > lower { return "CP866" }
    // Small letters are the most, and stand above the capitals in one and below them in the other.
    return lower >= upper ? "WINDOWS-1251" : "KOI8-R"
  }
}
