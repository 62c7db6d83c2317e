import TranscriptFormats

/// Makes one long document of real ones of the same format: the head of the first, the bodies of all
/// in turn until it is long enough, the foot of the first. It is as valid as they are.
struct Enlargement {
  private let head: ArraySlice<UInt8>
  private let bodies: [ArraySlice<UInt8>]
  private let foot: ArraySlice<UInt8>

  /// Nil when the documents have no body that can be repeated.
  init?(_ documents: [[UInt8]], format: String) {
    let parts = documents.compactMap { Self.parts($0, format: format) }
    guard let first = parts.first else { return nil }
    (head, foot) = (first.head, first.foot)
    bodies = parts.map(\.body).filter { !$0.isEmpty }
    if bodies.isEmpty { return nil }
  }

  /// The long document.
  func document(byteCount: Int) -> [UInt8] {
    var result = Array(head)
    result.reserveCapacity(byteCount + (bodies.map(\.count).max() ?? 0) + foot.count)
    var next = 0
    while result.count < byteCount {
      result += bodies[next % bodies.count]
      result.append(0x0A)
      next += 1
    }
    return result + foot
  }

  private typealias Parts = (
    head: ArraySlice<UInt8>, body: ArraySlice<UInt8>, foot: ArraySlice<UInt8>
  )

  private static func parts(_ bytes: [UInt8], format: String) -> Parts? {
    switch format {
    case "jsonl": (bytes[..<0], bytes[...], bytes[..<0])
    case "page-text": betweenDateLines(bytes)
    case "front-matter-markdown": between(bytes, "\n---\n", nil)
    case "plain-text": between(bytes, "\n\n", nil)
    case "kremlin-html":
      between(bytes, "read__internal_content", "<div class=\"read__bottommeta", behindTag: true)
    case "parlamint-tei": between(bytes, "<body>", "</body>")
    case "akoma-ntoso": between(bytes, "<debateBody>", "</debateBody>")
    case "publicwhip": between(bytes, "<publicwhip", "</publicwhip>", behindTag: true)
    default: nil
    }
  }

  private static func between(
    _ bytes: [UInt8], _ opening: String, _ closing: String?, behindTag: Bool = false
  ) -> Parts? {
    guard let found = bytes[...].firstRange(of: Array(opening.utf8)) else { return nil }
    var start = found.upperBound
    if behindTag {
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
      start = end + 1
    }
    guard let closing else { return (bytes[..<start], bytes[start...], bytes[bytes.count...]) }
    guard let end = bytes[start...].ranges(of: Array(closing.utf8)).last?.lowerBound else {
      return nil
    }
    return (bytes[..<start], bytes[start..<end], bytes[end...])
  }

  /// A saved page ends with the line by which its head gave day and place.
  private static func betweenDateLines(_ bytes: [UInt8]) -> Parts? {
    let lines = bytes.split(separator: 0x0A).filter { $0.contains { $0 > 0x20 } }
    guard let last = lines.last, let first = lines.firstIndex(of: last), first < lines.count - 1
    else { return nil }
    let (start, end) = (lines[first].endIndex, last.startIndex)
    return (bytes[..<start], bytes[start..<end], bytes[end...])
  }
}
