import Foundation
import ReadingSupport
import Testing
import TranscriptReading

@testable import TranscriptJSON
@testable import Transcripts

/// Nothing is normalised: two spellings of one text stay two.
@Suite struct SpellingTests {
  private static let composed = "Jos\u{E9} Ruiz"
  private static let decomposed = "Jose\u{301} Ruiz"

  private func line(_ meeting: String, _ speaker: String, _ more: String = "") -> String {
    #"{"meeting":"\#(meeting)","date":"2021-01-01","speaker":"\#(speaker)","text":"w"\#(more)}"#
  }

  @Test("Each label of flat lines stays as it is printed, and is the same person")
  func labels() throws {
    for labels in [[Self.composed, Self.decomposed], [Self.decomposed, Self.composed]] {
      let text = labels.map { line("m", $0) }.joined(separator: "\n") + "\n"
      let transcript = try #require(try read(text, name: "a.jsonl").transcripts.first)
      #expect(
        transcript.statements.map { Array($0.attribution.label.utf8) }
          == labels.map { Array($0.utf8) })
      #expect(
        transcript.statements.map { Array($0.attribution.name.utf8) }
          == labels.map { Array($0.utf8) })
      #expect(Set(transcript.statements.map(\.attribution.speakerID)) == ["jose-ruiz"])
    }
  }

  @Test("Keys of meetings that look alike are two meetings")
  func meetings() throws {
    let text = line("Caf\u{E9}", "Ann Ab") + "\n" + line("Cafe\u{301}", "Ann Ab") + "\n"
    let transcripts = try read(text, name: "a.jsonl").transcripts
    #expect(transcripts.count == 2)
    #expect(Set(transcripts.map(\.meeting.id)).count == 2)
  }

  @Test("Another spelling of a meeting’s place is told, since the first is kept")
  func place() throws {
    let text =
      line("m", "Ann Ab", ",\"place\":\"Caf\u{E9}\"") + "\n"
      + line("m", "Ann Ab", ",\"place\":\"Cafe\u{301}\"") + "\n"
    let result = try read(text, name: "a.jsonl")
    #expect(result.report.warningCount == 1)
  }

  @Test("Exports with both spellings are read back byte for byte")
  func export() throws {
    let date: CalendarDate = "2021-01-01"
    let speakers = [Self.composed, Self.decomposed].enumerated().map { index, name in
      Speaker(
        id: "s\(index)", name: name, names: [.init(name)],
        roles: [.init("Pr\u{E9}sident"), .init("Pre\u{301}sident")])
    }
    let meeting = Meeting(id: "m", date: date, statementCount: 2)
    let transcript = Transcript(
      meeting: meeting,
      statements: speakers.enumerated().map { index, speaker in
        Statement(
          id: "m/\(index)", meetingID: "m", ordinal: UInt32(index), date: date,
          attribution: Attribution(
            label: speaker.name, speakerID: speaker.id, name: speaker.name, certainty: .identified),
          paragraphs: ["Caf\u{E9}", "Cafe\u{301}"])
      }, speakers: speakers)
    var writer = ExportWriter()
    writer.write(transcript)
    let lines = writer.bytes
    let again = try read(lines, name: "export.jsonl").transcripts
    var second = ExportWriter()
    for transcript in again { second.write(transcript) }
    #expect(second.bytes == lines)
  }

  @Test("A speaker whose name is spelt otherwise by now is written anew")
  func changed() {
    var writer = ExportWriter()
    writer.write(silent: Speaker(id: "s", name: Self.composed))
    let length = writer.bytes.count
    writer.write(silent: Speaker(id: "s", name: Self.composed))
    #expect(writer.bytes.count == length + "{}\n".utf8.count)
    #expect(writer.hasOther(Speaker(id: "s", name: Self.decomposed)))
    writer.write(silent: Speaker(id: "s", name: Self.decomposed))
    #expect(writer.bytes.count > length + 10)
  }
}
