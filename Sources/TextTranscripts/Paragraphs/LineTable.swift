import TranscriptReading

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

extension LineTable {
  /// Opens a statement at a label before a stop and a dash, in a document whose labels are set otherwise.
  mutating func open(_ stop: StopLabel, _ text: TextDocument, report: inout ReadingReport) {
    let line = stop.line
    self[line.line] = LabelFinder.Opening(
      label: text.text(line.label), textStart: line.textStart, firstLine: line.line)
    report.warn(
      .label, line: line.line + 1, wording: text.text(line.label),
      "opens a statement: before a stop and a dash, though the document’s labels are set otherwise")
  }
}
