import TranscriptReading
import Transcripts

/// Reads statements whose paragraphs run over several lines: Markdown, and hard-wrapped text.
struct JoinedLines {
  private let text: TextDocument
  private let body: Range<Int>
  private let openings: LineTable
  private let isMarkdown: Bool
  private let closing: ClosingMatter
  private let furniture: PageFurniture
  /// Whether a paragraph's first line is set in and its others are not.
  private let isSetIn: Bool
  private var notes = NoteKinds()
  private var paragraph = ParagraphLines()
  private var lastLine = 0

  init(
    _ text: TextDocument, body: Range<Int>, openings: LineTable, isMarkdown: Bool,
    closing: ClosingMatter, furniture: PageFurniture
  ) {
    self.text = text
    self.furniture = furniture
    self.closing = closing
    self.body = body
    self.openings = openings
    self.isMarkdown = isMarkdown
    let lines = body.lazy.filter { !text.lines[$0].isBlank }
    isSetIn =
      !isMarkdown && lines.contains { text.lines[$0].indentation > 0 }
      && lines.contains { text.lines[$0].indentation == 0 }
  }

  mutating func read(into assembler: inout TurnAssembler, report: inout ReadingReport) {
    for index in body {
      let line = text.lines[index]
      if line.isBlank {
        end(&assembler, &report)
        continue
      }
      if let opening = openings[index] {
        end(&assembler, &report)
        assembler.open(
          opening.voice, line: opening.firstLine, time: opening.time)
        add(opening.textStart..<max(opening.textStart, line.end), line: index)
        continue
      }
      if furniture.lines.contains(index) {
        // A sentence may go on over the page.
        furniture.add(index, of: text, to: &assembler, report: &report)
        continue
      }
      if closing.lines.contains(index), !isRule(index) {
        end(&assembler, &report)
        closing.add(
          index, of: text, to: &assembler, isMarkdown: isMarkdown, report: &report)
        continue
      }
      if isMarkdown, let heading = heading(index) {
        end(&assembler, &report)
        assembler.addHeading(heading.text, level: heading.level, line: index)
        report.info(.header, line: index + 1, wording: heading.text, "a heading")
        continue
      }
      let isExamination = LoneLine.isExamination(text, line: index)
      if isExamination || isAfterBreak(index) { end(&assembler, &report) }
      add(line.range, line: index)
      if isExamination { end(&assembler, &report) }
    }
    end(&assembler, &report)
  }

  /// Whether a line has no words.
  private func isRule(_ index: Int) -> Bool {
    text.bytes[text.lines[index].range].allSatisfy { $0 < 0x41 || $0 == 0x5F || $0 == 0x5C }
  }

  /// Whether a line begins a paragraph though none is blank before it.
  private func isAfterBreak(_ index: Int) -> Bool {
    guard index > 0, !text.lines[index - 1].isBlank else { return false }
    guard isMarkdown else { return !isSetIn || text.lines[index].indentation > 0 }
    // Lists are one item a line.
    let first = text.bytes[text.lines[index].start]
    return text.isAfterHardBreak(index) || first == 0x2D
      || first == 0x2A && text.bytes[text.lines[index].start...].dropFirst().first == 0x20
  }

  /// A heading of Markdown.
  private func heading(_ index: Int) -> (text: String, level: Int)? {
    let line = text.lines[index]
    guard text.bytes[line.start] == 0x23 else { return nil }
    let level = text.bytes[line.range].prefix { $0 == 0x23 }.count
    guard level <= 6, line.start + level < line.end, text.bytes[line.start + level] == 0x20 else {
      return nil
    }
    return (
      MarkdownText(text.text(line.start + level..<line.end)).text.trimmingSpace(), level
    )
  }

  private mutating func add(_ range: Range<Int>, line: Int) {
    lastLine = line
    paragraph.add(range, of: text)
  }

  /// Ends the paragraph.
  private mutating func end(_ assembler: inout TurnAssembler, _ report: inout ReadingReport) {
    guard
      let found = paragraph.take(isMarkdown: isMarkdown, line: lastLine, report: &report)
    else { return }
    found.words.withUnsafeBufferPointer { bytes in
      if let kind = SeparateParagraph.markKind(of: bytes, notes: &notes) ?? LoneLine.kind(bytes) {
        let wording = String(decoding: bytes, as: UTF8.self)
        assembler.addMark(kind, wording, line: lastLine)
        report.info(
          .mark, line: lastLine + 1, wording: wording, "a paragraph of its own: \(kind)")
        return
      }
      assembler.addParagraph(bytes, struck: found.struck, line: lastLine)
    }
  }
}
