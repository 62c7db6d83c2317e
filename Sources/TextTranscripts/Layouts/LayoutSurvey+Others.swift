import People
import TranscriptReading
import Transcripts

/// Lines of a surveyed document that are set otherwise than its labels.
extension LayoutSurvey {
  /// Longest label that nothing but its setting speaks for, in bytes.
  private static let maximumUnknown = 48

  /// Takes a line of another layout when its label is known, and says so; says, too, what looks like a
  /// label and is not taken for one.
  func addPlain(
    _ index: Int, _ known: Set<String>, to table: inout LineTable, report: inout ReadingReport
  ) {
    if let line = LayoutLine.find(text, line: index), line.layout.family != .plain {
      let label = Self.label(text, line)
      // Entries of a list within somebody's words are weighed by their shape, as others are.
      if line.layout.isListed, !known.contains(FoldedText.fold(label)) { return }
      if known.contains(FoldedText.fold(label)) {
        table[index] = LabelFinder.Opening(
          label: label, textStart: line.textStart, firstLine: index, time: line.time)
        report.warn(
          .label, line: index + 1, wording: label,
          "opens a statement though it is set otherwise than the document’s labels")
      } else if line.layout.emphasis == .heading, LabelFit(label).looksNamed {
        report.warn(
          .labelRefused, line: index + 1, wording: label,
          "a heading that may be somebody’s label; what is below it goes on with the words before")
      } else if family == .timed, line.layout.end == .line || LabelFit(label).looksNamed {
        report.warn(
          .labelRefused, line: index + 1, wording: label,
          "stands before a time as the document’s labels do, and is set otherwise; the words below it "
            + "go on with those before")
      }
      return
    }
    if family == .bracketed, let line = LayoutLine.bracketed(text, line: index) {
      report.warn(
        .labelRefused, line: index + 1, wording: Self.label(text, line),
        "stands as the document’s labels do and stands once or is a note; its words go on with those "
          + "before")
      return
    }
    guard let candidate = LabelCandidate.find(text, line: index), candidate.label.count <= 120
    else { return }
    let label = text.text(candidate.label)
    if known.contains(FoldedText.fold(label)), candidate.follow != .small {
      table[index] = LabelFinder.Opening(
        label: label, textStart: candidate.textStart, firstLine: index, time: candidate.time)
      report.warn(
        .label, line: index + 1, wording: label,
        "opens a statement though it is set otherwise than the document’s labels")
      return
    }
    guard !SentenceWords.begins(text.bytes, candidate.label) else { return }
    let shape = LabelShape(label) { _ in false }
    if family == .stopped, shape.kind != .none, label == label.uppercased(),
      label.contains(where: \.isLetter)
    {
      // Courts print "THE COURT:" beside "Q." and "A.".
      table[index] = LabelFinder.Opening(
        label: label, textStart: candidate.textStart, firstLine: index, time: candidate.time)
      report.info(.label, line: index + 1, wording: label, "opens a statement: in capitals")
      return
    }
    // "Ann Vale:  6:18" has its words on the lines below.
    guard shape.looksLikeLabel,
      candidate.follow != .nothing || candidate.time != nil || shape.kind == .name
        || shape.kind == .roleAndName,
      shape.kind != .none
        || family != .stopped && !shape.isSentence && candidate.follow == .capital
          && candidate.label.count <= Self.maximumUnknown && shape.isWordy
    else { return }
    report.warn(
      .labelRefused, line: index + 1, wording: label,
      "looks like a label, and the document’s labels are set otherwise; its words go on with those "
        + "before")
  }

  /// Lines set as labels are that open nothing, and may be somebody's: by a colon or a time, by a name, or
  /// by coming again, as "Tom East" does.
  func refused(
    among lines: [LayoutLine], _ openings: Set<Int>, _ layouts: Set<LabelLayout>
  ) -> [LayoutLine] {
    let left = lines.filter { !openings.contains($0.line) && layouts.contains($0.layout) }
    var judged: [String: SetLabel] = [:]
    var counts: [String: Int] = [:]
    let labels = left.map { line in
      let wording = Self.label(text, line)
      let label = judged[wording] ?? SetLabel(wording)
      judged[wording] = label
      counts[wording, default: 0] += 1
      return label
    }
    return zip(left, labels).filter { line, label in
      line.layout.end == .colon || line.layout.time != .none || label.fit.namesSomebody
        || label.fit.mayName && counts[label.wording] ?? 0 >= 2
    }.map(\.0)
  }
}
