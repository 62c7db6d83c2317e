#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
package import TranscriptReading

/// Looks at the beginning of a document for what kind of markup it is.
package struct MarkupSniff {
  /// The local name of the first element; nil when the document does not begin as markup does.
  package let root: String?
  /// The beginning, without NULs: of UTF-16, the ASCII part is readable.
  private let head: [UInt8]

  package init(_ sample: DocumentSample) {
    var bytes = sample.bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      bytes = bytes.dropFirst(2)
    }
    let isMarkup =
      bytes.first { $0 > 0x20 } == UInt8(ascii: "<")
    guard isMarkup else {
      root = nil
      head = []
      return
    }
    head = bytes.contains(0) ? bytes.filter { $0 != 0 } : Array(bytes)
    root = Self.root(of: head)
  }

  /// Whether the beginning holds a word.
  func contains(_ word: StaticString) -> Bool {
    head.withUnsafeBytes { head in
      var rest = head[...]
      // The last byte is looked for: words of one kind tend to begin alike.
      let length = word.utf8CodeUnitCount
      let last = Int32(word.utf8Start[length - 1])
      while rest.count >= length, let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
        let found = memchr(base + length - 1, last, rest.count - length + 1)
      {
        let end = UnsafeRawPointer(found) - base
        if memcmp(base + end - length + 1, word.utf8Start, length) == 0 { return true }
        rest = rest.dropFirst(end - length + 2)
      }
      return false
    }
  }

  private static func root(of bytes: [UInt8]) -> String? {
    var index = 0
    func skip(past end: [UInt8]) {
      while index < bytes.count, !bytes[index...].starts(with: end) { index += 1 }
      index += end.count
    }
    while let start = bytes[min(index, bytes.count)...].firstIndex(of: UInt8(ascii: "<")) {
      index = start
      if bytes[index...].starts(with: Array("<!--".utf8)) {
        skip(past: Array("-->".utf8))
      } else if bytes[index...].starts(with: Array("<?".utf8)) {
        skip(past: Array("?>".utf8))
      } else if bytes[index...].starts(with: Array("<!".utf8)) {
        let rest = bytes[index...].prefix { $0 != UInt8(ascii: ">") }
        skip(past: Array((rest.contains(UInt8(ascii: "[")) ? "]>" : ">").utf8))
      } else {
        let name = bytes[(index + 1)...].prefix {
          $0 > 0x20 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/")
        }
        let local = name.split(separator: UInt8(ascii: ":")).last ?? name
        return String(decoding: local, as: UTF8.self)
      }
    }
    return nil
  }
}
