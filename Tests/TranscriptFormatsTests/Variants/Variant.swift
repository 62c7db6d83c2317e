import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// A small invented document and what a careful person reads in it.
struct Variant: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var text: String
  var name: String
  /// A statement each: who speaks, "-" for nobody who is named, and how the words begin, parted by "|";
  /// a role may stand between the two.
  var expected: [String]
  var date: String

  init(
    _ description: String, _ text: String, name: String = "sample.txt",
    date: String = "2024-03-05", _ expected: [String]
  ) {
    testDescription = description
    self.text = text
    self.name = name
    self.date = date
    self.expected = expected
  }

  /// Reads it, and says of each difference where it is.
  @discardableResult
  func check(_ location: SourceLocation = #_sourceLocation) throws -> (
    transcript: Transcript, report: ReadingReport
  ) {
    let (transcripts, report) = try read(text, name: name)
    let transcript = try #require(transcripts.first, sourceLocation: location)
    #expect(transcripts.count == 1, sourceLocation: location)
    #expect(transcript.meeting.date.description == date, sourceLocation: location)
    let found = transcript.statements.map { statement in
      let who = statement.attribution
      let speaker = who.speakerID.isEmpty ? "-" : who.name
      return "\(speaker)|\(who.role)|\(statement.paragraphs.joined(separator: " "))"
    }
    #expect(found.count == expected.count, "\(found)", sourceLocation: location)
    for (found, expected) in zip(found, expected) {
      let want = expected.split(separator: "|", omittingEmptySubsequences: false)
      let have = found.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false)
      let speaks =
        want[0] == "-" ? have[0] == "-" : have[0].lowercased().contains(want[0].lowercased())
      let hasRole = want.count < 3 || have[1].lowercased().contains(want[1].lowercased())
      #expect(
        speaks && hasRole && have[2].hasPrefix(want.last ?? ""),
        "read “\(found)”, not “\(expected)”",
        sourceLocation: location)
    }
    return (transcript, report)
  }
}
