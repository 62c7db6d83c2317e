import ReadingSupport
import Testing
import TranscriptReading
import Transcripts

/// Labels that are told by where they stand, with roles and over several lines.
@Suite struct SetLabelTests {
  private static let head = "Council of Lower Marsh\n4 May 2023\n\n"

  private func labels(_ text: String) throws -> [String] {
    try read(Self.head + text).transcripts[0].statements.map(\.attribution.label)
  }

  @Test(
    "Names on lines of their own are labels with roles in brackets or behind a comma, too",
    arguments: [
      " (chair)", " (Minister of Roads)", ", harbour master", " (Head of works, Low Quay)",
    ],
    ["\n", "\n\n"])
  func alone(role: String, gap: String) throws {
    let text = """
      Petra Holm\(role)\(gap)The quay is closed until the autumn, as you know.

      Ruben Asker\(gap)May I ask who decided that, and when it was decided?

      Petra Holm\(gap)The works committee did, in the first week of April this year.

      Ruben Asker\(gap)Then I have no further question about the quay today.
      """
    #expect(
      try labels(text) == ["Petra Holm" + role, "Ruben Asker", "Petra Holm", "Ruben Asker"])
  }

  @Test("Who speaks once and is set off with a role is somebody, or said not to be taken for one")
  func boldOnce() throws {
    let text = """
      **Petra Holm (chair)**

      The quay is closed until the autumn, as you know.

      **Ruben Asker (clerk)**

      It was decided in April.

      **Petra Holm**

      Thank you for that.

      **Livia Stern (resident of the quay)**

      Nobody asked us about it at all.

      **Ruben Asker**

      I shall note it.
      """
    let (transcripts, report) = try read(Self.head + text, name: "council.md")
    let labels = transcripts[0].statements.map(\.attribution.label)
    #expect(
      labels.contains("Livia Stern (resident of the quay)")
        || report.entries.contains {
          $0.severity == .warning && $0.wording.contains("Livia Stern")
        })
    #expect(labels.filter { $0.contains("Petra Holm") }.count == 2)
  }

  @Test(
    "What says to whom a speaker turns opens no statement, and is told",
    arguments: ["To Ruben Asker", "To Asker", "Turning to Ruben Asker", "To all", "To the clerk"])
  func turning(words: String) throws {
    let text = """
      **Petra Holm:** The quay is closed until the autumn.

      **Ruben Asker:** Who decided that?

      **Petra Holm:** The works committee did.

      **\(words):** I shall send you the minutes.

      **Ruben Asker:** Thank you.
      """
    let (transcripts, report) = try read(Self.head + text, name: "council.md")
    #expect(
      transcripts[0].statements.map(\.attribution.label) == [
        "Petra Holm", "Ruben Asker", "Petra Holm", "Ruben Asker",
      ])
    #expect(transcripts[0].statements[2].paragraphs.joined().contains("send you the minutes"))
    #expect(report.entries.contains { $0.severity == .warning && $0.wording == words })
  }

  @Test("Somebody who is called To speaks")
  func namedTo() throws {
    let text = """
      **To Lam:** The quay is closed until the autumn.

      **Ruben Asker:** Who decided that?

      **To Lam:** The works committee did.
      """
    let transcript = try read(Self.head + text, name: "council.md").transcripts[0]
    #expect(transcript.statements.map(\.attribution.label) == ["To Lam", "Ruben Asker", "To Lam"])
  }

  @Test("Somebody who is called To speaks also where a label has the title before the name")
  func titledTo() throws {
    let text = """
      **President To Lam:** The quay is closed until the autumn.

      **Ruben Asker:** Who decided that?

      **To Lam:** The works committee did.
      """
    let transcript = try read(Self.head + text, name: "council.md").transcripts[0]
    #expect(
      transcript.statements.map(\.attribution.label) == [
        "President To Lam", "Ruben Asker", "To Lam",
      ])
  }

  @Test("A heading with a comma is told, which nothing tells from somebody who speaks once")
  func heading() throws {
    let text = """
      Petra Holm

      The quay is closed until the autumn, as you know.

      Ruben Asker

      May I ask who decided that, and when it was decided?

      Low Ferry, Phase Two

      The second phase of the works begins in April and ends in the autumn.

      Petra Holm

      The works committee did, in the first week of April this year.

      Ruben Asker

      Then I have no further question about the quay today.
      """
    let (transcripts, report) = try read(Self.head + text)
    #expect(transcripts[0].statements.count == 5)
    #expect(
      report.entries.contains { $0.severity == .warning && $0.wording == "Low Ferry, Phase Two" })
  }

  @Test("A heading right above a role is none of its label")
  func headingAboveRole() throws {
    let text = """
      Petra Holm: The quay is closed until the autumn, as you know.

      Low Ferry, Phase Two
      The Mayor: The second phase of the works begins in April.

      Petra Holm: And ends when?

      The Mayor: In the autumn.
      """
    #expect(try labels(text) == ["Petra Holm", "The Mayor", "Petra Holm", "The Mayor"])
  }

  @Test(
    "A name and what its bearer is are one label over two lines, whatever the second looks like")
  func wrapped() throws {
    let text = """
      Petra Holm, Minister for Roads and
      Harbours: The quay is closed until the autumn, as you know.

      Ruben Asker: Who decided that?

      Petra Holm: The works committee did.
      """
    let transcript = try read(Self.head + text).transcripts[0]
    #expect(Set(transcript.statements.map(\.attribution.name)) == ["Petra Holm", "Ruben Asker"])
  }

  @Test("A label whose colon begins the next line is a label")
  func colonBelow() throws {
    let text = """
      Petra Holm
      : The quay is closed until the autumn.

      Ruben Asker (clerk to the
      works committee)
      : It was decided in April.

      Petra Holm: Thank you.
      """
    let transcript = try read(Self.head + text).transcripts[0]
    #expect(
      transcript.statements.map(\.attribution.name) == ["Petra Holm", "Ruben Asker", "Petra Holm"])
    #expect(
      transcript.statements.map { $0.paragraphs.joined() } == [
        "The quay is closed until the autumn.", "It was decided in April.", "Thank you.",
      ])
  }

  @Test("A name whose role goes on over the next line is whose words follow")
  func wrappedRole() throws {
    let text = """
      Petra Holm, Minister for Roads, Quays and Inland
      Waterways of the Province of Low Marsh: The quay is closed.

      Ruben Asker: Who decided that?

      Petra Holm: The works committee did.
      """
    let transcript = try read(Self.head + text).transcripts[0]
    #expect(
      transcript.statements.map(\.attribution.name) == ["Petra Holm", "Ruben Asker", "Petra Holm"])
  }
}
