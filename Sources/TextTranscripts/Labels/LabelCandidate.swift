import TranscriptReading

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The beginning of a line that may be the label of a statement.
struct LabelCandidate {
  /// Index of the line in ``TextDocument/lines``.
  var line: Int
  /// The label's bytes, without its colon and without space at its ends.
  var label: Range<Int>
  /// Where the statement's words begin; the line's end when the label stands alone.
  var textStart: Int
  /// How the words begin.
  var follow: Follow
  /// A time of the recording that is printed before the label, within it or behind it.
  var time: CueTime?
  /// The line before, where the label begins there and is wrapped within a bracket.
  var firstLine: Int?

  /// How the words behind a label begin.
  enum Follow {
    case nothing
    case capital
    case small
    case digit
    case quotation
    case bracket
    case other
  }

  /// Longest label, in bytes: the longest one seen has 197 characters, of which every tenth may be a
  /// no-break space of two bytes, and a note in brackets may follow it.
  static let maximumLength = 480

  /// The candidate that a line begins with: what stands before its first colon outside brackets.
  static func find(_ document: TextDocument, line index: Int) -> LabelCandidate? {
    let line = document.lines[index]
    if !line.isBlank, document.bytes[line.start] == 0x3A { return behindLabel(document, index) }
    return document.bytes.withUnsafeBufferPointer { bytes in
      let limit = min(line.end, line.start + maximumLength)
      guard let base = bytes.baseAddress, limit > line.start,
        memchr(base + line.start, 0x3A, limit - line.start) != nil
      else { return nil }
      var depth = 0
      let before = timeBefore(bytes, line.start, limit)
      let start = before?.end ?? line.start
      var position = start
      while position < limit {
        switch bytes[position] {
        case 0x28, 0x5B: depth += 1
        case 0x29, 0x5D: depth -= 1
        case 0x3A where depth <= 0:
          guard position > start else { return nil }
          if LayoutLine.isDigit(bytes[position - 1]), position + 1 < limit,
            LayoutLine.isDigit(bytes[position + 1])
          {
            // "Ann – 00:02:46:"; other numbers begin no label.
            guard let end = timeEnd(bytes, colon: position, start, limit) else { return nil }
            position = end
            continue
          }
          guard
            var found = candidate(bytes, line: index, start..<line.end, colon: position)
          else { return nil }
          found.time = before?.time ?? found.time
          return found
        default: break
        }
        position += 1
      }
      return nil
    }
  }

  /// The time that a line begins with, and where what follows it begins.
  private static func timeBefore(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int
  ) -> (time: CueTime?, end: Int)? {
    guard LabelStamp.mayBegin(bytes[start]) || bytes[start] == 0x5C else { return nil }
    guard let found = TimeInText(bytes, at: start, limit: limit) else {
      return LabelStamp.before(bytes, start, limit)
    }
    var end = found.end
    while end < limit, bytes[end] <= 0x20 || bytes[end] == 0x2D || bytes[end] == 0x7C { end += 1 }
    if end + 2 < limit, bytes[end] == 0xE2, bytes[end + 1] == 0x80,
      (0x90...0x95).contains(bytes[end + 2])
    {
      end += 3
      while end < limit, bytes[end] <= 0x20 { end += 1 }
    }
    return end < limit ? (found.time, end) : nil
  }

  /// Where the time ends that a colon stands within, when a label may stand before it.
  private static func timeEnd(
    _ bytes: UnsafeBufferPointer<UInt8>, colon: Int, _ start: Int, _ limit: Int
  ) -> Int? {
    var first = colon
    while first > start, LayoutLine.isDigit(bytes[first - 1]) { first -= 1 }
    guard first > start + 1, bytes[first - 1] <= 0x20 || bytes[first - 1] >= 0x80,
      let found = TimeInText(bytes, at: first, limit: limit)
    else { return nil }
    let end = found.end + halfOfDay(bytes, from: found.end, limit)
    return end < limit && bytes[end] == 0x3A ? end : nil
  }

