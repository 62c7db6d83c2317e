import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// No words of a page are lost, or given to another, without a word.
@Suite struct PageLossTests {
  private static let text =
    "<h1>Council</h1>\n<p>5 March 2024</p>\n<p><b>Ann Vale:</b> Good evening to all of you.</p>\n<p><b>Bo Lind:</b> Thank you, I have two points.</p>\n"

  private func page(_ rest: String) throws -> (statements: [[String]], report: ReadingReport) {
    let (transcripts, report) = try read(
      "<html><body><div>\n\(Self.text)\(rest)\n</div></body></html>\n", name: "x.html")
    return (statements(transcripts[0]), report)
  }

  @Test("A page that its server sets within one form is read")
  func oneForm() throws {
    let (transcripts, _) = try read(
      "<html><body><form method=\"post\" action=\"./a.aspx\" id=\"form1\">\n\(Self.text)</form></body></html>",
      name: "x.html")
    #expect(statements(transcripts[0]).count == 2)
  }

  private static let parts = [
    ("form", ""), ("aside", ""), ("noscript", ""), ("footer", ""), ("div", " class=\"comments\""),
    ("ul", " id=\"related\""), ("section", " class=\"share\""), ("div", " class=\"social wide\""),
  ]

  @Test("Statements in a part that is left out are warned of by their line", arguments: parts)
  func spoken(element: String, attribute: String) throws {
    let (found, report) = try page(
      "<\(element)\(attribute)>\n<p>Well.</p>\n<p><b>Ann Vale:</b> I vote against it.</p></\(element)>"
    )
    #expect(found.count == 2)
    let warnings = report.entries.filter { $0.severity == .warning }
    #expect(
      warnings.contains {
        $0.line == 8 && $0.wording == "Ann Vale: I vote against it."
          && $0.explanation.contains("<\(element)\(attribute)>")
      }, "\(warnings)")
  }

  @Test("Labels of others in a part that is left out are warned of", arguments: parts)
  func others(element: String, attribute: String) throws {
    let (_, report) = try page(
      "<\(element)\(attribute)><p>Ida Horn: I move it.</p><p>Jan Holt: So do I.</p><p>Ida Horn: Good.</p></\(element)>"
    )
    #expect(
      report.entries.contains {
        $0.severity == .warning && $0.line == 6 && $0.explanation.contains("labels")
      })
  }

  @Test("Much that is left out is warned of, but for links, scripts and styles")
  func much() throws {
    let words = String(repeating: "The quay is old, and the lamps are older. ", count: 9)
    let (_, report) = try page("<form>\n<p>\(words)</p></form>")
    #expect(
      report.entries.contains {
        $0.severity == .warning && $0.line == 6 && $0.explanation.contains("% of the page’s words")
      })
    for part in [
      "<nav><a href=\"/\">\(words)</a></nav>", "<script>var a = '\(words)'</script>",
      "<aside><style>p { color: \(words) }</style></aside>",
    ] {
      #expect(try page(part).report.warningCount == 0, "\(part)")
    }
  }

  @Test("A page whose labels are all in a part that is left out says so")
  func nothingElse() throws {
    let error = try #require(throws: DocumentError.self) {
      try read(
        "<html><body><p>Council.</p>\n<form>\(Self.text)</form></body></html>", name: "x.html")
    }
    #expect(error.problem.contains("<form>") && error.line == 2)
  }

  private static let headers = [
    "<section><header><b>Ann Vale:</b></header><p>I move it.</p></section>",
    "<div><header><b>Ann Vale:</b></header><p>I move it.</p></div>",
    "<header><h3>Ann Vale</h3></header><p>I move it.</p>",
  ]

  @Test("A header of a part of the text is text", arguments: headers)
  func header(html: String) throws {
    let (found, _) = try page(html)
    #expect(found.last == ["Ann Vale", "I move it."])
    #expect(found.count == 3)
  }

  @Test("The header of the site is none of the text")
  func siteHeader() throws {
    let (transcripts, _) = try read(
      "<html><body><a href=\"#main\">Skip to the text</a><header><h1>Tarnhaven</h1><p>Town of lamps</p></header>\(Self.text)</body></html>",
      name: "2024-03-05.html")
    #expect(transcripts[0].meeting.title == "Council")
    #expect(!transcripts[0].meeting.lead.contains("Town of lamps"))
  }

  @Test("A term of several paragraphs or lines is one label")
  func longTerms() throws {
    for term in ["<p>Ann Vale:</p><p>Chair</p>", "Ann Vale<br>Chair", "<b>Ann Vale</b>, Chair"] {
      let (transcripts, _) = try read(
        "<html><body><h1>Council</h1><dl><dt>Bo Lind</dt><dd>Well.</dd><dt>\(term)</dt><dd>I move it.</dd></dl></body></html>",
        name: "2024-03-05.html")
      #expect(
        statements(transcripts[0]) == [["Bo Lind", "Well."], ["Ann Vale, Chair", "I move it."]],
        "\(term)")
    }
  }

  @Test("A term without words behind it is kept, and told")
  func loneTerms() throws {
    let (found, report) = try page(
      "<dl><dt>Rising tide</dt><dt>Ann Vale</dt><dd>I move it.</dd><dt>Falling tide</dt></dl>")
    #expect(
      found.suffix(2) == [
        ["Bo Lind", "Thank you, I have two points.", "Rising tide"],
        ["Ann Vale", "I move it.", "Falling tide"],
      ])
    let told = report.entries.filter {
      $0.severity == .warning && $0.explanation.contains("term of a list")
    }.map(\.wording)
    #expect(told == ["Rising tide", "Falling tide"])
  }

  @Test("A list of terms in a cell of a table keeps its names, and a table in a list its own")
  func cells() throws {
    let terms = "<dl><dt>Ann Vale</dt><dd>I move it.</dd><dt>Bo Lind</dt><dd>I do not.</dd></dl>"
    let table = "<table><tr><td>\(terms)</td></tr></table>"
    #expect(
      try page(table).statements.suffix(2) == [
        ["Ann Vale", "I move it."], ["Bo Lind", "I do not."],
      ])
    let within = "<dl><dt>Ann Vale</dt><dd><table><tr><td>I move it.</td></tr></table></dd></dl>"
    #expect(try page(within).statements.last == ["Ann Vale", "I move it."])
  }

  @Test("Rows of a table that name nobody are told, and its head is")
  func namelessRows() throws {
    let (transcripts, report) = try read(
      "<html><body><h1>Council</h1><p>5 March 2024</p><table>\n<tr><th>Speaker</th><th>Text</th></tr>\n<tr><td>Ann Vale</td><td>One.</td></tr>\n<tr><td></td><td>Two.</td></tr>\n<tr><td>Bo Lind</td><td>Three.</td></tr></table></body></html>",
      name: "x.html")
    #expect(statements(transcripts[0]) == [["Ann Vale", "One.", "Two."], ["Bo Lind", "Three."]])
    #expect(
      report.entries.contains {
        $0.severity == .warning && $0.line == 4 && $0.explanation.contains("name nobody")
      })
    #expect(report.entries.contains { $0.line == 2 && $0.wording == "Speaker | Text" })
  }
}
