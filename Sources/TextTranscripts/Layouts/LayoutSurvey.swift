import People
import TranscriptReading
import Transcripts

/// Which layout the labels of a document have, told by all its lines.
struct LayoutSurvey {
  /// The family that explains most of the document; nil when that is `Name: words`.
  private(set) var family: LabelLayout.Family?
  /// The lines of that family that open statements, in order.
  private(set) var lines: [LayoutLine] = []
  /// Their labels as printed, without markup.
  private(set) var labels: [String] = []
  /// Lines among ``lines`` whose labels nothing but their setting speaks for.
  private(set) var doubtful: Set<Int> = []
  /// Lines set as labels are that are points of somebody's words: "**First:** be early".
  private(set) var points: [LayoutLine] = []

  /// Lines set as the document’s labels are whose words are no label's.
  private(set) var refused: [LayoutLine] = []
  /// Lines set as the document’s labels are that say to whom the speaker turns: "**To Ann Vale:**".
  private(set) var turnings: [LayoutLine] = []

  /// How many of the first lines with words begin with what may be a plain label.
  let counted: LabelCount

  let text: TextDocument
  let body: Range<Int>

  /// - Parameters:
  ///   - people: Names that the head lists.
  ///   - counted: What the first lines of the body begin with, where they were counted.
  init(
    _ text: TextDocument, body: Range<Int>, people: [String] = [], counted: LabelCount? = nil
  ) {
    self.text = text
    self.body = body
    // Most documents show their plain labels at once.
    let counted = counted ?? LabelCount(text, body)
    self.counted = counted
    let isQuestioning = hasQuestions(counted.lines)
    // "Question: who pays?" in each statement of a document whose labels are set otherwise.
    let isFew = counted.labelled * 4 < counted.lines || isQuestioning || counted.isOne
    guard isFew || hasEmphasis(counted.lines) else { return }
    var found: [LabelLayout.Family: [LayoutLine]] = [:]
    for index in body where !text.lines[index].isBlank {
      if isFew, LayoutLine.isDigit(text.bytes[text.lines[index].start]),
        let line = LayoutLine.bracketed(text, line: index)
      {
        // "05/03/2024, 10:02 - Ann Vale: words"
        found[.bracketed, default: []].append(line)
      } else if let line = LayoutLine.find(text, line: index) {
        found[line.layout.family, default: []].append(line)
      } else if isFew, let line = LayoutLine.bracketed(text, line: index) {
        found[.bracketed, default: []].append(line)
      } else if isFew, let stop = StopLabel.find(text, line: index) {
        found[.stopped, default: []].append(stop.line)
      } else if isFew,
        let line = LayoutLine.unmarked(text, line: index, body: body)
      {
        found[line.layout.family, default: []].append(line)
      }
    }
    found[.plain] = nil
    // Notes and quotations stand in brackets, too: labels begin most of the lines, or none.
    if let lines = found[.bracketed], !isMost(lines) { found[.bracketed] = nil }
    let known = Set(people.map(FoldedText.fold))
    var best: (family: LabelLayout.Family, lines: [LayoutLine], labels: [String])?
    for family in LabelLayout.Family.allCases {
      guard let lines = found[family] else { continue }
      let (kept, labels) = labels(of: lines, family, known)
      if kept.count > best?.lines.count ?? 0 { best = (family, kept, labels) }
    }
    guard let best else { return }
    let plain = plainCount(body)
    // Plain labels are told from sentences less surely than those of any other layout.
    let isSure = best.family == .emphasised && best.lines[0].layout.end == .colon
    guard best.lines.count >= (isSure && plain == 0 ? 1 : 2), best.lines.count * 2 >= plain else {
      return
    }
    (family, lines, labels) = best
    let numbers = Set(best.lines.map(\.line))
    let layouts = Set(best.lines.map(\.layout))
    refused = refused(among: found[best.family] ?? [], numbers, layouts)
    takeTurnings()
    if best.family == .emphasised { weighPoints(known) }
    if best.family == .alone { doubtful = SetOffPoints.titled(lines, labels, known) }
  }

  /// Whether lines are at least a third of those with words.
  private func isMost(_ lines: [LayoutLine]) -> Bool {
    lines.count * 3 >= body.count { !text.lines[$0].isBlank }
  }

  /// Whether nearly nothing but plain labels begins lines, so that less is asked of a label.
  var isMostlyLabels: Bool { counted.labelled * 2 >= counted.lines }

