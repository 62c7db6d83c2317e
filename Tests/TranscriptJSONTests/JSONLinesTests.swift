import ReadingSupport
import Testing
import TranscriptFormats
import TranscriptReading

@testable import TranscriptJSON
@testable import Transcripts

@Suite struct JSONLinesTests {
  private let flat = """
    {"meeting":"M1","ordinal":0,"speaker":"Ada Holt","role":"chair","date":"2020-01-02","text":"Good day."}
    {"meeting":"M1","ordinal":1,"speaker":"Bo Li","role":"member","date":"2020-01-02","text":"(Laughter.) Yes."}

    {"meeting":"M2","ordinal":0,"speaker":"Ada Holt","role":"chair","date":"2020-01-03","text":"Again."}
    """

  @Test("Flat lines become meetings, one for each run of a key")
  func flatLines() throws {
    let transcripts = try read(flat, name: "a.jsonl").transcripts
    #expect(transcripts.map(\.meeting.id) == ["M1", "M2"])
    #expect(transcripts[0].statements.map(\.attribution.speakerID) == ["ada-holt", "bo-li"])
    #expect(transcripts[0].statements.map(\.attribution.role) == ["chair", "member"])
    #expect(transcripts[0].statements[1].marks.map(\.kind) == [.vocal])
    #expect(transcripts[0].statements[1].lines == 2...2)
  }

  @Test("Lines with printed labels, titles and times are read as such")
  func labels() throws {
    let text = """
      {"meeting":"b-1","title":"Briefing by Press Secretary Joan Pell","date":"2021-01-20","time":"7:06 P.M. EST","place":"Hall","url":"https://example.org/b","seq":0,"speaker":"MS. PELL","paras":["Good evening.","Hello \\u00e9\\ud83d\\ude00."]}
      {"meeting":"b-1","title":"","date":"2021-01-20","seq":1,"speaker":"Q","paras":["Why?"]}
      """
    let transcript = try read(text).transcripts[0]
    #expect(transcript.meeting.startTime == "19:06")
    #expect(transcript.meeting.timeZone == "-05:00")
    #expect(transcript.meeting.source.url == "https://example.org/b")
    #expect(transcript.statements[0].attribution.speakerID == "joan-pell")
    #expect(transcript.statements[0].paragraphs[1] == "Hello é😀.")
    #expect(transcript.statements[1].attribution.certainty == .unnamed)
  }

  @Test(
    "Export and import are inverse",
    arguments: [
      "2021-05-14-meeting-with-mayor-of-tarnhaven.txt",
      "2021-09-02-news-conference-with-prime-minister-of-calvera.txt",
      "2022-02-10-meeting-on-winter-roads.txt",
    ])
  func inverse(name: String) throws {
    let transcript = try Samples.read(name)
    let lines = exported([transcript])
    let again = try read(lines, name: "export.jsonl").transcripts
    #expect(again == [transcript])
    #expect(exported(again) == lines)
  }

  @Test("Every field survives, a meeting without statements too")
  func everyField() throws {
    let date: CalendarDate = "2020-02-29"
    let meeting = Meeting(
      id: "m:1~x", title: "A \"title\"\\ \u{1}\n", date: date, endDate: CalendarDate("2020-03-01"),
      startTime: "10:00", timeZone: "+01:00", place: "Here", lead: ["One", "Two"], language: "en",
      kind: "plenary",
      source: Meeting.Source(
        format: "x", url: "u", sha256: Array(0..<32), licence: "CC0-1.0", fileName: "f"),
      revision: 3, sections: [Meeting.Section(heading: "H", level: 2)], statementCount: 1)
    let statement = Statement(
      id: "m:1~x/abc", meetingID: "m:1~x", ordinal: 0, date: date, kind: .answer,
      attribution: Attribution(
        label: "L", speakerID: "s", name: "n", role: "r", certainty: .ambiguous,
        candidateIDs: ["s", "s"],
        delivery: Attribution.Delivery(mode: .interpreted, language: "de", wording: "(w)")),
      paragraphs: ["p\u{A0}q", ""],
      marks: [Mark(kind: .time, paragraph: 1, offset: 2, length: 3, wording: "w")],
      timing: Statement.Timing(start: "00:00:01", end: "00:00:02.500"), lines: 3...9, section: 0)
    let speaker = Speaker(
      id: "s", name: "S", names: [Speaker.Dated("S", from: date, to: date)],
      roles: [Speaker.Dated("R", from: nil, to: date)],
      identifiers: [Speaker.Identifier(scheme: "k", value: "1")], mergedInto: "t",
      statementCount: 12, firstDate: date, lastDate: date)
    let transcripts = [
      Transcript(meeting: meeting, statements: [statement], speakers: [speaker]),
      Transcript(meeting: Meeting(id: "m2", date: date), statements: [], speakers: []),
    ]
    #expect(try read(exported(transcripts), name: "e.jsonl").transcripts == transcripts)
  }

