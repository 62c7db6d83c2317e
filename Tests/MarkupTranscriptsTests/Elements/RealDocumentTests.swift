import TranscriptReading
import Foundation
import ReadingSupport
import Testing

@testable import MarkupTranscripts
@testable import Transcripts

@Suite(
  "Real documents of markup",
  .enabled(if: SharedData.isThere, SharedData.comment))
struct RealDocumentTests {
  @Test("pages of en.kremlin.ru agree with the truth their bold labels give")
  func kremlin() throws {
    var score = Score()
    for path in SharedMarkup.files("kremlin-en", ".html") {
      let truth = try JSONDecoder().decode(
        Truth.self, from: Data(contentsOf: URL(filePath: String(path.dropLast(5)) + ".truth.json")))
      let transcript = try MarkupReadings(path: path).only
      #expect(Score.space(transcript.meeting.title) == Score.space(truth.title), "\(path)")
      #expect(transcript.meeting.date.description == truth.date, "\(path)")
      #expect(Score.space(transcript.meeting.place) == Score.space(truth.place), "\(path)")
      if truth.statements.isEmpty { #expect(transcript.statements.isEmpty, "\(path)") }
      #expect(checkInvariants(transcript) == nil)
      score.add(transcript, truth)
    }
    #expect(score.wanted > 1300)
    #expect(score.f1 >= 0.998, "F1 \(score.f1)")
  }

  @Test(
    "ParlaMint sittings have a statement for every utterance", arguments: SharedMarkup.parlamint)
  func parlamint(path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let reading = try MarkupReadings(path: path)
    let transcript = try reading.only
    let utterances = text.ranges(of: "<u ").count + text.ranges(of: "<u\n").count
    #expect(transcript.statements.count == utterances)
    #expect(reading.warnings(.unattributed).isEmpty)
    #expect(checkInvariants(transcript) == nil)
    let paragraphs = transcript.statements.reduce(0) { $0 + $1.paragraphs.count }
    let empty = text.ranges(of: /<seg[^>]*\/>/).count
    #expect(paragraphs == text.ranges(of: "<seg ").count - empty)
  }

  @Test(
    "TEI and Akoma Ntoso documents report exactly the elements that are unknown",
    arguments: SharedMarkup.parlamint + SharedMarkup.files("akoma-ntoso", ".xml"))
  func unknownElements(path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let isTEI = path.contains("parlamint-tei")
    let known = Set(
      isTEI ? TEIElement.all.map(\.rawValue) : AkomaNtosoElement.all.map(\.rawValue))
    let names = Set(
      text.replacing(/<!--.*?-->/.dotMatchesNewlines(), with: "")
        .matches(of: /<(?:[A-Za-z][\w.\-]*:)?([A-Za-z][\w.\-]*)/).map { String($0.output.1) })
    #expect(names.count > 10)
    let reported = try MarkupReadings(path: path).report.entries.filter {
      $0.rule == .unknownElement
    }
    #expect(Set(reported.map(\.wording)) == names.subtracting(known))
    #expect(reported.allSatisfy { $0.severity == .warning && ($0.line ?? 0) > 0 })
  }

  @Test(
    "ParlaMint sittings give the same text and marks when their words are annotated",
    arguments: SharedMarkup.parlamint)
  func annotated(path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let plain = try MarkupReadings(text, name: "sitting.xml").only
    var annotator = Annotator()
    let annotated = try MarkupReadings(annotator.annotate(text), name: "sitting.xml").only
    #expect(annotator.wordCount > 100)
    #expect(annotated.lines == plain.lines)
    for index in plain.statements.indices {
      #expect(annotated.marks(of: index) == plain.marks(of: index), "statement \(index)")
    }
    #expect(annotated.statements.map(\.id) == plain.statements.map(\.id))
  }

  @Test(
    "ParlaMint sittings give the same text as the annotated files beside them",
    .enabled(if: !SharedMarkup.pairs.isEmpty, "no .ana.xml file stands beside its plain one"),
    arguments: SharedMarkup.pairs)
  func pairs(path: String) throws {
    let plain = try MarkupReadings(path: path).only
    let annotated = try MarkupReadings(path: String(path.dropLast(4)) + ".ana.xml").only
    #expect(annotated.lines == plain.lines)
  }

  @Test(
    "Akoma Ntoso debates have a statement for every speech, question and answer",
    arguments: SharedMarkup.files("akoma-ntoso", ".xml"))
  func akomaNtoso(path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let reading = try MarkupReadings(path: path)
    let transcript = try reading.only
    #expect(transcript.statements.count == text.ranges(of: /<(speech|question|answer)[ >]/).count)
    let labels = text.ranges(of: /<from[ >]/).count
    // A speech without one may print its label in its words.
    #expect(transcript.statements.count { !$0.attribution.label.isEmpty } >= labels)
    #expect(transcript.statements.allSatisfy { $0.attribution.label.count <= 160 })
    #expect(checkInvariants(transcript) == nil)
  }

  @Test(
    "publicwhip debates have a statement for every speech with a speaker",
    arguments: SharedMarkup.files("hansard-twfy", ".xml"))
  func publicWhip(path: String) throws {
    let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    let reading = try MarkupReadings(path: path)
    let transcript = try reading.only
    #expect(transcript.statements.count == text.ranges(of: /<speech [^>]*speakerid=/).count)
    #expect(reading.warnings(.unknownElement).isEmpty)
    #expect(checkInvariants(transcript) == nil)
  }
}

/// What a page says of itself by its markup.
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

/// Counts statements whose label and first 40 letters and digits agree.
private struct Score {
  private(set) var right = 0
  private(set) var found = 0
  private(set) var wanted = 0

  var f1: Double { 2 * Double(right) / Double(max(1, found + wanted)) }

  mutating func add(_ transcript: Transcript, _ truth: Truth) {
    var keys: [String: Int] = [:]
    for statement in truth.statements {
      keys[Self.key(statement.label, statement.paras), default: 0] += 1
    }
    for statement in transcript.statements {
      let key = Self.key(statement.attribution.label, statement.paragraphs)
      if let count = keys[key], count > 0 {
        keys[key] = count - 1
        right += 1
      }
    }
    found += transcript.statements.count
    wanted += truth.statements.count
  }

  private static func key(_ label: String, _ paragraphs: [String]) -> String {
    fold(label) + "|" + fold(paragraphs.joined(separator: " ")).prefix(40)
  }

  private static func fold(_ text: String) -> String {
    text.replacing(/[\[(][^)\]]*[)\]]/, with: " ").lowercased().filter {
      $0.isLetter || $0.isNumber
    }
  }

  static func space(_ text: String) -> String {
    text.replacing("\u{A0}", with: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
