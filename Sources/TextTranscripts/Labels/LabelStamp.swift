import TranscriptReading

/// What stands before a label and says when it was spoken, in a shape other than ``TimeInText``'s:
/// `{00:01:12}`, `#00:01:12-3#`, `[7:02 PM]`, `(19h05)`, `[2024-03-05 19:05:00]`, `**[00:01:12]**`,
/// `- [00:01:12]`, `1. [00:01:12]`.
enum LabelStamp {
  /// Longest such stamp, in bytes.
  private static let maximumLength = 40

  /// Whether a line that begins with a byte may begin with one.
  static func mayBegin(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x23, 0x28, 0x2A, 0x2D, 0x30...0x39, 0x5B, 0x5F, 0x7B: true
    default: false
    }
  }

  /// The time of the recording, where it is one, and where what follows the stamp begins.
  static func before(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int
  ) -> (time: CueTime?, end: Int)? {
    var index = behindItem(bytes, start, limit)
    let emphasis = index
    while index < limit, index - emphasis < 3, bytes[index] == 0x2A || bytes[index] == 0x5F {
      index += 1
    }
    guard index < limit, let close = closing(bytes[index]) else { return nil }
    let open = index
    index += 1
    var (hasTime, isClock) = (false, false)
    let stop = min(limit, open + maximumLength)
    scan: while index < stop, bytes[index] != close {
      switch bytes[index] {
      case 0x30...0x39, 0x20, 0x2B...0x2F, 0x5A: break
      case 0x3A: hasTime = hasTime || isBetweenDigits(bytes, index, stop)
      case 0x54 where isBetweenDigits(bytes, index, stop): break
      case 0x48 where isBetweenDigits(bytes, index, stop),
        0x68 where isBetweenDigits(bytes, index, stop):
        (hasTime, isClock) = (true, true)
      // "PM", "p.m."
      case 0x41, 0x50, 0x61, 0x70:
        guard index + 1 < stop, bytes[index + 1] == 0x2E || bytes[index + 1] | 0x20 == 0x6D else {
          return nil
        }
        isClock = true
        index += bytes[index + 1] == 0x2E ? 2 : 1
      case 0x4D where isClock, 0x6D where isClock: break
      case 0xC2, 0xA0, 0xE2, 0x80, 0xAF, 0x93, 0x94: break
      default: break scan
      }
      index += 1
    }
    guard index < stop, bytes[index] == close, hasTime else { return nil }
    let time = isClock ? nil : TimeInText.first(bytes, in: open + 1..<index)?.time.time
    index += 1
    while index < limit, bytes[index] <= 0x20 || "*_-|".utf8.contains(bytes[index]) { index += 1 }
    return index < limit ? (time, index) : nil
  }

  /// Behind "- ", "* " or "12. " before a stamp.
  private static func behindItem(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int
  ) -> Int {
    var index = start
    if LayoutLine.isDigit(bytes[index]) {
      while index < limit, LayoutLine.isDigit(bytes[index]) { index += 1 }
      guard index - start <= 4, index + 1 < limit, bytes[index] == 0x2E || bytes[index] == 0x29
      else { return start }
    } else if bytes[index] != 0x2D, bytes[index] != 0x2A {
      return start
    }
    guard index + 1 < limit, bytes[index + 1] == 0x20 else { return start }
    return index + 2
  }

  private static func closing(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x28: 0x29
    case 0x5B: 0x5D
    case 0x7B: 0x7D
    case 0x23: 0x23
    default: nil
    }
  }

  private static func isBetweenDigits(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int
  ) -> Bool {
    index + 1 < end && LayoutLine.isDigit(bytes[index - 1]) && LayoutLine.isDigit(bytes[index + 1])
  }
}
