import TranscriptReading
import ReadingSupport
import Testing
import Transcripts

/// Shapes of Akoma Ntoso that the debates at hand do not have.
@Suite("Akoma Ntoso of other dialects")
struct AkomaNtosoShapeTests {
  /// A debate with a body of its own.
  private func debate(_ body: String, space: String = "http://www.akomantoso.org/2.0") -> String {
    """
    <akomaNtoso xmlns="\(space)"><debate><meta><identification source="#x"><FRBRWork>
    <FRBRuri value="/zz/debate/2031-03-04"/><FRBRdate date="2031-03-04" name="x"/></FRBRWork></identification>
    <references source="#x"><TLCPerson id="ash" href="/person/ash" showAs="Ann Ash"/>
    <TLCRole id="chair" href="/role/chair" showAs="Speaker"/></references></meta>
    <debateBody>\(body)</debateBody></debate></akomaNtoso>
    """
  }

  private func speech(_ words: String) -> String {
    "<speech by=\"#ash\"><from>Ann Ash:</from>\(words)</speech>"
  }

  @Test(
    "reads every namespace of the standard alike",
    arguments: [
      "http://www.akomantoso.org/1.0", "http://www.akomantoso.org/2.0",
      "http://docs.oasis-open.org/legaldocml/ns/akn/3.0", "http://example.org/own",
    ])
  func namespaces(_ space: String) throws {
    let reading = try MarkupReadings(debate(speech("<p>Yes.</p>"), space: space))
    #expect(try reading.only.lines == ["Ann Ash: Yes."])
    #expect(reading.report.warningCount == 0)
  }

  @Test("keeps the numbers of items and of quoted articles at the beginning of their paragraphs")
  func numbers() throws {
    let transcript = try MarkupReadings(
      debate(
        """
        <debateSection><num>1.</num><heading>Roads</heading>\(
          speech(
            """
            <blockList><listIntroduction>Two things:</listIntroduction>
            <item><num>(a)</num><p>roads;</p></item><item><num>(b)</num></item></blockList>
            <embeddedStructure><article><num>Article 2.</num><heading>Purpose</heading>
            <content><p>It ends.</p></content></article></embeddedStructure><p>So.</p>
            """))</debateSection>
        <debateSection><num>2.</num>\(speech("<p>No.</p>"))</debateSection>
        """)
    ).only
    #expect(
      transcript.lines == [
        "Ann Ash: Two things: | (a) roads; | (b) | Article 2. Purpose | It ends. | So.",
        "Ann Ash: No.",
      ])
    #expect(transcript.meeting.sections.map(\.heading) == ["1. Roads"])
    #expect(transcript.marks(of: 0) == ["procedural 6:0+0 2."])
    #expect(checkInvariants(transcript) == nil)
  }

  @Test("keeps a footnote of several paragraphs out of the paragraph it stands in")
  func footnotes() throws {
    let transcript = try MarkupReadings(
      debate(
        speech(
          """
          <p>Order<authorialNote marker="1"><p>See</p><p>rule 2.</p></authorialNote> there,
          <remark type="sceneDescription">(Laughter)</remark> please.</p>
          """))
    ).only
    #expect(transcript.lines == ["Ann Ash: Order there, please."])
    #expect(
      transcript.marks(of: 0) == ["editorialNote 0:5+0 See rule 2.", "vocal 0:12+0 (Laughter)"])
  }

  @Test("takes lists, tables, line ends and insertions for words")
  func blocks() throws {
    let reading = try MarkupReadings(
      debate(
        speech(
          """
          <ol><li>one</li><li>two<ul><li>three</li></ul></li></ol>
          <table><tr><th>a</th><td><p>b</p></td></tr></table>
          <p>here<eol/>and <ins>there</ins> <b>bold</b><img src="x"/></p>
          """)))
    let transcript = try reading.only
    #expect(transcript.lines == ["Ann Ash: one | two | three | a | b | here and there bold"])
    #expect(transcript.marks(of: 0) == ["insertion 5:9+5 there"])
    #expect(reading.report.warningCount == 0)
  }

  @Test("tells who speaks from brackets behind an office, and nobody from nothing")
  func voices() throws {
    let transcript = try MarkupReadings(
      debate(
        """
        <speech by="#chair"><from>The Speaker</from><p>1</p></speech>
        <speech><from>The Presiding Officer (Hon. Bo Berg)</from><p>2</p></speech>
        <speech><p>3</p></speech><speech by="#ash" as="#chair"><from>The Speaker (Ms. Ann Ash)</from><p>4</p></speech>
        """)
    ).only
    #expect(transcript.statements[1].attribution.name == "Bo Berg")
    #expect(transcript.statements[1].attribution.role == "The Presiding Officer")
    #expect(transcript.statements[2].attribution.certainty == .unnamed)
    #expect(transcript.statements[3].attribution.name == "Ann Ash")
    #expect(transcript.statements[3].attribution.role == "Speaker")
  }

  @Test("takes a label in capitals from the beginning of the words where there is no from")
  func labelsInWords() throws {
    let transcript = try MarkupReadings(
      debate(
        """
        <speech by="#ash"><p> La señora <person>ASH</person> (Presidenta).- </p><p>Uno.</p></speech>
        <speech by="#ash"><p>La señora ASH.– Dos.- Tres.</p></speech>
        <speech by="#ash"><p>Señora Presidenta.- Cuatro.</p></speech>
        <speech by="#ash"><from>La señora ASH.- Cinco.</from><p>Seis.</p></speech>
        """)
    ).only
    #expect(
      transcript.lines == [
        "La señora ASH (Presidenta): Uno.", "La señora ASH: Dos.- Tres.",
        ": Señora Presidenta.- Cuatro.", "La señora ASH: Cinco. | Seis.",
      ])
  }

  @Test("gives a speech past midnight its day, and reports one that is of another month")
  func days() throws {
    let reading = try MarkupReadings(
      debate(
        """
        <speech by="#ash" startTime="2031-03-04T23:00:00"><p>1</p></speech>
        <speech by="#ash" startTime="2031-03-05T00:30:00" endTime="2031-03-05T00:40:00"><p>2</p></speech>
        <speech by="#ash" startTime="2031-07-05T00:30:00"><p>3</p></speech>
        """))
    #expect(
      try reading.only.statements.map(\.date.description) == [
        "2031-03-04", "2031-03-05", "2031-03-04",
      ])
    #expect(
      try reading.only.statements[1].timing
        == Statement.Timing(start: "00:30:00", end: "00:40:00"))
    #expect(reading.warnings(.dateDisagreement).count == 1)
  }

  @Test(
    "knows every named section of a debate",
    arguments: [
      "administrationOfOath", "rollCall", "prayers", "oralStatements", "writtenStatements",
      "personalStatements", "ministerialStatements", "resolutions", "nationalInterest",
      "declarationOfVote", "communication", "petitions", "papers", "noticesOfMotion", "questions",
      "address", "proceduralMotions", "pointOfOrder", "adjournment", "debateSection", "speechGroup",
    ])
  func sections(_ name: String) throws {
    let reading = try MarkupReadings(
      debate("<\(name)><heading>Head</heading>\(speech("<p>Yes.</p>"))</\(name)>"))
    #expect(try reading.only.lines == ["Ann Ash: Yes."])
    #expect(try reading.only.meeting.sections.map(\.heading) == ["Head"])
    #expect(try reading.only.statements[0].section == 0)
    #expect(reading.report.warningCount == 0)
  }
}
