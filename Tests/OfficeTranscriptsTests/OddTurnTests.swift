import ReadingSupport
import Testing
import TranscriptReading
import Transcripts

/// Statements set in some way that their document’s others are not.
private enum OddTurn {
  static let words = [
    ("Orla Fenn", "The harbour is open."), ("Perry Stolt", "We thank the crews."),
    ("Hester Lowe", "The quay is next."), ("Ruth Calder", "The tide is low today."),
    ("Perry Stolt", "So it is."), ("Orla Fenn", "Then we go on."),
  ]

  static func bold(_ name: String, _ text: String) -> String {
    wordParagraph("**\(name):** \(text)")
  }

  static func run(_ text: String, _ properties: String = "") -> String {
    "<w:r><w:rPr>\(properties)</w:rPr><w:t xml:space=\"preserve\">\(text)</w:t></w:r>"
  }

  static func row(_ name: String, _ text: String) -> String {
    "<w:tbl><w:tr><w:tc>\(wordParagraph(name))</w:tc><w:tc>\(wordParagraph(text))</w:tc></w:tr></w:tbl>"
  }

  static func box(_ name: String, _ text: String) -> String {
    "<w:p>\(run(name + ": "))<w:r><w:pict><w:txbxContent>\(wordParagraph(text))</w:txbxContent></w:pict></w:r></w:p>"
  }

  static let wordSettings: [(setting: String, turn: @Sendable (String, String) -> String)] = [
    ("bold above", { wordParagraph("**\($0)**") + wordParagraph($1) }),
    ("bold without a colon", { wordParagraph("**\($0)** \($1)") }),
    ("a tabulator", { "<w:p>\(run($0))<w:r><w:tab/></w:r>\(run($1))</w:p>" }),
    ("italics", { "<w:p>\(run($0 + ".", "<w:i/>"))\(run(" " + $1))</w:p>" }),
    ("a row of a table", { row($0, $1) }),
    ("a text box", { box($0, $1) }),
    ("plain", { wordParagraph("\($0): \($1)") }),
    ("half bold", { wordParagraph("**\($0.prefix(3))**\($0.dropFirst(3)): \($1)") }),
    ("the first name bold", { wordParagraph("**\($0.split(separator: " ")[0])** Calder: \($1)") }),
  ]

  static func document(_ odd: (String, String) -> String) -> String {
    words.map { $0.0 == "Ruth Calder" ? odd($0.0, $0.1) : bold($0.0, $0.1) }.joined()
  }

  /// Whether nothing is wrong in silence: the turn is the odd speaker's, or a warning names it.
  static func isSound(_ transcript: Transcript, _ report: ReadingReport) -> Bool {
    let found = transcript.statements.first {
      $0.paragraphs.contains { $0.contains("tide is low") }
    }
    let isRight = found?.attribution.label.contains("Ruth Calder") == true
    return isRight
      || report.entries.contains { $0.severity == .warning && $0.wording.contains("Calder") }
  }

  static let pageSettings: [(String, @Sendable (String, String) -> String)] = [
    ("spans", { "<div><span>\($0)</span><span>\($1)</span></div>" }),
    ("a row of a table", { "<table><tr><td>\($0)</td><td>\($1)</td></tr></table>" }),
    ("italics and a stop", { "<p><em>\($0).</em> \($1)</p>" }),
    ("a link", { "<p><a href=\"/x\">\($0)</a> \($1)</p>" }),
    ("below a quotation", { "<blockquote><p>\($1)</p><cite>\($0)</cite></blockquote>" }),
    ("bold above", { "<p><b>\($0)</b></p><p>\($1)</p>" }),
    ("bold without a colon", { "<p><b>\($0)</b> \($1)</p>" }),
    ("half bold", { "<p><b>\($0.prefix(3))</b>\($0.dropFirst(3)): \($1)</p>" }),
  ]

  static func page(_ body: String) -> String {
    "<!doctype html><html lang=\"en\"><body><main><h1>Council</h1><p>12 March 2024</p>\(body)</main></body></html>"
  }

  static let everyPage = Array(pageSettings.prefix(5))
  static let everyWord = Array(wordSettings[2...5])
}

/// One statement that is set otherwise than the others, in documents of Word and pages of HTML.
@Suite("A turn that is set otherwise than the others") struct OddTurnTests {
  @Test("is read or said in a document of Word", arguments: OddTurn.wordSettings)
  func word(setting: String, odd: @Sendable (String, String) -> String) throws {
    let (transcripts, report) = try read(
      wordDocument(wordParagraph("Council") + OddTurn.document(odd)).bytes,
      name: "2024-03-05 x.docx")
    #expect(OddTurn.isSound(try #require(transcripts.first), report))
    #expect(report.entries.filter { $0.severity == .warning }.count <= 2)
  }

  @Test("is read where a part of its label is bold")
  func halfBold() throws {
    for odd in OddTurn.wordSettings.suffix(2) {
      let (transcripts, report) = try read(
        wordDocument(OddTurn.document(odd.1)).bytes, name: "2024-03-05 x.docx")
      #expect(statements(transcripts[0]) == OddTurn.words.map { [$0.0, $0.1] })
      #expect(report.warningCount == 1)
    }
  }

  @Test("is read or said in a page", arguments: OddTurn.pageSettings)
  func page(setting: String, odd: @Sendable (String, String) -> String) throws {
    let body = OddTurn.words.map {
      $0.0 == "Ruth Calder" ? odd($0.0, $0.1) : "<p><b>\($0.0):</b> \($0.1)</p>"
    }
    let (transcripts, report) = try read(OddTurn.page(body.joined()), name: "x.html")
    #expect(OddTurn.isSound(try #require(transcripts.first), report))
    #expect(report.entries.filter { $0.severity == .warning }.count <= 2)
  }

  @Test(
    "opens statements where all are set so", arguments: OddTurn.everyPage)
  func everyTurn(setting: String, turn: @Sendable (String, String) -> String) throws {
    let body = OddTurn.words.map { turn($0.0, $0.1) }.joined()
    let (transcripts, _) = try read(OddTurn.page(body), name: "x.html")
    #expect(statements(try #require(transcripts.first)) == OddTurn.words.map { [$0.0, $0.1] })
  }

  @Test("opens statements of Word where all are set so", arguments: OddTurn.everyWord)
  func everyWord(setting: String, turn: @Sendable (String, String) -> String) throws {
    let body = OddTurn.words.map { turn($0.0, $0.1) }.joined()
    let (transcripts, _) = try read(
      wordDocument(wordParagraph("Council") + body).bytes, name: "2024-03-05 x.docx")
    #expect(statements(try #require(transcripts.first)) == OddTurn.words.map { [$0.0, $0.1] })
  }

  @Test("is no heading, no list of names, and no sentence about somebody")
  func others() throws {
    let body =
      "<p><b>Orla Fenn:</b> The harbour is open.</p><p><b>Second Part</b></p><p><b>Perry Stolt:</b> We thank the crews.</p><p><a href=\"/x\">Ruth Calder</a> said that the tide is low.</p><p><b>Orla Fenn:</b> So she did.</p>"
    let (transcripts, report) = try read(OddTurn.page(body), name: "x.html")
    #expect(transcripts[0].statements.count == 3)
    #expect(report.warningCount == 0)
  }
}
