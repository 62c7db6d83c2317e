import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

@Suite struct PlainTextTests {
  @Test("Lines of names and words are read under their head")
  func simple() throws {
    let text = """
      Title: Council of Lower Marsh
      Date: 2019-05-03
      Time: 18:30
      Place: Town Hall

      Carter: Good evening.
      Let us begin: now.

      Bo Li: Thank you.
      Carter: Yes.
      """
    let transcript = try read(text).transcripts[0]
    #expect(transcript.meeting.source.format == "plain-text")
    #expect(transcript.meeting.title == "Council of Lower Marsh")
    #expect(transcript.meeting.startTime == "18:30")
    #expect(transcript.meeting.place == "Town Hall")
    #expect(
      statements(transcript) == [
        ["Carter", "Good evening.", "Let us begin: now."], ["Bo Li", "Thank you."],
        ["Carter", "Yes."],
      ])
  }

  @Test("What is said twice stays said twice: pull quotes are of pages")
  func repeated() throws {
    let sentence =
      "We shall build the second stage of the breakwater before the autumn storms come in."
    let text = """
      Title: Council of Lower Marsh
      Date: 2019-05-03

      Carter: \(sentence) That is what the town wants, and what it has paid for.
      \(sentence)

      Bo Li: Thank you.
      """
    let transcript = try read(text).transcripts[0]
    #expect(transcript.statements[0].paragraphs.count == 2)
    #expect(transcript.statements[0].marks.isEmpty)
  }

  @Test("The day comes from the options when nothing else gives it, and that is reported")
  func day() throws {
    let text = "Ann Carter: Hello.\nBo Li: Hello.\n"
    #expect(throws: DocumentError.self) { try read(text) }
    let options = ReadingOptions(date: CalendarDate("2019-05-03"))
    let (transcripts, report) = try read(text, options: options)
    #expect(transcripts[0].meeting.date.description == "2019-05-03")
    #expect(report.warningCount == 1)
    #expect(
      try read(text, name: "2018-01-02-talk.txt").transcripts[0].meeting.date.description
        == "2018-01-02")
  }
}
