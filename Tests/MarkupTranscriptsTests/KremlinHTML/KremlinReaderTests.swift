import ReadingSupport
import Testing
import TranscriptReading
import Transcripts

@Suite("Pages of en.kremlin.ru")
struct KremlinReaderTests {
  @Test("give title, day, place, lead, address and licence from their head")
  func header() throws {
    let meeting = try MarkupReadings(
      kremlinPage("<p><b>Anna Berg:</b> Hello.</p>"), name: "page.html"
    )
    .only.meeting
    #expect(meeting.title == "Meeting with\u{A0}Anna Berg")
    #expect(meeting.date.description == "2019-05-06")
    #expect(meeting.startTime == "17:05")
    #expect(meeting.place == "The\u{A0}Hall, Northby")
    #expect(meeting.lead == ["They met."])
    #expect(meeting.language == "en")
    #expect(meeting.source.format == "kremlin-html")
    #expect(meeting.source.url == "http://en.kremlin.ru/events/president/news/99999")
    #expect(meeting.source.licence == "CC-BY-4.0")
    #expect(meeting.id.hasSuffix("~99999"))
  }

  @Test(
    "open a statement at every shape of bold label",
    arguments: [
      ("<b>Anna Berg:</b> Yes.", "Anna Berg"),
      ("<b>Anna Berg</b>: Yes.", "Anna Berg"),
      ("<b>Mayor\nof\u{A0}Northby</b><b> Anna\nBerg:</b> Yes.", "Mayor of\u{A0}Northby Anna Berg"),
      ("\u{A0}<b>Anna Berg: </b>Yes.", "Anna Berg"),
      ("<b>\u{A0}Anna Berg:</b> Yes.", "Anna Berg"),
      ("<b>Anna Berg</b> (<i>retranslated</i>)<b>:</b> Yes.", "Anna Berg (retranslated)"),
      ("<b>Anna Berg </b><i>(retranslated)</i>: Yes.", "Anna Berg (retranslated)"),
      (
        "<b>Anna Berg (</b><i>answering: a question)</i>: Yes.", "Anna Berg (answering: a question)"
      ),
      ("<strong>ANNA BERG:</strong> Yes.", "ANNA BERG"),
      ("<b>Question: Yes.</b>", "Question"),
      ("<b>Anna<br>Berg:</b> Yes.", "Anna Berg"),
      (
        "<b>Mayor <a class='person_tag read__tag' href='http://en.kremlin.ru/catalog/persons/7/events'>Anna Berg<span class='masha-ignore'>Close: Anna</span></a>:</b> Yes.",
        "Mayor Anna Berg"
      ),
    ])
  func labels(paragraph: String, label: String) throws {
    let transcript = try MarkupReadings(kremlinPage("<p>\(paragraph)</p>"), name: "page.html").only
    #expect(transcript.lines == ["\(label): Yes."])
  }

