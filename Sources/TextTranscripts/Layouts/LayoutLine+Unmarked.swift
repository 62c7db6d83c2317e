import TranscriptReading

extension LayoutLine {
  /// Longest label without marks, in bytes.
  private static let maximumUnmarked = 60
  /// The same with a role in brackets or behind a comma.
  private static let maximumTitled = 100

  /// A line, or the beginning of one before a dash between spaces, that may be a label though nothing
  /// sets it off: only the whole document tells.
  static func unmarked(_ document: TextDocument, line index: Int, body: Range<Int>) -> LayoutLine? {
    let line = document.lines[index]
    let bytes = document.bytes
    guard (0x41...0x5A).contains(bytes[line.start]) || bytes[line.start] >= 0xC3 else { return nil }
    let last = bytes[line.end - 1]
    let isShort = line.range.count <= maximumUnmarked
    func whole() -> LayoutLine? {
      guard !".,;:?!".utf8.contains(last) else { return nil }
      return LayoutLine(
        line: index, label: line.range, textStart: line.end, layout: LabelLayout(end: .line),
        time: timeBeside(document, index, body))
    }
    // "Ann Vale⇥words" is a label and words wherever it stands.
    if isShort, !bytes[line.range].contains(0x09), isRightAbove(document, index, body),
      let found = whole()
    {
      return found
    }
    if let dashed = dashed(document, line: index) { return dashed }
    let mayBeWhole =
      isShort || line.range.count <= maximumTitled && isTitled(bytes[line.range])
    guard mayBeWhole,
      isRightAbove(document, index, body) || isAboveBlank(document, index, body)
    else { return nil }
    return whole()
  }

  /// The beginning of a line before a dash between spaces.
  private static func dashed(_ document: TextDocument, line index: Int) -> LayoutLine? {
    let line = document.lines[index]
    let bytes = document.bytes
    let limit = min(line.end - 1, line.start + maximumDashed)
    var dash = line.start + 1
    var depth = 0
    var wordStart = line.start
    while dash + 4 < limit {
      switch bytes[dash] {
      case 0x28, 0x5B: depth += 1
      case 0x29, 0x5D: depth -= 1
      case 0x2E where bytes[dash + 1] == 0x20 && depth <= 0 && dash - wordStart > 3: return nil
      case 0x09 where depth <= 0 && dash + 1 < limit && bytes[dash + 1] > 0x20:
        // "Ann Vale⇥words"
        return LayoutLine(
          line: index, label: line.start..<dash, textStart: dash + 1,
          layout: LabelLayout(end: .spacedDash), time: nil)
      case 0x20:
        wordStart = dash + 1
        guard depth <= 0 else { break }
        if bytes[dash + 1] == 0xE2, bytes[dash + 2] == 0x80,
          bytes[dash + 3] == 0x93 || bytes[dash + 3] == 0x94, bytes[dash + 4] == 0x20
        {
          return LayoutLine(
            line: index, label: line.start..<dash, textStart: dash + 5,
            layout: LabelLayout(end: .spacedDash), time: nil)
        }
        if bytes[dash + 1] == 0x2D, bytes[dash + 2] == 0x20 {
          return LayoutLine(
            line: index, label: line.start..<dash, textStart: dash + 3,
            layout: LabelLayout(end: .spacedDash), time: nil)
        }
      default: break
      }
      dash += 1
    }
    return nil
  }

  /// Longest label before a dash, in bytes.
  private static let maximumDashed = 100

  /// Whether a bracket ends a line, or a comma stands within it.
  private static func isTitled(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.last == 0x29 || bytes.contains(0x2C)
  }

  /// Shortest words that a line may stand above with a blank one between, in bytes, unless they end a
  /// sentence.
  private static let fewestBelow = 60

  /// Whether a line begins a block of lines and words follow on the next.
  private static func isRightAbove(
    _ document: TextDocument, _ index: Int, _ body: Range<Int>
  ) -> Bool {
    guard index + 1 < body.upperBound, !document.lines[index + 1].isBlank else { return false }
    guard index > body.lowerBound, !document.lines[index - 1].isBlank else { return true }
    return time(document, index - 1) != nil
  }

  /// Whether a line stands alone, and words follow below a blank one.
  private static func isAboveBlank(
    _ document: TextDocument, _ index: Int, _ body: Range<Int>
  ) -> Bool {
    guard index + 1 < body.upperBound, document.lines[index + 1].isBlank,
      index == body.lowerBound || document.lines[index - 1].isBlank,
      let next = ((index + 2)..<max(index + 2, min(index + 4, body.upperBound))).first(where: {
        !document.lines[$0].isBlank
      })
    else { return false }
    let below = document.lines[next]
    return below.range.count >= fewestBelow || ".?!".utf8.contains(document.bytes[below.end - 1])
  }

  /// The time on a line of its own above or below a label.
  private static func timeBeside(
    _ document: TextDocument, _ index: Int, _ body: Range<Int>
  ) -> CueTime? {
    if index > body.lowerBound, let time = time(document, index - 1) { return time }
    return time(document, index + 1)
  }

  /// The time that a line is and nothing else.
  private static func time(_ document: TextDocument, _ index: Int) -> CueTime? {
    let range = document.lines[index].range
    guard (4...24).contains(range.count) else { return nil }
    return document.bytes.withUnsafeBufferPointer { bytes in
      TimeInText(bytes, at: range.lowerBound, limit: range.upperBound).flatMap {
        $0.end == range.upperBound ? $0.time : nil
      }
    }
  }
}
