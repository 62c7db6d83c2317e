import TranscriptReading
import ReadingSupport
import Testing
import Transcripts

/// Shapes of publicwhip files that the two at hand do not have.
@Suite("publicwhip of other houses")
struct PublicWhipShapeTests {
  @Test("reads the Lords: stamps, oral headings, offices, phrases")
  func lords() throws {
    let reading = try MarkupReadings(
      """
      <?xml version="1.0" encoding="ISO-8859-1"?>
      <!DOCTYPE publicwhip [<!ENTITY mdash "&#8212;">]>
      <publicwhip scrapeversion="a" latest="yes"><stamp coldnum="1" time="14:30:00"/>
      <oral-heading id="uk.org.publicwhip/lords/2031-03-04a.1.0">Oral</oral-heading>
      <major-heading id="uk.org.publicwhip/lords/2031-03-04a.1.1" nospeaker="true">Roads &mdash; Question</major-heading>
      <minor-heading id="uk.org.publicwhip/lords/2031-03-04a.1.2">First</minor-heading>
      <speech id="uk.org.publicwhip/lords/2031-03-04a.2.0" person_id="uk.org.publicwhip/person/9"
       speakername="Lord Ash of Elm" speakeroffice="Minister" time="14:36:00"><p pid="2.0/1">My Lords, I
       <i>beg</i> leave under the <phrase class="actname">Act</phrase>.</p><p class="indent">Quoted.</p></speech>
      <speech id="uk.org.publicwhip/lords/2031-03-04a.2.1" nospeaker="true"><p>House resumed.</p></speech>
      </publicwhip>
      """, name: "lords2031-03-04a.xml")
    let transcript = try reading.only
    #expect(transcript.meeting.title == "House of Lords debates")
    #expect(transcript.meeting.startTime == "14:30:00")
    #expect(
      transcript.meeting.sections == [
        Meeting.Section(heading: "Oral"), Meeting.Section(heading: "Roads — Question"),
        Meeting.Section(heading: "First", level: 2),
      ])
    #expect(
      transcript.lines == ["Lord Ash of Elm: My Lords, I beg leave under the Act. | Quoted."])
    #expect(transcript.statements[0].attribution.name == "Lord Ash of Elm")
    #expect(transcript.statements[0].attribution.role == "Minister")
    #expect(transcript.statements[0].timing == Statement.Timing(start: "14:36:00"))
    #expect(transcript.marks(of: 0) == ["procedural 2:0+0 House resumed."])
    #expect(reading.report.warningCount == 0)
  }

  @Test("reads Scottish divisions: counts, what was voted, and who")
  func division() throws {
    let reading = try MarkupReadings(
      """
      <publicwhip><speech id="uk.org.publicwhip/spor/2031-03-04.2.0" speakerid="unknown"
      speakername="The Presiding Officer (Bo Berg)"><p>Vote.</p><table><tr><th>A</th><td>1</td></tr></table></speech>
      <division id="uk.org.publicwhip/spor/2031-03-04.3.0" nospeaker="True" divdate="2031-03-04" divnumber="1">
      <divisioncount for="2" against="1" abstentions="0" spoiledvotes="0"/><msplist vote="for">
      <mspname id="m/1" vote="for">Ash, Ann (Elm)</mspname><mspname>Berg</mspname></msplist>
      <msplist vote="against"><mspname>Cole</mspname></msplist></division></publicwhip>
      """)
    let transcript = try reading.only
    #expect(transcript.lines == ["The Presiding Officer (Bo Berg): Vote. | A | 1"])
    #expect(transcript.statements[0].attribution.name == "Bo Berg")
    #expect(transcript.statements[0].attribution.role == "The Presiding Officer")
    #expect(
      transcript.statements[0].marks.map(\.wording) == [
        "Division 1", "for 2, against 1, abstentions 0, spoiled votes 0", "for", "Ash, Ann (Elm)",
        "Berg", "against", "Cole",
      ])
    #expect(reading.report.warningCount == 0)
  }

  @Test("reads written questions and their answers")
  func writtenAnswers() throws {
    let transcript = try MarkupReadings(
      """
      <publicwhip><minor-heading id="uk.org.publicwhip/spwa/2031-03-04.4.0.h">Roads</minor-heading>
      <ques id="uk.org.publicwhip/spwa/2031-03-04.4.0.q0" speakerid="s/1" speakername="Ann Ash"><p>Why?</p></ques>
      <reply id="uk.org.publicwhip/spwa/2031-03-04.4.0.r0" speakerid="s/2" speakername="Cy Cole"><p>So.</p></reply>
      </publicwhip>
      """
    ).only
    #expect(transcript.statements.map(\.kind) == [.question, .answer])
    #expect(transcript.lines == ["Ann Ash: Why?", "Cy Cole: So."])
    #expect(transcript.meeting.title == "Scottish Parliament written answers")
  }
}
