/// What sets the words off that a line begins with, and what ends them.
struct LookalikeTraits {
  var dress = Dress.none
  var end = LookalikeLabel.End.colon
  /// Whether the first word begins with a small letter.
  var isSmall = false
  /// Whether all words are in capitals and a stop ends them, as in the document's labels.
  var isInCapitals = false
  /// Whether something stands in it that labels do not have: "?", "@", a colon of full width.
  var isOdd = false
  /// Whether it stands in brackets before its colon: "[Inaudible name]:".
  var isBracketed = false
  /// Whether it is nothing but signs: "???".
  var isBlank = false
  /// Whether signs of a heading stand before it.
  var isHeading = false
  /// Whether a capital follows its colon.
  var isBeforeCapital = false

  enum Dress {
    case none
    /// Bold, italics, underscores, a heading, a tag, brackets, quotation marks.
    case emphasis
    /// A bullet, a number, a dash.
    case item
  }
}

/// Goes through the beginning of one line. It holds a pointer and lives no longer than that does.
struct LookalikeScan {
  let bytes: UnsafeBufferPointer<UInt8>
  let line: Range<Int>
  let limit: Int
  var traits = LookalikeTraits()
  /// Whether a line of nothing but two to four words is looked at, too.
  private var isAlone = false

  /// Longest word in small letters within a label that is not in small letters, in bytes.
  private static let longestSmall = 5
  private static let maximumWords = 9
  /// The same where markup sets the label off.
  private static let maximumSetOff = 16

  init(bytes: UnsafeBufferPointer<UInt8>, line: Range<Int>, limit: Int) {
    self.bytes = bytes
    self.line = line
    self.limit = limit
  }

  mutating func label(_ setting: LookalikeLabel.Setting) -> Range<Int>? {
    var index = line.lowerBound
    var close: UInt8?
    var isHeading = false
    while index < limit, let length = dress(at: index, &close, &isHeading) { index += length }
    guard index < limit else { return nil }
    isAlone = setting.isAlone
    traits.isHeading = isHeading
    if index == line.lowerBound, let label = behindColon(index) { return label }
    if let blank = blankName(from: index) { return blank }
    if setting.isStopped, let label = inCapitals(from: index) { return label }
    return words(from: index, close: close, isHeading: isHeading)
  }

  /// "???:" before words, for a name that was not heard.
  private mutating func blankName(from start: Int) -> Range<Int>? {
    let end = bytes[start..<limit].firstIndex { $0 != 0x3F } ?? limit
    guard end > start + 1, end + 2 < limit, bytes[end] == 0x3A, isBeforeCapital(end + 1) else {
      return nil
    }
    traits.isBlank = true
    return start..<end
  }

  /// The first words of a line that begins with a colon: ":Ann Vale words".
  private mutating func behindColon(_ start: Int) -> Range<Int>? {
    guard bytes[start] == 0x3A, start + 1 < limit,
      (0x41...0x5A).contains(bytes[start + 1]) || bytes[start + 1] >= 0xC3
    else { return nil }
    traits.isBlank = true
    return start..<(bytes[start..<limit].prefix(Self.shownBytes).lastIndex(of: 0x20) ?? limit)
  }

  /// How much of such a line is shown, in bytes.
  private static let shownBytes = 60

  /// Words of capitals that a stop ends, and others behind them.
  private mutating func inCapitals(from start: Int) -> Range<Int>? {
    var index = start
    var stop: Int?
    var longest = 0
    var words = 0
    var depth = 0
    var hasSign = false
    while index < limit {
      let wordStart = index
      var (hasSmall, hasCapital, hasDigit) = (false, false, false)
      while index < limit, bytes[index] > 0x20 {
        switch bytes[index] {
        case 0x61...0x7A: hasSmall = true
        case 0xC3 where index + 1 < limit && bytes[index + 1] >= 0x9F: hasSmall = true
        // Cyrillic letters: the small ones are the last quarter of this half, and all of the next.
        case 0xD0 where index + 1 < limit && bytes[index + 1] >= 0xB0: hasSmall = true
        case 0xD1: hasSmall = true
        case 0x41...0x5A, 0xC3...0xD9: hasCapital = true
        case 0x30...0x39: hasDigit = true
        case 0x40: hasSign = true
        case 0x28, 0x5B: depth += 1
        case 0x29, 0x5D: depth -= 1
        default: break
        }
        index += 1
      }
      guard !hasSmall else { break }
      if hasCapital { words += 1 }
      if bytes[index - 1] == 0x2E, depth <= 0, words >= 1, index < line.upperBound,
        words >= 2 || index - wordStart > 4 || hasDigit
      {
        stop = index - 1
        longest = words
      }
      while index < limit, bytes[index] <= 0x20 { index += 1 }
    }
    // "SPEAKER 3." and "P07." are labels where others are so ended, "HARBOURS." is a heading.
    guard let stop, longest >= 2 || hasSign || LayoutLine.isDigit(bytes[stop - 1]) else {
      return nil
    }
    traits.isInCapitals = true
    traits.end = .stop
    return start..<stop
  }

