import TranscriptReading

extension LayoutLine {
  /// Longest label with all that stands around it, in bytes.
  private static let maximumLength = 240

  /// What a line begins with that is set off, or has a time; nil when it begins with nothing like it.
  static func find(_ document: TextDocument, line index: Int) -> LayoutLine? {
    let line = document.lines[index]
    return document.bytes.withUnsafeBufferPointer { bytes in
      guard let first = bytes[line.range].first else { return nil }
      let limit = min(line.end, line.start + maximumLength)
      switch first {
      case 0x2A, 0x5F, 0x3C, 0x23, 0x5B, 0x28, 0x30...0x39, 0x2D, 0x3E, 0x5C: break
      case 0x80...0xFF, 0x41...0x5A, 0x61...0x7A, 0x22, 0x27, 0x2B, 0x40:
        // A label alone or before words has a time behind it.
        guard hasTime(bytes, line.start..<limit) else { return nil }
      default: return nil
      }
      var parser = LayoutParser(bytes: bytes, index: line.start, limit: limit, end: line.end)
      guard var found = parser.parse() else { return nil }
      found.line = index
      return found
    }
  }

  /// Whether a colon stands between digits.
  private static func hasTime(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range.dropFirst(2).dropLast(2) where bytes[index] == 0x3A {
      if isDigit(bytes[index - 1]), isDigit(bytes[index + 1]), isDigit(bytes[index + 2]) {
        return true
      }
    }
    // "0:15" at the very end.
    return range.count >= 6 && bytes[range.upperBound - 3] == 0x3A
      && isDigit(bytes[range.upperBound - 1]) && isDigit(bytes[range.upperBound - 4])
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// Goes through the beginning of a line.
private struct LayoutParser {
  let bytes: UnsafeBufferPointer<UInt8>
  var index: Int
  let limit: Int
  /// The line's end.
  let end: Int
  private var layout = LabelLayout()
  private var time: CueTime?
  /// Whether blanks stand within the markup.
  private var isPadded = false
  /// Whether a line is an entry of a list.
  private var isListed = false
  /// Longest label with blanks within its markup, in bytes.
  private let longestPadded = 80
  /// Where the markup begins that sets the label off.
  private var markupStart: Int?

  init(bytes: UnsafeBufferPointer<UInt8>, index: Int, limit: Int, end: Int) {
    self.bytes = bytes
    self.index = index
    self.limit = limit
    self.end = end
  }

  mutating func parse() -> LayoutLine? {
    skipQuotation()
    if skipHeading() { layout.emphasis = .heading }
    takeTimeBefore()
    for _ in 0..<3 {
      let start = index
      guard let emphasis = skipEmphasis() else { break }
      markupStart = markupStart ?? start
      if layout.emphasis != .bold { layout.emphasis = emphasis }
    }
    takeTimeBefore()
    if index < limit, bytes[index] == 0x5B, layout.emphasis == .none { return bracketed() }
    return label()
  }

  /// "[Ann Vale] 10:02:11"
  private mutating func bracketed() -> LayoutLine? {
    let start = index + 1
    guard let close = bytes[start..<limit].firstIndex(of: 0x5D), close > start else { return nil }
    index = close + 1
    skipSpaces()
    guard let found = TimeInText(bytes, at: index, limit: limit) else { return nil }
    layout.emphasis = .brackets
    index = found.end
    return finish(start..<close, time: found.time)
  }

  /// The label's words, up to whatever ends it.
  private mutating func label() -> LayoutLine? {
    let start = index
    var depth = 0
    while index < limit {
      let byte = bytes[index]
      switch byte {
      case 0x3A where depth <= 0:
        guard index > start else { return nil }
        return colon(start..<index)
      case 0x28, 0x5B, 0x5C:
        if let found = TimeInText(bytes, at: index, limit: limit) {
          let label = start..<index
          index = found.end
          return finish(label, time: found.time)
        }
        if byte != 0x5C { depth += 1 }
      case 0x29, 0x5D: depth -= 1
      case 0x30...0x39 where index > start && !isWord(bytes[index - 1]):
        if let found = TimeInText(bytes, at: index, limit: limit) {
          let label = start..<index
          index = found.end
          return finish(label, time: found.time)
        }
      case 0x2A, 0x5F:
        // An underscore within a word is none.
        if layout.emphasis != .none, layout.emphasis != .heading, index > start,
          byte == 0x2A || index + 1 >= limit || !isWord(bytes[index + 1])
        {
          return closed(start..<index)
        }
      case 0x3C:
        guard layout.emphasis != .none, index > start, index + 1 < limit, bytes[index + 1] == 0x2F
        else { return nil }
        return closed(start..<index)
      default: break
      }
      index += 1
    }
    guard index == end, index > start else { return nil }
    // The line's end.
    guard layout.emphasis == .heading || layout.time == .before else { return nil }
    layout.end = .line
    return made(start..<index)
  }

  /// Behind the colon that ends a label.
  private mutating func colon(_ label: Range<Int>) -> LayoutLine? {
    index += 1
    skipClosings()
    skipSpaces()
    if isPadded {
      skipClosings()
      skipSpaces()
    }
    // "**Ann Vale:** [00:01:12] words", but "**Ann Vale:** 10:30 is too late" holds words.
    let isBracketed =
      index + 1 < limit && (bytes[index] == 0x5B || bytes[index] == 0x28 || bytes[index] == 0x5C)
    if layout.emphasis == .none || layout.emphasis == .heading || isBracketed,
      let found = TimeInText(bytes, at: index, limit: limit)
    {
      index = found.end
      skipSpaces()
      time = time ?? found.time
      if layout.time == .none { layout.time = .after }
    }
    guard layout.emphasis != .none || layout.time != .none || isListed else { return nil }
    layout.isListed = isListed && layout.emphasis == .none && layout.time == .none
    layout.end = .colon
    return made(label)
  }

  /// Behind the markup that ends a label.
  private mutating func closed(_ label: Range<Int>) -> LayoutLine? {
    skipClosings()
    skipSpaces()
    if let found = TimeInText(bytes, at: index, limit: limit), layout.time == .none {
      var behind = found.end
      // "**Ann Vale** [00:00:09](address): words"
      if behind < limit, bytes[behind] == 0x28,
        let close = bytes[behind..<limit].firstIndex(of: 0x29)
      {
        behind = close + 1
      }
      if behind >= end || bytes[behind] == 0x3A || bytes[behind] == 0x20 {
        index = behind
        time = found.time
        layout.time = .after
        skipSpaces()
      }
    }
    if index < limit, bytes[index] == 0x3A {
      index += 1
      skipClosings()
      layout.end = .colon
    } else if layout.time == .none, let markupStart,
      let tail = LabelTail(bytes, from: index, limit: limit)
    {
      // "**Mme Vale** (rapporteure) :", "**M. Lind**, ministre. –", "**Mme Vale**. –"
      index = tail.end
      layout.end = tail.isStopped ? .dash : .colon
      skipSpaces()
      return made(tail.words.isEmpty ? label : markupStart..<tail.words.upperBound)
    } else if layout.time == .none, index < end, let length = dashLength() {
      // "**M. Lind.** – words"
      index += length
      layout.end = .dash
    } else {
      layout.end = index >= end ? .line : bytes[label.upperBound - 1] == 0x2E ? .stop : .words
    }
    skipSpaces()
    return made(label)
  }

  /// How many bytes a dash between spaces takes; nil when none stands there.
  private func dashLength() -> Int? {
    guard index + 3 < limit, bytes[index] == 0xE2, bytes[index + 1] == 0x80,
      (0x93...0x95).contains(bytes[index + 2]), bytes[index + 3] <= 0x20 || bytes[index + 3] == 0xC2
    else { return nil }
    return 3
  }

  /// Behind a time that follows a label.
  private mutating func finish(_ label: Range<Int>, time found: CueTime) -> LayoutLine? {
    time = time ?? found
    if layout.time == .none { layout.time = .after }
    skipClosings()
    while index < limit, bytes[index] == 0x20 || bytes[index] == 0x29 || bytes[index] == 0x5D {
      index += 1
    }
    // "3:14 PM"
    if index + 1 < limit, bytes[index] | 0x20 == 0x61 || bytes[index] | 0x20 == 0x70,
      bytes[index + 1] | 0x20 == 0x6D, index + 2 >= end || !isWord(bytes[index + 2])
    {
      index += 2
    }
    if index < limit, bytes[index] == 0x3A {
      index += 1
      layout.end = .colon
    } else {
      layout.end = index >= end ? .line : .words
    }
    skipClosings()
    skipSpaces()
    if layout.end == .words, index >= end { layout.end = .line }
    return made(label)
  }

  private func made(_ label: Range<Int>) -> LayoutLine? {
    var (start, last) = (label.lowerBound, label.upperBound)
    while last > start {
      let byte = bytes[last - 1]
      if byte <= 0x20 || "-,*_:|@#".utf8.contains(byte) {
        last -= 1
      } else if last - start >= 3, byte == 0x9A, bytes[last - 2] == 0xBC, bytes[last - 3] == 0xEF {
        // A colon of full width.
        last -= 3
      } else if last - start >= 3, bytes[last - 3] == 0xE2, bytes[last - 2] == 0x80,
        (0x90...0x95).contains(byte) || byte == 0xA2 || byte == 0x8B || byte == 0xAF || byte == 0x89
      {
        last -= 3
      } else if last - start >= 2, byte == 0xA0, bytes[last - 2] == 0xC2 {
        last -= 2
      } else {
        break
      }
    }
    while start < last {
      if bytes[start] <= 0x20 || bytes[start] == 0x2A || bytes[start] == 0x7C {
        start += 1
      } else if start + 2 < last, bytes[start] == 0xE2, bytes[start + 1] == 0x80,
        bytes[start + 2] == 0x8B
      {
        start += 3
      } else {
        break
      }
    }
    guard start < last else { return nil }
    return LayoutLine(
      line: 0, label: start..<last, textStart: min(index, end), layout: layout, time: time)
  }

  private func isWord(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || LayoutLine.isDigit(byte) || byte >= 0xC3
  }

  private mutating func skipSpaces() {
    while index < limit {
      if bytes[index] <= 0x20 {
        index += 1
      } else if index + 1 < limit, bytes[index] == 0xC2, bytes[index + 1] == 0xA0 {
        index += 2
      } else if index + 2 < limit, bytes[index] == 0xE2, bytes[index + 1] == 0x80,
        bytes[index + 2] == 0xAF || bytes[index + 2] == 0x89 || bytes[index + 2] == 0x8B
      {
        // The narrow spaces before a colon of French, and those of no width.
        index += 3
      } else {
        break
      }
    }
  }

  /// "> " and "- " before what is set off.
  private mutating func skipQuotation() {
    guard index + 2 < limit, bytes[index] == 0x3E || bytes[index] == 0x2D || bytes[index] == 0x2A,
      bytes[index + 1] == 0x20
    else { return }
    isListed = bytes[index] != 0x3E
    index += 2
    skipSpaces()
  }

  private mutating func skipHeading() -> Bool {
    let count = bytes[index..<limit].prefix { $0 == 0x23 }.count
    guard (1...6).contains(count), index + count < limit, bytes[index + count] == 0x20 else {
      return false
    }
    index += count
    skipSpaces()
    return true
  }

  private mutating func takeTimeBefore() {
    guard time == nil, let found = TimeInText(bytes, at: index, limit: limit) else { return }
    let start = index
    index = found.end
    while index < limit {
      if bytes[index] <= 0x20 || bytes[index] == 0x2D || bytes[index] == 0x7C {
        index += 1
      } else if index + 2 < limit, bytes[index] == 0xE2, bytes[index + 1] == 0x80,
        (0x90...0x95).contains(bytes[index + 2])
      {
        index += 3
      } else {
        break
      }
    }
    guard index < limit else {
      index = start
      return
    }
    time = found.time
    layout.time = .before
  }

  /// `**`, `__`, `*`, `_`, `<b>`, `<strong>`, `<u>`, `<i>`, `<em>`.
  private mutating func skipEmphasis() -> LabelLayout.Emphasis? {
    guard index < limit else { return nil }
    let byte = bytes[index]
    if byte == 0x2A || byte == 0x5F {
      let count = bytes[index..<limit].prefix { $0 == byte }.count
      guard count <= 3, index + count < limit else { return nil }
      if bytes[index + count] <= 0x20 {
        // "** Ann Vale: **"
        guard count == 2, byte == 0x2A,
          bytes[(index + count)..<limit].prefix(longestPadded).contains(0x2A)
        else { return nil }
        isPadded = true
      }
      index += count
      skipSpaces()
      return count >= 2 ? .bold : .italic
    }
    guard byte == 0x3C, let close = bytes[index..<limit].prefix(40).firstIndex(of: 0x3E) else {
      return nil
    }
    let name = bytes[index + 1..<close].prefix { ($0 | 0x20) &- 0x61 < 26 }
    let tag = String(decoding: name, as: UTF8.self).lowercased()
    let emphases: [String: LabelLayout.Emphasis] = [
      "b": .bold, "strong": .bold, "u": .underlined, "ins": .underlined, "i": .italic,
      "em": .italic, "span": .none, "p": .none,
    ]
    guard let emphasis = emphases[tag] else { return nil }
    index = close + 1
    skipSpaces()
    return emphasis
  }

  /// What closes emphasis.
  private mutating func skipClosings() {
    while index < limit {
      if bytes[index] == 0x2A || bytes[index] == 0x5F {
        index += 1
      } else if bytes[index] == 0x3C, index + 1 < limit, bytes[index + 1] == 0x2F,
        let close = bytes[index..<limit].prefix(12).firstIndex(of: 0x3E)
      {
        index = close + 1
      } else {
        break
      }
    }
  }
}
