import Transcripts

/// When a meeting began, as files for programs have it, or as documents print it.
package struct StartTime: Hashable, Sendable {
  /// `HH:MM` or `HH:MM:SS`.
  package var time: String
  /// UTC offset `+HH:MM`, or empty.
  package var zone: String

  /// Reads `10:30`, `10:30:15`, `2019-03-01T10:30:15+01:00` and what ``ClockTime`` reads; nil when
  /// the text is anything else.
  package init?(_ text: String) {
    if let iso = Self.iso(Array(text.utf8)) {
      self = iso
    } else if let clock = ClockTime(text) {
      (time, zone) = (clock.time, clock.zone)
    } else {
      return nil
    }
  }

  package init(time: String, zone: String) {
    self.time = time
    self.zone = zone
  }

  /// ISO 8601 and RFC 3339.
  private static func iso(_ text: [UInt8]) -> StartTime? {
    var rest = text[...]
    if rest.count > 11, rest[10] == 0x54 || rest[10] == 0x74 || rest[10] == 0x20 {
      guard CalendarDate(String(decoding: rest[..<10], as: UTF8.self)) != nil else { return nil }
      rest = rest[11...]
    }
    guard let hour = number(&rest, below: 24), take(0x3A, &rest),
      let minute = number(&rest, below: 60)
    else { return nil }
    var time = hour + ":" + minute
    if take(0x3A, &rest) {
      guard let second = number(&rest, below: 60) else { return nil }
      time += ":" + second
      // A meeting does not begin at a fraction of a second; machines write them all the same.
      if take(0x2E, &rest) {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty else { return nil }
        rest = rest.dropFirst(digits.count)
      }
    }
    if rest.isEmpty { return StartTime(time: time, zone: "") }
    if rest.count == 1, rest.first == 0x5A || rest.first == 0x7A {
      return StartTime(time: time, zone: "+00:00")
    }
    guard let sign = rest.popFirst(), sign == 0x2B || sign == 0x2D,
      let hours = number(&rest, below: 24)
    else { return nil }
    _ = take(0x3A, &rest)
    let minutes = rest.isEmpty ? "00" : number(&rest, below: 60)
    guard let minutes, rest.isEmpty else { return nil }
    return StartTime(time: time, zone: (sign == 0x2B ? "+" : "-") + hours + ":" + minutes)
  }

  /// Two digits.
  private static func number(_ text: inout ArraySlice<UInt8>, below limit: Int) -> String? {
    let digits = text.prefix(2)
    guard digits.count == 2, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    let written = String(decoding: digits, as: UTF8.self)
    guard let value = Int(written), value < limit else { return nil }
    text = text.dropFirst(2)
    return written
  }

  private static func take(_ byte: UInt8, _ text: inout ArraySlice<UInt8>) -> Bool {
    guard text.first == byte else { return false }
    text = text.dropFirst()
    return true
  }
}
