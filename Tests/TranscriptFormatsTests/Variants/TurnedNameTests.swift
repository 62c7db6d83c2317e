import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Names in turned order, "Okafor, Chidi", roles that only the name’s markup sets off, and what nobody
/// sees within labels.
@Suite struct TurnedNameTests {
  private static let words = "We thank all those who worked."

  private static let layouts: [(String, @Sendable (String, Int) -> String)] = [
    ("sample.txt", { name, _ in "\(name): \(words)" }),
    ("otter.txt", { name, number in "\(name)  0:1\(number)\n\(words)" }),
    ("rev.txt", { name, number in "\(name) (00:2\(number)):\n\(words)" }),
    ("sample.md", { name, _ in "**\(name):** \(words)" }),
  ]

  @Test("A name in turned order is one person’s in either order", arguments: 0..<4)
  func turned(layout: Int) throws {
    let (name, line) = Self.layouts[layout]
    let names = [
      "Okafor, Chidi", "Vale, Ann", "Chidi Okafor", "de la Cruz, María", "Ann Vale",
      "Okafor, Chidi", "de la Cruz, María",
    ]
    let text =
      "Meeting of the harbour board, 12 March 2024\n\n"
      + names.enumerated().map { line($1, $0) }.joined(separator: "\n\n") + "\n"
    let statements = try #require(try read(text, name: name).transcripts.first).statements
    #expect(
      statements.map(\.attribution.name) == [
        "Chidi Okafor", "Ann Vale", "Chidi Okafor", "María de la Cruz", "Ann Vale", "Chidi Okafor",
        "María de la Cruz",
      ])
    #expect(Set(statements.map(\.attribution.speakerID)).count == 3)
  }

  @Test("In subtitles, too", arguments: [true, false])
  func subtitles(isTagged: Bool) throws {
    let names = ["Okafor, Chidi", "Vale, Ann", "Okafor, Chidi", "Chidi Okafor", "Ann Vale"]
    let text =
      "WEBVTT\n\n"
      + names.enumerated().map { number, name in
        "00:0\(number).000 --> 00:0\(number).900\n"
          + (isTagged ? "<v \(name)>\(Self.words)" : "\(name): \(Self.words)")
      }.joined(separator: "\n\n") + "\n"
    let statements = try #require(
      try read(text, name: "2024-03-12.vtt").transcripts.first
    ).statements
    #expect(
      statements.map(\.attribution.name)
        == [
          "Chidi Okafor", "Ann Vale", "Chidi Okafor", "Chidi Okafor", "Ann Vale",
        ])
    #expect(Set(statements.map(\.attribution.speakerID)).count == 2)
  }

  private static let roles = [
    "**Mme Castrel** (rapporteure) : ", "**Mme Castrel** (rapporteure)\u{A0}: ",
    "**Mme Castrel**, rapporteure : ", "**Mme Castrel, rapporteure :** ",
    "**Mme Castrel, rapporteure\u{202F}:** ", "**Mme Castrel**, rapporteure. – ",
    "**Mme Castrel, rapporteure.** – ", "**Mme Castrel, rapporteure.** ",
    "**Mme Castrel (rapporteure).** – ", "__Mme Castrel__, rapporteure : ",
    "<b>Mme Castrel</b>, rapporteure. – ",
  ]

  @Test(
    "A role behind a name that is set off is a role, and no word of the statement", arguments: roles
  )
  func role(label: String) throws {
    let text =
      "# Séance du conseil du port, 5 mars 2024\n\n**M. Varnier :** J’ouvre la séance.\n\n"
      + "\(label)Je vous remercie.\n\n**M. Varnier :** Merci.\n\n\(label)Je continue.\n"
    let statements = try #require(try read(text, name: "sample.md").transcripts.first).statements
    #expect(statements.count == 4)
    for (statement, words) in zip(
      statements.suffix(3), ["Je vous remercie.", "Merci.", "Je continue."])
    { #expect(statement.paragraphs == [words]) }
    #expect(statements[1].attribution.role == "rapporteure")
    #expect(statements[1].attribution.name == "Castrel")
  }

  @Test(
    "Signs without width in a label make nobody else of somebody",
    arguments: ["\u{200B}", "\u{FEFF}", "\u{AD}", "\u{2060}"])
  func invisible(sign: String) throws {
    let labels = ["Ann Vale", "\(sign)Ann Vale", "Ann \(sign)Vale", "Ann Vale\(sign)", "Bo Lind"]
    for layout in Self.layouts.prefix(3) {
      let text =
        "Meeting of the harbour board, 12 March 2024\n\n"
        + labels.enumerated().map { layout.1($1, $0) }.joined(separator: "\n\n") + "\n"
      let statements = try #require(try read(text, name: layout.0).transcripts.first).statements
      #expect(statements.count == 5)
      #expect(Set(statements.prefix(4).map(\.attribution.speakerID)).count == 1)
      #expect(statements.first?.attribution.name == "Ann Vale")
    }
  }

  @Test("Chats say from whom and to whom")
  func chats() throws {
    let names = ["Alice Lee", "Bo Lind", "Carla Diaz (she/her)", "Alice Lee"]
    for ending in [" to Everyone:\n\t", " : ", " to Bo Lind (Direct Message):\n\t"] {
      let text =
        "Meeting of the harbour board, 12 March 2024\n\n"
        + names.enumerated().map { "10:14:2\($0) From \($1)\(ending)We thank all." }
        .joined(separator: "\n") + "\n"
      let statements = try #require(try read(text).transcripts.first).statements
      #expect(
        statements.map(\.attribution.name) == ["Alice Lee", "Bo Lind", "Carla Diaz", "Alice Lee"])
      #expect(statements.allSatisfy { $0.attribution.role.isEmpty })
    }
  }
}
