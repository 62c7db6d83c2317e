import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Labels in brackets, behind stamps of chats, in small letters, and in headings.
@Suite struct BracketVariantTests {
  /// How a line of a layout is set.
  static let layouts: [(name: String, line: @Sendable (String, Int, String) -> String)] = [
    ("[Name] words", { "[\($0)] \($2)" }),
    ("[Name]: words", { "[\($0)]: \($2)" }),
    ("<Name> words", { name, _, words in "<\(name)> \(words)" }),
    ("<Name>: words", { name, _, words in "<\(name)>: \(words)" }),
    ("<v Name>words", { name, _, words in "<v \(name)>\(words)" }),
    ("[time] Name: words", { "[00:0\($1):02] \($0): \($2)" }),
    ("[time] <Name> words", { "[10:0\($1)] <\($0)> \($2)" }),
    ("[time] [Name] words", { "[10:0\($1):11] [\($0)] \($2)" }),
    ("time <Name> words", { "10:0\($1) <\($0)> \($2)" }),
    ("[day time] <Name> words", { "[2024-03-05 10:0\($1):11] <\($0)> \($2)" }),
    ("[day, time] Name: words", { "[5.3.2024, 10:0\($1):11] \($0): \($2)" }),
    ("[day, time PM] Name: words", { "[3/5/24, 10:0\($1):11 PM] \($0): \($2)" }),
    ("day, time - Name: words", { "05/03/2024, 10:0\($1) - \($0): \($2)" }),
    ("<b>Name:</b> words", { name, _, words in "<b>\(name):</b> \(words)\n" }),
    ("[Name] time, words below", { "[\($0)] 10:0\($1):11\n\($2)\n" }),
  ]

  private static func lines(
    _ line: (String, Int, String) -> String, _ first: String, _ second: String
  ) -> [String] {
    [
      line(first, 1, "Good evening to all."), line(second, 2, "Thank you, I have two points."),
      line(first, 3, "Go on with them."), line(second, 4, "The first is the quay."),
    ]
  }

