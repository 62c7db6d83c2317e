import TranscriptReading
import Transcripts

extension TextHead {
  /// The day of the meeting: what the head gives, else the file's name, else the options.
  /// - Throws: ``DocumentError`` when none of them gives a day.
  func day(
    _ document: Document, _ options: ReadingOptions, _ report: inout ReadingReport
  ) throws -> CalendarDate {
    if let otherWeekday, let date {
      Self.tellWeekday(otherWeekday.wording, of: date, line: otherWeekday.line, &report)
    }
    if let date { return date }
    let other = CalendarDate.inFileName(document.fileName) ?? options.date
    if let doubtfulDay {
      let problem = "“\(doubtfulDay.wording.prefix(40))” is no day, or may be two"
      guard let other else {
        guard !Self.isDayOfTwo(doubtfulDay.wording) else {
          throw document.error(
            .incomplete, line: doubtfulDay.line,
            "“\(doubtfulDay.wording.prefix(40))” may be two days",
            remedy: "write it as YYYY-MM-DD, or say which number is the day", asking: .dayOrder)
        }
        throw document.error(
          .incomplete, line: doubtfulDay.line, problem,
          remedy: "write it as YYYY-MM-DD, or give the day when reading", asking: .date)
      }
      report.warn(
        .header, line: doubtfulDay.line, wording: doubtfulDay.wording,
        "\(problem); \(other) is from the file’s name or the options")
      return other
    }
    if let impossibleDay, let wording = Optional(impossibleDay.wording.prefix(60)) {
      let problem = "“\(wording)” is no day of the calendar"
      guard let other else {
        throw document.error(
          .incomplete, line: impossibleDay.line, problem,
          remedy: "correct it, or give the day when reading", asking: .date)
      }
      report.warn(
        .header, line: impossibleDay.line, wording: impossibleDay.wording,
        "\(problem); \(other) is from the file’s name or the options")
      return other
    }
    guard let other else {
      throw document.error(
        .incomplete, "nothing says on which day this was",
        remedy: "begin the file with “Date: YYYY-MM-DD”, or give the day when reading",
        asking: .date)
    }
    report.warn(.header, "the text gives no day; \(other) is from the file’s name or the options")
    return other
  }

  /// The line, from 1, that is or ends in a day which only the order of its numbers tells, and its words.
  /// Right behind the head it must be nothing else.
  static func dayOfTwo(_ text: TextDocument, head end: Int) -> (line: Int, wording: String)? {
    var behind = 0
    for index in text.lines.indices where !text.lines[index].isBlank {
      if index >= end { behind += 1 }
      guard behind <= linesBehindHead else { return nil }
      guard text.lines[index].range.count <= 200 else { continue }
      let words = plain(text.text(line: index))
      if isDayOfTwo(words, isAlone: index >= end) { return (index + 1, words) }
    }
    return nil
  }

  private static let linesBehindHead = 2

  /// Says that a day of the week is another's than that it is printed with.
  static func tellWeekday(
    _ wording: String, of date: CalendarDate, line: Int, _ report: inout ReadingReport
  ) {
    report.warn(
      .dateDisagreement, line: line, wording: wording,
      "\(date) is another day of the week; the date is taken")
  }

  private static func isDayOfTwo(_ words: String, isAlone: Bool = false) -> Bool {
    PrintedDate(words, order: .dayFirst) != nil || PrintedDate(words, order: .monthFirst) != nil
      || !isAlone && PrintedDate.ending(words, order: .dayFirst) != nil
  }

  /// ``checkDottedDay(_:wording:language:_:_:_:)`` of the head's own day.
  func checkDottedDay(
    _ text: TextDocument, _ document: Document, _ options: ReadingOptions
  ) throws {
    guard hasDottedDay, let date else { return }
    try Self.checkDottedDay(date, language: language, text, document, options)
  }

  /// Asks for the day where it is printed as 3.6.2021 in an English text and nothing else says which it
  /// is.
  /// - Throws: ``DocumentError``.
  static func checkDottedDay(
    _ date: CalendarDate, language: String = "", _ text: TextDocument, _ document: Document,
    _ options: ReadingOptions
  ) throws {
    if (CalendarDate.inFileName(document.fileName) ?? options.date) == date { return }
    let given = language.isEmpty ? options.language : language
    let tag = given.prefix { $0 != "-" && $0 != "_" }.lowercased()
    guard tag == "en" || tag.isEmpty && TextLanguage.of(text.bytes[...]) == .known("en") else {
      return
    }
    let (year, month, day) = date.components
    throw document.error(
      .incomplete,
      "“\(day).\(month).\(year)” in an English text may be two days",
      remedy: "write it as YYYY-MM-DD, or say which number is the day", asking: .dayOrder)
  }
}
