import ReadingSupport
import Testing
import TranscriptReading
import Transcripts

@testable import TextTranscripts

@Suite("Subtitles")
struct SubtitleTests {
  private func webVTT(_ body: String, name: String = "2031-03-04-talk.vtt") throws -> Transcript {
    try MarkupReadings("WEBVTT\n\n" + body, name: name).only
  }

  private func subRip(_ body: String) throws -> Transcript {
    try MarkupReadings(body, name: "2031-03-04-film.srt").only
  }

  @Test("join what one voice says, with the times of its first and last subtitle")
  func voices() throws {
    let talk = try webVTT(
      """
      1
      00:01.000 --> 00:03.500 align:start
      <v Ann Ash>Good morning &amp; welcome,

      00:00:03.500 --> 00:00:05.000
      <v.loud Ann Ash>to <i>this</i> hall.</v>

      00:00:09.000 --> 00:00:10.250
      <v Ann Ash>Now to work.

      01:00:10.000 --> 01:00:12.000
      <v Bo Berg>Thanks.</v> <v Ann Ash>Yes?
      """)
    #expect(
      talk.lines == [
        "Ann Ash: Good morning & welcome, to this hall. | Now to work.", "Bo Berg: Thanks.",
        "Ann Ash: Yes?",
      ])
    #expect(
      talk.statements.map(\.timing) == [
        Statement.Timing(start: "00:00:01.000", end: "00:00:10.250"),
        Statement.Timing(start: "01:00:10.000", end: "01:00:12.000"),
        Statement.Timing(start: "01:00:10.000", end: "01:00:12.000"),
      ])
    #expect(talk.statements[0].attribution.speakerID == talk.statements[2].attribution.speakerID)
    #expect(talk.statements[0].lines == 5...11)
    #expect(checkInvariants(talk) == nil)
  }

  @Test("take title, day, place and language from the head and the comments, which are no words")
  func head() throws {
    let talk = try MarkupReadings(
      """
      WEBVTT - On Roads
      Kind: captions
      Language: sv

      NOTE
      Date: March 4, 2031
      Place: East Hall

      NOTE made by hand

      STYLE
      ::cue { color: red }

      REGION
      id:fred

      00:01.000 --> 00:02.000
      <v Ann Ash>Hej.
      """, name: "x.vtt"
    ).only
    #expect(talk.meeting.title == "On Roads")
    #expect(talk.meeting.date.description == "2031-03-04")
    #expect(talk.meeting.place == "East Hall")
    #expect(talk.meeting.language == "sv")
    #expect(talk.meeting.lead == ["made by hand"])
    #expect(talk.meeting.source.format == "webvtt")
    #expect(talk.lines == ["Ann Ash: Hej."])
  }

  @Test("tell voices without tags by capitals, chevrons and dashes")
  func signs() throws {
    let film = try subRip(
      """
      1
      00:00:01,000 --> 00:00:03,500
      ANN ASH: Good <i>morning</i>
      and <b>welcome</b>.

      2
      00:00:03,600 --> 00:00:05,000
      {\\an8}We begin.

      3
      00:00:05,100 --> 00:00:06,000
      - Are you ready?
      - I am.

      4
      00:00:06,100 --> 00:00:07,000
      >> Bo Berg: It is 10:30. Mr President: no.
      5
      00:00:07,100 --> 00:00:08,000
      >> Who is it?
      """)
    #expect(
      film.lines == [
        "ANN ASH: Good morning and welcome. We begin.", ": Are you ready?", ": I am.",
        "Bo Berg: It is 10:30. Mr President: no.", ": Who is it?",
      ])
    #expect(
      film.statements.map(\.attribution.certainty) == [
        .identified, .unnamed, .unnamed, .identified, .unnamed,
      ])
    #expect(film.meeting.source.format == "subrip")
    #expect(checkInvariants(film) == nil)
  }

  @Test("keep a name and a colon in the words until it is seen twice, and say so")
  func refusedLabels() throws {
    let once = try MarkupReadings(
      "1\n00:00:01,000 --> 00:00:02,000\nMy answer: No way: no.\n", name: "2031-03-04.srt")
    #expect(try once.only.lines == [": My answer: No way: no."])
    let names = "1\n00:00:01,000 --> 00:00:02,000\nAnn Ash: No.\n"
    let refused = try MarkupReadings(names, name: "2031-03-04.srt")
    #expect(try refused.only.lines == [": Ann Ash: No."])
    #expect(refused.warnings(.labelRefused).count == 1)
    let twice = try MarkupReadings(
      names + "\n2\n00:00:09,000 --> 00:00:10,000\nAnn Ash: Well.\n", name: "2031-03-04.srt")
    #expect(try twice.only.lines == ["Ann Ash: No. | Well."])
  }

  @Test("make marks of what is heard and of elisions")
  func marks() throws {
    let talk = try subRip(
      """
      1
      00:00:01,000 --> 00:00:02,000
      ANN ASH: Well <…> then. (Laughter.)

      2
      00:00:02,000 --> 00:00:03,000
      [Applause]

      3
      00:00:03,000 --> 00:00:04,000
      ♪♪
      """)
    #expect(
      talk.marks(of: 0) == [
        "elision 0:5+5 <…>", "vocal 0:17+11 (Laughter.)", "vocal 1:0+0 [Applause]",
        "incident 1:0+0 ♪♪",
      ])
  }

  @Test("count lines once that captions repeat while they roll")
  func rolling() throws {
    let talk = try webVTT(
      """
      00:00:00.000 --> 00:00:02.000
      so<00:00:00.500><c> the</c><00:00:01.000><c> road</c>

      00:00:02.000 --> 00:00:02.010
      so the road

      00:00:02.010 --> 00:00:04.000
      so the road
      is<00:00:03.000><c> closed</c>
      """)
    #expect(talk.lines == [": so the road is closed"])
  }

  @Test("read carriage returns, a byte-order mark, tags that never close and references")
  func oddForms() throws {
    let text =
      "\u{FEFF}WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\n<v Ann &amp; Bo>a &lt;b&gt; &#233;&nbsp;& c<i\r\n"
    let talk = try MarkupReadings(text, name: "2031-03-04.vtt").only
    #expect(talk.lines == ["Ann & Bo: a <b> é\u{A0}& c<i"])
    #expect(try subRip("00:00:01,000-->00:00:02,000\na < b & c\n").lines == [": a < b & c"])
  }

  @Test("lose no words where the form is broken, and say where it is")
  func broken() throws {
    let reading = try MarkupReadings(
      """
      1
      00:00:01,000 --> 00:00:02,000
      ANN ASH: One.

      00:00:03,0000 --> never
      Two.

      3
      00:00:09,000 --> 00:00:08,000
      Three.
      """, name: "2031-03-04.srt")
    #expect(
      try reading.only.lines == ["ANN ASH: One. 00:00:03,0000 --> never Two. | Three."])
    #expect(reading.report.warningCount == 2)
  }

  @Test("take a linear time for lost blank lines and tags that never close")
  func hostile() throws {
    let times = "00:00:01,000 --> 00:00:02,000\n"
    let many = try subRip("1\n" + String(repeating: times, count: 20_000) + "Yes.\n")
    #expect(many.lines == [": Yes."])
    let tags = String(repeating: "<v ", count: 100_000)
    #expect(try webVTT("00:01.000 --> 00:02.000\n\(tags)\n").statements.count == 1)
    var options = ReadingOptions()
    options.maximumLineSize = 1000
    let error = #expect(throws: DocumentError.self) {
      try MarkupReadings(
        "1\n\(times)" + String(repeating: "word ", count: 300), name: "2031-03-04.srt",
        options: options)
    }
    #expect(error?.code == .tooLarge)
    #expect(error?.line == 3)
  }

  @Test("without a day or without a subtitle are an error that says what to do")
  func incomplete() throws {
    let cue = "00:01.000 --> 00:02.000\n<v Ann>Yes.\n"
    let noDay = #expect(throws: DocumentError.self) {
      try webVTT(cue, name: "talk.vtt")
    }
    #expect(noDay?.code == .incomplete)
    let given = try MarkupReadings(
      "WEBVTT\n\n" + cue, name: "talk.vtt",
      options: ReadingOptions(date: CalendarDate("2031-03-04"))
    ).only
    #expect(given.meeting.title == "talk")
    let noCue = #expect(throws: DocumentError.self) { try webVTT("NOTE nothing\n") }
    #expect(noCue?.code == .notATranscript)
    #expect(noCue?.line == 1)
  }

  @Test(
    "have times with and without hours, with points and commas",
    arguments: [
      ("00:01.000", 1000), ("01:02:03.004", 3_723_004), ("100:00:00,5", 360_000_500),
      ("00:00:01", 1000), ("1:02", 62_000),
    ])
  func times(_ text: String, _ milliseconds: Int) {
    #expect(CueTime(text)?.milliseconds == milliseconds)
  }

  @Test(
    "have no other times",
    arguments: ["", "1", "00:60.000", "61:00:00:00", "00:01.", "a:b", "99999:00:00.000"])
  func noTimes(_ text: String) { #expect(CueTime(text) == nil) }
}