  /// Words that a sign ends as the labels of some document are ended.
  private mutating func words(from start: Int, close: UInt8?, isHeading: Bool) -> Range<Int>? {
    guard mayBegin(bytes[start]) else { return nil }
    traits.isSmall = (0x61...0x7A).contains(bytes[start])
    var index = start
    var words = 0
    while index < limit {
      let wordStart = index
      var hasCapital = false
      while index < limit, bytes[index] > 0x20 {
        let byte = bytes[index]
        switch byte {
        case 0x41...0x5A, 0xC3...0xDF: hasCapital = true
        case _ where (byte == 0x28 || byte == 0x5B) && index > start:
          // Notes behind a name.
          let closing: UInt8 = byte == 0x28 ? 0x29 : 0x5D
          guard let last = bytes[index..<limit].firstIndex(of: closing) else { return nil }
          index = last
        case 0x3C where index > start && close != 0x3C:
          // "Ann Vale <ann@example.org>:"
          guard let last = bytes[index..<limit].firstIndex(of: 0x3E) else { return nil }
          traits.isOdd = true
          index = last
        case 0x3E where close == 0x3E && index > start: return closed(start, index)
        case 0x3A where index > start && isWithinTime(index): traits.isOdd = true
        case 0xE2
        where index > start && index + 2 < limit && bytes[index + 1] == 0x88
          && bytes[index + 2] == 0xB6:
          // U+2236, for which a colon may be taken.
          (traits.end, traits.isOdd) = (.colon, true)
          traits.isBeforeCapital = true
          return ended(start, index)
        case 0xE2
        where traits.dress == .none && index > wordStart
          && dashLength(index) != nil && isBeforeCapital(index + 3):
          // "Ann Vale— words"
          traits.end = .sign
          return ended(start, index)
        case 0x3A:
          guard index > start, isColon(index) else { return nil }
          traits.end = .colon
          traits.isBeforeCapital = isBeforeCapital(index + 1)
          return ended(start, index)
        case 0xEF where index + 2 < limit && bytes[index + 1] == 0xBC && bytes[index + 2] == 0x9A:
          (traits.end, traits.isOdd) = (.colon, true)
          return ended(start, index)
        case 0x3F, 0x21:
          guard index + 1 < limit, bytes[index + 1] == 0x3A else { return nil }
          traits.isOdd = true
        case 0x40, 0x7C, 0x2F, 0x30...0x39: traits.isOdd = true
        case 0x3B where bytes[Swift.max(start, index - 6)..<index].contains(0x26):
          // "Ann&nbsp;Vale"
          traits.isOdd = true
        case 0x3B, 0x3E:
          let isClosed = traits.dress == .emphasis && index + 1 < limit && bytes[index + 1] == close
          guard isClosed || traits.dress == .none && isBeforeCapital(index + 1) else { return nil }
          traits.end = .sign
          return ended(start, index)
        case 0x2E:
          let isLast = index + 1 < limit && bytes[index + 1] == 0x20
          if isLast, traits.dress == .none, words >= 1, index - wordStart > 2,
            isBeforeCapital(index + 1)
          {
            traits.end = .stop
            return ended(start, index)
          }
        case _ where byte == close && index > start:
          return closed(start, index)
        case 0xE2 where close == 0xE2 && index + 2 < limit && bytes[index + 1] == 0x80:
          if bytes[index + 2] == 0x9D { return closed(start, index) }
        default: break
        }
        index += 1
      }
      words += 1
      let isSetOff = traits.dress == .emphasis || bytes[start] | 0x20 == 0x68
      guard words <= (isSetOff ? Self.maximumSetOff : Self.maximumWords) else {
        return nil
      }
      if !traits.isSmall, !hasCapital, isLetter(bytes[wordStart]),
        index - wordStart > Self.longestSmall
      {
        return nil
      }
      if traits.isSmall, words > 3 { return nil }
      while index < limit, bytes[index] <= 0x20 { index += 1 }
      // "Ann Vale - words"
      if traits.dress == .none, let length = signLength(index),
        isBeforeCapital(index + length)
      {
        traits.end = .sign
        return ended(start, index)
      }
    }
    guard isHeading || traits.dress == .none && isAlone && !traits.isOdd && (2...4).contains(words),
      index >= line.upperBound
    else { return nil }
    traits.end = .line
    return ended(start, index)
  }

