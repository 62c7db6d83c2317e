import ReadingSupport
import Testing
import TranscriptReading
import Transcripts

@Suite("Akoma Ntoso debates")
struct AkomaNtosoReaderTests {
  @Test(
    "are read whatever their namespace",
    arguments: [
      "xmlns='http://docs.oasis-open.org/legaldocml/ns/akn/3.0'",
      "xmlns='http://docs.oasis-open.org/legaldocml/ns/akn/3.0/CSD13'",
      "xmlns='http://www.akomantoso.org/2.0'", "",
    ])
  func namespaces(declaration: String) throws {
    let transcript = try MarkupReadings(debate(attributes: declaration)).only
    #expect(transcript.meeting.title == "RECORD OF THE MOOT")
    #expect(transcript.meeting.date.description == "2031-03-04")
    #expect(transcript.meeting.startTime == "14:30:00")
    #expect(transcript.meeting.timeZone == "+02:00")
    #expect(transcript.meeting.language == "en")
    #expect(transcript.meeting.kind == "hansard")
    #expect(
      transcript.lines == [
        "The Moderator: Order.", "Mr. Reed: asked about | eels; | cod.",
        "Ms. Pike (Minister for Fish): The answer is yes. | Two.", "Mr. Reed: Thanks.",
      ])
    #expect(transcript.statements.map(\.kind) == [.speech, .question, .answer, .speech])
    #expect(checkInvariants(transcript) == nil)
  }

  @Test("give sections with numbers and levels")
  func sections() throws {
    let meeting = try MarkupReadings(debate()).only
    #expect(
      meeting.meeting.sections.map { "\($0.level) \($0.heading)" }
        == ["1 I. QUESTIONS", "2 Eels", "1 ADJOURNMENT"])
    #expect(meeting.statements.map(\.section) == [nil, 1, 1, 2])
  }

  @Test("keep scenes, narratives, summaries, remarks and notes as marks at their place")
  func marks() throws {
    let transcript = try MarkupReadings(debate()).only
    #expect(
      transcript.marks(of: 0) == [
        "incident 0:0+0 [The Moderator in the chair]", "procedural 1:0+0 Papers were laid.",
        "procedural 1:0+0 First paper",
      ])
    #expect(
      transcript.marks(of: 2) == [
        "vocal 0:10+0 (laughter)", "editorialNote 0:17+0 The rules of 2030",
        "time 1:0+0 2031-03-04T14:40:00+02:00",
        "vocal 2:0+0 (Applause)", "procedural 2:0+0 (Question put)",
      ])
    #expect(transcript.marks(of: 3) == ["procedural 1:0+0 The House rose."])
  }

  @Test("tell people, roles and times of speeches")
  func people() throws {
    let transcript = try MarkupReadings(debate()).only
    let attributions = transcript.statements.map(\.attribution)
    #expect(attributions[0].certainty == .roleOnly)
    #expect(attributions[1].speakerID == attributions[3].speakerID)
    #expect(attributions[2].role == "Minister for Fish")
    #expect(transcript.statements[2].timing == Statement.Timing(start: "14:35:00", end: "14:41:00"))
    let pike = try #require(transcript.speakers.first { $0.name == "Pia Pike" })
    #expect(
      pike.identifiers == [Speaker.Identifier(scheme: "akoma-ntoso", value: "/person/pike")])
  }

  @Test("report unknown elements, speakers who are not listed, and days that disagree")
  func report() throws {
    let text = debate().replacing(
      "<FRBRdate date='2031-03-04'", with: "<FRBRdate date='2029-01-01'"
    )
    .replacing("by='#reed'", with: "by='#nobody'")
    .replacing("Thanks.", with: "<x:sparkle xmlns:x='urn:x'>Thanks.</x:sparkle>")
    let reading = try MarkupReadings(text)
    #expect(reading.warnings(.unknownElement).count == 1)
    #expect(reading.warnings(.dateDisagreement).count == 1)
    #expect(reading.warnings(.oddity).count == 1)
    #expect(try reading.only.lines.last == "Mr. Reed: Thanks.")
  }

  @Test("go on with a speech that another interrupts")
  func interruption() throws {
    let text = debate().replacing(
      "<p>Thanks.</p>",
      with:
        "<p>Thanks.</p><speech by='#pike'><from>Ms. Pike:</from><p>Hear!</p></speech><p>Again.</p>")
    #expect(
      try MarkupReadings(text).only.lines.suffix(3) == [
        "Mr. Reed: Thanks.", "Ms. Pike: Hear!", "Mr. Reed: Again.",
      ])
  }

  @Test("of another kind of document are refused")
  func otherKind() throws {
    let error = #expect(throws: DocumentError.self) {
      try MarkupReadings("<akomaNtoso><act><meta/></act></akomaNtoso>")
    }
    #expect(error?.code == .notATranscript)
  }
}
