internal import TranscriptReading
internal import Transcripts

/// How a setting's value is written, and what it may be.
package struct SettingKind<Value: Sendable>: Sendable {
  /// What is taken, for error messages: "a size such as 4MiB, from 1KiB to 1GiB".
  package let shape: String
  /// The value of a text; nil when it is not of this kind.
  package let parse: @Sendable (String) -> Value?
  /// A text that `parse` takes for the value.
  package let show: @Sendable (Value) -> String
}

extension SettingKind where Value == String {
  /// Any text that is not empty.
  package static func text(_ shape: String) -> Self {
    SettingKind(shape: shape, parse: { $0.isEmpty ? nil : $0 }, show: { $0 })
  }
}

extension SettingKind where Value == Bool {
  /// True or false.
  package static var flag: Self {
    SettingKind(
      shape: "true or false",
      parse: {
        ["true": true, "yes": true, "1": true, "false": false, "no": false, "0": false][$0]
      },
      show: { $0 ? "true" : "false" })
  }
}

extension SettingKind where Value == Int {
  /// A whole number.
  package static func count(_ range: ClosedRange<Int>) -> Self {
    SettingKind(
      shape: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      parse: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } },
      show: { String($0) })
  }

  /// A number of bytes: "4MiB", "512 KiB", "100000".
  package static func size(_ range: ClosedRange<Int>) -> Self {
    SettingKind(
      shape: "a size such as 4MiB, from \(ByteCount.text(range.lowerBound)) to "
        + ByteCount.text(range.upperBound),
      parse: { text in ByteCount.parse(text).flatMap { range.contains($0) ? $0 : nil } },
      show: { ByteCount.text($0) })
  }
}

extension SettingKind where Value == String {
  /// Where pages come from that call from a browser: "https://example.org:8443", or "*" for anywhere.
  static var origin: Self {
    SettingKind(
      shape: "an origin such as https://example.org, in lower case and without a path, or *",
      parse: { text in
        if text == "*" { return text }
        guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else {
          return nil
        }
        let host = text.utf8.dropFirst(scheme.utf8.count)
        let isOrigin = host.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
          default: "-.:[]_".utf8.contains(byte)
          }
        }
        return isOrigin && !host.isEmpty ? text : nil
      }, show: { $0 })
  }
}

extension SettingKind where Value == CalendarDate {
  /// A day: "2019-03-01".
  static var date: Self {
    SettingKind(
      shape: "a day such as 2019-03-01", parse: { CalendarDate($0) }, show: { $0.description })
  }
}

extension SettingKind where Value == TableHeads {
  /// What columns hold: "speaker=Wer,text=Was".
  static var columns: Self {
    SettingKind(
      shape: "columns of tables such as speaker=Wer,text=Was,date=Tag",
      parse: { try? TableHeads($0) }, show: \.description)
  }
}

extension SettingKind where Value == UInt32 {
  /// Who may use a file, as chmod(1) takes it: "660".
  package static var fileMode: Self {
    SettingKind(
      shape: "three octal digits such as 660",
      parse: { text in text.utf8.count == 3 ? UInt32(text, radix: 8) : nil },
      show: { mode in
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 3 - digits.count)) + digits
      })
  }
}

extension SettingKind where Value == Double {
  /// A part of the whole, 0 to 1.
  package static var share: Self {
    SettingKind(
      shape: "a share from 0 to 1",
      parse: { text in Double(text).flatMap { (0...1).contains($0) ? $0 : nil } },
      show: { String($0) })
  }

  /// As `share`, but not so little that nothing would come of it.
  package static var workingShare: Self {
    SettingKind(
      shape: "a share from 0.01 to 1",
      parse: { text in Double(text).flatMap { (0.01...1).contains($0) ? $0 : nil } },
      show: { String($0) })
  }
}

extension SettingKind where Value == Duration {
  /// A time such as "10s", "1.5m" or "250ms".
  package static func time(_ range: ClosedRange<Duration>) -> Self {
    SettingKind(
      shape: "a time such as 10s, from \(TimeSpan.text(range.lowerBound)) to "
        + TimeSpan.text(range.upperBound),
      parse: { text in TimeSpan.parse(text).flatMap { range.contains($0) ? $0 : nil } },
      show: { TimeSpan.text($0) })
  }
}

extension SettingKind {
  /// The values of this kind, and a word for none of them.
  package func orNothing(_ word: String) -> SettingKind<Value?> {
    SettingKind<Value?>(
      shape: "\(shape), or \(word)",
      parse: { text in text == word ? .some(nil) : parse(text).map { .some($0) } },
      show: { $0.map(show) ?? word })
  }

  /// One of a few words.
  package static func choice(_ values: [(word: String, value: Value)]) -> Self
  where Value: Equatable {
    SettingKind(
      shape: "one of " + values.map(\.word).joined(separator: ", "),
      parse: { text in values.first { $0.word == text }?.value },
      show: { value in values.first { $0.value == value }?.word ?? "" })
  }
}

/// Numbers of bytes as people write them.
enum ByteCount {
  private static let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]

  /// "4MiB", "4 MiB", "100B", "100"; nil for anything else, powers of ten too, which people mix up
  /// with those of two.
  static func parse(_ text: String) -> Int? {
    for (unit, factor) in units + [("B", 1), ("", 1)] where text.hasSuffix(unit) {
      let digits = text.dropLast(unit.count).trimmingTrailingSpaces
      guard let number = Int(digits), number >= 0 else { return nil }
      let (product, overflow) = number.multipliedReportingOverflow(by: factor)
      return overflow ? nil : product
    }
    return nil
  }

  /// The shortest exact writing.
  static func text(_ count: Int) -> String {
    for (unit, factor) in units where count > 0 && count % factor == 0 {
      return "\(count / factor)\(unit)"
    }
    return "\(count)B"
  }
}

/// Times as people write them.
enum TimeSpan {
  /// In milliseconds; the longer endings first, since "ms" ends in "s".
  private static let units = [("ms", 1.0), ("s", 1e3), ("m", 60e3), ("h", 3600e3)]

  /// "10s", "1.5 m", "250ms", "1h"; nil for anything else: a number without a unit says nothing.
  static func parse(_ text: String) -> Duration? {
    for (unit, factor) in units where text.hasSuffix(unit) {
      let digits = text.dropLast(unit.count).trimmingTrailingSpaces
      guard let number = Double(digits), number >= 0, number * factor < 1e15 else { return nil }
      return .milliseconds(Int64((number * factor).rounded()))
    }
    return nil
  }

  /// The shortest exact writing of a whole number of milliseconds.
  static func text(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    for (unit, factor) in units.reversed() where milliseconds > 0 {
      if milliseconds % Int64(factor) == 0 { return "\(milliseconds / Int64(factor))\(unit)" }
    }
    return "\(milliseconds)ms"
  }
}

extension Substring {
  fileprivate var trimmingTrailingSpaces: Substring {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
