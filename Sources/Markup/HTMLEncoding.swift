#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds the encoding of an HTML document, and the bytes that cannot be in one.
enum HTMLEncoding {
  /// How far into a document its encoding may be named (WHATWG HTML, section 4.2.5.4: 1024 bytes;
  /// saved pages put comments before it).
  static let sampleSize = 4096

  /// The name of the encoding, for libxml2: from a byte-order mark, else from `charset=`, else UTF-8.
  static func name(in bytes: [UInt8]) throws -> String? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return "UTF-8" }
    if isWide(bytes) { return bytes[0] == 0xFF ? "UTF-16LE" : "UTF-16BE" }
    let head = bytes.prefix(sampleSize).map {
      $0 < 0x80 ? $0 | ($0 >= 0x41 && $0 <= 0x5A ? 0x20 : 0) : 0x3F
    }
    let key = Array("charset=".utf8)
    guard head.count > key.count,
      let found = (0...(head.count - key.count)).first(where: { head[$0...].starts(with: key) })
    else { return "UTF-8" }
    let value = head[(found + key.count)...].drop { $0 == 0x22 || $0 == 0x27 || $0 == 0x20 }
      .prefix {
        ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x2D || $0 == 0x5F
      }
    let name = String(decoding: value, as: UTF8.self)
    // Latin-1 is read as Windows-1252 (WHATWG Encoding, section 4.2).
    if ["iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "us-ascii", "ascii"].contains(name) {
      return "windows-1252"
    }
    // A page that names UTF-16 in ASCII bytes is not in UTF-16 (WHATWG HTML, section 13.2.3.2).
    return name.isEmpty || name.hasPrefix("utf-16") ? "UTF-8" : name
  }

  /// Whether the document begins with the byte-order mark of UTF-16.
  static func isWide(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
  }

  /// Throws when there is a NUL, which libxml2 would take for the end of the text around it.
  static func checkNUL(_ bytes: UnsafeRawBufferPointer, line: Int) throws {
    guard let start = bytes.baseAddress, let found = memchr(start, 0, bytes.count) else { return }
    let nul = UnsafeRawPointer(found) - start
    let newlines = bytes[..<nul].count { $0 == 0x0A }
    throw MarkupError(
      .malformed, line: line + newlines, problem: "there is a NUL character in the page",
      remedy: "this is no HTML text, or it was damaged; get it again")
  }
}