  /// Whether some of the first lines begin with "Q." and "A.", as records of courts do.
  private func hasQuestions(_ count: Int) -> Bool {
    var (seen, found) = (0, 0)
    for index in body where !text.lines[index].isBlank {
      seen += 1
      if seen > count { break }
      let line = text.lines[index]
      guard line.range.count > 3, text.bytes[line.start] == 0x51 || text.bytes[line.start] == 0x41,
        text.bytes[line.start + 1] == 0x2E, text.bytes[line.start + 2] <= 0x20
      else { continue }
      found += 1
    }
    return found >= 2
  }

  private func hasEmphasis(_ count: Int) -> Bool {
    var seen = 0
    for index in body where !text.lines[index].isBlank {
      seen += 1
      if seen > count { break }
      let first = text.bytes[text.lines[index].start]
      if first == 0x2A || first == 0x5F || first == 0x3C || first == 0x23 { return true }
    }
    return false
  }

  /// The lines of a family whose labels are labels by their shape and by the document.
  private func labels(
    of lines: [LayoutLine], _ family: LabelLayout.Family, _ known: Set<String>
  ) -> ([LayoutLine], [String]) {
    var counts: [String: Int] = [:]
    var judged: [String: SetLabel] = [:]
    let labels = lines.map { line in
      let wording = Self.label(text, line)
      let label = judged[wording] ?? SetLabel(wording)
      judged[wording] = label
      counts[label.key, default: 0] += 1
      return label
    }
    var kept: [LayoutLine] = []
    var names: [SetLabel] = []
    let isAscending = Self.isAscending(lines)
    let speaking = speakingLevels(lines, labels, counts)
    let isField = family == .timed && isField(lines, labels, counts, isAscending)
    let isAlone = family == .emphasised && isAboveWords(lines, labels, counts)
    let quoted = self.quoted(lines, labels)
    for (line, label) in zip(lines, labels) where !quoted.contains(line.line) {
      let (fit, count) = (label.fit, counts[label.key] ?? 0)
      if fit.comesAsName, line.layout.end != .colon, isInHead(label.folded) { continue }
      guard
        fit.isLabel(
          line.layout, count: count, isKnown: known.contains(label.folded),
          isAscending: isAscending)
          || (fit.namesSomebody || fit.isNameByPlace) && speaking.contains(headingLevel(line))
          || isField && line.layout == LabelLayout(time: .after, end: .line)
          || isAlone && fit.namesSomebody
            && line.layout == LabelLayout(emphasis: .bold, end: .line)
      else { continue }
      // "PRESIDENTE." on a line of its own, as no heading comes again.
      if line.layout.end == .stop, line.layout.emphasis == .none, count < 2, !fit.looksNamed,
        line.textStart >= text.lines[line.line].end
      {
        continue
      }
      kept.append(line)
      names.append(label)
    }
    if family == .emphasised, isNoTranscript(kept, names) { return ([], []) }
    guard precedesWords(kept), !isUnmarked(family) || repeats(names) else { return ([], []) }
    return (kept, names.map(\.wording))
  }

  /// Whether a time at the line's end stands beside names again and again, so that whatever else stands
  /// there is a voice, too.
  private func isField(
    _ lines: [LayoutLine], _ labels: [SetLabel], _ counts: [String: Int], _ isAscending: Bool
  ) -> Bool {
    guard isAscending else { return false }
    let field = LabelLayout(time: .after, end: .line)
    var (all, named) = (0, 0)
    for (line, label) in zip(lines, labels) where line.layout == field {
      all += 1
      if counts[label.key] ?? 0 >= 2, label.fit.namesSomebody { named += 1 }
    }
    return named >= 3 && named * 2 >= all
  }

  /// Levels of headings most of which are of people who speak again and again, so that a name that
  /// stands in one once is somebody's who speaks once.
  private func speakingLevels(
    _ lines: [LayoutLine], _ labels: [SetLabel], _ counts: [String: Int]
  ) -> Set<Int> {
    var found: [Int: (all: Int, repeated: Int)] = [:]
    for (line, label) in zip(lines, labels) where line.layout.emphasis == .heading {
      let level = headingLevel(line)
      found[level, default: (0, 0)].all += 1
      if counts[label.key] ?? 0 >= 2 { found[level]?.repeated += 1 }
    }
    return Set(
      found.filter { $0.key > 0 && $0.value.repeated >= 2 && $0.value.repeated * 2 >= $0.value.all }
        .keys)
  }

