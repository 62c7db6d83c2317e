/// A day of the proleptic Gregorian calendar, 0001-01-01 to 9999-12-31, as ISO 8601 writes it.
///
/// No public way of making one gives nil: in a filter nil means “open”, so that a mistyped day would
/// widen the query to the whole archive. Days of the outside throw; days in the source are literals.
///
/// ```swift
/// let from = try CalendarDate(iso: typed)   // throws for "2021-1-1", and says why
/// let filter = StatementFilter(from: from, to: "2021-12-31")
/// ```
public struct CalendarDate: Hashable, Sendable, Comparable {
  /// Days since 1970-01-01; negative before.
  public let daysSinceEpoch: Int32

  /// The first day that can be written, 0001-01-01.
  public static let first = CalendarDate(uncheckedDays: -719_162)
  /// The last day that can be written, 9999-12-31.
  public static let last = CalendarDate(uncheckedDays: 2_932_896)

  private init(uncheckedDays: Int32) { daysSinceEpoch = uncheckedDays }

  /// The day that is so many days after 1970-01-01; nil outside years 1 to 9999.
  package init?(daysSinceEpoch: Int32) {
    guard (Self.first.daysSinceEpoch...Self.last.daysSinceEpoch).contains(daysSinceEpoch) else {
      return nil
    }
    self.daysSinceEpoch = daysSinceEpoch
  }

  /// The day with this year (1 to 9999), month (1 to 12) and day of the month. Throws when there is
  /// none.
  public init(year: Int, month: Int, day: Int) throws(CalendarDateError) {
    func refuse(_ reason: String) -> CalendarDateError {
      CalendarDateError(text: Self.text(year, month, day), reason: reason)
    }
    guard (1...9999).contains(year) else { throw refuse("years are 0001 to 9999") }
    guard (1...12).contains(month) else { throw refuse("months are 01 to 12") }
    let days = Self.days(inMonth: month, ofYear: year)
    guard day >= 1, day <= days else {
      throw refuse("\(Self.text(year, month)) has the days 01 to \(days)")
    }
    self.init(existingYear: year, month: month, day: day)
  }

  private init(existingYear year: Int, month: Int, day: Int) {
    // Days from civil, H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    daysSinceEpoch = Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// The day that `text` writes as `YYYY-MM-DD`. Throws, with what is wrong, when it is anything else.
  public init(iso text: some StringProtocol) throws(CalendarDateError) {
    var text = String(text)
    guard let (year, month, day) = text.withUTF8({ Self.numbers(UnsafeRawBufferPointer($0)) })
    else { throw CalendarDateError(text: text, reason: "write YYYY-MM-DD") }
    try self.init(year: year, month: month, day: day)
  }

  /// The day that `text` writes as `YYYY-MM-DD`; nil when it is anything else. For readers of
  /// documents, to whom text that is no day is nothing wrong.
  package init?(_ text: some StringProtocol) {
    var text = String(text)
    guard let date = text.withUTF8({ CalendarDate(iso: UnsafeRawBufferPointer($0)) }) else {
      return nil
    }
    self = date
  }

  /// The day that ten bytes of ASCII write as `YYYY-MM-DD`.
  package init?(iso bytes: UnsafeRawBufferPointer) {
    guard let (year, month, day) = Self.numbers(bytes),
      (1...9999).contains(year), (1...12).contains(month),
      day >= 1, day <= Self.days(inMonth: month, ofYear: year)
    else { return nil }
    self.init(existingYear: year, month: month, day: day)
  }

  /// The numbers of ten bytes of ASCII that stand as in `YYYY-MM-DD`.
  private static func numbers(
    _ bytes: UnsafeRawBufferPointer
  ) -> (year: Int, month: Int, day: Int)? {
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
      return nil
    }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for index in range {
        let digit = Int(bytes[index]) - 48
        guard (0...9).contains(digit) else { return nil }
        value = value * 10 + digit
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else {
      return nil
    }
    return (year, month, day)
  }

  /// Year, month (from 1) and day of the month (from 1).
  public var components: (year: Int, month: Int, day: Int) {
    let days = Int(daysSinceEpoch) + 719_468
    let era = days / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// Compares by time.
  public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    left.daysSinceEpoch < right.daysSinceEpoch
  }

  private static func days(inMonth month: Int, ofYear year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension CalendarDate: CustomStringConvertible {
  /// `YYYY-MM-DD`.
  public var description: String {
    let (year, month, day) = components
    guard year <= 9999 else { return Self.text(year, month, day) }
    // Each statement and each speaker that is written has some: they are made in place.
    return String(unsafeUninitializedCapacity: 10) { bytes in
      func put(_ value: Int, _ width: Int, at start: Int) {
        var value = value
        for index in (start..<start + width).reversed() {
          bytes.initializeElement(at: index, to: 0x30 + UInt8(value % 10))
          value /= 10
        }
      }
      put(year, 4, at: 0)
      bytes.initializeElement(at: 4, to: 0x2D)
      put(month, 2, at: 5)
      bytes.initializeElement(at: 7, to: 0x2D)
      put(day, 2, at: 8)
      return 10
    }
  }

  private static func text(_ year: Int, _ month: Int, _ day: Int? = nil) -> String {
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))" + (day.map { "-\(padded($0, 2))" } ?? "")
  }
}

extension CalendarDate: ExpressibleByStringLiteral {
  /// The day that a literal of the source writes, `"2021-12-31"`. A literal that writes no day is a
  /// mistake of the program and ends it; what comes from outside goes through `init(iso:)`.
  public init(stringLiteral text: String) {
    do {
      try self.init(iso: text)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

/// Why a text or numbers are no day.
public struct CalendarDateError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was to be a day.
  public let text: String
  /// What is wrong with it, for people.
  public let reason: String

  /// Both, for people.
  public var description: String { "“\(text)” is no date: \(reason)" }
}
