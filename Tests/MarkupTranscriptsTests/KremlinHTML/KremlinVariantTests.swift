import TranscriptReading
import ReadingSupport
import Testing
import Transcripts

/// Pages of other years than those at hand.
@Suite("Pages of en.kremlin.ru in other forms")
struct KremlinVariantTests {
  @Test("have labels in capitals where nothing in bold is a label")
  func capitals() throws {
    let transcript = try MarkupReadings(
      kremlinPage(
        """
        <p>They met again.</p><p>QUESTION: What is next?</p><p>ANNA BERG: Nothing. (Laughter.)</p>
        <p>More words.</p><p>(Applause.)</p><p>QUESTION (retranslated): And then?</p>
        """)
    ).only
    #expect(
      transcript.lines == [
        "QUESTION: What is next?", "ANNA BERG: Nothing. (Laughter.) | More words.",
        "QUESTION (retranslated): And then?",
      ])
    #expect(transcript.meeting.lead == ["They met.", "They met again."])
    #expect(
      transcript.marks(of: 1) == ["vocal 0:9+11 (Laughter.)", "vocal 2:0+0 (Applause.)"])
    #expect(checkInvariants(transcript) == nil)
  }

  @Test(
    "have no statements where capitals stand once, or with numbers, or without words",
    arguments: [
      "<p>NOTE: this is news.</p><p>The message reads: one.</p>",
      "<p>MAY 9: parade.</p><p>MAY 10: talks.</p>", "<p>PHONE: 1</p><p>FAX: 2</p>",
      "<p>Venue: Northby</p><p>Time: noon</p>",
    ])
  func news(_ body: String) throws {
    let transcript = try MarkupReadings(kremlinPage(body)).only
    #expect(transcript.statements.isEmpty)
    #expect(transcript.meeting.lead.count == 1 + body.split(separator: "<p>").count)
  }

  @Test("have labels over several tags, in strong, with the colon within, behind or outside")
  func labels() throws {
    let transcript = try MarkupReadings(
      kremlinPage(
        """
        <p><strong>Mayor of Northby</strong> <b>Anna Berg</b>: One.</p>
        <p><b><em>Question:</em></b> <em>(retranslated)</em> Two?<br>Three?</p>
        <p><b>Anna Berg</b><b>:</b> Four, <em>five</em>.</p><p>&nbsp;</p>
        <p><b>Question (from the hall):</b></p><p>Six?</p>
        """)
    ).only
    #expect(
      transcript.lines == [
        "Mayor of Northby Anna Berg: One.", "Question: (retranslated) Two? | Three?",
        "Anna Berg: Four, five.", "Question (from the hall): Six?",
      ])
    #expect(transcript.statements[2].attribution.name == "Anna Berg")
    #expect(transcript.statements[2].attribution.role == "Mayor of Northby")
  }

  @Test("have lists and tables in the words, headings and captions beside them")
  func blocks() throws {
    let reading = try MarkupReadings(
      kremlinPage(
        """
        <h2>Part one</h2><p><b>Anna Berg:</b> One.</p><h3>Part two</h3><ul><li>a</li><li>b</li></ul>
        <table><tr><td>c</td><td>d</td></tr></table><figure><img src="x"><figcaption>A hall</figcaption></figure>
        <p><em>(In Russian.)</em></p><p>&lt;…&gt;</p>
        """))
    let transcript = try reading.only
    #expect(transcript.lines == ["Anna Berg: One. | a | b | c | d"])
    #expect(transcript.meeting.lead == ["They met.", "Part one"])
    #expect(
      transcript.marks(of: 0) == [
        "procedural 1:0+0 Part two", "editorialNote 5:0+0 A hall", "language 5:0+0 (In Russian.)",
        "elision 5:0+0 <…>",
      ])
    #expect(reading.report.warningCount == 0)
  }
}
