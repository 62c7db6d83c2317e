import ReadingSupport
import Testing
import TranscriptReading
import Transcripts

@Suite("publicwhip XML")
struct PublicWhipReaderTests {
  private static let head = """
    <?xml version="1.0" encoding="ISO-8859-1"?>
    <!DOCTYPE publicwhip [<!ENTITY mdash "&#8212;"><!ENTITY eacute "&#233;">]>
    <publicwhip>
    """

  @Test("gives sections, speeches with names, offices and times, and procedure as marks")
  func document() throws {
    let text =
      Self.head + """
        <gidredirect oldgid="uk.org.publicwhip/debate/2031-03-04b.1.0" newgid="uk.org.publicwhip/debate/2031-03-04a.1.0"/>
        <speech id="uk.org.publicwhip/debate/2031-03-04a.1.0" nospeaker="true" time="010:30:00">
        <p class="italic">The House met.</p></speech>
        <major-heading id="uk.org.publicwhip/debate/2031-03-04a.1.1">Fish</major-heading>
        <minor-heading id="uk.org.publicwhip/debate/2031-03-04a.1.2">Cod &mdash; and eel</minor-heading>
        <speech id="uk.org.publicwhip/debate/2031-03-04a.1.3" speakerid="uk.org.publicwhip/member/1"
          speakername="Ren&eacute;e Roe" speakeroffice="The Minister for Fish" time="010:31:00" url="http://example.org/a#b">
        <p>I rise.<i> [</i><i>Interruption.</i><i>]</i> Again.</p>
        <p class="italic">Question put.</p><p>Thank you.</p></speech>
        <division divnumber="4"><divisioncount ayes="2" noes="1"/><mplist vote="aye"><mpname vote="aye">Ann Ash</mpname></mplist></division>
        <wobble>words</wobble>
        </publicwhip>
        """
    let reading = try MarkupReadings(text, name: "debates2031-03-04a.xml")
    let transcript = try reading.only
    #expect(transcript.meeting.date.description == "2031-03-04")
    #expect(transcript.meeting.kind == "debate")
    #expect(transcript.meeting.title == "House of Commons debates")
    #expect(transcript.meeting.startTime == "10:30:00")
    #expect(transcript.meeting.source.url == "http://example.org/a")
    #expect(transcript.meeting.sections.map(\.heading) == ["Fish", "Cod — and eel"])
    #expect(transcript.meeting.sections.map(\.level) == [1, 2])
    #expect(transcript.lines == ["Renée Roe: I rise. [Interruption.] Again. | Thank you."])
    #expect(transcript.statements[0].section == 1)
    #expect(transcript.statements[0].timing?.start == "10:31:00")
    #expect(transcript.statements[0].attribution.role == "The Minister for Fish")
    #expect(
      transcript.speakers[0].identifiers
        == [Speaker.Identifier(scheme: "publicwhip", value: "uk.org.publicwhip/member/1")])
    #expect(
      transcript.marks(of: 0) == [
        "procedural 0:0+0 The House met.", "incident 0:8+15 [Interruption.]",
        "procedural 1:0+0 Question put.", "procedural 2:0+0 Division 4",
        "procedural 2:0+0 ayes 2, noes 1", "procedural 2:0+0 aye", "procedural 2:0+0 Ann Ash",
        "editorialNote 2:0+0 words",
      ])
    #expect(
      reading.warnings(.unknownElement)
        == ["wobble: unknown element <wobble>, once, first at line 13"])
    #expect(checkInvariants(transcript) == nil)
  }

  @Test(
    "is titled by the kind of sitting that its ids name",
    arguments: [
      ("uk.org.publicwhip/lords/2031-03-04a.1.0", "House of Lords debates"),
      ("uk.org.publicwhip/ni/2031-03-04.1.0", "Northern Ireland Assembly debates"),
      ("uk.org.publicwhip/moot/2031-03-04.1.0", "moot"), ("2031-03-04", ""),
    ])
  func title(id: String, title: String) throws {
    let speech = "<speech id='\(id)' speakername='A'><p>b</p></speech>"
    let meeting = try MarkupReadings("<publicwhip>\(speech)</publicwhip>").only.meeting
    #expect(meeting.title == title)
    #expect(meeting.id.hasPrefix("2031-03-04"))
  }

  @Test("without any speaker is a meeting without statements")
  func empty() throws {
    let text =
      Self.head + """
        <speech id="uk.org.publicwhip/debate/2031-03-04a.1.0" nospeaker="true"><p>Nothing was said.</p></speech></publicwhip>
        """
    let transcript = try MarkupReadings(text).only
    #expect(transcript.statements.isEmpty)
    #expect(transcript.meeting.lead == ["Nothing was said."])
  }

  @Test("without a day is an error that asks for it")
  func dateless() throws {
    let error = #expect(throws: DocumentError.self) {
      try MarkupReadings("<publicwhip><speech speakername='A'><p>b</p></speech></publicwhip>")
    }
    #expect(error?.code == .incomplete)
  }
}
