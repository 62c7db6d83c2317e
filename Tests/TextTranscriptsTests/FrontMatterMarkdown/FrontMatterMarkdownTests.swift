import ReadingSupport
import Testing
import TranscriptReading

@testable import TextTranscripts
@testable import Transcripts

@Suite struct FrontMatterMarkdownTests {
  private let briefing = """
    ---
    tags: briefings
    date: '2022-10-26'
    published_time: 2022-10-27 01:07:04-04:00
    source_url: https://example.org/briefing
    title: "Press Briefing by Press Secretary Joan Pell and Coordinator\\
      \\ for Strategic Matters Carl\\_Orme"
    ---

    Harbour Room\u{20}\u{20}
    Lindmark

    3:40 P.M. EDT\u{20}\u{20}

    MS. PELL:  Hello.  I want to make sure that this line is wrapped and
    that it comes back whole:  not two.\u{20}\u{20}

    NATO: that is a word in capitals, not a speaker.

    MR. ORME:  (As interpreted.)  The \\[deputy\\] <s>PPI</s> \\[PGI\\] plan.
    (Laughter.)

    Q    Is it true?

    Q    And when?

    *Yes*, I said.

    THE PRESIDENT:  No.

    4:55 P.M. EDT
    """

  @Test("Front matter, place and time become the meeting's")
  func header() throws {
    let meeting = try read(briefing).transcripts[0].meeting
    #expect(
      meeting.title
        == "Press Briefing by Press Secretary Joan Pell and Coordinator for Strategic Matters Carl\u{A0}Orme"
    )
    #expect(meeting.date.description == "2022-10-26")
    #expect(meeting.startTime == "15:40" && meeting.timeZone == "-04:00")
    #expect(meeting.place == "Harbour Room, Lindmark")
    #expect(meeting.source.url == "https://example.org/briefing")
    #expect(meeting.source.format == "front-matter-markdown")
  }

  @Test("A day in brackets above the remarks is theirs, and the other one is reported")
  func printedDay() throws {
    func dated(_ day: String) -> String {
      briefing.replacing("3:40 P.M. EDT", with: "(\(day))\n\n3:40 P.M. EDT")
    }
    let (transcripts, report) = try read(dated("October 24, 2022"))
    #expect(transcripts[0].meeting.date.description == "2022-10-24")
    #expect(transcripts[0].statements.allSatisfy { $0.date.description == "2022-10-24" })
    #expect(transcripts[0].statements[0].marks.isEmpty)
    #expect(
      report.entries.contains {
        $0.rule == .dateDisagreement && $0.wording == "(October 24, 2022)"
      })
    let (same, quiet) = try read(dated("October 26, 2022"))
    #expect(same[0].meeting.date.description == "2022-10-26")
    #expect(
      !quiet.entries.contains {
        $0.rule == .dateDisagreement && $0.wording == "(October 26, 2022)"
      })
  }

  @Test("Labels in capitals and questions open statements, wrapped lines are joined")
  func statementsOfBriefing() throws {
    let transcript = try read(briefing).transcripts[0]
    #expect(
      transcript.statements.map(\.attribution.label) == [
        "MS. PELL", "MR. ORME", "Q", "Q", "THE PRESIDENT",
      ])
    #expect(transcript.statements.map(\.kind) == [.speech, .speech, .question, .question, .speech])
    #expect(
      transcript.statements[0].paragraphs[0]
        == "Hello.  I want to make sure that this line is wrapped and that it comes back whole:  not two."
    )
    #expect(transcript.statements[0].paragraphs.count == 2)
    #expect(transcript.statements[0].attribution.speakerID == "joan-pell")
    #expect(transcript.statements[1].attribution.speakerID == "carl-orme")
    #expect(transcript.statements[1].attribution.delivery?.mode == .interpreted)
    #expect(transcript.statements[3].paragraphs == ["And when?", "Yes, I said."])
    #expect(transcript.statements[4].attribution.certainty == .roleOnly)
  }

  @Test("Escapes and struck-out words become marks over the words")
  func marks() throws {
    let statement = try read(briefing).transcripts[0].statements[1]
    #expect(statement.paragraphs == ["(As interpreted.)  The [deputy] PPI [PGI] plan. (Laughter.)"])
    #expect(
      statement.marks.map(\.kind) == [.language, .insertion, .editorialNote, .insertion, .vocal])
    #expect(statement.marks[2].wording == "<s>PPI</s>")
    let last = try read(briefing).transcripts[0].statements[4]
    #expect(last.marks == [Mark(kind: .time, paragraph: 1, wording: "4:55 P.M. EDT")])
  }

  @Test("A label-like word in capitals is refused and reported")
  func refused() throws {
    let report = try read(briefing).report
    #expect(report.entries.contains { $0.rule == .labelRefused && $0.wording == "NATO" })
  }

  @Test("What is set like a label is one though nobody knows it, and that is reported")
  func setLikeLabels() throws {
    let text = """
      ---
      date: 2024-03-06
      title: Remarks by President Marten
      ---
      Lindmark

      3:17 P.M. IST

      THE PRESIDENT:  Good day.

      PROTESTOR:  No, it is not.

      THE SECOND GENTLEMAN:  It is.

      THE PRESIDNET:  Thank you.

      FEMA:  that is who we call.

      H.R. 3537:  a bill.

      THIS IS WHAT THEY WRITE:  a lie.
      """
    let (transcripts, report) = try read(text)
    #expect(
      transcripts[0].statements.map(\.attribution.label) == [
        "THE PRESIDENT", "PROTESTOR", "THE SECOND GENTLEMAN", "THE PRESIDNET",
      ])
    #expect(transcripts[0].statements[3].paragraphs.count == 4)
    #expect(report.entries.count { $0.severity == .warning && $0.rule == .label } == 3)
    #expect(report.entries.count { $0.severity == .warning && $0.rule == .labelRefused } == 3)
    // A zone that three countries call so.
    #expect(transcripts[0].meeting.startTime == "15:17")
    #expect(transcripts[0].meeting.timeZone == "")
  }

  @Test(
    "Times of day are read with the zone that is printed",
    arguments: [
      ("2:45 P.M. CAT", "14:45", "+02:00"), ("9:05 A.M. EDT", "09:05", "-04:00"),
      ("12:10 A.M. Local Time", "00:10", ""), ("10:30 p.m. (Local)", "22:30", ""),
      ("17:05 CVT", "17:05", "-01:00"), ("8 P.M.", "20:00", ""),
    ])
  func times(text: String, time: String, zone: String) throws {
    let clock = try #require(ClockTime(text))
    #expect(clock.time == time)
    #expect(clock.zone == zone)
  }

  @Test(
    "What goes on behind a time is no time", arguments: ["10:30 is late", "9:05 A.M. Good day"])
  func noTimes(text: String) { #expect(ClockTime(text) == nil) }

  @Test(
    "Markup is taken out and nothing else",
    arguments: [
      ("*Warsaw, Poland*", "Warsaw, Poland"), ("a * b", "a * b"), ("snake_case", "snake_case"),
      ("**bold** and _slanted_", "bold and slanted"), ("\\[word\\] \\*", "[word] *"),
      ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"), ("<em>so</em> <a href=x>it</a>", "so it"),
      ("*é*—“*ő*”", "é—“ő”"), ("C:\\ <", "C:\\ <"), ("end \\", "end \\"), ("*\u{A0}x", "*\u{A0}x"),
    ])
  func markup(markdown: String, words: String) {
    #expect(MarkdownText(markdown).text == words)
  }

  @Test("Remarks without a label are those of the one whom the title names")
  func unlabelled() throws {
    let text = """
      ---
      date: 2024-03-06
      title: Remarks as Prepared for Delivery by First Lady Jill Marten at Forum
      ---
      Lindmark

      Thank you, Mr. Orme. With your leadership, the port has given many
      young people a start, and we are all the better for it.

      \\###
      """
    let transcript = try read(text).transcripts[0]
    #expect(transcript.statements.count == 1)
    #expect(transcript.statements[0].attribution.speakerID == "jill-marten")
    #expect(transcript.statements[0].attribution.label == "")
    #expect(transcript.statements[0].marks.map(\.kind) == [.procedural])
  }

  @Test("Front matter without a day is refused")
  func noDate() {
    #expect(throws: DocumentError.self) { try read("---\ntitle: x\n---\nQ    Why?\n") }
  }
}