  @Test("A single statement of an export can be read by itself")
  func oneLine() throws {
    let transcript = try Samples.read("2021-05-14-meeting-with-mayor-of-tarnhaven.txt")
    var writer = ExportWriter()
    writer.write(transcript.statements[2])
    let again = try read(writer.bytes, name: "x.jsonl").transcripts[0]
    #expect(again.meeting.id == transcript.meeting.id)
    #expect(again.statements[0].id == transcript.statements[2].id)
    #expect(again.statements[0].paragraphs == transcript.statements[2].paragraphs)
  }

  @Test(
    "Bad lines are refused with their number and what is wrong",
    arguments: [
      (#"{"meeting":"a","date":"2020-01-01","text":"\ud800"}"#, "high surrogate"),
      (#"{"meeting":"a","date":"2020-01-01","text":"\udc00x"}"#, "low surrogate"),
      (#"{"meeting":"a","date":"2020-01-01","text":"\u0000"}"#, "NUL"),
      (#"{"meeting":"a","date":"2020-01-01","text":"\q"}"#, "escape"),
      (#"{"meeting":"a","date":"2020-01-01","text":"x""#, "not closed"),
      (#"{"meeting":"a","date":"2020-01-01","text":"x"} x"#, "more behind"),
      (#"{"meeting":"a","date":"2020-01-01","text":01}"#, "string is due"),
      (#"{"meeting":"a","date":"2020-13-01","text":"x"}"#, "no day"),
      (#"{"meeting":"a","text":"x"}"#, "no date"),
      (#"{"date":"2020-01-01","text":"x"}"#, "names no meeting"),
      (#"{"meeting":"a","date":"2020-01-01","text":"x",}"#, "key is due"),
      (#"{"meeting":"a","date":"2020-01-01","section":7,"text":"x"}"#, "no section"),
      (#"[1]"#, "object is due"),
    ])
  func badLines(line: String, problem: String) throws {
    let text = #"{"meeting":"z","date":"2020-01-01","speaker":"A","text":"x"}"# + "\n" + line + "\n"
    let error = try #require(throws: DocumentError.self) {
      try read(text, name: "bad.jsonl", format: "jsonl")
    }
    #expect(error.line == 2)
    #expect(error.problem.contains(problem))
    #expect(error.description.hasPrefix("bad.jsonl:2: "))
    #expect(!error.remedy.isEmpty)
  }

  @Test("A meeting may go on after another")
  func split() throws {
    let lines = flat.split(separator: "\n")
    let transcripts = try read(lines[0] + "\n" + lines[2] + "\n" + lines[1]).transcripts
    #expect(transcripts.map(\.meeting.id) == ["M1", "M2"])
    #expect(transcripts.map(\.statements.count) == [2, 1])
  }

  @Test("A meeting of flat lines lasts from their first day to their last")
  func days() throws {
    let lines = ["2021-01-01", "2021-01-02", "2020-12-31"].map {
      #"{"meeting":"m","date":"\#($0)","speaker":"Ada Berg","text":"Words."}"#
    }
    let read = try read(lines.joined(separator: "\n"), name: "a.jsonl").transcripts
    #expect(read.map(\.meeting.date) == ["2020-12-31"])
    #expect(read.map(\.meeting.endDate) == ["2021-01-02"])
    #expect(read[0].statements.map(\.date) == ["2021-01-01", "2021-01-02", "2020-12-31"])
  }

  @Test("Nesting, line length and statements have limits")
  func limits() throws {
    let nested = #"{"meeting":"a","x":"# + String(repeating: "[", count: 100_000)
    let deep = try #require(throws: DocumentError.self) { try read(nested, format: "jsonl") }
    #expect(deep.problem.contains("nest"))
    var options = ReadingOptions(maximumLineSize: 64)
    let long = try #require(throws: DocumentError.self) { try read(flat, options: options) }
    #expect(long.code == .tooLarge)
    options = ReadingOptions(maximumStatements: 1)
    #expect(throws: DocumentError.self) { try read(flat, options: options) }
  }

  @Test("What the sink throws ends the reading")
  func sink() {
    struct Stop: Error {}
    var report = ReadingReport(detail: .none)
    #expect(throws: Stop.self) {
      try DocumentFormats.read(bytes: Array(flat.utf8), name: "a.jsonl", report: &report) { _ in
        throw Stop()
      }
    }
  }
}
