import ReadingSupport
import Testing
import TranscriptReading

@testable import TextTranscripts
@testable import Transcripts

@Suite struct PageTextTests {
  @Test("A page comes out as title, date, place, lead and statements, without the site's chrome")
  func whole() throws {
    let transcript = try Samples.read("2021-05-14-meeting-with-mayor-of-tarnhaven.txt")
    let meeting = transcript.meeting
    #expect(meeting.title == "Meeting with Mayor of\u{A0}Tarnhaven Ilse Brandvik")
    #expect(meeting.date.description == "2021-05-14")
    #expect(meeting.place == "The\u{A0}Old Palace, Lindmark")
    #expect(meeting.lead.count == 1)
    #expect(meeting.source.format == "page-text")
    #expect(meeting.source.sha256.count == 32)
    #expect(transcript.statements.count == 4)
    #expect(
      transcript.statements.map(\.attribution.speakerID) == [
        "aron-velt", "ilse-brandvik", "aron-velt", "ilse-brandvik",
      ])
    #expect(transcript.speakers.map(\.name) == ["Aron Velt", "Ilse Brandvik"])
    #expect(transcript.statements[3].attribution.role == "Mayor of\u{A0}Tarnhaven")
    #expect(transcript.statements.map(\.ordinal) == [0, 1, 2, 3])
  }

  @Test("Notes, insertions and elisions become marks with their place")
  func marks() throws {
    let transcript = try Samples.read("2021-05-14-meeting-with-mayor-of-tarnhaven.txt")
    let mayor = transcript.statements[1]
    #expect(mayor.paragraphs.count == 3)
    #expect(mayor.marks.map(\.kind) == [.editorialNote, .insertion])
    #expect(mayor.marks[0].paragraph == 2 && mayor.marks[0].length == 0)
    let insertion = mayor.marks[1]
    let words = Array(mayor.paragraphs[Int(insertion.paragraph)].utf8)
    let start = Int(insertion.offset)
    #expect(
      String(decoding: words[start..<start + Int(insertion.length)], as: UTF8.self)
        == insertion.wording)
    #expect(transcript.statements[2].marks.map(\.kind) == [.vocal])
    let last = transcript.statements[3]
    #expect(last.marks == [Mark(kind: .elision, paragraph: 1, wording: "<…>")])
  }

  @Test("Each statement knows the lines it was read from")
  func lines() throws {
    let text = page([
      "President of Ostervald Aron Velt: Good day.", "Let us begin.", "Ilse Brandvik: Yes.",
    ])
    let transcript = try read(text).transcripts[0]
    #expect(transcript.statements.map(\.lines) == [14...16, 18...18])
  }

  @Test(
    "What looks like a label and is none stays with the speaker",
    arguments: [
      "Mr President, I have a simple question: who pays?",
      "Minister of Agriculture: Dmitry Larsen.",
      "Contact telephone number: 555.",
      "The message reads: come soon.",
      "May 9. Red Square – http://example.org/a",
      "Entry from 10.00 am to 11.00 am: west gate.",
      "Second: I did not throw anybody out.",
      "Listen: you and your readers should know this.",
      "Northern Region: “Why is the road closed?”",
      "Rostov-on-Sea: a problem with the new quarter.",
      "“Question: who pays?” That is what they ask.",
      "As for wages, one thing is clear: they grow.",
      "First of all: thank you.",
      "Question: “When will the ferry run?” That is what they write.",
    ])
  func refused(line: String) throws {
    let text = page([
      "President of Ostervald Aron Velt: Good day.", "Ilse Brandvik: Good day.", line,
      "Aron Velt: Thank you.",
    ])
    let transcript = try read(text).transcripts[0]
    #expect(statements(transcript)[1] == ["Ilse Brandvik", "Good day.", line])
    #expect(transcript.statements.count == 3)
  }

  @Test(
    "Labels of every shape open statements",
    arguments: [
      ("Chief of Staff of the Presidential Office Jan Holt: Yes.", "Jan Holt"),
      ("Jan Holt, Chief Engineer of the Port: Yes.", "Jan Holt"),
      ("Jan Holt (speaking German): Ja.", "Jan Holt"),
      ("Jan Holt (retranslated): Yes.", "Jan Holt"),
      ("Jan Holt(re-translated): Yes.", "Jan Holt"),
      ("CHIEF OF STAFF JAN HOLT: Yes.", "JAN HOLT"),
      ("chairman of the Union of Fishermen Jan Holt: Yes.", "Jan Holt"),
      ("CEO of Nordfisk Jan Holt (answering a question from a student): Yes.", "Jan Holt"),
      ("\u{A0}Jan Holt: Yes, Mr President.", "Jan Holt"),
      ("J. Holt: Yes.", "J. Holt"),
      ("Jan\u{A0}Holt:\u{A0}Yes.", "Jan\u{A0}Holt"),
      ("King Haldan IV of Norland: Yes.", "Haldan IV"),
      ("President of Costa Verde Ana de la Vega: Yes.", "Ana de la Vega"),
    ])
  func shapes(line: String, name: String) throws {
    let text = page([
      "President of Ostervald Aron Velt: Good day.", line, "Aron Velt: Thank you.",
    ])
    let transcript = try read(text).transcripts[0]
    #expect(transcript.statements.count == 3)
    #expect(transcript.statements[1].attribution.name == name)
    #expect(transcript.statements[1].attribution.certainty == .identified)
  }

  @Test("A label behind a no-break space is a label")
  func setIn() throws {
    let text = page([
      "President of Ostervald Aron Velt: Good day.", "Ilse Brandvik: Good day.",
      "Aron Velt: How are you?", "\u{A0}Ilse Brandvik: Well, thank you.",
    ])
    let (transcripts, report) = try read(text)
    #expect(
      statements(transcripts[0]).dropFirst(2) == [
        ["Aron Velt", "How are you?"], ["Ilse Brandvik", "Well, thank you."],
      ])
    #expect(report.warningCount == 0)
  }

  @Test("Lost spaces and a lost colon do not lose the speaker")
  func misprints() throws {
    let text = page([
      "President of Ostervald Aron Velt: Good day.", "Ilse Brandvik: Good day.",
      "AronVelt: How are you?", "Ilse Brandvik Thank you, well.", "Aron Velt", "That is good.",
    ])
    let (transcripts, report) = try read(text)
    #expect(
      transcripts[0].statements.map(\.attribution.speakerID) == [
        "aron-velt", "ilse-brandvik", "aron-velt", "ilse-brandvik", "aron-velt",
      ])
    #expect(report.warningCount == 2)
  }

  @Test("A label wrapped over two lines is one label")
  func wrapped() throws {
    let text = page([
      "President of Ostervald Aron Velt: Good day.",
      "Director of the Institute of Marine Research\nOda Lind: Good day.",
    ])
    let transcript = try read(text).transcripts[0]
    #expect(
      transcript.statements[1].attribution.label
        == "Director of the Institute of Marine Research Oda Lind")
    #expect(transcript.statements[1].attribution.name == "Oda Lind")
  }

  @Test("A name spoken of in a sentence opens nothing")
  func sentences() throws {
    let text = page([
      "President of Ostervald Aron Velt: Good day.", "Ilse Brandvik: I agree.",
      "Aron Velt said this before: the sea is ours.", "Aron Velt Prize winners know it.",
    ])
    #expect(try read(text).transcripts[0].statements.count == 2)
  }

  @Test("Pull quotes repeat the text and are counted once")
  func pullQuotes() throws {
    let words =
      "I think that the harbour must be rebuilt before the storms of autumn come, and I am sure that the town can do it."
    let text = page([
      "President of Ostervald Aron Velt: Good day. \(words) Nobody doubts that.",
      "“\(words)”", "We will help.", words, "“That is what they all say in the harbour,” he said.",
    ])
    let statement = try read(text).transcripts[0].statements[0]
    #expect(statement.paragraphs.count == 3)
    #expect(statement.marks.map(\.kind) == [.pullQuote, .pullQuote])
  }

  @Test("A note over several paragraphs is one mark; words in brackets stay words")
  func notes() throws {
    let text = page([
      "President of Ostervald Aron Velt: The district (Hallin) is large. (COVID-19) is over.",
      "(Ilse Brandvik spoke of the harbour.", "She then showed the plans.)", "Good.", "* * *",
      "(I will come to that later.)",
    ])
    let statement = try read(text).transcripts[0].statements[0]
    #expect(statement.marks.map(\.kind) == [.editorialNote, .procedural])
    #expect(statement.marks[0].wording.hasSuffix("She then showed the plans.)"))
    #expect(statement.paragraphs.count == 3)
  }

  @Test("A page of news is a meeting without statements")
  func news() throws {
    let text = page([
      "Accreditation requests are accepted by post only.", "Contact telephone numbers: 555, 556.",
      "Entry from 10.00 am to 11.00 am: west gate.",
    ])
    let transcript = try read(text).transcripts[0]
    #expect(transcript.statements.isEmpty)
    #expect(transcript.meeting.lead.count == 4)
  }

  @Test(
    "Days, ranges and places are read as printed",
    arguments: [
      ("March 1, 2019", "2019-03-01", nil, ""),
      ("March 1, 2019, Lindmark", "2019-03-01", nil, "Lindmark"),
      ("March 1–3, 2019, Lindmark", "2019-03-01", "2019-03-03", "Lindmark"),
      ("December 30, 2018", "2018-12-30", nil, ""),
      ("December 30 – January 2, 2019, Ennis", "2018-12-30", "2019-01-02", "Ennis"),
      ("1 March 2019, The\u{A0}Palace, Lindmark", "2019-03-01", nil, "The\u{A0}Palace, Lindmark"),
    ] as [(String, String, String?, String)])
  func dates(line: String, date: String, end: String?, place: String) throws {
    let printed = try #require(PrintedDate(line))
    #expect(printed.date.description == date)
    #expect(printed.endDate?.description == end)
    #expect(printed.place == place)
  }

  @Test(
    "What is no date line is not taken for one",
    arguments: [
      "March 2019", "On March 1, 2019, he said so", "March 32, 2019", "1 March 2019 was a good day",
      "June 9, 2015 to catalyse the industry",
    ])
  func noDates(line: String) { #expect(PrintedDate(line) == nil) }

  @Test("Dates that disagree are reported")
  func disagreement() throws {
    var text = page(["President of Ostervald Aron Velt: Good day."])
    text = text.replacingLast("February 10, 2022", "February 11, 2022")
    let (transcripts, report) = try read(text)
    #expect(transcripts[0].meeting.date.description == "2022-02-10")
    #expect(report.entries.contains { $0.rule == .dateDisagreement && $0.severity == .warning })
  }
}

extension String {
  func replacingLast(_ old: String, _ new: String) -> String {
    guard let range = ranges(of: old).last else { return self }
    return replacingCharacters(in: range, with: new)
  }

  private func replacingCharacters(in range: Range<String.Index>, with new: String) -> String {
    String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
  }
}
