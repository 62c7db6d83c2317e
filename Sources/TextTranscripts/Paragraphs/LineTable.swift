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

  /// Lets words begin behind the dash that they begin with where nearly all do, as some houses print them:
  /// "O Sr. Vale (PS): — Não." Elsewhere it says that somebody goes on.
  mutating func dropDashes(_ text: TextDocument) {
    text.bytes.withUnsafeBufferPointer { bytes in
      func length(_ opening: LabelFinder.Opening) -> Int {
        var end = opening.textStart
        while end < bytes.count, end - opening.textStart < 8, bytes[end] != 0x0A { end += 1 }
        return LabelCandidate.dashLength(bytes, opening.textStart, end)
      }
      let dashed = openings.count { length($0) > 0 }
      guard dashed >= 2, dashed * 5 >= openings.count * 4 else { return }
      for index in openings.indices { openings[index].textStart += length(openings[index]) }
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
