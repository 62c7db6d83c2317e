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
  private var partsOfLabels: Set<Int> = []

  /// How much of the text before the first candidate counts as lead for names, in lines.
  private static let leadLines = 40

  /// - Parameter isPlain: Whether the document is nothing but labelled lines, so that less is asked of
  ///   a label.
  init(_ text: TextDocument, body: Range<Int>, title: String, isPlain: Bool = false) {
    self.text = text
    self.body = body
    for index in body where !text.lines[index].isBlank {
      if let candidate = LabelCandidate.find(text, line: index) { candidates.append(candidate) }
    }
    let lead = body.prefix(Self.leadLines).filter { !text.lines[$0].isBlank }.prefix(4).map {
      text.text(line: $0)
    }
    judge = LabelJudge(text, candidates: candidates, title: title, lead: lead, isPlain: isPlain)
  }

  /// Whether a line is the first part of a label that the next one ends.
  func isPartOfLabel(_ line: Int) -> Bool { partsOfLabels.contains(line) }

  /// The opening lines by their index.
  mutating func openings(report: inout ReadingReport) -> [Int: Opening] {
    var openings: [Int: Opening] = [:]
    var labels: [String: Int] = [:]
    for candidate in candidates {
      let verdict = judge.verdict(candidate)
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
        label: text.text(candidate.label), textStart: candidate.textStart,
        firstLine: candidate.line)
      if let first = wrappedPart(before: candidate, openings) {
        opening.label = text.text(line: first) + " " + opening.label
        opening.firstLine = first
        partsOfLabels.insert(first)
      }
      openings[candidate.line] = opening
      labels[LabelJudge.key(text, candidate), default: 0] += 1
      report.info(
        .label, line: opening.firstLine + 1, wording: opening.label,
        "opens a statement: \(verdict.reason)")
    }
    findLabelsWithoutColon(labels, &openings, report: &report)
    return openings
  }

  /// The line before a candidate when it holds the first part of a label wrapped over two lines.
  private func wrappedPart(before candidate: LabelCandidate, _ openings: [Int: Opening]) -> Int? {
    let label = text.text(candidate.label)
    let shape = LabelShape(label) { judge.names.contains($0) }
    guard shape.kind == .name || shape.kind == .nameWithWords else { return nil }
    var index = candidate.line - 1
    while index >= body.lowerBound, candidate.line - index <= 2, text.lines[index].isBlank {
      index -= 1
    }
    guard index >= body.lowerBound, !text.lines[index].isBlank, openings[index] == nil,
      text.lines[index].range.count <= LabelCandidate.maximumLength
    else { return nil }
    let first = text.text(line: index)
    guard first.last?.isLetter == true || first.last == "," else { return nil }
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
    _ labels: [String: Int], _ openings: inout [Int: Opening], report: inout ReadingReport
  ) {
    let known = UncolonedLabels(labels.keys)
    guard !known.isEmpty, let first = openings.keys.min() else { return }
    let judged = Set(openings.keys)
    for index in body where index > first && !text.lines[index].isBlank && !judged.contains(index) {
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