  @Test("take a label that is set in for words where the page has it at the margin too")
  func setIn() throws {
    let transcript = try MarkupReadings(
      kremlinPage(
        """
        <p><b>Anna Berg:</b> Yes.</p><p><b>Carl Orme:</b> No.</p>\
        <p>\u{A0}<b>Anna Berg:</b> Well.</p><p><b>\u{A0}Anna Berg:</b> Good.</p>
        """), name: "page.html"
    ).only
    #expect(
      transcript.statements.map(\.attribution.label) == ["Anna Berg", "Carl Orme", "Anna Berg"])
    #expect(transcript.statements[1].paragraphs == ["No.", "\u{A0}Anna Berg: Well."])
  }

  @Test(
    "do not take for a label what only looks like one",
    arguments: [
      "<p><b>May 9. Square</b> – http://example.org</p>",
      "<p><b>Contact telephone numbers: 12–34; 56–78.</b></p>",
      "<p><b>Requests are accepted until 1:00 pm.</b></p>",
      "<p><b>documents signed during the visit: a list of them</b></p>",
      "<p><b>* * *</b></p>", "<p>&lt;…&gt;<b></b></p>", "<p>Anna Berg: Yes.</p>",
      "<p><i>Beginning of the meeting:</i> Yes.</p>",
      "<div class='masha-ignore'><p><b>Related: </b>Yes.</p></div>",
    ])
  func refused(body: String) throws {
    let transcript = try MarkupReadings(kremlinPage(body), name: "page.html").only
    #expect(transcript.statements.isEmpty)
  }

  @Test(
    "put headings and news before the first label into the lead, and invent no statement of them")
  func headings() throws {
    let news = """
      <h2>Beginning of the meeting</h2><p>News.</p><h3>Participants</h3><ul><li>Anna Berg</li></ul>
      <p><b>Excerpts from the transcript</b></p><p><strong>Beginning of meeting with Ole Lund</strong></p>
      """
    let lead = [
      "They met.", "Beginning of the meeting", "News.", "Participants", "Anna Berg",
      "Excerpts from the transcript", "Beginning of meeting with Ole Lund",
    ]
    let alone = try MarkupReadings(kremlinPage(news), name: "page.html").only
    #expect(alone.statements.isEmpty)
    #expect(alone.meeting.lead == lead)
    let followed = try MarkupReadings(
      kremlinPage(news + "<p><b>Anna Berg:</b> Yes.</p><h3>Later</h3>"), name: "page.html"
    ).only
    #expect(followed.meeting.lead == lead)
    #expect(followed.lines == ["Anna Berg: Yes."])
    #expect(followed.marks(of: 0) == ["procedural 1:0+0 Later"])
  }

  @Test("are recognised by what stands behind 50 KB of scripts")
  func recognition() throws {
    let script = "<script>" + String(repeating: "var x = 1; ", count: 4_600) + "</script>"
    let page = kremlinPage("<p><b>A B:</b> c</p>").replacing("<body>", with: "<body>" + script)
    let reading = try MarkupReadings(page, name: "page.html")
    #expect(reading.report.format == "kremlin-html")
    #expect(try reading.only.lines == ["A B: c"])
  }

  @Test("keep notes, elisions and pull quotes as marks at their place")
  func marks() throws {
    let body = """
      <p>News first.</p><p><b>* * *</b></p>
      <p><b>Anna Berg:</b> Good day. (Laughter.) Sit down.</p>
      <blockquote> <p>“Sit down.”</p> </blockquote>
      <p>(Anna Berg went on to talk about boats.</p><p>Then about nets.)</p>
      <p>That is<sup>1</sup> all.</p><p>&lt;…&gt;</p>
      <p><b>Ole Lund</b></p><p><b>Ole Lund</b>: No.</p><p><b>Ole Lund</b> Well.</p>
      """
    let transcript = try MarkupReadings(kremlinPage(body), name: "page.html").only
    #expect(transcript.meeting.lead == ["They met.", "News first.", "* * *"])
    #expect(
      transcript.lines
        == [
          "Anna Berg: Good day. (Laughter.) Sit down. | That is1 all. | Ole Lund", "Ole Lund: No.",
          "Ole Lund: Well.",
        ])
    #expect(
      transcript.marks(of: 0) == [
        "vocal 0:10+11 (Laughter.)", "pullQuote 1:0+0 “Sit down.”",
        "editorialNote 1:0+0 (Anna Berg went on to talk about boats.\nThen about nets.)",
        "elision 2:0+0 <…>",
      ])
    #expect(checkInvariants(transcript) == nil)
  }

  @Test("give the number of a person whom a label links to, and the role")
  func people() throws {
    let link =
      "<a class='person_tag' href='http://en.kremlin.ru/catalog/persons/7/events'>Anna Berg</a>"
    let transcript = try MarkupReadings(
      kremlinPage("<p><b>Mayor of Northby \(link):</b> Yes.</p><p><b>Anna Berg:</b> And no.</p>"),
      name: "page.html"
    ).only
    #expect(transcript.speakers.map(\.name) == ["Anna Berg"])
    #expect(
      transcript.speakers[0].identifiers == [Speaker.Identifier(scheme: "kremlin", value: "7")])
    #expect(Set(transcript.statements.map(\.attribution.speakerID)).count == 1)
    #expect(transcript.statements[0].attribution.role == "Mayor of Northby")
  }

  @Test(
    "that are not whole, or not of this kind, are an error",
    arguments: [
      ("<html><body>kremlin.ru <p>text</p></body></html>", DocumentError.Code.notATranscript),
      (String(kremlinPage("<p><b>A B:</b> c</p>").prefix(900)), .malformed),
      (kremlinPage("<p>x</p>").replacing("datetime='2019-05-06'", with: ""), .incomplete),
      (kremlinPage("<p>\u{0}</p>"), .malformed),
      (kremlinPage("<p>&#xD800;</p>"), .malformed),
      (kremlinPage(String(repeating: "<div>", count: 10_000)), .tooLarge),
    ])
  func broken(text: String, code: DocumentError.Code) throws {
    let error = #expect(throws: DocumentError.self) {
      try MarkupReadings(text, name: "page.html")
    }
    #expect(error?.code == code, "\(error.map(String.init(describing:)) ?? "")")
  }
}
