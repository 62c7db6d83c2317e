import ReadingSupport
import Testing
import TranscriptReading

@testable import TextTranscripts
@testable import Transcripts

/// Heads of Markdown documents, as YAML and as what people write for it.
@Suite struct FrontMatterTests {
  private func matter(_ head: String) throws -> FrontMatter {
    let text = "---\n\(head)\n---\nQ    Why?\n"
    return try #require(
      try FrontMatter(
        TextDocument(Document(bytes: Array(text.utf8), name: "x.md"), options: ReadingOptions())))
  }

  @Test(
    "Values are what YAML says they are",
    arguments: [
      ("title: >-\n  Remarks on\n  the harbour", "Remarks on the harbour"),
      ("title: |\n  Remarks\n", "Remarks"),
      ("title: Remarks  # a comment", "Remarks"),
      ("title: 'It''s # no comment'", "It's # no comment"),
      ("title: \"Tab\\u2019s\\_end\"", "Tab’s\u{A0}end"),
      ("title: \"wrapped \\\n  \\ twice\"", "wrapped  twice"),
      ("title: Remarks\n  on two lines", "Remarks on two lines"),
      ("title: [speech, harbour]", "speech, harbour"),
      ("title:\n- speech\n- harbour", "speech, harbour"),
      ("title:\n  - speech", "speech"), ("title: \"nul\\0l\"", "null"), ("title: 2024", "2024"),
      ("title: yes", "yes"), ("? title\n: Remarks", "Remarks"), ("title: Q & A", "Q & A"),
      ("title: 2 * 3 & 4", "2 * 3 & 4"),
    ])
  func values(head: String, title: String) throws {
    let matter = try matter("date: 2031-03-04\n" + head + "\nlayout: post")
    #expect(matter.values["title"] == title)
    #expect(matter.values["date"] == "2031-03-04")
    #expect(matter.values["layout"] == "post")
    #expect(matter.fault == nil)
  }

  @Test("Empty and null values are none", arguments: ["", " ~", " null", "  # nothing", " []"])
  func empty(value: String) throws {
    let matter = try matter("title:\(value)\ndate: 2031-03-04")
    #expect(matter.values == ["date": "2031-03-04"] && matter.fault == nil)
  }

  @Test("Of nested values the key is known")
  func nested() throws {
    let matter = try matter("people:\n  - name: Ann\n  - name: Ben\ndate: 2031-03-04")
    #expect(matter.nested == ["people"] && matter.values == ["date": "2031-03-04"])
  }

  @Test(
    "A head that is no YAML is read line by line, with a warning at its line",
    arguments: [
      ("title: Remarks: part two", "Remarks: part two", 3),
      ("title: \"Remarks\" by Ann", "\"Remarks\" by Ann", 3),
      ("title: @ann speaks", "@ann speaks", 3), ("title: 'a", "'a", 3),
      ("title: Remarks\ntitle: Again", "Again", 3),
      ("title: Remarks\nlist: [a, b", "Remarks", 4), ("title: Remarks\n\tx: 1", "Remarks x: 1", 4),
    ])
  func invalid(head: String, title: String, line: Int) throws {
    let (transcripts, report) = try read(
      "---\ndate: 2031-03-04\n\(head)\n---\nHall\n\nQ    Why?\n", name: "x.md")
    #expect(transcripts[0].meeting.title == title)
    let warnings = report.entries.filter {
      $0.severity == .warning && $0.explanation.contains("not YAML")
    }
    #expect(warnings.count == 1)
    #expect(warnings.allSatisfy { ($0.line ?? 0) >= line && ($0.line ?? 0) <= line + 2 })
  }

  @Test("A sound head gives no warning")
  func sound() throws {
    let report = try read(
      "---\ndate: 2031-03-04\ntags: [a]\nx: {y: z}\n---\nHall\n\nQ    Why?\n", name: "x.md"
    ).report
    #expect(report.warningCount == 0)
  }

  @Test(
    "What could grow without bounds is not followed",
    arguments: [
      "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "a: &a {? *a : x}",
      "a: &a [x]\n? *a\n: [*a]", "x: " + String(repeating: "[", count: 500),
      "x: " + String(repeating: "[", count: 500) + String(repeating: "]", count: 500),
      "x: " + String(repeating: "[a, ", count: 500), String(repeating: "- ", count: 500) + "x",
      "x:\n " + String(repeating: "- ", count: 500) + "x",
      String(repeating: "? ", count: 500) + "x",
    ])
  func bombs(head: String) throws {
    let matter = try matter(head + "\ndate: 2031-03-04")
    #expect(matter.fault != nil)
  }

  @Test("A head of more lines or bytes than are read says so")
  func limits() throws {
    let long = String(repeating: "x", count: 70_000)
    #expect(try matter("title: \(long)\ndate: 2031-03-04").fault?.problem.contains("bytes") == true)
    let lines = (0..<201).map { "k\($0): x" }.joined(separator: "\n")
    let error = try #require(throws: DocumentError.self) {
      try read("---\n\(lines)\n---\n", name: "x.md", format: "front-matter-markdown")
    }
    #expect(error.problem.contains("200 lines"))
  }
}
