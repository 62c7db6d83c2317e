import Digests
import ReadingSupport
import Testing
import TranscriptReading
import Transcripts

@Suite("Documents of Word") struct DocxTests {
  private func only(
    _ body: String, styles: String = "", name: String = "2024-03-05 Council.docx"
  ) throws -> (transcript: Transcript, report: ReadingReport) {
    let (transcripts, report) = try read(wordDocument(body, styles: styles).bytes, name: name)
    #expect(report.format == "docx")
    #expect(transcripts.count == 1)
    return (try #require(transcripts.first), report)
  }

  private static let expected = [
    ["Ann Vale", "Good evening, all."], ["Bo Lind", "Thank you.", "Two points."],
    ["Ann Vale", "Go on."],
  ]

  private static func paragraphs(_ list: String...) -> String {
    list.map { wordParagraph($0) }.joined()
  }

  private static func table(_ rows: [[String]]) -> String {
    let rows = rows.map { row in
      let cells = row.map { cell in
        let paragraphs = cell.split(separator: "¶").map { wordParagraph(String($0)) }
        return "<w:tc><w:tcPr/>\(paragraphs.isEmpty ? "<w:p/>" : paragraphs.joined())</w:tc>"
      }
      return "<w:tr>\(cells.joined())</w:tr>"
    }
    return "<w:tbl><w:tblPr/>\(rows.joined())</w:tbl>"
  }

  private static let layouts: [(String, String)] = [
    (
      "bold labels",
      paragraphs(
        "Council", "**Ann Vale:** Good evening, all.", "**Bo Lind:** Thank you.", "Two points.",
        "**Ann Vale:** Go on.")
    ),
    (
      "bold labels, their colons plain",
      paragraphs(
        "Council", "**Ann Vale**: Good evening, all.", "**Bo Lind**: Thank you.", "Two points.",
        "**Ann Vale**: Go on.")
    ),
    (
      "bold labels in several runs",
      paragraphs(
        "Council", "**Ann ****Vale:** Good evening, all.", "**Bo**** Lind: **Thank you.",
        "Two points.", "**Ann Vale: **Go on.")
    ),
    (
      "plain labels",
      paragraphs(
        "Council", "Ann Vale: Good evening, all.", "Bo Lind: Thank you.", "Two points.",
        "Ann Vale: Go on.")
    ),
    (
      "empty paragraphs between",
      paragraphs(
        "Council", "", "Ann Vale: Good evening, all.", " ", "Bo Lind: Thank you.", "",
        "Two points.",
        "Ann Vale: Go on.", "")
    ),
    (
      "a name and a time above the words",
      paragraphs(
        "Council", "**Ann Vale**   0:03\nGood evening, all.",
        "**Bo Lind**   0:10\nThank you.\nTwo points.",
        "**Ann Vale**   0:15\nGo on.")
    ),
    (
      "a table with a head",
      wordParagraph("Council")
        + table([
          ["Speaker", "Text"], ["Ann Vale", "Good evening, all."],
          ["Bo Lind", "Thank you.¶Two points."], ["Ann Vale", "Go on."],
        ])
    ),
    (
      "a table with a head and times",
      wordParagraph("Council")
        + table([
          ["Time", "Speaker", "Text"], ["00:00:03", "Ann Vale", "Good evening, all."],
          ["00:00:10", "Bo Lind", "Thank you.¶Two points."], ["[00:00:15]", "Ann Vale", "Go on."],
        ])
    ),
    (
      "a table without a head",
      wordParagraph("Council")
        + table([
          ["Ann Vale:", "Good evening, all."], ["Bo Lind:", "Thank you.¶Two points."],
          ["Ann Vale", "Go on."],
        ])
    ),
  ]

  @Test("open statements at labels, however these are set", arguments: layouts)
  func labels(layout: String, body: String) throws {
    let (transcript, _) = try only(body)
    #expect(statements(transcript) == Self.expected)
    #expect(transcript.meeting.title == "Council")
    #expect(transcript.meeting.date.description == "2024-03-05")
    #expect(transcript.speakers.map(\.name) == ["Ann Vale", "Bo Lind"])
  }

  @Test("open statements at names in headings, and have a title")
  func headings() throws {
    let styles =
      "<w:style w:styleId=\"T\"><w:name w:val=\"Title\"/></w:style><w:style w:styleId=\"H\"><w:name w:val=\"heading 2\"/></w:style>"
    let turns = ["Ann Vale", "Bo Lind", "Ann Vale", "Bo Lind"]
    let body = turns.map { wordParagraph($0, style: "H") + wordParagraph("Thank you.") }
    let (transcript, _) = try only(
      wordParagraph("Council", style: "T") + body.joined(), styles: styles)
    #expect(transcript.meeting.title == "Council")
    #expect(statements(transcript) == turns.map { [$0, "Thank you."] })
  }

  @Test("keep the file's name and digest, and tell lines by the numbers of paragraphs")
  func source() throws {
    let sample = wordDocument(
      Self.paragraphs(
        "Council", "", "Ann Vale: Good evening.\nWe begin.", "Bo Lind: Thank you.", "Well."))
    let (transcripts, report) = try read(sample.bytes, name: "2024-03-05.docx")
    let source = transcripts[0].meeting.source
    #expect(source.format == "docx")
    #expect(source.fileName == "2024-03-05.docx")
    #expect(source.sha256 == Digest.sha256(sample.bytes))
    #expect(transcripts[0].statements.map(\.lines) == [3...3, 4...5])
    #expect(report.entries.contains { $0.rule == .label && $0.line == 4 })
  }

  @Test("have words as they are printed, whatever Markdown takes them for")
  func words() throws {
    let words = #"5 * 3 * 2 < 40_000 > x_y_z, \o/ <b> #1 – “*so*” & “<…>”"#
    for label in ["Bo Lind: ", "**Bo Lind:** "] {
      let (transcript, _) = try only(
        wordParagraph("Council")
          + ["Ann Vale:", "Bo Lind:", "Ann Vale:"].map { other in
            wordParagraph(label.contains("**") ? "**\(other)** Well." : "\(other) Well.")
          }.joined()
          + "<w:p>" + wordParagraph(label).dropFirst(5).dropLast(6)
          + "<w:r><w:t>\(words.replacing("&", with: "&amp;").replacing("<", with: "&lt;"))</w:t></w:r></w:p>"
          + Self.paragraphs("# not a heading", "- not an item", "> not quoted"))
      #expect(
        transcript.statements.last?.paragraphs == [
          words, "# not a heading", "- not an item", "> not quoted",
        ])
    }
  }

