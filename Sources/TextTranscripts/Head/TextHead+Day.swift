import TranscriptReading
import Transcripts

extension TextHead {
  /// The day of the meeting: what the head gives, else the file's name, else the options.
  /// - Throws: ``DocumentError`` when none of them gives a day.
  func day(
    _ document: Document, _ options: ReadingOptions, _ report: inout ReadingReport
  ) throws -> CalendarDate {
    if let date { return date }
    let other = CalendarDate.inFileName(document.fileName) ?? options.date
    if let doubtfulDay {
      let problem = "“\(doubtfulDay.wording.prefix(40))” is no day, or may be two"
      guard let other else {
        throw document.error(
          .incomplete, line: doubtfulDay.line, problem,
          remedy: "write it as YYYY-MM-DD, or give the day when reading", asking: .date)
      }
      report.warn(
        .header, line: doubtfulDay.line, wording: doubtfulDay.wording,
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

  /// ``checkDottedDay(_:language:_:_:_:_:)`` of the head's own day.
  func checkDottedDay(
    _ text: TextDocument, _ document: Document, _ options: ReadingOptions,
    _ report: inout ReadingReport
  ) {
    guard hasDottedDay, let date else { return }
    Self.checkDottedDay(date, language: language, text, document, options, &report)
  }

  /// Warns of a day such as 3.6.2021 in an English text, where nothing else says which it is.
  static func checkDottedDay(
    _ date: CalendarDate, language: String = "", _ text: TextDocument, _ document: Document,
    _ options: ReadingOptions, _ report: inout ReadingReport
  ) {
    if (CalendarDate.inFileName(document.fileName) ?? options.date) == date { return }
    let given = language.isEmpty ? options.language : language
    let tag = given.prefix { $0 != "-" && $0 != "_" }.lowercased()
    guard tag == "en" || tag.isEmpty && TextLanguage.of(text.bytes[...]) == .known("en") else {
      return
    }
    report.warn(
      .header,
      "the day is written with dots, in an English text, and read as \(date), the day before the "
        + "month; write it as YYYY-MM-DD where it is another")
  }
}
