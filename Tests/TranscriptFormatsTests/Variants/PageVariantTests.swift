import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Pages of HTML as houses publish them.
@Suite struct PageVariantTests {
  private static let words = [
    ("Ann Vale", "Good evening to all of you."), ("Bo Lind", "Thank you, I have two points."),
    ("Ann Vale", "Go on with them."), ("Bo Lind", "The first is the quay."),
  ]

  private static func body(_ turn: (String, String) -> String) -> String {
    words.map { turn($0.0, $0.1) }.joined(separator: "\n")
  }

  static let layouts: [(name: String, html: String)] = [
    ("bold, colon", body { "<p><b>\($0):</b> \($1)</p>" }),
    ("strong, colon outside", body { "<p><strong>\($0)</strong>: \($1)</p>" }),
    ("plain", body { "<p>\($0): \($1)</p>" }),
    ("headings", body { "<h3>\($0)</h3>\n<p>\($1)</p>" }),
    ("terms", "<dl>" + body { "<dt>\($0)</dt><dd>\($1)</dd>" } + "</dl>"),
    ("bold above", body { "<p><b>\($0)</b></p><p>\($1)</p>" }),
    ("breaks", "<p>" + body { "<b>\($0):</b> \($1)<br>" } + "</p>"),
    (
      "table",
      "<table><tr><th>Speaker</th><th>Text</th></tr>"
        + body { "<tr><td>\($0)</td><td>\($1)</td></tr>" } + "</table>"
    ),
    ("class", body { "<div><span class=\"speaker\">\($0):</span> <span>\($1)</span></div>" }),
    ("underlined", body { "<p><u>\($0):</u> \($1)</p>" }),
    ("divisions", body { "<div class=\"turn\"><b>\($0):</b><div>\($1)</div></div>" }),
  ]

  /// How a page is built around its text.
  static let pages: [(name: String, before: String, after: String)] = [
    (
      "body",
      "<html><head><title>Council | Tarnhaven</title></head><body><h1>Council</h1>\n<p>5 March 2024</p>",
      "</body></html>"
    ),
    (
      "main",
      "<!DOCTYPE html><html lang=\"en\"><head><title>x</title></head><body><header><a href=\"/\">Home: start</a></header><nav><ul><li>Menu: one</li></ul></nav><main><h1>Council</h1><time datetime=\"2024-03-05\">Tuesday</time>",
      "</main><aside><p><b>Ida Horn:</b> Subscribe!</p></aside><footer><p>Contact: 555 0100</p></footer></body></html>"
    ),
    (
      "article",
      "<html><head><meta property=\"article:published_time\" content=\"2024-03-05T10:00:00Z\"></head><body><div id=\"menu\"><p>Search: here</p></div><article><h1>Council</h1>",
      "</article><div class=\"related\"><p><b>Bo Lind:</b> More news</p></div></body></html>"
    ),
    (
      "divisions",
      "<html><body><div class=\"wrap\"><div class=\"top\">Tarnhaven</div><div class=\"content\"><h1>Council</h1><p>March 5, 2024</p>",
      "</div><div class=\"footer\"><p>Telephone: 555 0100</p></div></div></body></html>"
    ),
    ("fragment", "<div><h1>Council</h1><p>2024-03-05</p>", "</div>"),
  ]

  @Test("A page of any house is read by its labels", arguments: pages.indices, layouts.indices)
  func reads(page: Int, layout: Int) throws {
    let text = Self.pages[page].before + Self.layouts[layout].html + Self.pages[page].after
    let what = "\(Self.pages[page].name), \(Self.layouts[layout].name)"
    let (transcripts, report) = try read(text, name: "council.html")
    #expect(report.format == "html", "\(what)")
    let meeting = transcripts[0].meeting
    #expect(meeting.date.description == "2024-03-05", "\(what)")
    #expect(meeting.title == "Council", "\(what)")
    let found = transcripts[0].statements.map {
      $0.attribution.name + "|" + $0.paragraphs.joined(separator: " ")
    }
    #expect(found == Self.words.map { "\($0.0)|\($0.1)" }, "\(what)")
  }

  @Test("Lines are those of the page")
  func lines() throws {
    let text =
      "<html><body>\n<h1>Council</h1>\n<p>2024-03-05</p>\n<p><b>Ann Vale:</b> One.</p>\n<p>Two.</p>\n<p><b>Bo Lind:</b> Three.</p>\n</body></html>\n"
    let transcript = try read(text, name: "x.html").transcripts[0]
    #expect(transcript.statements.map(\.lines) == [4...5, 6...6])
  }

  @Test("Marks of Markdown in a page are words, and its entities and spaces are read")
  func escapes() throws {
    let text =
      "<html><body><h1>Council</h1><p>2024-03-05</p><p><b>Ann&nbsp;Vale:</b> 3 * 4 &lt; 5_6 *and*\n  more &amp; more</p><p><b>Bo Lind:</b> # none</p></body></html>"
    let transcript = try read(text, name: "x.html").transcripts[0]
    #expect(
      transcript.statements.map(\.paragraphs) == [["3 * 4 < 5_6 *and* more & more"], ["# none"]])
  }

  private static let leftOut: [(Int, [String])] = [
    (1, ["Home: start", "Menu: one", "Ida Horn: Subscribe!", "Contact: 555 0100"]),
    (2, ["Search: here", "Bo Lind: More news"]),
    (3, ["Telephone: 555 0100"]),
  ]

  @Test(
    "What stands outside of the main text is told of, each part with its words", arguments: leftOut)
  func outside(page: Int, words: [String]) throws {
    let (transcripts, report) = try read(
      Self.pages[page].before + Self.layouts[0].html + Self.pages[page].after, name: "x.html")
    let spoken = transcripts[0].statements.flatMap(\.paragraphs).joined(separator: " ")
    for words in words {
      #expect(!spoken.contains(words.suffix(8)))
      let told = report.entries.filter { $0.explanation.contains("left out") }
      #expect(told.contains { $0.wording.contains(words) && $0.line != nil }, "\(words)")
    }
    #expect(report.entries.contains { $0.explanation.contains("% of the page’s words") })
  }

  @Test(
    "A page in which nobody speaks, or without words, is refused with what to do",
    arguments: [
      "<html><body><p>Two loaves of bread.</p></body></html>",
      "<html><body><nav>Home</nav></body></html>", "<div></div>",
      "<html><head><script>var a = 'Ann Vale: x'</script></head></html>",
    ])
  func nobody(text: String) throws {
    let error = try #require(throws: DocumentError.self) { try read(text, name: "2024-03-05.html") }
    #expect(error.code == .notATranscript || error.code == .empty)
    #expect(!error.remedy.isEmpty)
  }

  @Test("A page with a line such as a label is none, unless its format is named")
  func page() throws {
    let prose = String(repeating: "<p>The quay is old, and the lamps are older.</p>\n", count: 12)
    let text =
      "<html><body><h1>Quay</h1><p>5 March 2024</p>\(prose)<p>Ann Vale: Mind the gap.</p>\(prose)</body></html>"
    #expect(throws: DocumentError.self) { try read(text, name: "x.html") }
    #expect(
      try read(text, name: "x.html", format: "html").transcripts[0].statements.count == 1)
  }

  @Test("A page without a day asks for it")
  func noDay() throws {
    let error = try #require(throws: DocumentError.self) {
      try read("<html><body>" + Self.layouts[0].html + "</body></html>", name: "x.html")
    }
    #expect(error.asked == .date)
  }
}