  /// How many signs of a heading stand before a label; 0 for none.
  private func headingLevel(_ line: LayoutLine) -> Int {
    guard line.layout.emphasis == .heading else { return 0 }
    return text.bytes[text.lines[line.line].range].prefix { $0 == 0x23 }.count
  }

  /// Tells labels that stand once from the points of somebody's talk, in a document that sets labels off.
  private mutating func weighPoints(_ known: Set<String>) {
    let found = SetOffPoints(text, lines, labels, known)
    guard !found.points.isEmpty || !found.doubtful.isEmpty else { return }
    doubtful = found.doubtful
    points = lines.filter { found.points.contains($0.line) }
    let kept = lines.indices.filter { !found.points.contains(lines[$0].line) }
    (lines, labels) = (kept.map { lines[$0] }, kept.map { labels[$0] })
  }

  /// Takes what says to whom a speaker turns from the labels.
  private mutating func takeTurnings() {
    let names = Set(
      labels.lazy.filter { !Turning.begins($0) }.flatMap { label in
        LabelToken.tokens(of: label).lazy.filter(\.isCapitalised).map(\.folded)
      })
    let turned = Set(
      lines.indices.filter {
        lines[$0].layout.end == .colon && Turning.isOne(labels[$0], names: names)
      })
    guard !turned.isEmpty else { return }
    turnings = turned.sorted().map { lines[$0] }
    let kept = lines.indices.filter { !turned.contains($0) }
    (lines, labels) = (kept.map { lines[$0] }, kept.map { labels[$0] })
  }

  /// Whether nothing but its place tells a label of a family.
  private func isUnmarked(_ family: LabelLayout.Family) -> Bool {
    family == .dashed || family == .alone || family == .bracketed || family == .listed
  }

  /// Whether labels come again as those of people do who talk, and headings and entries of lists do not.
  private func repeats(_ labels: [SetLabel]) -> Bool {
    let distinct = Set(labels.lazy.map(\.key)).count
    return labels.count >= 3 && distinct >= 2 && distinct * 4 <= labels.count * 3
  }

  /// Whether words stand behind most of the lines, as behind labels, and not as in a table of times.
  private func precedesWords(_ lines: [LayoutLine]) -> Bool {
    guard let last = lines.last, lines.contains(where: { $0.layout.end == .line }) else {
      return true
    }
    let numbers = Set(lines.map(\.line))
    let spoken = lines.count { line in
      if line.textStart < text.lines[line.line].end { return true }
      let next = ((line.line + 1)..<body.upperBound).first { !text.lines[$0].isBlank }
      return next.map { !numbers.contains($0) } ?? (line.line == last.line)
    }
    return spoken * 3 >= lines.count * 2
  }

  /// Whether times grow, as those of turns do and those of an agenda or of prices need not.
  private static func isAscending(_ lines: [LayoutLine]) -> Bool {
    let times = lines.compactMap(\.time)
    guard times.count >= 2, times.count == lines.count else { return false }
    let falls = zip(times, times.dropFirst()).count { $0 > $1 }
    return falls * 20 <= times.count
  }

  /// The label of a line without Markdown's markup and escapes.
  static func label(_ text: TextDocument, _ line: LayoutLine) -> String {
    let bytes = Array(text.bytes[line.label])
    let label = MarkdownText.isPlain(bytes) ? text.text(line.label) : MarkdownText(bytes).text
    // "[Ann Vale](https://example.org)"
    if label.hasPrefix("["), label.hasSuffix(")"), let close = label.firstRange(of: "](") {
      return String(label[label.index(after: label.startIndex)..<close.lowerBound]).trimmingSpace()
    }
    return withoutStop(label.trimmingSpace(), line.layout)
  }

  /// "**Mme Vale, rapporteure.** – …" without the stop, which belongs to "Ann Vale Jr." only.
  private static func withoutStop(_ label: String, _ layout: LabelLayout) -> String {
    guard label.last == ".", layout.emphasis != .none,
      let last = LabelToken.tokens(of: label).last, !last.isInitial,
      !LabelWords.behindNames.contains(last.folded),
      !["jr", "sr"].contains(last.folded)
    else { return label }
    return String(label.dropLast()).trimmingSpace()
  }

