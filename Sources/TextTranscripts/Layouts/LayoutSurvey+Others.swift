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
      if isQuoted(index) {
        report.warn(
          .labelRefused, line: index + 1, wording: label,
          "set as the document’s labels are, and quoted; its words go on with those before")
        return
      }
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
    // "Una voce dai banchi: Vergogna!"
    if shape.kind == .voice, candidate.follow != .small, label.contains(" "),
      LabelToken.tokens(of: label).count >= 3
    {
      table[index] = LabelFinder.Opening(
        label: label, textStart: candidate.textStart, firstLine: index, time: candidate.time)
      report.warn(
        .label, line: index + 1, wording: label,
        "opens a statement of nobody who is named, though it is set otherwise than the document’s labels"
      )
      return
    }
    // "P.S.", "N.B."
    let isNotice =
      !label.contains(" ") && label.utf8.count >= 4 && label.hasSuffix(".")
      && label.split(separator: ".").allSatisfy { $0.count == 1 }
      || LabelWords.headings.contains(FoldedText.fold(label))
    if family == .stopped, shape.kind != .none, label == label.uppercased(), !isNotice,
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

  /// Whether a line is quoted in a document whose first label is not.
  func isQuoted(_ index: Int) -> Bool {
    guard text.bytes[text.lines[index].start] == 0x3E, let first = lines.first else { return false }
    return text.bytes[text.lines[first.line].start] != 0x3E
  }

  /// Longest name in capitals before a comma, in bytes.
  private static let longestCapitals = 60

  /// Warns of a name in capitals, a comma and further words before a stop, where stops end labels and this is
  /// none: "ЗИМИНА А.А., фракция «Дом». Нет."
  func warnOfCapitals(_ index: Int, _ table: LineTable, report: inout ReadingReport) {
    guard family == .stopped, !table.opens(index), !report.hasWarned(line: index + 1) else {
      return
    }
    let bytes = text.bytes[text.lines[index].range]
    guard let comma = bytes.prefix(Self.longestCapitals).firstIndex(of: 0x2C),
      comma > bytes.startIndex,
      bytes[comma...].prefix(Self.longestCapitals).contains(0x2E)
    else { return }
    let name = text.text(bytes.startIndex..<comma)
    guard !name.contains(where: \.isLowercase) else { return }
    let tokens = LabelToken.tokens(of: name)
    guard (1...4).contains(tokens.count), tokens[0].folded.utf8.count >= 3,
      tokens.allSatisfy({ $0.isNameLike || $0.isParticle || $0.isInitial })
    else { return }
    report.warn(
      .labelRefused, line: index + 1, wording: name,
      "in capitals as the document’s labels are, and no stop ends it; its words go on with those before"
    )
  }

  /// Lines set as labels are that open nothing, and may be somebody's: by a colon or a time, by a name, or
  /// by coming again, as "Tom East" does.
  func refused(
    among lines: [LayoutLine], _ openings: Set<Int>, _ layouts: Set<LabelLayout>
  ) -> [LayoutLine] {
    let left = lines.filter { !openings.contains($0.line) && layouts.contains($0.layout) }
    let first = openings.min() ?? 0
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
        // A heading among names, "Tom East", may be one.
        || label.fit.comesAsName && line.layout.emphasis == .heading
        // What stands before the first statement is in none.
        || label.fit.mayName && (counts[label.wording] ?? 0 >= 2 || line.line < first)
    }.map(\.0)
  }

  /// How many lines begin with a plain label that stands at least twice.
  func plainCount(_ body: Range<Int>) -> Int {
    var counts: [String: Int] = [:]
    for index in body where !text.lines[index].isBlank {
      guard let candidate = LabelCandidate.find(text, line: index),
        !SentenceWords.begins(text.bytes, candidate.label), candidate.label.count <= 80
      else { continue }
      counts[text.text(candidate.label), default: 0] += 1
    }
    var total = 0
    for (label, count) in counts where count >= 2 {
      let shape = LabelShape(label) { _ in false }
      if shape.kind != .none { total += count }
    }
    return total
  }

  /// Lines behind ">" that quote what stands elsewhere, and are no labels as those of documents all of whose
  /// labels stand so: their labels stand without the sign, too, or few others have it.
  func quoted(_ lines: [LayoutLine], _ labels: [SetLabel]) -> Set<Int> {
    var quoted: [(line: Int, key: String)] = []
    var plain: [String: Int] = [:]
    for (line, label) in zip(lines, labels) {
      let start = text.lines[line.line].start
      if text.bytes[start] == 0x3E, text.bytes[start + 1] == 0x20 {
        quoted.append((line.line, label.key))
      } else {
        plain[label.key, default: 0] += 1
      }
    }
    guard !quoted.isEmpty else { return [] }
    let isFew = quoted.count * 4 < lines.count
    return Set(quoted.lazy.filter { isFew || plain[$0.key] ?? 0 >= 1 }.map(\.line))
  }

  /// Longest head whose words are looked at, in lines.
  private static let longestHead = 30

  /// Whether the lines before the body hold some folded words, as they hold the names of bodies that come
  /// again at the head of each page.
  func isInHead(_ words: String) -> Bool {
    text.lines[..<body.lowerBound].prefix(Self.longestHead).contains { line in
      line.range.count >= words.utf8.count && line.range.count <= 400
        && FoldedText.fold(text.text(line.range)).contains(words)
    }
  }
}