  /// How many bytes "PM" takes behind a time, with the space before it; 0 where it does not stand there.
  private static func halfOfDay(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ limit: Int
  ) -> Int {
    let index = start < limit && bytes[start] == 0x20 ? start + 1 : start
    guard index + 1 < limit, bytes[index] | 0x20 == 0x61 || bytes[index] | 0x20 == 0x70,
      bytes[index + 1] | 0x20 == 0x6D
    else { return 0 }
    return index + 2 - start
  }

  /// The time that a label ends with, and where the label without it ends.
  private static func timeBehind(
    _ bytes: UnsafeBufferPointer<UInt8>, _ label: Range<Int>
  ) -> (time: CueTime?, end: Int)? {
    guard label.count >= 6 else { return nil }
    let last = bytes[label.upperBound - 1]
    let isOfDay = last | 0x20 == 0x6D
    guard LayoutLine.isDigit(last) || last == 0x29 || last == 0x5D || isOfDay,
      let found = TimeInText.first(bytes, in: label),
      found.time.end == label.upperBound
        || isOfDay
          && found.time.end + halfOfDay(bytes, from: found.time.end, label.upperBound)
            == label.upperBound
    else { return nil }
    var end = found.start
    while end > label.lowerBound {
      if bytes[end - 1] <= 0x20 || "-,|@".utf8.contains(bytes[end - 1]) {
        end -= 1
      } else if end >= label.lowerBound + 3, bytes[end - 3] == 0xE2, bytes[end - 2] == 0x80,
        (0x90...0x95).contains(bytes[end - 1])
      {
        end -= 3
      } else if end >= label.lowerBound + 2, bytes[end - 1] == 0xA0, bytes[end - 2] == 0xC2 {
        end -= 2
      } else {
        break
      }
    }
    // "3:12 PM" is the time of day.
    return end > label.lowerBound ? (isOfDay ? nil : found.time.time, end) : nil
  }

  /// A candidate whose colon begins the line below it: "Ann Vale", ": words".
  private static func behindLabel(_ document: TextDocument, _ index: Int) -> LabelCandidate? {
    guard let first = firstOfWrapped(document, below: index) else { return nil }
    let line = document.lines[index]
    let found = document.bytes.withUnsafeBufferPointer {
      candidate($0, line: index, document.lines[first].start..<line.end, colon: line.start)
    }
    guard var found else { return nil }
    found.label = document.lines[first].start..<document.lines[index - 1].end
    found.firstLine = first
    return found
  }

  private static func candidate(
    _ bytes: UnsafeBufferPointer<UInt8>, line: Int, _ range: Range<Int>, colon: Int
  ) -> LabelCandidate? {
    var end = colon
    while end > range.lowerBound, let length = spaceLength(bytes, endingAt: end) { end -= length }
    var start = colon + 1
    // "Ann Vale:: …"
    while start < range.upperBound, bytes[start] == 0x3A { start += 1 }
    let behindColons = start
    while start < range.upperBound, let length = spaceLength(bytes, at: start, range.upperBound) {
      start += length
    }
    guard end > range.lowerBound else { return nil }
    var time: CueTime?
    if let found = timeBehind(bytes, range.lowerBound..<end) {
      (time, end) = (found.time, found.end)
    } else if start < range.upperBound, start > behindColons,
      LayoutLine.isDigit(bytes[start]) || bytes[start] == 0x5B || bytes[start] == 0x28,
      let found = TimeInText(bytes, at: start, limit: min(range.upperBound, start + 40)),
      found.end == range.upperBound || !LayoutLine.isDigit(bytes[start])
    {
      // "Ann Vale: 00:00:19" before the words, "Ann Vale: [00:00:03] words".
      time = found.time
      start = found.end
      while start < range.upperBound, let length = spaceLength(bytes, at: start, range.upperBound) {
        start += length
      }
    }
    // "O Sr. Vale (PS): — words"
    let dash = start > behindColons ? dashLength(bytes, start, range.upperBound) : 0
    let follow = Self.follow(bytes, at: start + dash, range.upperBound)
    // "http://", "10:30" and the like: a colon without space behind it opens no speech, unless a
    // word follows ("Name:Thank you").
    let isNumber =
      start == behindColons && follow == .digit && isNameBefore(bytes, range.lowerBound..<end)
    if start == behindColons, start < range.upperBound, follow != .capital, follow != .bracket,
      !isNumber,
      !opensSentence(bytes, start, range.upperBound)
    {
      return nil
    }
    return LabelCandidate(
      line: line, label: range.lowerBound..<end, textStart: start, follow: follow, time: time)
  }