  /// The table of opening lines, and what looks like a label in another layout.
  func openings(report: inout ReadingReport) -> LineTable {
    var table = LineTable(body: body)
    var known: Set<String> = []
    var coming: [String: Bool] = [:]
    for (line, label) in zip(lines, labels) {
      known.insert(FoldedText.fold(label))
      let isNew = coming[label] == nil
      let comes = coming[label] ?? (line.layout.end != .colon && LabelFit(label).comesAsName)
      coming[label] = comes
      table[line.line] = LabelFinder.Opening(
        label: label, textStart: line.textStart, firstLine: line.line, time: line.time,
        name: comes ? label : "")
      if comes, isNew {
        report.warn(
          .label, line: line.line + 1, wording: label,
          "taken for a name for nothing but its coming again, set as the document’s labels are")
      } else if doubtful.contains(line.line) {
        report.warn(
          .label, line: line.line + 1, wording: label,
          "opens a statement for nothing but being set off; it may be a heading or a point")
      } else {
        report.info(.label, line: line.line + 1, wording: label, "opens a statement: \(reason)")
      }
    }
    if known.count == 1, lines.count >= 3, LabelFit(labels[0]).isUnknown {
      report.warn(
        .label, line: lines[0].line + 1, wording: labels[0],
        "every statement of the document is by this one label, which is known as no name")
    }
    for point in points {
      report.warn(
        .labelRefused, line: point.line + 1, wording: Self.label(text, point),
        "set off as the document’s labels are, and was refused: it stands once, and small letters "
          + "follow; its words go on with those before")
    }
    for line in turnings {
      report.warn(
        .labelRefused, line: line.line + 1, wording: Self.label(text, line),
        "set off as the document’s labels are, and says to whom the speaker turns; its words go on with "
          + "those before")
    }
    for line in refused where !table.opens(line.line) {
      report.warn(
        .labelRefused, line: line.line + 1, wording: Self.label(text, line),
        "set as the document’s labels are, and was refused: it is set as no name is")
    }
    warnOfLabelsWithin(known, report: &report)
    var counts: [String: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    let bare = UncolonedLabels(
      counts.map { label, count in
        KnownLabel(
          wording: label, name: LabelAnatomy(label) { _ in false }.name, isFrequent: count >= 3)
      })
    for index in body where !text.lines[index].isBlank && !table.opens(index) {
      if LoneLine.isExamination(text, line: index) { continue }
      if family != .stopped, openStopped(index, &table, report: &report) { continue }
      if family == .stopped, let found = LookalikeLabel(text, line: index, .init(isStopped: true)),
        let start = found.textStart
      {
        // "ANN VALE, HARBOUR MASTER.", "12. ANN VALE."
        table[index] = LabelFinder.Opening(
          label: text.text(found.label), textStart: start, firstLine: index)
        report.warn(
          .label, line: index + 1, wording: text.text(found.label),
          "opens a statement: in capitals before a stop, as the document’s labels are, and set otherwise"
        )
        continue
      }
      addPlain(index, known, to: &table, report: &report)
      warnOfCapitals(index, table, report: &report)
      guard !table.opens(index), !isQuoted(index),
        let (label, start) = bare.label(text, line: index, isOrdinary: { _ in false })
      else { continue }
      table[index] = LabelFinder.Opening(
        label: text.text(label), textStart: start, firstLine: index)
      report.warn(
        .label, line: index + 1, wording: text.text(label),
        "opens a statement though it is set otherwise than the document’s labels")
    }
    return table
  }

  /// Opens a statement at a label before a stop and a dash, and says so.
  private func openStopped(
    _ index: Int, _ table: inout LineTable, report: inout ReadingReport
  ) -> Bool {
    guard let first = lines.first, index > first.line,
      let stop = StopLabel.findDashed(text, line: index)
    else { return false }
    table.open(stop, text, report: &report)
    return true
  }

  private var reason: String {
    switch family {
    case .emphasised: "it is set off as the document’s labels are"
    case .timed: "a time stands beside it, as beside the document’s labels"
    case .stopped: "a stop ends it, as it ends the document’s labels"
    case .bracketed: "it stands in brackets or behind a time, as the document’s labels do"
    case .dashed: "a dash ends it, as it ends the document’s labels"
    case .listed: "it begins an entry of a list, as the document’s labels do"
    case .alone: "it stands on a line of its own, as the document’s labels do"
    case .plain, nil: "a colon ends it"
    }
  }
}
