import TranscriptReading

/// The lines of a paragraph being put together: its words, which run over several.
struct ParagraphLines {
  /// The words so far, as UTF-8, with a space where a line ended.
  private var words: [UInt8] = []

  /// Words of which some may be struck out.
  struct Words {
    /// UTF-8.
    var words: [UInt8]
    /// What is struck out, with its markup.
    var struck: [(range: Range<Int>, wording: String)] = []
  }

  /// Adds the words of a line.
  mutating func add(_ range: Range<Int>, of text: TextDocument) {
    guard !range.isEmpty else { return }
    if !words.isEmpty { words.append(0x20) }
    words.append(contentsOf: text.bytes[range])
  }

  /// The words, of which none are left then; nil when there are none.
  /// - Parameters:
  ///   - isMarkdown: Whether Markdown's markup is taken out of them.
  ///   - line: The line, from 0, that tags are told of.
  mutating func take(isMarkdown: Bool, line: Int, report: inout ReadingReport) -> Words? {
    defer { words.removeAll(keepingCapacity: true) }
    guard !words.isEmpty else { return nil }
    guard isMarkdown, !MarkdownText.isPlain(words) else { return Words(words: words) }
    let markdown = MarkdownText(words)
    for tag in markdown.tags {
      report.info(.unknownElement, line: line + 1, wording: tag, "a tag, left out")
    }
    guard markdown.text.contains(where: { !$0.isWhitespace }) else { return nil }
    return Words(words: markdown.words, struck: markdown.struck)
  }
}

extension TextDocument {
  /// Whether the line before one, from 0, ends in two spaces, Markdown's line break.
  func isAfterHardBreak(_ index: Int) -> Bool {
    guard index > 0, !lines[index - 1].isBlank else { return false }
    let end = lines[index - 1].end
    return end + 1 < bytes.count && bytes[end] == 0x20 && bytes[end + 1] == 0x20
  }
}
