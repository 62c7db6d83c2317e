import Foundation
import ReadingSupport
import Testing
import TranscriptReading
import Transcripts

@Suite("ParlaMint TEI")
struct ParlaMintReaderTests {
  @Test("gives title, day, place, kind, language, address and licence in the document's language")
  func header() throws {
    let meeting = try MarkupReadings(sitting(plainDebate), name: "ParlaMint-ZZ_2031-03-04.xml").only
      .meeting
    #expect(meeting.title == "3. Sitzung des Things")
    #expect(meeting.date.description == "2031-03-04")
    #expect(meeting.place == "Nordheim, Nordland")
    #expect(meeting.language == "de")
    #expect(meeting.kind == "sitting")
    #expect(meeting.startTime == "10:03:00")
    #expect(meeting.timeZone == "+01:00")
    #expect(meeting.source.licence == "CC-BY-4.0")
    #expect(meeting.source.url == "https://example.org/3")
    #expect(meeting.sections.map(\.heading) == ["Punkt 1"])
  }

  @Test("gives an utterance a statement, its label, paragraphs, and notes at their place")
  func utterances() throws {
    let transcript = try MarkupReadings(sitting(plainDebate)).only
    #expect(
      transcript.lines == [
        "Präsidentin Ida Horn: Ich eröffne die Sitzung, meine Damen! | Es ist „spät“.",
        "Abgeordneter Veit: Danke (sehr). | What's up?", ": Kein Label.",
      ])
    #expect(
      transcript.marks(of: 0) == [
        "elision 0:0+0 Titelseite entfernt", "time 0:0+0 Beginn: 10:03 Uhr",
        "kinesic 0:25+0 Beifall", "procedural 1:0+0 Pause.",
      ])
    #expect(
      transcript.marks(of: 1) == [
        "vocal 1:0+0 Ruf", "elision 1:9+0 inaudible", "incident 2:0+0 Glocke",
      ])
    #expect(transcript.statements.map(\.section) == [0, 0, 0])
    #expect(transcript.statements[0].attribution.role == "chair")
    #expect(transcript.statements[1].attribution.delivery?.language == "en")
    #expect(checkInvariants(transcript) == nil)
  }

  @Test("rebuilds from annotated words the text of the plain file, marks included")
  func annotated() throws {
    let plainOne = try MarkupReadings(sitting(plainDebate)).only
    let annotatedOne = try MarkupReadings(sitting(annotatedDebate)).only
    #expect(annotatedOne.lines == plainOne.lines)
    for index in plainOne.statements.indices {
      #expect(annotatedOne.marks(of: index) == plainOne.marks(of: index))
    }
    #expect(annotatedOne.statements.map(\.id) == plainOne.statements.map(\.id))
  }

  @Test("gives people their names, dated roles and identifiers")
  func people() throws {
    let transcript = try MarkupReadings(sitting(plainDebate, people: personList)).only
    let horn = try #require(transcript.speakers.first { $0.name == "Ida von Horn" })
    #expect(horn.names.contains(Speaker.Dated("Ida Klein", to: CalendarDate("2020-12-31"))))
    #expect(
      horn.roles.contains(
        Speaker.Dated(
          "Abgeordnete", from: CalendarDate("2021-01-01"), to: CalendarDate("2030-12-31"))))
    #expect(
      horn.roles.contains(Speaker.Dated("member, Nordpartei", from: CalendarDate("2021-02-01"))))
    #expect(
      horn.identifiers == [
        Speaker.Identifier(scheme: "parlamint", value: "HornIda"),
        Speaker.Identifier(scheme: "wikidata", value: "Q1"),
      ])
    #expect(!transcript.speakers.contains { $0.name == "Niemand Stumm" })
  }

  @Test(
    "finds people in files beside it, and transcripts that a root includes, in its own folder only")
  func companions() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "parlamint-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ name: String, _ text: String) throws -> String {
      let file = folder.appending(path: name)
      try text.write(to: file, atomically: true, encoding: .utf8)
      return file.path
    }
    let sittingPath = try write("ParlaMint-ZZ_2031-03-04.xml", sitting(plainDebate))
    let alone = try MarkupReadings(path: sittingPath)
    #expect(alone.warnings(.oddity).count == 3)
    _ = try write("ParlaMint-ZZ-listPerson.xml", personList)
    let withList = try MarkupReadings(path: sittingPath)
    #expect(try withList.only.speakers.contains { $0.name == "Ida von Horn" })
    let rootPath = try write(
      "ParlaMint-ZZ.xml",
      """
      <teiCorpus xmlns="http://www.tei-c.org/ns/1.0" xml:lang="de"><teiHeader><profileDesc><particDesc>
      <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="ParlaMint-ZZ-listPerson.xml"/></particDesc></profileDesc></teiHeader>
      <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="ParlaMint-ZZ_2031-03-04.xml"/>
      <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="../../../etc/passwd"/>
      <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="http://127.0.0.1:1/a.xml"/>
      </teiCorpus>
      """)
    let root = try MarkupReadings(path: rootPath)
    #expect(try root.only.lines == withList.only.lines)
    #expect(try root.only.meeting.id == withList.only.meeting.id)
    #expect(root.warnings(.oddity).filter { $0.contains("not in this folder") }.count == 2)
  }

  @Test(
    "says of a file beside it that is there and cannot be opened, and takes it for no missing one")
  func unreadableCompanions() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "parlamint-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // No right to read stops no superuser; a link to itself does.
    for name in ["ParlaMint-ZZ-listPerson.xml", "ParlaMint-ZZ_2031-03-05.xml"] {
      let link = folder.appending(path: name).path
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: name)
    }
    let path = folder.appending(path: "ParlaMint-ZZ_2031-03-04.xml").path
    try sitting(plainDebate).write(toFile: path, atomically: true, encoding: .utf8)
    let alone = try MarkupReadings(path: path)
    #expect(alone.warnings(.oddity).filter { $0.contains("reading failed") }.count == 1)
    let rootPath = folder.appending(path: "ParlaMint-ZZ.xml").path
    try """
    <teiCorpus xmlns="http://www.tei-c.org/ns/1.0" xml:lang="de"><teiHeader></teiHeader>
    <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="ParlaMint-ZZ_2031-03-04.xml"/>
    <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="ParlaMint-ZZ_2031-03-05.xml"/>
    </teiCorpus>
    """.write(toFile: rootPath, atomically: true, encoding: .utf8)
    let root = try MarkupReadings(path: rootPath)
    #expect(root.warnings(.oddity).filter { $0.contains("reading failed") }.count == 1)
    #expect(root.warnings(.oddity).filter { $0.contains("not in this folder") }.isEmpty)
  }

  @Test("takes the day that source and id agree on, when the setting says another")
  func dates() throws {
    let text = sitting(plainDebate).replacing(
      "<date when=\"2031-03-04\" ana", with: "<date when=\"2031-02-01\" ana")
    let reading = try MarkupReadings(text)
    #expect(try reading.only.meeting.date.description == "2031-03-04")
    #expect(reading.warnings(.dateDisagreement).count == 1)
  }

  @Test("keeps text outside of utterances and labels without utterance as notes, and says so")
  func stray() throws {
    let text = sitting(
      "<note type='speaker'>Wer?</note><p>Allein.</p><u who='#x'><seg>Ja<sparkle>!</sparkle></seg></u>"
    )
    let reading = try MarkupReadings(text)
    let transcript = try reading.only
    #expect(transcript.lines == ["Wer?: Ja!"])
    #expect(transcript.marks(of: 0) == ["editorialNote 0:0+0 Allein."])
    #expect(reading.warnings(.unattributed).count == 1)
    #expect(
      reading.warnings(.unknownElement) == [
        "sparkle: unknown element <sparkle>, once, first at line 16"
      ])
  }

  @Test("that holds no debate is refused")
  func lists() throws {
    let error = #expect(throws: DocumentError.self) { try MarkupReadings(personList) }
    #expect(error?.code == .notATranscript)
  }
}
