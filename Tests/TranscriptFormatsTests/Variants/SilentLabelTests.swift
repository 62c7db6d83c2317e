import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Labels that were refused, or taken for another’s, without a word.
@Suite struct SilentLabelTests {
  private static let head = "Meeting of the harbour board\n12 March 2024\n\n"

  @Test(
    "A label that stands once among long speeches opens a statement, or its line is warned of",
    arguments: [
      "Speaker 3:", "Caller 7:", "Man 1:", "STOK:", "P03:",
      "Ruth Calder, Landrätin des Kreises Hallin:",
      "the calder harbour union:",
    ])
  func once(label: String) throws {
    func speech(_ name: String) -> String {
      "\(name) The harbour was closed.\n\nThe ferry goes on as before.\n\nNobody has paid yet.\n\n"
    }
    let text =
      Self.head
      + ["Orla Fenn:", "Perry Stolt:", "Orla Fenn:", label, "Perry Stolt:", "Orla Fenn:"]
      .map(speech).joined()
    let (transcripts, report) = try read(text)
    let isTaken = try #require(transcripts.first).statements.count == 6
    #expect(isTaken || report.hasWarned(line: 22), "\(report.entries)")
  }

  @Test(
    "Small words of Portuguese roles are no English verbs",
    arguments: [
      "presidente do conselho", "deputada no Porto", "delegada no Porto",
      "presidente do porto e da vila",
    ])
  func joints(role: String) throws {
    let text =
      "Sessão do porto\n12 de março de 2024\n\nRute Calder, \(role): Bom dia a todos.\n\n"
      + "Pedro Stolt: Obrigado pela palavra.\n\nRute Calder, \(role): Agradeço a todos.\n"
    let statements = try #require(try read(text).transcripts.first).statements
    #expect(statements.map(\.attribution.name) == ["Rute Calder", "Pedro Stolt", "Rute Calder"])
  }

  @Test(
    "A list of those present gives each a line, and the role behind a comma is of the name before it"
  )
  func present() throws {
    let text =
      Self.head + "PRESENT\n\nOrla Fenn, President\nPerry Stolt, Minister of Transport\n\n"
      + "The President: Good morning.\n\nMr. Stolt (Finland): We opened it.\n\n"
      + "The President: Thank you.\n"
    let statements = try #require(try read(text).transcripts.first).statements
    #expect(statements.map(\.attribution.name) == ["Orla Fenn", "Perry Stolt", "Orla Fenn"])
  }

  @Test(
    "The head of a further page loses no statement",
    arguments: [
      "Meeting of the harbour board\n12 March 2024\n\n", "Title: Harbour\nDate: 2024-03-12\n\n",
    ],
    [
      ["Orla Fenn: ", "Perry Stolt: "], ["Orla Fenn\n", "Perry Stolt\n"],
      ["Ms. Fenn. ", "Mr. Stolt. "], ["Orla Fenn  0:15\n", "Perry Stolt  0:45\n"],
    ])
  func pages(head: String, labels: [String]) throws {
    let words = ["I open it.", "I was here.", "So you were.", "I said so."]
    let said = words.indices.map { labels[$0 % 2] + words[$0] + "\n\n" }
    let text =
      head + said[0] + said[1] + said[2] + "Meeting of the harbour board\n12 March 2024\n\n"
      + said[3]
      + said[2] + said[1]
    let statements = try #require(try read(text).transcripts.first).statements
    #expect(statements.count == 6, "\(statements.map(\.paragraphs))")
  }

  @Test("What is heard in no capitals among labels in capitals is nobody’s without a warning")
  func otherCase() throws {
    let text =
      Self.head + "PRESIDENT FENN: I open the meeting.\n\nPRIME MINISTER STOLT: I was here.\n\n"
      + "Young Harlowers, especially girls: You are loved.\n\nPRESIDENT FENN: Thank you.\n\n"
      + "PRIME MINISTER STOLT: Not at all.\n"
    #expect(try read(text).report.hasWarned(line: 8))
  }

  @Test("Sentences in small Cyrillic letters are not in capitals")
  func cyrillic() throws {
    let text =
      "Заседание совета порта\n12 марта 2024 года\n\n"
      + ["г-жа ФЕННОВА.", "г-н СТОЛЬТОВ.", "г-жа ФЕННОВА.", "г-н СТОЛЬТОВ."]
      .map { "\($0) Доброе утро, коллеги.\n\nЭто хорошо. Мы нашли на него деньги.\n\n" }.joined()
    let statements = try #require(try read(text).transcripts.first).statements
    #expect(statements.count == 4, "\(statements.map(\.attribution.label))")
  }

  @Test(
    "One word before colons in every statement does not turn a document whose labels are set otherwise",
    arguments: ["Question: who pays?", "P.S.: we do.", "Tarnhaven: a town.", "John 3:16 says it."])
  func oneWord(line: String) throws {
    let names = [
      "Orla Fenn", "Perry Stolt", "Orla Fenn", "Hester Lowe", "Perry Stolt", "Orla Fenn",
    ]
    let text =
      Self.head
      + names.enumerated().map {
        "\($1)  \($0 + 1):15\nThe harbour was closed.\n\n\(line)\n\n"
      }.joined()
    let (transcripts, report) = try read(text)
    let isRead = try #require(transcripts.first).statements.map(\.attribution.name) == names
    // Hester Lowe speaks once.
    #expect(isRead || report.hasWarned(line: 19), "\(report.entries)")
  }

  @Test("Two of a surname and one known by it alone are not told apart by guess")
  func surname() throws {
    let text =
      Self.head + "RUTH CALDER (Norway): I open it.\n\nTOBY CALDER (Finland): I was here.\n\n"
      + "MR CALDER: So was I.\n\nCALDER (Peru): Not at all.\n\nTOBY CALDER (Finland): Thank you.\n"
    let (transcripts, report) = try read(text)
    let statements = try #require(transcripts.first).statements
    #expect(statements[2].attribution.certainty == .ambiguous)
    #expect(report.hasWarned(line: 8))
  }

  @Test(
    "Letters of rank behind a role, and initials, are nobody’s name",
    arguments: ["THE PRESIDENT, MP", "THE PRESIDENT KC", "PRESIDENT T."])
  func ranks(label: String) throws {
    let text =
      Self.head + "\(label): I open it.\n\nORLA FENN: Thank you.\n\n\(label): Not at all.\n\n"
      + "ORLA FENN: Yes.\n"
    let statements = try #require(try read(text).transcripts.first).statements
    #expect(statements.first?.attribution.certainty == .roleOnly)
    #expect(statements.first?.attribution.name == "")
  }

  @Test(
    "Labels that subtitles set otherwise are told",
    arguments: [
      "Audience member:", "Ruth Calder::", "Ruth Calder (?):", "Ruth Calder.", "“Ruth Calder”:",
    ])
  func subtitles(label: String) throws {
    let lines = [
      "Orla Fenn: I open the meeting.", "Perry Stolt: I was here first.",
      "\(label) Nobody said that I was not.", "Orla Fenn: So you were, I am told.",
      "Perry Stolt: And I still am here.",
    ]
    let text =
      "WEBVTT\n\n"
      + lines.enumerated().map {
        "00:00:0\($0).000 --> 00:00:0\($0 + 1).000\n\($1)\n\n"
      }.joined()
    let (transcripts, report) = try read(text, name: "2024-03-12-harbour.vtt")
    let isTaken = try #require(transcripts.first).statements.count == 5
    #expect(isTaken || report.hasWarned(line: 10), "\(report.entries)")
  }
}