  @Test("A text without a head that begins with a bracket is read", arguments: layouts.indices)
  func headless(layout: Int) throws {
    let (name, line) = Self.layouts[layout]
    let text = Self.lines(line, "Ann Vale", "Bo Lind").joined(separator: "\n") + "\n"
    let (transcripts, report) = try read(text, name: "2024-03-05 council.txt")
    #expect(transcripts[0].meeting.date.description == "2024-03-05")
    #expect(report.format == "plain-text", "\(name)")
    let found = transcripts[0].statements.map {
      $0.attribution.name + "|" + $0.paragraphs.joined(separator: " ")
    }
    #expect(
      found == [
        "Ann Vale|Good evening to all.", "Bo Lind|Thank you, I have two points.",
        "Ann Vale|Go on with them.", "Bo Lind|The first is the quay.",
      ], "\(name)")
  }

  @Test("So is one with a head", arguments: layouts.indices)
  func headed(layout: Int) throws {
    let (name, line) = Self.layouts[layout]
    let text =
      "Council\n\n5 March 2024\n\n"
      + Self.lines(line, "Ann Vale", "Bo Lind").joined(separator: "\n")
    let transcript = try read(text).transcripts[0]
    #expect(
      transcript.statements.map(\.attribution.name)
        == ["Ann Vale", "Bo Lind", "Ann Vale", "Bo Lind"], "\(name)")
  }

  @Test("Names of chats are names in small letters, too", arguments: [2, 6, 8, 9])
  func nicks(layout: Int) throws {
    let text = Self.lines(Self.layouts[layout].line, "annvale", "bo_lind").joined(separator: "\n")
    let transcript = try read(text, name: "2024-03-05.log").transcripts[0]
    #expect(
      transcript.statements.map(\.attribution.name) == ["annvale", "bo_lind", "annvale", "bo_lind"])
    #expect(transcript.statements[0].attribution.certainty == .identified)
  }

  static let notes = [
    "Council\n\n5 March 2024\n\n[Applause] Thank you.\n\n[Laughter] Well.\n\n[Applause] Thank you.\n\n[Laughter] So.\n",
    "{\"a\": 1}\n", "[{\"a\": 1}]\n", "[1, 2, 3]\n", "[[1], [2]]\n",
    "<transcript><turn>Good evening.</turn><turn>Thanks.</turn></transcript>\n",
    "<turn>\n<speaker>Ann Vale</speaker> Good evening.\n</turn>\n<turn>\n<speaker>Bo Lind</speaker> Thanks.\n</turn>\n",
    "[section]\nkey = value\n[other]\nkey = value\n[section]\nkey = value\n",
  ]

  @Test("Notes, data and markup are no labels in brackets", arguments: notes)
  func others(text: String) throws {
    do {
      let (transcripts, report) = try read(text, name: "2024-03-05.txt")
      #expect(transcripts.allSatisfy { $0.statements.isEmpty } && report.warningCount > 0)
    } catch let error as DocumentError {
      #expect(!error.remedy.isEmpty)
    }
  }

  static let small: [(String, String, String, String)] = [
    ("alice", "bob", "alice", "bob"), ("p1", "i", "", ""), ("interviewer", "p03", "", ""),
    ("ann vale", "bo lind", "ann vale", "bo lind"), ("q", "a", "", ""), ("int", "resp", "", ""),
    ("speaker 1", "speaker 2", "", ""), ("ann_vale", "bo.lind", "ann_vale", "bo.lind"),
    ("anna", "i", "anna", ""), ("moderator", "guest", "", ""),
  ]

  @Test("A document all of whose labels are in small letters is read", arguments: small)
  func smallLetters(first: String, second: String, firstName: String, secondName: String) throws {
    let turns = [
      "\(first): good evening and welcome.", "\(second): Thank you for having me.",
      "\(first): Tell us about the bridge.", "\(second): it was old: very old.",
    ]
    let head = "Interview\n2024-03-05\n\n"
    for text in [
      turns.joined(separator: "\n"), turns.joined(separator: "\n\n"),
      head + turns.joined(separator: "\n"), head + turns.joined(separator: "\n\n"),
    ] {
      let transcript = try read(text, name: "2024-03-05.txt").transcripts[0]
      #expect(
        transcript.statements.map(\.attribution.label) == [first, second, first, second])
      #expect(
        transcript.statements.map(\.attribution.name)
          == [firstName, secondName, firstName, secondName])
    }
  }

  @Test("However many labels in small letters there are, each opens its statements")
  func manySmallLabels() throws {
    let count = 4_200
    let turns = (0..<2 * count).map { "p\($0 / 4 * 2 + $0 % 2): words of \($0)." }
    let transcript = try read(turns.joined(separator: "\n"), name: "2024-03-05.txt").transcripts[0]
    #expect(transcript.statements.count == 2 * count)
    #expect(transcript.statements.last?.attribution.label == "p\(count - 1)")
  }

  @Test("A small word before a colon stays with the speaker")
  func bottomline() throws {
    let text =
      "Council\n2024-03-05\n\nAnn Vale: Good evening.\n\nbottomline: we pay twice.\n\nBo Lind: Thank you.\n\nnb: it is late.\n\nAnn Vale: Go on.\n"
    let transcript = try read(text).transcripts[0]
    #expect(transcript.statements.map(\.attribution.name) == ["Ann Vale", "Bo Lind", "Ann Vale"])
    #expect(transcript.statements[0].paragraphs == ["Good evening.", "bottomline: we pay twice."])
  }

  @Test("A small name that comes again among others is said to be refused")
  func smallAmongOthers() throws {
    let text =
      "Council\n2024-03-05\n\nAnn Vale: Good evening.\n\nalice: thank you.\n\nAnn Vale: Go on.\n\nalice: I will.\n\nAnn Vale: Good.\n"
    let (transcripts, report) = try read(text)
    let opens = transcripts[0].statements.contains { $0.attribution.label == "alice" }
    #expect(opens || report.entries.contains { $0.severity == .warning && $0.wording == "alice" })
  }

  @Test(
    "A name that stands once in a heading opens its statement where other headings are speakers",
    arguments: ["Hester Lowe", "Mayor Hester Lowe", "Question", "HESTER LOWE", "Dr. Hester Lowe"])
  func headings(label: String) throws {
    for marks in ["##", "###"] {
      func turn(_ name: String, _ words: String) -> String { "\(marks) \(name)\n\n\(words)\n\n" }
      let text =
        "# Harbour debate\n\n5 March 2024\n\n" + turn("Orla Fenn", "I open the debate.")
        + turn("Perry Stolt", "I have a question.") + turn("Orla Fenn", "Here is my answer.")
        + turn(label, "I have another.") + turn("Perry Stolt", "Fine.")
      let transcript = try read(text, name: "x.md").transcripts[0]
      #expect(
        transcript.statements.map(\.attribution.label)
          == ["Orla Fenn", "Perry Stolt", "Orla Fenn", label, "Perry Stolt"])
    }
  }

  @Test("A heading that is no name opens nothing, and one of another level is told of")
  func otherHeadings() throws {
    let text =
      "# Harbour debate\n\n5 March 2024\n\n## Orla Fenn\n\nI open the debate.\n\n## Roads and lamps\n\n## Perry Stolt\n\nI have a question.\n\n## Orla Fenn\n\nHere is my answer.\n\n### Hester Lowe\n\nI have another.\n\n## Perry Stolt\n\nFine.\n"
    let (transcripts, report) = try read(text, name: "x.md")
    #expect(
      transcripts[0].statements.map(\.attribution.name)
        == ["Orla Fenn", "Perry Stolt", "Orla Fenn", "Perry Stolt"])
    #expect(
      report.entries.contains { $0.severity == .warning && $0.wording == "Hester Lowe" })
  }
}