  @Test("are bold by a style as well")
  func styles() throws {
    let styles = """
      <w:style w:styleId="Base"><w:rPr><w:b/></w:rPr></w:style>
      <w:style w:styleId="Strong"><w:basedOn w:val="Base"/></w:style>
      <w:style w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>
      """
    func labelled(_ label: String, _ words: String) -> String {
      "<w:p><w:pPr><w:pStyle w:val=\"Loop\"/></w:pPr><w:r><w:rPr><w:rStyle w:val=\"Strong\"/></w:rPr><w:t>\(label)</w:t></w:r><w:r><w:t xml:space=\"preserve\"> \(words)</w:t></w:r></w:p>"
    }
    let (transcript, _) = try only(
      wordParagraph("Council") + labelled("Ann Vale:", "Good evening: two points.")
        + labelled("bell hooks:", "Thank you.") + labelled("Ann Vale:", "Go on."), styles: styles)
    #expect(
      transcript.statements.map(\.attribution.label) == ["Ann Vale", "bell hooks", "Ann Vale"])
  }

  @Test("leave out what a tracked change took out and what is hidden, and say so")
  func omissions() throws {
    let body =
      Self.paragraphs("Council", "Ann Vale: Good evening.")
      + "<w:p><w:r><w:t>Bo Lind: Thank </w:t></w:r><w:del><w:r><w:delText>nobody</w:delText></w:r></w:del><w:ins><w:r><w:t>you</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:instrText>PAGE</w:instrText><w:t>.</w:t></w:r></w:p>"
      + wordParagraph("Ann Vale: Well.")
    let (transcript, report) = try only(body)
    #expect(transcript.statements[1].paragraphs == ["Thank you."])
    let warnings = report.entries.filter { $0.severity == .warning && $0.line == 3 }
    #expect(warnings.count == 2)
  }

  @Test("have each text box once, and no formatting for words")
  func boxes() throws {
    let box = "<w:txbxContent>\(wordParagraph("Bo Lind: From the side."))</w:txbxContent>"
    let body =
      wordParagraph("Council")
      + "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>Ann Vale:</w:t><w:tab/><w:t>Good</w:t><w:noBreakHyphen/><w:t>bye.</w:t></w:r></w:p>"
      + "<w:p><w:r><mc:AlternateContent xmlns:mc=\"urn:mc\"><mc:Choice>\(box)</mc:Choice><mc:Fallback>\(box)</mc:Fallback></mc:AlternateContent></w:r></w:p>"
      + wordParagraph("Ann Vale: Well.")
    let (transcript, _) = try only(body)
    #expect(
      statements(transcript) == [
        ["Ann Vale", "Good\u{2011}bye."], ["Bo Lind", "From the side."], ["Ann Vale", "Well."],
      ])
  }

  @Test("have tables that are none of statements as paragraphs, and rows without names told")
  func tables() throws {
    let other = Self.table([["Ports", "Roads", "Rails", "Sum"], ["1", "2", "3", "6"]])
    let (first, _) = try only(
      Self.paragraphs("Council", "Ann Vale: These.") + other + Self.paragraphs("Bo Lind: Thanks."))
    #expect(
      statements(first) == [
        ["Ann Vale", "These.", "Ports", "Roads", "Rails", "Sum", "1", "2", "3", "6"],
        ["Bo Lind", "Thanks."],
      ])
    let (second, report) = try only(
      wordParagraph("Council")
        + Self.table([
          ["Speaker", "Text"], ["Ann Vale", "One."], ["", "Two."], ["Bo Lind", "Three."],
        ]))
    #expect(statements(second) == [["Ann Vale", "One.", "Two."], ["Bo Lind", "Three."]])
    #expect(report.entries.contains { $0.severity == .warning && $0.explanation.contains("row") })
  }

  @Test("that are none, damaged or hostile are refused by what they are")
  func refusals() throws {
    func failure(_ bytes: [UInt8], options: ReadingOptions = ReadingOptions()) throws
      -> DocumentError
    {
      try #require(throws: DocumentError.self) {
        try read(bytes, name: "2024-03-05.docx", options: options)
      }
    }
    let body = Self.paragraphs("Ann Vale: Good evening.", "Bo Lind: Thank you.")
    let whole = wordDocument(body).bytes
    #expect(try failure(Array(whole.prefix(whole.count / 2))).code == .malformed)
    let other = try failure(ZipSample([ZipSample.Entry("xl/workbook.xml", "<x/>")]).bytes)
    #expect(other.code == .notATranscript)
    #expect(other.problem.contains("word/document.xml"))
    let entity = wordDocument(
      "<w:p><w:r><w:t>&a;</w:t></w:r></w:p>",
      prolog: "<!DOCTYPE d [<!ENTITY a \"Ann Vale: Hello\">]>")
    #expect(try failure(entity.bytes).code == .tooLarge)
    let outer = wordDocument(
      "<w:p><w:r><w:t>&a;</w:t></w:r></w:p>",
      prolog: "<!DOCTYPE d [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>")
    #expect(try failure(outer.bytes).code == .refused)
    let zeros = String(repeating: " ", count: 8 << 20)
    #expect(
      try failure(wordDocument("<w:p><w:r><w:t>\(zeros)</w:t></w:r></w:p>").bytes).code == .tooLarge
    )
    let deep = String(repeating: "<w:p>", count: 400) + String(repeating: "</w:p>", count: 400)
    #expect(try failure(wordDocument(deep).bytes).code == .tooLarge)
    #expect(try failure(wordDocument("<w:p/>").bytes).code == .empty)
    #expect(try failure(wordDocument("<w:p>").bytes).code == .malformed)
    let many = try failure(whole, options: ReadingOptions(maximumStatements: 1))
    #expect(many.code == .tooLarge)
    let dateless = try #require(throws: DocumentError.self) { try read(whole, name: "x.docx") }
    #expect(dateless.asked == .date)
    let named = try #require(throws: DocumentError.self) {
      try read(whole, name: "x.docx", format: "plain-text")
    }
    #expect(named.problem.contains("zip file"))
  }

  @Test("that were packed by gzip are unpacked, as all documents are")
  func packed() throws {
    let text = "Ann Vale: Good evening.\n\nBo Lind: Thank you.\n"
    let bytes = gzipped(Array(text.utf8))
    let transcript = try read(bytes, name: "2024-03-05.txt.gz").transcripts[0]
    #expect(statements(transcript) == [["Ann Vale", "Good evening."], ["Bo Lind", "Thank you."]])
    #expect(transcript.meeting.source.sha256 == Digest.sha256(bytes))
    let cut = try #require(throws: DocumentError.self) {
      try read(Array(bytes.dropLast(9)), name: "2024-03-05.txt.gz")
    }
    #expect(cut.code == .malformed)
    #expect(cut.problem.contains("gzip"))
  }
}
