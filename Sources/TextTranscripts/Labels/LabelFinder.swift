import People
import TranscriptReading
import Transcripts

/// Finds the lines of a document that open statements.
struct LabelFinder {
  /// A line that opens a statement.
  struct Opening {
    /// The printed label, without its colon.
    var label: String
    /// Where the words begin in the document's bytes.
    var textStart: Int
    /// The line the label begins on, when it is wrapped, from 0.
    var firstLine: Int
  }

  private let text: TextDocument
  private let body: Range<Int>
  private var judge: LabelJudge
  private var candidates: [LabelCandidate] = []
  /// Candidates that hold a word of sentences near their beginning; they are not judged further.
  private var sentences: [LabelCandidate] = []
  private var partsOfLabels: Set<Int> = []

  /// How much of the text before the first candidate counts as lead for names, in lines.
  private static let leadLines = 40

  /// - Parameter isPlain: Whether the document is nothing but labelled lines, so that less is asked of
  ///   a label.
  init(_ text: TextDocument, body: Range<Int>, title: String, isPlain: Bool = false) {
    self.text = text
    self.body = body
    for index in body where !text.lines[index].isBlank {
      guard let candidate = LabelCandidate.find(text, line: index) else { continue }
      if SentenceWords.begins(text.bytes, candidate.label) {
        sentences.append(candidate)
      } else {
        candidates.append(candidate)
      }
    }
    // Only what stands before anything like a label: a label is no evidence for itself.
    let end = min(
      candidates.first?.line ?? body.upperBound, body.lowerBound + Self.leadLines, body.upperBound)
    let lead = (body.lowerBound..<max(body.lowerBound, end)).filter { !text.lines[$0].isBlank }
      .map { text.text(line: $0) }
    judge = LabelJudge(text, candidates: candidates, title: title, lead: lead, isPlain: isPlain)
  }

  /// Whether a line is the first part of a label that the next one ends.
  func isPartOfLabel(_ line: Int) -> Bool { partsOfLabels.contains(line) }

  /// The opening lines by their index.
  mutating func openings(report: inout ReadingReport) -> LineTable {
    var openings = LineTable(body: body)
    var isLabel = [Bool](repeating: false, count: judge.distinctKeys.count)
    let explains = report.detail == .everything
    let flush = labelsAtTheMargin()
    for (index, candidate) in candidates.enumerated() {
      var verdict = judge.verdict(index, candidate, explains: explains)
      if verdict.isLabel, let flush, flush[judge.keyIndex(index)],
        text.isIndentedByNoBreakSpace(candidate.line)
      {
        verdict = LabelJudge.Verdict(
          isLabel: false,
          reason: "a no-break space stands before it, and elsewhere it begins at the margin",
          isDoubtful: true)
      }
      guard verdict.isLabel else {
        if verdict.isDoubtful {
          report.warn(
            .labelRefused, line: candidate.line + 1, wording: text.text(candidate.label),
            "looks like a label and was refused: \(verdict.reason)")
        } else {
          report.info(
            .labelRefused, line: candidate.line + 1, wording: text.text(candidate.label),
            "no label: \(verdict.reason)")
        }
        continue
      }
      var opening = Opening(
        label: judge.label(index), textStart: candidate.textStart, firstLine: candidate.line)
      if let first = wrappedPart(before: candidate, openings) {
        opening.label = text.text(line: first) + " " + opening.label
        opening.firstLine = first
        partsOfLabels.insert(first)
      }
      openings[candidate.line] = opening
      isLabel[judge.keyIndex(index)] = true
      report.info(
        .label, line: opening.firstLine + 1, wording: opening.label,
        "opens a statement: \(verdict.reason)")
    }
    if explains {
      for candidate in sentences {
        report.info(
          .labelRefused, line: candidate.line + 1, wording: text.text(candidate.label),
          "no label: holds a word of sentences")
      }
    }
    let keys = judge.distinctKeys
    findLabelsWithoutColon(
      keys.indices.filter { isLabel[$0] }.map { keys[$0] }, &openings, report: &report)
    return openings
  }

  /// Which labels, by their index, stand at the margin; nil when no label stands behind a no-break
  /// space, as in nearly every document. Such a space sets a paragraph in that goes on with what was
  /// said: where the document sets the same label at the margin elsewhere, the one set in is taken
  /// for words.
  private func labelsAtTheMargin() -> [Bool]? {
    guard candidates.contains(where: { text.isIndentedByNoBreakSpace($0.line) }) else { return nil }
    var flush = [Bool](repeating: false, count: judge.distinctKeys.count)
    for index in candidates.indices where !text.isIndentedByNoBreakSpace(candidates[index].line) {
      flush[judge.keyIndex(index)] = true
    }
    return flush
  }

  /// The line before a candidate when it holds the first part of a label wrapped over two lines.
  private func wrappedPart(before candidate: LabelCandidate, _ openings: LineTable) -> Int? {
    var index = candidate.line - 1
    while index >= body.lowerBound, candidate.line - index <= 2, text.lines[index].isBlank {
      index -= 1
    }
    guard index >= body.lowerBound, !text.lines[index].isBlank, !openings.opens(index),
      text.lines[index].range.count <= LabelCandidate.maximumLength
    else { return nil }
    // Most lines before a label end a sentence.
    switch text.bytes[text.lines[index].end - 1] {
    case 0x2C, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: break
    default: return nil
    }
    let first = text.text(line: index)
    guard let ending = first.last, ending.isLetter || ending == "," else { return nil }
    let label = text.text(candidate.label)
    let shape = LabelShape(label) { judge.names.contains($0) }
    guard shape.kind == .name || shape.kind == .nameWithWords else { return nil }
    let isAdjacent = candidate.line - index == 1
    let whole = LabelShape(first + " " + label) { judge.names.contains($0) }
    guard whole.kind == .roleAndName, whole.nameWords == shape.nameWords,
      let last = LabelToken.tokens(of: first).last,
      LabelShape(first, isKnown: { _ in false }).kind == .role || last.isConnector
    else { return nil }
    // A heading may stand above a label too; a part of it ends within the role.
    return isAdjacent || last.isConnector || LabelToken.tokens(of: first).first?.isRole == true
      ? index : nil
  }

  /// Finds lines that begin with the label of somebody who speaks elsewhere and lack its colon.
  private mutating func findLabelsWithoutColon(
    _ labels: [String], _ openings: inout LineTable, report: inout ReadingReport
  ) {
    let known = UncolonedLabels(labels)
    guard !known.isEmpty, let first = body.first(where: { openings.opens($0) }) else { return }
    for index in body
    where index > first && !text.lines[index].isBlank && !openings.opens(index) {
      guard let (label, start) = known.label(text, line: index, judge: &judge) else { continue }
      if isPartOfLabel(index) { continue }
      openings[index] = Opening(
        label: text.text(label), textStart: start, firstLine: index)
      report.warn(
        .label, line: index + 1, wording: text.text(label),
        "opens a statement though its colon is missing: the label stands elsewhere with one")
    }
  }
}
