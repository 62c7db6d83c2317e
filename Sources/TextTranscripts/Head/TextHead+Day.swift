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
}
