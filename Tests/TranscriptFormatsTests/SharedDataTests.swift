import Foundation
import ReadingSupport
import Testing
import TranscriptFormats
import TranscriptReading

@testable import Transcripts

/// Real pages with ground truth, scored as the scoring program does.
@Suite(.enabled(if: SharedData.isThere, SharedData.comment))
struct SharedDataTests {
  private struct Truth: Decodable {
    struct Statement: Decodable {
      var label: String
      var paras: [String]
    }
    var title: String
    var date: String
    var place: String
    var statements: [Statement]
  }

  private static func fold(_ text: String) -> String {
    let plain = text.precomposedStringWithCompatibilityMapping.replacing(
      /[\[(][^)\]]*[)\]]/, with: " ")
    return plain.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  private static func space(_ text: String) -> String {
    text.precomposedStringWithCompatibilityMapping.split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }

  private static func read(_ path: String) throws -> Transcript {
    var report = ReadingReport(detail: .none)
    var found: Transcript?
    try DocumentFormats.read(path: path, report: &report) { found = $0 }
    return try #require(found)
  }

  @Test("The pages' statements, titles, dates and places agree with their bold labels")
  func pages() throws {
    var (right, found, wanted, kept, total) = (0, 0, 0, 0, 0)
    for path in try SharedData.files("kremlin-en", ".txt") {
      let truth = try JSONDecoder().decode(
        Truth.self,
        from: Data(contentsOf: URL(fileURLWithPath: path.dropLast(4) + ".truth.json")))
      let transcript = try Self.read(path)
      #expect(Self.space(transcript.meeting.title) == Self.space(truth.title))
      #expect(transcript.meeting.date.description == truth.date)
      #expect(Self.space(transcript.meeting.place) == Self.space(truth.place))
      var keys: [String: Int] = [:]
      for statement in truth.statements {
        let words = Self.fold(statement.paras.joined(separator: " "))
        keys[Self.fold(statement.label) + " " + words.prefix(40), default: 0] += 1
        total += words.count
      }
      var pageKept = 0
      for statement in transcript.statements {
        let words = Self.fold(statement.paragraphs.joined(separator: " "))
        let key = Self.fold(statement.attribution.label) + " " + words.prefix(40)
        if let left = keys[key], left > 0 {
          keys[key] = left - 1
          right += 1
        }
        pageKept += words.count
      }
      kept += pageKept
      found += transcript.statements.count
      wanted += truth.statements.count
    }
    let (precision, recall) = (Double(right) / Double(found), Double(right) / Double(wanted))
    #expect(2 * precision * recall / (precision + recall) >= 0.998)
    // Two labels behind a no-break space and one list of telephone numbers are all that differs.
    #expect(Double(kept) / Double(total) >= 0.9998)
  }

  @Test("The seed comes out exactly")
  func seed() throws {
    let transcript = try Self.read(try #require(try SharedData.files("seed", ".txt").first))
    let meeting = transcript.meeting
    #expect(
      meeting.title
        == "Meeting with Acting Head of\u{A0}the\u{A0}Lugansk People’s Republic Leonid Pasechnik")
    #expect(meeting.date.description == "2023-08-23")
    #expect(meeting.place == "The\u{A0}Kremlin, Moscow")
    #expect(meeting.lead.count == 1)
    #expect(
      transcript.statements.map(\.attribution.name) == [
        "Vladimir Putin", "Leonid Pasechnik", "Vladimir Putin", "Leonid Pasechnik",
        "Vladimir Putin", "Leonid Pasechnik",
      ])
    #expect(transcript.statements.map(\.paragraphs.count) == [1, 11, 6, 1, 4, 1])
    #expect(
      Set(transcript.statements.map(\.attribution.role)) == [
        "President of\u{A0}Russia", "Acting Head of\u{A0}the\u{A0}Lugansk People’s Republic",
      ])
    #expect(
      transcript.statements.flatMap(\.marks).map(\.kind) == [
        .editorialNote, .editorialNote, .elision,
      ])
    #expect(transcript.speakers.map(\.id) == ["vladimir-putin", "leonid-pasechnik"])
  }

  @Test("Every briefing is read without a refused label in capitals")
  func briefings() throws {
    var labels: [String: Int] = [:]
    for path in try SharedData.files("whitehouse", ".md") {
      var report = ReadingReport(detail: .warnings)
      try DocumentFormats.read(path: path, report: &report) {
        for statement in $0.statements { labels[statement.attribution.label, default: 0] += 1 }
        #expect(!$0.meeting.place.isEmpty)
      }
      #expect(!report.entries.contains { $0.rule == .labelRefused })
    }
    #expect(labels["Q"] == 122)
    #expect(labels.keys.allSatisfy { $0 == "Q" || $0 == $0.uppercased() })
  }
}
