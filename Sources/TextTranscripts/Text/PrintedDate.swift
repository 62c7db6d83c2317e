import Transcripts

/// A line that gives the day and perhaps the place of a meeting: "August 23, 2023, Place, City".
struct PrintedDate: Hashable {
  var date: CalendarDate
  /// The last day of a range, "March 1–3, 2019".
  var endDate: CalendarDate?
  /// `HH:MM`; empty when not printed.
  var time = ""
  /// What is printed behind the day and the time.
  var place = ""

  /// Longest such line, in bytes.
  private static let maximumLength = 300

  /// Reads a whole line; nil when it is anything else.
  init?(_ line: String) {
    guard line.utf8.count <= Self.maximumLength else { return nil }
    var scanner = Scanner(line)
    guard let (first, last) = Self.days(&scanner) else { return nil }
    date = first
    endDate = last == first ? nil : last
    guard !scanner.isAtEnd else { return }
    guard scanner.take(",") || scanner.take(".") && scanner.isAtEnd else { return nil }
    if let time = scanner.takeTime() {
      self.time = time
      guard scanner.isAtEnd || scanner.take(",") else { return nil }
    }
    place = scanner.rest
    // A sentence is no place.
    let words = FoldedText.words(of: place)
    if words.count > 16 || place.contains(":") { return nil }
    if place.hasSuffix("."), words.count > 6 { return nil }
  }

  private static func days(_ scanner: inout Scanner) -> (CalendarDate, CalendarDate)? {
    if let iso = scanner.takeISO() { return (iso, iso) }
    guard let first = scanner.takeDay() else { return nil }
    let firstYear = scanner.takeYear()
    let end = scanner
    guard scanner.takeDash(), let last = scanner.takeDay() else {
      scanner = end
      guard let month = first.month, let year = firstYear else { return nil }
      return range(year, month, first.day, month, first.day)
    }
    guard let lastMonth = last.month ?? first.month, let lastYear = scanner.takeYear() else {
      return nil
    }
    let month = first.month ?? lastMonth
    guard let firstYear else { return range(lastYear, month, first.day, lastMonth, last.day) }
    guard let begin = try? CalendarDate(year: firstYear, month: month, day: first.day),
      let end = try? CalendarDate(year: lastYear, month: lastMonth, day: last.day), begin <= end
    else { return nil }
    return (begin, end)
  }

  private static func range(
    _ year: Int, _ month: Int, _ day: Int, _ lastMonth: Int, _ lastDay: Int
  ) -> (CalendarDate, CalendarDate)? {
    // "December 30 – January 2, 2019": the range ends in the year that is printed.
    guard let last = try? CalendarDate(year: year, month: lastMonth, day: lastDay),
      let first = try? CalendarDate(
        year: lastMonth < month ? year - 1 : year, month: month, day: day),
      first <= last
    else { return nil }
    return (first, last)
  }

  /// Reads a line from its beginning, over spaces of every kind.
  private struct Scanner {
    private var text: Substring

    init(_ text: String) { self.text = Substring(text) }

    private mutating func skipSpace() {
      while let first = text.first, first.isWhitespace || first == "\u{200B}" { text.removeFirst() }
    }

    var isAtEnd: Bool { text.allSatisfy { $0.isWhitespace || $0 == "\u{200B}" } }

    var rest: String {
      var rest = text
      while let first = rest.first, first.isWhitespace { rest.removeFirst() }
      while let last = rest.last, last.isWhitespace || last == "," { rest.removeLast() }
      return String(rest)
    }

    mutating func take(_ character: Character) -> Bool {
      skipSpace()
      guard text.first == character else { return false }
      text.removeFirst()
      return true
    }

    mutating func takeDash() -> Bool { take("–") || take("-") || take("—") || take("−") }

    mutating func takeNumber(_ digits: Int) -> Int? {
      skipSpace()
      let head = text.prefix { ("0"..."9").contains($0) }
      guard (1...digits).contains(head.count), let number = Int(head) else { return nil }
      text.removeFirst(head.count)
      return number
    }

    mutating func takeMonth() -> Int? {
      skipSpace()
      let head = text.prefix { $0.isLetter }
      guard head.count >= 3 else { return nil }
      let word = head.lowercased()
      guard
        let month = PrintedDate.months.firstIndex(where: {
          $0 == word || word.count <= 4 && $0.hasPrefix(word)
        })
      else { return nil }
      text.removeFirst(head.count)
      if text.first == "." { text.removeFirst() }
      return month + 1
    }

    /// "March 1", "1 March", or "1" in a range whose other end has the month.
    mutating func takeDay() -> (month: Int?, day: Int)? {
      let start = self
      if let month = takeMonth() {
        if let day = takeNumber(2) { return (month, day) }
        self = start
        return nil
      }
      guard let day = takeNumber(2) else { return nil }
      return (takeMonth(), day)
    }

    /// A year, with or without a comma before it.
    mutating func takeYear() -> Int? {
      let start = self
      _ = take(",")
      if let year = takeNumber(4), year >= 1000 { return year }
      self = start
      return nil
    }

    mutating func takeISO() -> CalendarDate? {
      skipSpace()
      guard let date = CalendarDate(text.prefix(10)) else { return nil }
      text.removeFirst(10)
      return date
    }

    /// `17:05`, not more digits than that.
    mutating func takeTime() -> String? {
      let start = text
      guard let hour = takeNumber(2), hour < 24, text.first == ":" else {
        text = start
        return nil
      }
      text.removeFirst()
      let minutes = text.prefix { ("0"..."9").contains($0) }
      guard minutes.count == 2, let minute = Int(minutes), minute < 60 else {
        text = start
        return nil
      }
      text.removeFirst(2)
      return (hour < 10 ? "0" : "") + "\(hour):" + minutes
    }
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]
}
