import ReadingSupport
import Testing
import TranscriptReading

@testable import TranscriptJSON
@testable import Transcripts

/// Exports that are not all there, and those that say that they are a part.
@Suite struct LackingStatementsTests {
  private static let transcript: Transcript = {
    let ada = Speaker(id: "ada-holt", name: "Ada Holt", names: [.init("Ada Holt")])
    return Transcript(
      meeting: Meeting(id: "a", title: "Sitting", date: "2021-03-01", statementCount: 4),
      statements: (0..<4).map { index in
        Statement(
          id: "a/\(index)x", meetingID: "a", ordinal: UInt32(index), date: "2021-03-01",
          attribution: Attribution(
            label: ada.name, speakerID: ada.id, name: ada.name, certainty: .identified),
          paragraphs: ["Words \(index)."])
      },
      speakers: [ada])
  }()

  /// Statements of the meeting as lines, with the mark of a part or without.
  private static func meeting(isPart: Bool = false, _ numbers: [UInt32] = [0, 1, 2]) -> [[UInt8]] {
    return numbers.map { number in
      var writer = ExportWriter()
      let isFirst = number == numbers[0]
      writer.write(
        transcript.statements[Int(number)], meeting: isFirst ? transcript.meeting : nil,
        isPart: isPart, speakers: isFirst ? transcript.speakers : [])
      return writer.bytes
    }
  }

  @Test(
    "Statements that an export lacks are told, with the line where they are missed",
    arguments: [
      ([0, 1, 2], false, 3, "3 of 4 statements"), ([0, 1, 3], false, 3, "from number 2"),
      ([1, 2, 3], false, 1, "from number 0"), ([0], false, 1, "1 of 4"),
      ([0, 1, 2, 3], false, nil, ""), ([3, 2, 1, 0], false, nil, ""),
      ([0, 2], true, nil, "2 of 4"), ([0, 1, 2, 3], true, nil, ""),
    ] as [([UInt32], Bool, Int?, String)])
  func lackingStatements(
    numbers: [UInt32], isPart: Bool, line: Int?, explanation: String
  ) throws {
    let lines = Self.meeting(isPart: isPart, numbers)
    let (read, report) = try read(Array(lines.joined()), name: "export.jsonl")
    #expect(report.warningCount == (line == nil ? 0 : 1))
    let told = report.entries.filter { $0.rule == .incomplete }
    #expect(told.count == (explanation.isEmpty ? 0 : 1))
    #expect(told.first.map { $0.explanation.contains(explanation) } != false)
    if let line { #expect(told.first?.line == line) }
    #expect(read[0].statements.count == numbers.count)
    // What was read has what it says.
    #expect(Int(read[0].meeting.statementCount) == numbers.count)
    let again = try ReadingSupport.read(exported(read), name: "export.jsonl")
    #expect(again.report.entries.isEmpty)
    #expect(exported(again.transcripts) == exported(read))
  }

  @Test("A meeting whose first line is missing is told")
  func lackingFirstLine() throws {
    let lines = Self.meeting().dropFirst()
    let (_, report) = try read(Array(lines.joined()), name: "export.jsonl")
    #expect(report.warningCount == 1)
    #expect(report.entries.contains { $0.explanation.contains("no line describes the meeting") })
  }

  @Test("A speaker whom no line describes is told")
  func lackingSpeaker() throws {
    var writer = ExportWriter()
    writer.write(Self.transcript.statements[0], meeting: Self.transcript.meeting, isPart: true)
    let report = try read(writer.bytes, name: "export.jsonl").report
    let told = report.entries.filter { $0.rule == .incomplete && $0.severity == .warning }
    #expect(told.count == 1)
    #expect(told.first?.explanation.contains("no line describes “ada-holt”") == true)
  }

  @Test("Lines that came twice cost nothing, however many statements the meeting has")
  func repeatedLines() throws {
    var single = Self.transcript
    single.statements = [single.statements[0]]
    single.meeting.statementCount = 1
    var writer = ExportWriter()
    writer.write(single)
    let twice = try read(writer.bytes + writer.bytes, name: "export.jsonl")
    #expect(twice.transcripts.last?.statements == single.statements)

    var other = single
    other.meeting.id = "b"
    other.statements[0].meetingID = "b"
    other.statements[0].id = "b/0"
    let whole = Self.meeting([0, 1, 2, 3])
    writer.removeAll()
    writer.write(other)
    let lines = whole + [writer.bytes, whole[0]]
    let (read, report) = try read(Array(lines.joined()), name: "export.jsonl")
    #expect(read.filter { $0.meeting.id == "a" }.map(\.statements.count) == [4])
    #expect(report.entries.contains { $0.explanation.contains("came again are left out") })
  }

  @Test("What broke off and what goes on with it make a whole, and lack nothing")
  func continuation() throws {
    let begin = Self.meeting([0, 1])
    let rest = Self.meeting(isPart: true, [2, 3])
    let whole = try read(Array((begin + rest).joined()), name: "export.jsonl")
    #expect(whole.report.entries.isEmpty)
    #expect(whole.transcripts.map(\.statements) == [Self.transcript.statements])
    let lacking = try read(Array((begin + rest.dropLast()).joined()), name: "export.jsonl")
    #expect(lacking.report.warningCount == 1)
    let alone = try read(Array(rest.joined()), name: "export.jsonl")
    #expect(alone.report.warningCount == 0)
  }

  @Test("The mark of a part without a meeting beside it is told")
  func markAlone() throws {
    let line =
      #"{"meetingId":"m","part":true,"date":"2020-01-01","attribution":{"label":"A"},"#
      + #""paragraphs":["w"]}"#
    let report = try read(Array(line.utf8), name: "m.jsonl").report
    #expect(report.entries.contains { $0.wording == "part" })
  }
}
