import TranscriptReading
import Foundation
import ReadingSupport
import Testing
import Transcripts

/// Shapes that the guidelines of ParlaMint describe and the sittings at hand do not have.
@Suite("ParlaMint TEI of other parliaments")
struct ParlaMintShapeTests {
  private let horn = """
    <listPerson><person xml:id="HornIda"><persName><forename>Ida</forename><surname>Horn</surname></persName>
    </person></listPerson>
    """

  @Test(
    "has the name within the label from the list of people, and the office before it",
    arguments: [
      ("Präsidentin Mag. Ida Horn:", "Ida Horn", "Präsidentin"),
      (
        "Bundesministerin für Wald, Feld und Wiesen Ida Horn (XY)", "Ida Horn",
        "Bundesministerin für Wald, Feld und Wiesen"
      ),
      ("Ida HORN.–", "Ida HORN", ""), ("Frau Dr. Ida Horn", "Ida Horn", ""),
    ])
  func names(_ label: String, _ name: String, _ role: String) throws {
    let text = "<note type=\"speaker\">\(label)</note><u who=\"#HornIda\"><seg>Ja.</seg></u>"
    let statement = try MarkupReadings(sitting(text, people: horn)).only.statements[0]
    #expect(statement.attribution.name == name)
    #expect(statement.attribution.role == role)
    #expect(statement.attribution.certainty == .identified)
    #expect(label.hasPrefix(statement.attribution.label))
  }

  @Test("has for each utterance the role that it is marked with, and no earlier one")
  func roles() throws {
    let text = """
      <u who="#HornIda" ana="#chair"><seg>Ja.</seg></u><u who="#HornIda" ana="#regular"><seg>Nein.</seg></u>
      <u who="#HornIda" ana="speaker:guest"><seg>Doch.</seg></u>
      """
    let transcript = try MarkupReadings(sitting(text, people: horn)).only
    #expect(transcript.statements.map(\.attribution.role) == ["chair", "", "guest"])
  }