  /// Whether two words and more end in a letter, "Ann Vale:3.7 percent", as neither addresses nor times do.
  private static func isNameBefore(
    _ bytes: UnsafeBufferPointer<UInt8>, _ label: Range<Int>
  ) -> Bool {
    guard let last = bytes[label].last, (last | 0x20) &- 0x61 < 26 || last >= 0x80 else {
      return false
    }
    let words = bytes[label].split(separator: 0x20)
    return (2...4).contains(words.count)
      && words.allSatisfy { (0x41...0x5A).contains($0[$0.startIndex]) || $0[$0.startIndex] >= 0xC3 }
  }

  /// How many bytes a dash takes that words begin with, and the space behind it; 0 where none does.
  static func dashLength(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
  ) -> Int {
    guard start + 3 < end, bytes[start] == 0xE2, bytes[start + 1] == 0x80,
      bytes[start + 2] == 0x94 || bytes[start + 2] == 0x93,
      let length = spaceLength(bytes, at: start + 3, end)
    else { return 0 }
    return 3 + length
  }

  /// Whether a quotation mark that no program's text has stands there, or a sign that begins Spanish
  /// questions: "Ana Abril:¿Cuánto?".
  private static func opensSentence(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int
  ) -> Bool {
    guard index + 2 < end else { return false }
    if bytes[index] == 0xC2 { return [0xBF, 0xA1, 0xAB].contains(bytes[index + 1]) }
    return bytes[index] == 0xE2 && bytes[index + 1] == 0x80
      && (0x9C...0x9E).contains(bytes[index + 2])
  }

  private static func spaceLength(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, _ end: Int
  ) -> Int? {
    if bytes[index] == 0x20 || bytes[index] == 0x09 { return 1 }
    if bytes[index] == 0xC2, index + 1 < end, bytes[index + 1] == 0xA0 { return 2 }
    if bytes[index] == 0xE2, index + 2 < end, bytes[index + 1] == 0x80, isSpace(bytes[index + 2]) {
      return 3
    }
    return nil
  }

  private static func spaceLength(
    _ bytes: UnsafeBufferPointer<UInt8>, endingAt end: Int
  ) -> Int? {
    if bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { return 1 }
    if end >= 2, bytes[end - 1] == 0xA0, bytes[end - 2] == 0xC2 { return 2 }
    if end >= 3, bytes[end - 3] == 0xE2, bytes[end - 2] == 0x80, isSpace(bytes[end - 1]) {
      return 3
    }
    return nil
  }

  /// The last byte of a space of no width, or of a narrow one as French prints before a colon.
  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x8B || byte == 0xAF || byte == 0x89
  }

  static func follow(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, _ end: Int) -> Follow {
    guard index < end else { return .nothing }
    switch bytes[index] {
    case 0x41...0x5A: return .capital
    case 0x61...0x7A: return .small
    case 0x30...0x39: return .digit
    case 0x22, 0x27, 0x60: return .quotation
    case 0x28, 0x5B, 0x3C: return .bracket
    case 0xC2: return index + 1 < end && bytes[index + 1] == 0xAB ? .quotation : .other
    case 0xE2:
      guard index + 2 < end, bytes[index + 1] == 0x80 else { return .other }
      switch bytes[index + 2] {
      case 0x98...0x9F: return .quotation
      case 0xB9: return .bracket
      default: return .other
      }
    case 0xC3...0xDF:
      // Letters of two bytes: their case is not looked up here, capitals are likelier.
      return .capital
    default: return .other
    }
  }
}
