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
    return document.bytes.withUnsafeBufferPointer { bytes in
      let limit = min(line.end, line.start + maximumLength)
      guard let base = bytes.baseAddress, limit > line.start,
        memchr(base + line.start, 0x3A, limit - line.start) != nil
      else { return nil }
      var depth = 0
      var position = line.start
      while position < limit {
        switch bytes[position] {
        case 0x28, 0x5B: depth += 1
        case 0x29, 0x5D: depth -= 1
        case 0x3A where depth <= 0:
          guard position > line.start else { return nil }
          return candidate(bytes, line: index, line.range, colon: position)
        default: break
        }
        position += 1
      }
      return nil
    }
  }

  private static func candidate(
    _ bytes: UnsafeBufferPointer<UInt8>, line: Int, _ range: Range<Int>, colon: Int
  ) -> LabelCandidate? {
    var end = colon
    while end > range.lowerBound, let length = spaceLength(bytes, endingAt: end) { end -= length }
    var start = colon + 1
    while start < range.upperBound, let length = spaceLength(bytes, at: start, range.upperBound) {
      start += length
    }
    guard end > range.lowerBound else { return nil }
    let follow = Self.follow(bytes, at: start, range.upperBound)
    // "http://", "10:30" and the like: a colon without space behind it opens no speech, unless a
    // word follows ("Name:Thank you").
    if start == colon + 1, start < range.upperBound, follow != .capital, follow != .bracket {
      return nil
    }
    return LabelCandidate(
      line: line, label: range.lowerBound..<end, textStart: start, follow: follow)
  }

  private static func spaceLength(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: Int, _ end: Int
  ) -> Int? {
    if bytes[index] == 0x20 || bytes[index] == 0x09 { return 1 }
    if bytes[index] == 0xC2, index + 1 < end, bytes[index + 1] == 0xA0 { return 2 }
    if bytes[index] == 0xE2, index + 2 < end, bytes[index + 1] == 0x80, bytes[index + 2] == 0x8B {
      return 3
    }
    return nil
  }

  private static func spaceLength(
    _ bytes: UnsafeBufferPointer<UInt8>, endingAt end: Int
  ) -> Int? {
    if bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { return 1 }
    if end >= 2, bytes[end - 1] == 0xA0, bytes[end - 2] == 0xC2 { return 2 }
    if end >= 3, bytes[end - 3] == 0xE2, bytes[end - 2] == 0x80, bytes[end - 1] == 0x8B { return 3 }
    return nil
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
