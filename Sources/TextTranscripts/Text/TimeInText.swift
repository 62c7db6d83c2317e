import TranscriptReading

/// A time of the recording as text prints it beside a label: `00:01:12`, `[1:12]`, `(00:01:12.5)`,
/// Markdown's `\[00:12\]`.
struct TimeInText {
  var time: CueTime
  /// Behind the time and the brackets around it.
  var end: Int

  /// Longest such time, in bytes.
  private static let maximumLength = 24

  /// The time that begins at an offset; nil when none does.
  init?(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, limit: Int) {
    var index = start
    func skip(_ byte: UInt8) -> Bool {
      guard index < limit, bytes[index] == byte else { return false }
      index += 1
      return true
    }
    _ = skip(0x5C)
    let open: UInt8? =
      index < limit && (bytes[index] == 0x5B || bytes[index] == 0x28) ? bytes[index] : nil
    if open != nil { index += 1 }
    while skip(0x20) {}
    let from = index
    let stop = min(limit, from + Self.maximumLength)
    var colons = 0
    while index < stop {
      let byte = bytes[index]
      if byte == 0x3A {
        // "00:02:46:" ends in the label's colon.
        guard index + 1 < limit, (0x30...0x39).contains(bytes[index + 1]) else { break }
        colons += 1
      } else if byte == 0x2E || byte == 0x2C {
        guard index + 1 < limit, (0x30...0x39).contains(bytes[index + 1]) else { break }
      } else if !(0x30...0x39).contains(byte) {
        break
      }
      index += 1
    }
    guard colons >= 1, index > from, let time = CueTime(bytes[from..<index]) else { return nil }
    self.time = time
    while skip(0x20) {}
    if let open {
      // "[00:12 - 00:15]"
      let close: UInt8 = open == 0x5B ? 0x5D : 0x29
      var last = index
      while last < limit, last - index < Self.maximumLength, bytes[last] != close { last += 1 }
      guard last < limit, bytes[last] == close,
        bytes[index..<last].allSatisfy({ $0 < 0x40 || $0 >= 0x80 || $0 == 0x5C })
      else { return nil }
      end = last + 1
    } else {
      while index > from, bytes[index - 1] == 0x20 { index -= 1 }
      // "12:30pm" is a time of day.
      if index < limit, (bytes[index] | 0x20) &- 0x61 < 26 { return nil }
      end = index
    }
  }

  /// Where a time begins in some bytes that follows a space or a bracket; nil when none does.
  static func first(
    _ bytes: UnsafeBufferPointer<UInt8>, in range: Range<Int>
  ) -> (start: Int, time: TimeInText)? {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      let mayBegin =
        (0x30...0x39).contains(byte) || byte == 0x5B || byte == 0x28 || byte == 0x5C
      if mayBegin,
        index == range.lowerBound || bytes[index - 1] <= 0x20 || bytes[index - 1] >= 0x80
          || byte == 0x5B || byte == 0x28,
        let time = TimeInText(bytes, at: index, limit: range.upperBound)
      {
        return (index, time)
      }
      index += 1
    }
    return nil
  }
}
