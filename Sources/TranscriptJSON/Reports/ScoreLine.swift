import ArchiveProtocol
package import Transcripts

/// A reading as one line of JSON for scoring against ground truth:
/// `{"source","title","date","place","statements":[{"label","paragraphs"}]}`.
package enum ScoreLine {
  /// The line, without a line break. Paragraphs are as the page prints them: notes and elisions that
  /// stand as paragraphs of their own are put back in their place; pull quotes, which repeat the
  /// text, are left out.
  package static func render(_ transcript: Transcript, source: String) -> String {
    var json = JSONPrinter()
    json.beginObject()
    json.member("source", source)
    json.member("title", transcript.meeting.title)
    json.member("date", transcript.meeting.date.description)
    json.member("place", transcript.meeting.place)
    json.key("statements")
    json.beginArray()
    for statement in transcript.statements {
      json.beginObject()
      json.member("label", statement.attribution.label)
      json.key("paragraphs")
      json.beginArray()
      for paragraph in printedParagraphs(statement) { json.string(paragraph) }
      json.endArray()
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  private static func printedParagraphs(_ statement: Statement) -> [String] {
    var printed: [String] = []
    for index in 0...statement.paragraphs.count {
      for mark in statement.marks
      where mark.paragraph == index && mark.length == 0 && mark.offset == 0
        && mark.kind != .pullQuote && mark.kind != .time
      {
        printed.append(mark.wording)
      }
      if index < statement.paragraphs.count { printed.append(statement.paragraphs[index]) }
    }
    return printed
  }
}
