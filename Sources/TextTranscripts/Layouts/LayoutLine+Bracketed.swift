import TranscriptReading

extension LayoutLine {
  /// Longest label in brackets, in bytes.
  private static let maximumBracketed = 80
  /// Longest stamp of day and time before a label, in bytes.
  private static let maximumStamp = 40

  /// A line that begins with a label in brackets, `[Ann Vale] words`, `<Ann Vale> words`, or with a
  /// stamp of time or of day and time before one, `[10:02] <annvale> words`, as chats are saved; and,
  /// behind a stamp with a day, also `Ann Vale: words`.
  static func bracketed(_ document: TextDocument, line index: Int) -> LayoutLine? {
    let line = document.lines[index]
    return document.bytes.withUnsafeBufferPointer { bytes in
      var start = line.start
      let stamp = stamp(bytes, line.range)
      if let stamp { start = stamp.end }
      guard start < line.end else { return nil }
      var layout = LabelLayout(emphasis: .brackets, end: .words)
      if stamp != nil { layout.time = .before }
      let opening = bytes[start]
      guard opening == 0x5B || opening == 0x3C else {
        // "[5.3.2024, 10:02:11] Ann Vale: words"
        guard let stamp, let colon = colon(bytes, start..<line.end) else { return nil }
        layout.end = .words
        return LayoutLine(
          line: index, label: start..<colon, textStart: textStart(bytes, colon + 1, line.end),
          layout: layout, time: stamp.time)
      }
      let close: UInt8 = opening == 0x5B ? 0x5D : 0x3E
      let limit = min(line.end, start + maximumBracketed)
      guard let end = bytes[start..<limit].firstIndex(of: close), end > start + 1 else {
        return nil
      }
      if opening == 0x3C, MarkupTag(bytes[start + 1..<end]) != nil { return nil }
      var first = start + 1
      // "<@annvale>", "<+annvale>", "<v Ann Vale>"
      while first < end, bytes[first] <= 0x20 || "@+%&~".utf8.contains(bytes[first]) { first += 1 }
      if opening == 0x3C, first + 2 < end, bytes[first] == 0x76, bytes[first + 1] == 0x20 {
        first += 2
      }
      var last = end
      while last > first, bytes[last - 1] <= 0x20 || bytes[last - 1] == 0x3A { last -= 1 }
      guard first < last, isLetter(bytes[first]), !bytes[first..<last].contains(0x3C),
        !bytes[first..<last].contains(0x5B)
      else { return nil }
      var behind = end + 1
      if behind < line.end, bytes[behind] == 0x3A { behind += 1 }
      let words = textStart(bytes, behind, line.end)
      guard words < line.end else { return nil }
      return LayoutLine(
        line: index, label: first..<last, textStart: words, layout: layout, time: stamp?.time)
    }
  }

  /// The stamp that a line begins with: digits, what parts them, and a time of the clock among them, in
  /// brackets or before a dash or a label in brackets.
  private static func stamp(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> (time: CueTime?, end: Int)? {
    var index = range.lowerBound
    let isInBrackets = bytes[index] == 0x5B || bytes[index] == 0x28
    if isInBrackets { index += 1 }
    let start = index
    let limit = min(range.upperBound, start + maximumStamp)
    guard index < limit, isDigit(bytes[index]) else { return nil }
    var colons = 0
    scan: while index < limit {
      switch bytes[index] {
      case 0x3A:
        colons += 1
        index += 1
      case 0x30...0x39, 0x2D, 0x2E, 0x2F, 0x2C, 0x20, 0x5A, 0x2B: index += 1
      case 0x54 where index + 1 < limit && isDigit(bytes[index + 1]): index += 1
      // "PM", "p.m."
      case 0x41, 0x50, 0x61, 0x70:
        guard index + 1 < limit, bytes[index + 1] == 0x2E || bytes[index + 1] | 0x20 == 0x6D else {
          break scan
        }
        index += 2
      case 0x4D, 0x6D: index += 1
      case 0xC2, 0xA0, 0xE2, 0x80, 0xAF: index += 1
      default: break scan
      }
    }
    guard colons >= 1, index < range.upperBound else { return nil }
    let time = TimeInText.first(bytes, in: start..<index)?.time.time
    if isInBrackets {
      guard bytes[index] == 0x5D || bytes[index] == 0x29 else { return nil }
      index += 1
    } else {
      // "10:02 <annvale>", "5.3.24, 10:02 - Ann Vale: words"
      guard bytes[index] == 0x3C || bytes[index] == 0x5B || isDashed(bytes, start..<index) else {
        return nil
      }
    }
    return (time, textStart(bytes, index, range.upperBound))
  }

  /// Whether a stamp ends in a dash between spaces.
  private static func isDashed(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Bool {
    range.count > 3 && bytes[range.upperBound - 1] == 0x20 && bytes[range.upperBound - 2] == 0x2D
      && bytes[range.upperBound - 3] == 0x20
  }

  /// The colon that ends a label of few words; nil when none stands near.
  private static func colon(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Int? {
    guard isLetter(bytes[range.lowerBound]),
      let colon = bytes[range.prefix(maximumBracketed)].firstIndex(of: 0x3A),
      colon + 1 < range.upperBound, bytes[colon + 1] <= 0x20
    else { return nil }
    return colon
  }

  private static func textStart(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
  ) -> Int {
    var index = start
    while index < end, bytes[index] <= 0x20 { index += 1 }
    return index
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte >= 0xC3
  }
}
