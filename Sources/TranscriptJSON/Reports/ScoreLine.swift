package import Transcripts

/// A reading as one line of JSON for scoring against ground truth:
/// `{"source","title","date","place","statements":[{"label","paragraphs"}]}`.
package enum ScoreLine {
  /// The line, without a line break. Paragraphs are as the page prints them: notes and elisions that
  /// stand as paragraphs of their own are put back in their place; pull quotes, which repeat the
  /// text, are left out.
  package static func render(_ transcript: Transcript, source: String) -> String {
    var json = JSONWriter()
    json.object {
      $0.field("source", source)
      $0.field("title", transcript.meeting.title)
      $0.field("date", transcript.meeting.date.description)
      $0.field("place", transcript.meeting.place)
      $0.key("statements")
      $0.array(transcript.statements) { json, statement in
        json.object {
          $0.field("label", statement.attribution.label)
          $0.field("paragraphs", printedParagraphs(statement))
        }
      }
    }
    return json.text
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
