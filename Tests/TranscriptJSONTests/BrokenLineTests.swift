import ReadingSupport
import Testing
import TranscriptReading
import Transcripts

@testable import TranscriptJSON

/// What a line that cannot be read costs: its own meeting, or itself alone where nobody can know whose it is.
@Suite struct BrokenLineTests {
  private static func line(_ meeting: String, _ words: String) -> [UInt8] {
    Array(
      #"{"meeting":"\#(meeting)","date":"2020-01-01","speaker":"Ada Holt","text":"\#(words)"}"#.utf8
    )
  }

  /// Three meetings of two lines, in which one line of the second is broken, behind one of the first.
  private func read(
    _ broken: [UInt8]
  ) throws -> (meetings: [String: Int], report: ReadingReport, error: DocumentError?) {
    let lines = [
      Self.line("b", "One."), Self.line("a", "One."), broken, Self.line("a", "Two."),
      Self.line("c", "One."), Self.line("c", "Two."),
    ]
    var found: [String: Int] = [:]
    var report = ReadingReport()
    var failure: DocumentError?
    do {
      try JSONLinesReader().read(
        Document(bytes: Array(lines.joined(separator: [0x0A])), name: "broken.jsonl"),
        options: ReadingOptions(maximumLineSize: 200_000), report: &report
      ) { found[$0.meeting.id] = $0.statements.count }
    } catch let error as DocumentError {
      failure = error
    }
    return (found, report, failure)
  }

  private static let long = String(repeating: "word ", count: 50_000)

  @Test(
    "It costs the meeting that it names, wherever it is broken",
    arguments: [
      // Cut, behind its id and before its end.
      Array(#"{"meeting":"b","date":"2020-01-01","text":"Tw"#.utf8),
      Array(#"{"id":"b/2x","mee"#.utf8),
      // Broken before it names its meeting.
      Array(#"{"text":"Two, "they" said.","meeting" : "b","date":"2020-01-01"}"#.utf8),
      Array(#"{"text":"Two.",,"meetingId":"b"}"#.utf8),
      Array(#"{"paragraphs":["Two."],x,"meeting":{"id":"b","date":"2020-01-01"}}"#.utf8),
      // Words are not taken for keys.
      Array(#"{"text":"He said \"meeting\":\"a\"","title":"meeting",,"meeting":"b"}"#.utf8),
      // Not UTF-8, before and behind.
      Array(#"{"text":""#.utf8) + [0xFF] + Array(#"","meeting":"b","date":"2020-01-01"}"#.utf8),
      Array(#"{"meeting":"b","text":""#.utf8) + [0xFF] + Array(#""}"#.utf8),
      // Too long, and too long to be held at all.
      line("b", long),
      line("b", String(repeating: long, count: 12)),
    ])
  func named(broken: [UInt8]) throws {
    let (meetings, report, error) = try read(broken)
    #expect(meetings == ["a": 2, "c": 2])
    #expect(report.warningCount == 1)
    #expect(report.entries.first?.line == 3)
    #expect(report.entries.first?.wording == "b")
    #expect(error?.line == 3)
  }

  @Test(
    "It costs itself alone where it does not name one, and that is said",
    arguments: [
      Array(#"{"te"#.utf8), Array(#"{"text":"Two.","#.utf8), Array("word".utf8),
      [0xFF, 0xFE], Array(#"{"meeting":""#.utf8) + [0xC3, 0x28] + Array(#"","text":"x"}"#.utf8),
      Array(#"{"text":"\#(long)","meeting":"b","date":"2020-01-01"}"#.utf8.dropLast(60)),
    ])
  func unnamed(broken: [UInt8]) throws {
    let (meetings, report, error) = try read(broken)
    #expect(meetings == ["a": 2, "b": 1, "c": 2])
    #expect(report.warningCount == 1)
    #expect(report.entries.first?.line == 3)
    #expect(report.entries.first?.explanation.contains("before it says of which") == true)
    #expect(error?.line == 3)
    #expect(error?.problem.contains("before it says of which meeting it is") == true)
  }

  @Test("Of a meeting whose lines are far apart the first are kept, and the others said to be not")
  func farApart() throws {
    let filler = (0..<24).map { Self.line("filler\($0)", Self.long) }
    let lines =
      [Self.line("a", "One."), Self.line("a", "Two.")] + filler
      + [Self.line("a", "Three."), Self.line("a", "Four.")]
    var found: [String: Int] = [:]
    var report = ReadingReport()
    let error = #expect(throws: DocumentError.self) {
      try JSONLinesReader().read(
        Document(bytes: Array(lines.joined(separator: [0x0A])), name: "apart.jsonl"),
        options: ReadingOptions(), report: &report
      ) { found[$0.meeting.id] = $0.statements.count }
    }
    #expect(found["a"] == 2)
    #expect(error?.line == 27)
    #expect(error?.problem.contains("those are kept, and what comes from here on is not") == true)
    #expect(report.warningCount == 1)
  }
}
