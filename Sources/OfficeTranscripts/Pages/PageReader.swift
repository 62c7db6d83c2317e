import Markup
import MarkupTranscripts
package import TranscriptReading
package import Transcripts

/// Reads pages of HTML of any house as labelled text: labels in bold, headings, terms of lists and
/// tables of statements, in the main text of the page, which its structure tells.
///
/// The title is that of the first heading, else of the page; the day is printed near the top, or that of
/// a `<time>` or of the head. What is left out is told.
package struct PageReader: DocumentReader {
  package let format = "html"

  package init() {}

  package let surest = Recognition.possible

  package func recognise(_ sample: DocumentSample) -> Recognition {
    guard let root = MarkupSniff(sample).root?.lowercased() else { return .no }
    return Self.roots.contains(root) ? .possible : .no
  }

  /// Elements that pages and parts of pages begin with.
  private static let roots: Set<String> = [
    "html", "head", "body", "main", "article", "section", "div", "p", "h1", "h2", "h3", "dl",
    "table", "center",
  ]

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let handler = PageHandler(report: report)
    defer { report = handler.report }
    let source = try MarkupReading.parse(
      document, as: .html, vocabulary: PageHandler.vocabulary, options: options, handler: handler)
    let page = PageText(handler)
    var title = handler.heading
    if title.isEmpty { title = Self.withoutSite(handler.title) }
    var blocks = page.blocks
    if !title.isEmpty {
      var paragraph = WordParagraph(number: 1, level: 1)
      paragraph.append(title, isBold: false, isUnderlined: false)
      blocks.insert(.paragraph(paragraph), at: 0)
    }
    let text = WordText(blocks)
    guard page.size > 0 else {
      throw document.error(
        .notATranscript, "the page has no text outside of navigation and forms",
        remedy: "save the page whole, or give its text")
    }
    var left = handler.leftOut.filter { $0.size > 0 }
    if let outside = page.outside { left.append(outside) }
    // Most pages are no transcripts, and many have a line such as “Contact: …”.
    guard options.format == format || text.isLabelled else {
      let labelled = left.first(where: \.isLabelled)
      throw document.error(
        .notATranscript, line: labelled?.line,
        "the page’s text has no labels as transcripts have"
          + (labelled.map { "; \($0.holder), which is left out, has some" } ?? ""),
        remedy: "check the page, or name its format", asking: .format)
    }
    LeftOut.tellShare(of: left, beside: page.size, &handler.report)
    var options = options
    let marked = handler.timeDays.count == 1 ? handler.timeDays.first : nil
    let day = options.date == nil || options.date == marked ? marked : nil
    if options.date == nil { options.date = handler.date }
    if options.language.isEmpty { options.language = handler.language }
    var labels: Set<String> = []
    try text.read(
      format: format, digest: source.digest, day: day, document, options, &handler.report
    ) { transcript in
      for statement in transcript.statements {
        labels.insert(statement.attribution.label)
        labels.insert(statement.attribution.name)
      }
      var transcript = transcript
      if transcript.meeting.source.url.isEmpty { transcript.meeting.source.url = handler.url }
      try sink(transcript)
    }
    labels.remove("")
    for part in left { part.tell(besides: labels, &handler.report) }
  }

  /// A page's title without the site's name behind it.
  private static func withoutSite(_ title: String) -> String {
    let title = title.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for sign in [" | ", " – ", " — ", " :: ", " · "] {
      let parts = title.split(separator: sign)
      if parts.count > 1, let first = parts.first { return String(first) }
    }
    return title
  }
}
