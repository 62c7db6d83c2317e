import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Labels that make two people of one, or somebody of nobody.
@Suite struct UnseenVariantTests {
  private static func text(_ parts: String...) -> String { parts.joined() }

  private static let head = "Council of Tarnhaven\n\nMarch 5, 2024\n\n"

  private func people(_ text: String, name: String = "a.txt") throws -> (Set<String>, ReadingReport)
  {
    let (transcripts, report) = try read(text, name: name)
    return (Set(transcripts[0].speakers.map(\.name)), report)
  }

  @Test(
    "Who acts for another is not called so",
    arguments: [
      "Acting for Orla Fenn", "Speaking for Orla Fenn", "Deputising for Orla Fenn",
      "Deputizing for Orla Fenn", "Appearing for Orla Fenn", "Substituting for Orla Fenn",
      "Interpreter for Orla Fenn", "Counsel for Orla Fenn", "Aide to Orla Fenn",
      "Acting for Mr Fenn",
    ])
  func acting(label: String) throws {
    let (names, _) = try people(
      Self.head + "Orla Fenn: I open.\n\nPerry Stolt: No.\n\n\(label): Hm.\n\nOrla Fenn: So.\n")
    #expect(names.isSubset(of: ["Orla Fenn", "Perry Stolt"]), "\(names)")
  }

  @Test(
    "Shortened offices are no part of names",
    arguments: [
      "Abg. Dieter Montag", "Bgm. Dieter Montag", "Obm. Dieter Montag",
      "Bürgermeister Dieter Montag",
      "Dr. Dieter Montag", "Prof. Dieter Montag", "Mag. Dieter Montag", "Abg. Dr. Dieter Montag",
      "Herr Dieter Montag", "Stv. Vorsitzender Dieter Montag",
    ])
  func offices(label: String) throws {
    let (names, _) = try people(
      "Sitzung vom 5. März 2024\n\nDieter Montag: Guten Morgen.\n\nAnna Koch: Danke.\n\n"
        + "\(label): Gern.\n\nAnna Koch: Gut.\n")
    #expect(names == ["Dieter Montag", "Anna Koch"], "\(names)")
  }

  @Test(
    "A role that lacks a letter is nobody’s name",
    arguments: [
      "SENIOR ADMINISTRATION OFFICIL", "SENIOR ADMINISTRATION OFFCIAL",
      "SENIOR ADMINISTRATION OFICIAL",
      "SENIOR ADMINISTRATION OFFICIALL", "SENIOR ADMINISTRATION OFFICAIL",
      "SENIOR ADMINISTRATION OFFICIAL¹",
      "SENIOR ADMINISTRATION OFFICIAL*", "SENIOR ADMINISTRATION OFFICIAL†",
      "SENIOR ADMINISTRATION OFFICIEL",
      "SENIOR ADMINISTRATION OFFICIAL²",
    ])
  func misprinted(label: String) throws {
    let (names, _) = try people(
      "---\ntitle: C\ndate: 2024-03-05\n---\n\nSENIOR ADMINISTRATION OFFICIAL:  I open.\n\n"
        + "MODERATOR:  Not so.\n\n\(label):  It is a fine job.\n\nMODERATOR:  Yes.\n\n"
        + "SENIOR ADMINISTRATION OFFICIAL:  No.\n", name: "a.md")
    #expect(names.isEmpty, "\(names)")
  }

  @Test("A colon of full width within markup is no part of a name")
  func fullWidth() throws {
    let (names, _) = try people(
      Self.head + "**Orla Fenn：** I open.\n\n**Perry Stolt:** Yes.\n\n**Orla Fenn:** No.\n\n"
        + "**Perry Stolt:** Ah.\n", name: "a.md")
    #expect(names == ["Orla Fenn", "Perry Stolt"])
  }

  @Test(
    "A notice before a colon is nobody’s name where stops end labels",
    arguments: [
      "P.S.", "N.B.", "P.P.S.", "NB", "NOTE", "WARNING", "Q.E.D.", "UPDATE", "ATTENTION", "CAUTION",
    ])
  func notices(label: String) throws {
    let (names, report) = try people(
      Self.head
        + "HESTER LOWE. I open the meeting.\n\nORLA FENN. Go on.\n\n\(label): the lamp is out.\n\n"
        + "HESTER LOWE. A bridge.\n")
    #expect(names.count == 2, "\(names) \(report.entries)")
  }

  @Test(
    "Letters that look like others, and signs that turn what is shown, are told",
    arguments: [
      "Orla F\u{435}nn", "\u{41E}rla Fenn", "Orl\u{430} Fenn", "Orla Fe\u{3BD}n",
      "Perry St\u{43E}lt",
      "P\u{435}rry Stolt", "Orla \u{202E}Fenn", "Orla\u{202A} Fenn", "Orla \u{2066}Fenn\u{2069}",
      "Orla Fen\u{3B7}",
    ])
  func unseen(label: String) throws {
    let (_, report) = try people(
      Self.head
        + "Orla Fenn: I open.\n\nPerry Stolt: No.\n\n\(label): I close.\n\nPerry Stolt: Yes.\n\n"
        + "\(label): So.\n")
    #expect(report.hasWarned(line: 9), "\(report.entries)")
  }

  @Test(
    "What is plain is not doubted",
    arguments: [
      (
        "a.txt",
        text(head, "Bernd Müller: I open.\n\nBo Lind: No.\n\nMüller: I see.\n\nLind: Good.\n")
      ),
      (
        "a.txt",
        text(
          "Заседание совета\n\n5 марта 2024 года\n\nПетров И.И.: Начнём.\n\nДолина А.В.: Нет.\n\n",
          "Петров: Да.\n\nДолина: Хорошо.\n")
      ),
      (
        "a.md",
        text(
          "# Council\n\nMarch 5, 2024\n\n- **Faith Hope**: I open.\n- **Orla Fenn**: Yes.\n",
          "- **Mark Price**: No.\n- **Orla Fenn**: Why?\n")
      ),
      (
        "a.md",
        text(
          "# Council\n\nMarch 5, 2024\n\n__Mark Price__: I open.\n\n__Orla Fenn__: Yes.\n\n",
          "__April Sommer__: No.\n\n__Orla Fenn__: Why?\n")
      ),
      (
        "a.md",
        text(
          "# Council\n\nMarch 5, 2024\n\n*April Sommer:* I open.\n\n*Orla Fenn:* Yes.\n\n",
          "*April Sommer:* No.\n\n*Orla Fenn:* Why?\n")
      ),
      (
        "a.txt",
        text(
          "Budget committee\nTue, Mar 5, 2024 3:14PM • 41:02\n\nSPEAKERS\nAnn Vale, Bo Lind\n\n",
          "Ann Vale  00:00\nGood evening.\n\nBo Lind  00:07\nThank you.\n\nAnn Vale  01:12\nGo on.\n"
        )
      ),
      (
        "a.html",
        text(
          "<html lang=en><body><main><h1>Council</h1><time datetime=2024-03-05>5th</time>",
          "<p><b>Orla Fenn:</b> Hello all.</p><p><b>Ann Vale:</b> Hello.</p><p><b>Orla Fenn:</b> Good.</p>",
          "</main></body></html>")
      ),
    ])
  func plain(file: String, text: String) throws {
    let (_, report) = try read(text, name: file)
    #expect(report.warningCount == 0, "\(report.entries.filter { $0.severity == .warning })")
  }
}
