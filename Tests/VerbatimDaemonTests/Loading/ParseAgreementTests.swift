import Foundation
import Testing

/// `verbatim parse` says of documents what a server would say that is started with them.
@Suite("Agreement of parse and check") struct ParseAgreementTests {
  private static func own(
    meeting: String = #""id":"m","title":"Sitting","date":"2031-03-01""#,
    speakers: String = #"{"id":"ada","name":"Ada Berg"}"#, _ statements: String...
  ) -> String {
    let head = statements.isEmpty ? "" : ","
    let first =
      #"{"meeting":{\#(meeting)},"speakers":[\#(speakers)],"meetingId":"m"\#(head)"#
      + (statements.first ?? "") + "}"
    return ([first] + statements.dropFirst().map { #"{"meetingId":"m",\#($0)}"# })
      .joined(separator: "\n") + "\n"
  }

  private static func statement(
    _ id: String = "m/1", _ rest: String = #""paragraphs":["Words."]"#
  ) -> String {
    #""id":"\#(id)","date":"2031-03-01","attribution":{"label":"Ada Berg","speakerId":"ada","#
      + #""name":"Ada Berg","certainty":"CERTAINTY_IDENTIFIED"},\#(rest)"#
  }

  private static let large = String(repeating: "word ", count: 1_000_000)

  /// Each with whether something is wrong with it.
  private static let documents: [(name: String, text: String, isBroken: Bool)] = [
    ("good.jsonl", own(statement()), false),
    ("blank-name.jsonl", own(speakers: #"{"id":"ada","name":" . "}"#, statement()), true),
    ("large.jsonl", own(statement("m/1", #""paragraphs":["\#(large)"]"#)), true),
    (
      "same-id.jsonl",
      own(
        statement("m/1", #""ordinal":0,"paragraphs":["One."]"#),
        statement("m/1", #""ordinal":1,"paragraphs":["Two."]"#)), true
    ),
    (
      "mark.jsonl",
      own(
        statement(
          "m/1",
          #""paragraphs":["Words."],"marks":[{"paragraph":0,"offset":4,"length":9,"wording":"x"}]"#)
      ),
      true
    ),
    (
      "end.jsonl",
      own(meeting: #""id":"m","date":"2031-03-01","endDate":"2031-02-01""#, statement()), true
    ),
    ("id.jsonl", own(statement("m/a b")), true),
    (
      "silent.jsonl", own(statement()) + #"{"speakers":[{"id":"cai","name":" . "}]}"# + "\n", true
    ),
    ("cut.jsonl", own(statement()) + #"{"meetingId":"m","id":"m/"#, true),
    ("unnamed.jsonl", own(statement()) + #"{"paragr"#, true),
    ("odd.jsonl", own(statement("m/1", #""paragraphs":["Words."],"mood":"good""#)), true),
    ("empty.txt", "", true),
    ("dateless.txt", "Ada Berg: Good.\n\nJon Aasen: Yes.\n\nAda Berg: Well.\n", true),
    ("no-transcript.txt", "Date: 2031-03-01\n\nNothing was said.\n", true),
    ("paper.pdf", "%PDF-1.7\n", true),
  ]

  /// Reasons without the options of a program in brackets at their end.
  private static func plain(_ text: String) -> String {
    text.replacing(#/ \(--[a-z]+[^)]*\)/#, with: "")
  }

  @Test(
    "they warn of the same and keep the same, and neither is silent with --strict",
    arguments: documents)
  func agreement(name: String, text: String, isBroken: Bool) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(name, text)
    func check(_ more: String...) throws -> (code: Int32, records: [[String: Any]]) {
      let end = try DaemonProcess(["--check", "--log-format", "json"] + more + [path]).end()
      return (
        end.code,
        try end.errors.split(separator: "\n").map {
          try #require(
            JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
        }
      )
    }
    func parse(_ more: String...) throws -> (code: Int32, output: Data, errors: String) {
      try ClientProcess(["parse", "--format", "jsonl"] + more + [path]).end()
    }
    let (checked, parsed) = (try check(), try parse())
    let reasons = checked.records.filter { ["warning", "error"].contains($0["level"] as? String) }
      .compactMap { $0["reason"] as? String }
    #expect(reasons.isEmpty == !isBroken)
    for reason in reasons {
      #expect(
        Self.plain(parsed.errors).contains(Self.plain(reason)), "\(reason) in \(parsed.errors)")
    }
    let served = checked.records.last { $0["message"] as? String == "the server would serve" }
    let lines = parsed.output.split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == served?["statements"] as? Int ?? 0)
    // A strict server minds what is left out; a strict `parse` what may be read wrongly, too.
    let leavesOut = checked.records.contains { $0["level"] as? String == "error" }
    #expect((try check("--strict").code == 0) == !leavesOut)
    #expect((try parse("--strict").code == 0) == !isBroken)
    // Where nothing is left both say so by their codes.
    if checked.code != 0 { #expect(parsed.code != 0) }
  }
}
