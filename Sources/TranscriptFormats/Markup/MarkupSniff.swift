/// Looks at the beginning of a document for what kind of markup it is.
struct MarkupSniff {
  /// The local name of the first element; nil when the document does not begin as markup does.
  let root: String?
  /// The beginning as text, without NULs: of UTF-16, the ASCII part is readable.
  let head: String

  init(_ sample: DocumentSample) {
    var bytes = sample.bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      bytes = bytes.dropFirst(2)
    }
    let isMarkup =
      bytes.first { $0 > 0x20 } == UInt8(ascii: "<")
    guard isMarkup else {
      root = nil
      head = ""
      return
    }
    let plain = bytes.contains(0) ? bytes.filter { $0 != 0 } : Array(bytes)
    head = String(decoding: plain, as: UTF8.self)
    root = Self.root(of: plain)
  }

  /// Whether the beginning holds a string.
  func contains(_ string: String) -> Bool { head.utf8.firstRange(of: string.utf8) != nil }

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
