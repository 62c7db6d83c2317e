import People
import Transcripts

/// A line that gives the day and perhaps the place of a meeting: "August 23, 2023, Place, City",
/// "Thursday, 3rd June 2021", "den 5. März 2024", "5 de marzo de 2024", "2024-03-05T10:00".
struct PrintedDate: Hashable {
  var date: CalendarDate
  /// The last day of a range, "March 1–3, 2019".
  var endDate: CalendarDate?
  /// `HH:MM`; empty when not printed.
  var time = ""
  /// What is printed behind the day and the time.
  var place = ""
  /// Whether it is written "3.6.2021", which some who write English take for the sixth of March.
  private(set) var isDotted = false

  /// Longest such line, in bytes.
  private static let maximumLength = 300

  /// Reads a whole line; nil when it is anything else.
  init?(_ line: String) {
    guard line.utf8.count <= Self.maximumLength, DateWords.mayBegin(line[...]) else { return nil }
    var scanner = DateScanner(line)
    guard let (first, last) = Self.days(&scanner) else { return nil }
    date = first
    isDotted = Self.isDotted(line, first)
    endDate = last == first ? nil : last
    guard !scanner.isAtEnd else { return }
    let isSeparated =
      scanner.take(",") || scanner.take("•") || scanner.take("|")
      || scanner.take(";") || scanner.take("T") || scanner.takeAt()
    let start = scanner
    if let time = scanner.takeTime() {
      self.time = time
      if scanner.takeRecording() { return }
      guard scanner.isAtEnd || scanner.take(",") || scanner.take("•") || scanner.take("|")
      else { return nil }
    } else {
      scanner = start
      guard isSeparated || scanner.takeDash() || scanner.take(".") && scanner.isAtEnd else {
        return nil
      }
    }
    place = scanner.rest
    // "41:02" is how long it took.
    if place.allSatisfy({ $0.isNumber || $0 == ":" || $0.isWhitespace }) { place = "" }
    guard Self.isPlace(place) else { return nil }
  }

  /// Whether words may be a place: a sentence, an address or a heading is none.
  static func isPlace(_ text: String) -> Bool {
    guard !text.isEmpty else { return true }
    guard text.utf8.count <= 160, !text.contains(":"), !text.hasPrefix("#"),
      !text.contains(where: { "?!*_<>".contains($0) })
    else { return false }
    let words = FoldedText.words(of: text)
    // "Washington, D.C." ends in no sentence's stop.
    let endsSentence = text.hasSuffix(".") && words.last?.utf8.count ?? 0 > 2
    return words.count <= 16 && !(endsSentence && words.count > 6)
  }

  /// Reads a line that ends in a day: "Meeting of the council, 12 March 2024".
  static func ending(_ line: String) -> (title: String, date: PrintedDate)? {
    guard line.utf8.count <= maximumLength else { return nil }
    var cuts = 0
    for index in line.indices where ",–—-|(:•/".contains(line[index]) || isJoint(line, index) {
      cuts += 1
      guard cuts <= 12 else { return nil }
      var rest = line[line.index(after: index)...]
      if line[index] == " " { rest = rest.drop { !$0.isWhitespace } }
      while let last = rest.last, last == ")" || last == "." || last.isWhitespace {
        rest.removeLast()
      }
      var title = line[..<index]
      while let last = title.last, last.isWhitespace || ",–—-|(:•/".contains(last) {
        title.removeLast()
      }
      guard title.contains(where: \.isLetter),
        let date = PrintedDate(String(rest.drop(while: \.isWhitespace)))
      else { continue }
      return (String(title), date)
    }
    return nil
  }

  /// Whether the space before "on", "of", "am", "du" may part a title from its day.
  private static func isJoint(_ line: String, _ index: String.Index) -> Bool {
    guard line[index] == " " else { return false }
    let word = line[line.index(after: index)...].prefix { !$0.isWhitespace }
    return (2...4).contains(word.count) && DateWords.small.contains(word.lowercased())
  }

  private static func isDotted(_ line: String, _ date: CalendarDate) -> Bool {
    let (year, month, day) = date.components
    guard day <= 12, day != month, line.contains(".\(year)") else { return false }
    func forms(_ number: Int) -> [String] {
      number < 10 ? ["\(number)", "0\(number)"] : ["\(number)"]
    }
    return forms(day).contains { day in
      forms(month).contains { line.contains("\(day).\($0).\(year)") }
    }
  }

  private static func days(_ scanner: inout DateScanner) -> (CalendarDate, CalendarDate)? {
    scanner.skipWeekday()
    if let iso = scanner.takeISO() { return (iso, iso) }
    if let numbers = scanner.takeNumbers() { return (numbers, numbers) }
    guard let first = scanner.takeDay() else { return nil }
    let firstYear = scanner.takeYear()
    let end = scanner
    guard scanner.takeDash() else { return single(first, firstYear) }
    scanner.skipWeekday()
    guard let last = scanner.takeDay() else {
      scanner = end
      return single(first, firstYear)
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

  private static func single(
    _ first: (month: Int?, day: Int), _ year: Int?
  ) -> (CalendarDate, CalendarDate)? {
    guard let month = first.month, let year else { return nil }
    return range(year, month, first.day, month, first.day)
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
}