  /// A dash, an upright stroke or an arrow between spaces.
  private func signLength(_ index: Int) -> Int? {
    if let length = dashLength(index) { return length }
    guard index + 3 < limit else { return nil }
    if bytes[index] == 0x7C || bytes[index] == 0x3E { return 1 }
    return bytes[index] == 0xE2 && bytes[index + 1] == 0x86 && bytes[index + 2] == 0x92 ? 3 : nil
  }

  /// Whether a colon stands between digits.
  private func isWithinTime(_ index: Int) -> Bool {
    index + 1 < limit && LayoutLine.isDigit(bytes[index - 1])
      && LayoutLine.isDigit(bytes[index + 1])
  }

  /// Behind the words that markup, a bracket or a quotation mark closes.
  private mutating func closed(_ start: Int, _ stop: Int) -> Range<Int>? {
    var index = stop
    let isQuotation = bytes[stop] == 0x22 || bytes[stop] == 0xE2
    while index < limit {
      switch bytes[index] {
      case 0x2A, 0x5F, 0x22, 0x5D, 0x20, 0xE2, 0x80, 0x9D, 0x60, 0x7D, 0x3E, 0x29: index += 1
      case 0x28 where !isQuotation:
        // "[Ann Vale](address):", "**Ann Vale *(in Welsh)*:**"
        guard let last = bytes[index..<limit].firstIndex(of: 0x29) else { return nil }
        index = last + 1
      case 0x3C:
        guard let last = bytes[index..<limit].prefix(12).firstIndex(of: 0x3E) else { return nil }
        index = last + 1
      case 0x3A:
        traits.end = .colon
        traits.isBracketed = [0x5D, 0x29, 0x7D, 0x60].contains(bytes[stop])
        traits.isBeforeCapital = isBeforeCapital(index + 1)
        return ended(start, stop)
      default:
        guard !isQuotation, (0x41...0x5A).contains(bytes[index]) || bytes[index] >= 0xC3 else {
          return nil
        }
        traits.end = .closing
        return ended(start, stop)
      }
    }
    guard !isQuotation, index >= line.upperBound else { return nil }
    traits.end = .line
    return ended(start, stop)
  }

  private func ended(_ start: Int, _ stop: Int) -> Range<Int>? {
    var stop = stop
    while stop > start,
      bytes[stop - 1] <= 0x20 || bytes[stop - 1] == 0x3F || bytes[stop - 1] == 0x21
    {
      stop -= 1
    }
    return stop > start ? start..<stop : nil
  }

  /// Whether a colon ends words, and does not stand within a time or an address.
  private func isColon(_ index: Int) -> Bool {
    guard index + 1 < line.upperBound else { return !traits.isSmall }
    switch bytes[index + 1] {
    case 0x30...0x39, 0x2F: return false
    case 0x20:
      guard traits.isSmall else { return true }
      // What is told of goes on in small letters.
      let next = bytes[min(index + 2, line.upperBound - 1)]
      return !(0x61...0x7A).contains(next)
    default: return !traits.isSmall
    }
  }

  private func isBeforeCapital(_ index: Int) -> Bool {
    guard index + 1 < line.upperBound, bytes[index] == 0x20 else { return false }
    // Briefings print two spaces.
    let next = bytes[index..<Swift.min(index + 4, line.upperBound)].first { $0 != 0x20 } ?? 0
    return (0x41...0x5A).contains(next) || next >= 0xC3 && next < 0xE2
  }

  private func dashLength(_ index: Int) -> Int? {
    guard index + 1 < limit else { return nil }
    if bytes[index] == 0x2D { return 1 }
    return index + 3 < limit && bytes[index] == 0xE2 && bytes[index + 1] == 0x80
      && (0x90...0x95).contains(bytes[index + 2]) ? 3 : nil
  }

  private func mayBegin(_ byte: UInt8) -> Bool { isLetter(byte) || byte >= 0xC3 && byte != 0xE2 }

  func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
}