  @Test("gives an utterance the time noted before it, and its day past midnight")
  func times() throws {
    let text = """
      <note type="time"><time when="2031-03-04T23:50:00">23:50</time></note><u><seg>Eins.</seg></u>
      <u><seg>Zwei.</seg><note type="time">(<time from="2031-03-05T00:10:00">0.10</time> Uhr)</note></u>
      <u><seg>Drei.</seg></u><note type="time"><time when="2031-03-05T00:20:00">0.20</time></note>
      <u start="00:30:00" end="00:40:00"><seg>Vier.</seg></u>
      """
    let reading = try MarkupReadings(sitting(text))
    let transcript = try reading.only
    #expect(
      transcript.statements.map(\.timing) == [
        Statement.Timing(start: "23:50:00"), nil, nil,
        Statement.Timing(start: "00:30:00", end: "00:40:00"),
      ])
    #expect(
      transcript.statements.map(\.date.description) == [
        "2031-03-04", "2031-03-04", "2031-03-05", "2031-03-05",
      ])
    #expect(transcript.marks(of: 1) == ["time 1:0+0 (0.10 Uhr)"])
    #expect(transcript.meeting.startTime == "23:50:00")
    #expect(reading.warnings(.dateDisagreement) == [])
  }

  @Test("reports a day of a note that the sitting cannot have had, and keeps to its own")
  func strangeDays() throws {
    let text = """
      <note type="time"><time when="2013-03-04T10:00:00">10</time></note><u><seg>Eins.</seg></u>
      """
    let reading = try MarkupReadings(sitting(text))
    #expect(try reading.only.statements[0].date.description == "2031-03-04")
    #expect(reading.warnings(.dateDisagreement).count == 1)
  }

  @Test("tells unnamed voices and several at once from people")
  func voices() throws {
    let text = """
      <u><seg>Ja!</seg></u><u ana="#chair"><seg>Ruhe!</seg></u><u who="#HornIda #Veit"><seg>Wir!</seg></u>
      <u who="#HornIda"><seg>Ich.</seg></u>
      """
    let transcript = try MarkupReadings(sitting(text, people: horn)).only
    #expect(
      transcript.statements.map(\.attribution.certainty) == [
        .unnamed, .roleOnly, .group, .identified,
      ])
    #expect(transcript.speakers.map(\.name) == ["Ida Horn"])
  }

  @Test("takes the language of the paragraphs for the utterance's, and marks where it changes")
  func languages() throws {
    let text = """
      <u><seg xml:lang="de">Ja.</seg></u><u><seg xml:lang="fr">Oui.</seg><seg xml:lang="fr">Non.</seg></u>
      <u xml:lang="fr"><seg>Oui.</seg><seg xml:lang="de">Ja.</seg></u>
      """
    let transcript = try MarkupReadings(sitting(text)).only
    #expect(
      transcript.statements.map(\.attribution.delivery?.language) == [nil, "fr", "fr"])
    #expect(transcript.marks(of: 1) == [])
    #expect(transcript.marks(of: 2) == ["language 1:0+0 de"])
  }

  @Test("takes labels that stand within the utterance, and keeps of a choice what is printed")
  func labelsWithin() throws {
    let text = """
      <sp who="#Veit"><speaker>Herr Veit:</speaker><p>Ich <choice><sic>sahg</sic><corr>sage</corr></choice>
      <choice><abbr>z. B.</abbr><expan>zum Beispiel</expan></choice> nichts.</p></sp>
      <u><note type="speaker">Stimme:</note><seg>Pfui!</seg><note type="speaker">Andere</note></u>
      """
    let transcript = try MarkupReadings(sitting(text)).only
    #expect(transcript.lines == ["Herr Veit: Ich sahg z. B. nichts.", "Stimme: Pfui!"])
    #expect(transcript.marks(of: 1) == ["editorialNote 1:0+0 Andere"])
  }

  @Test("keeps notes of several paragraphs, lists and running heads apart from the words")
  func notes() throws {
    let text = """
      <u><seg>Eins<note place="foot"><p>Fuß</p><p>Note</p></note> zwei.</seg><fw type="header">Seite 5</fw>
      <seg><list><item>a</item><item>b</item></list></seg></u>
      """
    let transcript = try MarkupReadings(sitting(text)).only
    #expect(transcript.lines == [": Eins zwei. | a | b"])
    #expect(
      transcript.marks(of: 0) == [
        "editorialNote 0:4+0 Fuß Note", "editorialNote 1:0+0 Seite 5",
      ])
  }

  @Test(
    "rebuilds from annotated words what the plain paragraph holds",
    arguments: [
      // A contracted word, whose parts are words without text.
      (
        "abych přečetl.",
        """
        <s><w>abych<w norm="aby" lemma="aby"/><w norm="bych" lemma="být"/></w>
        <w join="right">přečetl</w><pc>.</pc></s>
        """
      ),
      // The parts begin on lines of their own.
      (
        "I don't, really",
        """
        <s><w>I</w> <w join="right">don't
          <w norm="do"/>
          <w norm="not"/>
        </w><pc>,</pc><w>really</w></s>
        """
      ),
      // The end of a name holds the last word together with what follows.
      (
        "pan Zdeněk Soukup, dále",
        """
        <s><w>pan</w>
          <name type="PER">
            <w>Zdeněk</w>
            <w join="right">Soukup</w>
          </name>
          <pc>,</pc> <w>dále</w></s>
        """
      ),
      // Names within names, numbers, dates and addresses.
      (
        "Dne 27. 10. v Praze 5 (e-mail: a@b.cz)",
        """
        <s><w>Dne</w> <date><w join="right">27</w><pc>.</pc><w join="right">10</w><pc>.</pc></date>
        <w>v</w><name type="gu"><w>Praze</w><num><w>5</w></num></name><pc join="right">(</pc>
        <w join="right">e-mail</w><pc>:</pc><email><w join="right">a@b.cz</w></email><pc>)</pc></s>
        """
      ),
      // Two sentences, the second without a space before it.
      (
        "Ano.Ne. Snad",
        """
        <s><w join="right">Ano</w><pc join="right">.</pc><linkGrp><link target="#a #b"/></linkGrp></s>
        <s><w join="right">Ne</w><pc>.</pc></s>
        <s><w>Snad</w></s>
        """
      ),
      // Words of several words, and phrases with meanings.
      (
        "New York of course!",
        """
        <s><w function="mw">New York</w> <phr type="sem"><w>of</w><w join="right">course</w></phr><pc>!</pc></s>
        """
      ),
      // Notes and pages between words and sentences.
      (
        "Ja , nein.",
        """
        <s><w>Ja</w><note type="comment">(Ruf)</note><pc>,</pc><pb n="2"/><w join="right">nein</w><pc>.</pc></s>
        """
      ),
      // Pieces joined on both sides, and to the left.
      (
        "l'État-major",
        """
        <s><w join="right">l'</w><w>État</w><pc join="both">-</pc><w join="left">major</w></s>
        """
      ),
      // Characters of several bytes, and a no-break space within a word.
      (
        "„Ї“ 10\u{A0}000",
        """
        <s><pc join="right">„</pc><w join="right">Ї</w><pc>“</pc><w>10\u{A0}000</w></s>
        """
      ),
    ])
  func annotated(_ plain: String, _ words: String) throws {
    let text = "<u><seg>\n\(words)\n</seg></u>"
    let reading = try MarkupReadings(sitting(text), name: "ParlaMint-ZZ_2031-03-04.ana.xml")
    #expect(try reading.only.statements[0].paragraphs == [plain])
    #expect(reading.report.warningCount == 0)
  }

  @Test("finds people in lists of the folder above, for translations under the corpus's own name")
  func listsAbove() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "parlamint-\(UUID())")
    let year = folder.appending(path: "2031")
    try FileManager.default.createDirectory(at: year, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let list = horn.replacing(
      "<listPerson>", with: "<listPerson xmlns=\"http://www.tei-c.org/ns/1.0\">")
    try list.write(
      to: folder.appending(path: "ParlaMint-ZZ-listPerson.xml"), atomically: true, encoding: .utf8)
    let text = sitting("<u who=\"#HornIda\"><seg>Ja.</seg></u>")
    for name in ["ParlaMint-ZZ_2031-03-04.xml", "ParlaMint-ZZ-en_2031-03-04.ana.xml"] {
      let file = year.appending(path: name)
      try text.write(to: file, atomically: true, encoding: .utf8)
      #expect(try MarkupReadings(path: file.path).only.speakers.map(\.name) == ["Ida Horn"])
    }
  }
}
