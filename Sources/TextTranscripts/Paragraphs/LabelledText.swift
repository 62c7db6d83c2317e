import TranscriptReading
import Transcripts

/// The part of a text document that holds statements opened by labels at the beginning of lines.
struct LabelledText {
  private let text: TextDocument
  private let body: Range<Int>
  private let labels: LabelFinder
  private let openings: LineTable
  /// Whether paragraphs may repeat others as decoration.
  private let hasPullQuotes: Bool
  /// The line that opens the first statement; the body's end when there is none.
  private let first: Int

  /// - Parameter hasPullQuotes: Pages have them. In a plain transcript who repeats a sentence has said
  ///   it twice.
  init(
    _ text: TextDocument, body: Range<Int>, title: String, isPlain: Bool = false,
    hasPullQuotes: Bool = true, report: inout ReadingReport
  ) {
    self.text = text
    self.hasPullQuotes = hasPullQuotes
    self.body = body
    var labels = LabelFinder(text, body: body, title: title, isPlain: isPlain)
    openings = labels.openings(report: &report)
    self.labels = labels
    first = openings.first?.firstLine ?? body.upperBound
  }

  /// How many statements there are.
  var count: Int { openings.count }

  /// The paragraphs before the first statement, which are nobody's speech.
  func lead(report: inout ReadingReport) -> [String] {
    var lead: [String] = []
    for index in body where index < first && !text.lines[index].isBlank {
      let line = text.text(line: index)
      lead.append(line)
      report.info(.header, line: index + 1, wording: line, "before the first statement: lead")
    }
    return lead
  }

  /// Reads the statements into a transcript.
  func readStatements(into assembler: inout TurnAssembler, report: inout ReadingReport) {
    let start = first
    // The words of each line of speech, for pull quotes to be found among them.
    var ranges: [Range<Int>] = []
    var isOpening: [Bool] = []
    for index in body where index >= start && !text.lines[index].isBlank {
      let opening = openings[index]
      ranges.append((opening?.textStart ?? text.lines[index].start)..<text.lines[index].end)
      isOpening.append(opening != nil)
    }
    let quotes = hasPullQuotes ? PullQuotes(text, ranges, isOpening: isOpening) : nil
    var notes = NoteKinds()
    var index = start
    var number = -1
    while index < body.upperBound {
      defer { index += 1 }
      if text.lines[index].isBlank { continue }
      number += 1
      let line = text.lines[index]
      if let opening = openings[index] {
        let next = isOpening[(number + 1)...].firstIndex(of: true) ?? isOpening.count
        assembler.open(
          Turn.Voice(label: opening.label), line: opening.firstLine, paragraphs: next - number)
        if opening.textStart < line.end {
          assembler.addParagraph(opening.textStart..<line.end, line: index)
        }
        continue
      }
      if labels.isPartOfLabel(index) { continue }
      let kind = text.bytes.withUnsafeBufferPointer {
        SeparateParagraph.markKind(
          of: UnsafeBufferPointer(rebasing: $0[line.range]), notes: &notes)
      }
      if let kind {
        let wording = text.text(line: index)
        assembler.addMark(kind, wording, line: index)
        report.info(.mark, line: index + 1, wording: wording, "a paragraph of its own: \(kind)")
      } else if let last = noteEnd(from: index) {
        let wording = (index...last).filter { !text.lines[$0].isBlank }.map { text.text(line: $0) }
          .joined(separator: "\n")
        assembler.addMark(.editorialNote, wording, line: last)
        report.info(
          .mark, line: index + 1, wording: wording, "an editorial note to line \(last + 1)")
        number += text.lines[index + 1...last].count(where: { !$0.isBlank })
        index = last
      } else if let quotes, quotes.isPullQuote(number) {
        let wording = text.text(line: index)
        assembler.addMark(.pullQuote, wording, line: index)
        report.info(.mark, line: index + 1, wording: wording, "a pull quote: the text has it too")
      } else {
        assembler.addParagraph(line.range, line: index)
      }
    }
  }

  /// How many paragraphs a note may have.
  private static let maximumNote = 12

  /// The last line of a note in brackets that goes on over several paragraphs; nil when none begins
  /// at this line.
  private func noteEnd(from start: Int) -> Int? {
    let bytes = text.bytes
    let line = text.lines[start]
    guard bytes[line.start] == 0x28 || bytes[line.start] == 0x5B else { return nil }
    return bytes.withUnsafeBufferPointer { bytes in
      guard SeparateParagraph.opensNote(UnsafeBufferPointer(rebasing: bytes[line.range])) else {
        return nil
      }
      var paragraphs = 1
      var index = start + 1
      while index < body.upperBound, paragraphs < Self.maximumNote {
        let next = text.lines[index]
        if !next.isBlank {
          if openings.opens(index) { return nil }
          paragraphs += 1
          if SeparateParagraph.closesNote(
            UnsafeBufferPointer(rebasing: bytes[next.range]), opening: bytes[line.start])
          {
            return index
          }
        }
        index += 1
      }
      return nil
    }
  }
}

/// The opening lines of a document by their index.
struct LineTable {
  private var openings: [LabelFinder.Opening] = []
  /// For each line of the body: 1 + index into `openings`, or 0.
  private var indices: [Int32]
  private let start: Int

  init(body: Range<Int>) {
    indices = [Int32](repeating: 0, count: body.count)
    start = body.lowerBound
  }

  var count: Int { openings.count }

  /// The opening of the first line.
  var first: LabelFinder.Opening? {
    indices.first(where: { $0 > 0 }).map { openings[Int($0) - 1] }
  }

  /// The opening of a line of the body; nil when it opens nothing.
  subscript(line: Int) -> LabelFinder.Opening? {
    get {
      let index = Int(indices[line - start])
      return index == 0 ? nil : openings[index - 1]
    }
    set {
      guard let newValue else { return }
      openings.append(newValue)
      indices[line - start] = Int32(truncatingIfNeeded: openings.count)
    }
  }

  /// Whether a line opens a statement.
  func opens(_ line: Int) -> Bool { indices[line - start] > 0 }
}
