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
    /// The time printed beside it.
    var time: CueTime?
    /// The name, where the label is known as one by nothing but its coming again; else empty.
    var name = ""
  }

  private let text: TextDocument
  private let body: Range<Int>
  private var judge: LabelJudge
  private var candidates: [LabelCandidate] = []
  /// Candidates that hold a word of sentences near their beginning; they are not judged further.
  private var sentences: [LabelCandidate] = []
  /// Lines that say to whom somebody turns who speaks already.
  private var turnings: [LabelCandidate] = []
  /// Lines that are the first part of a label which the next one ends.
  private(set) var partsOfLabels: Set<Int> = []
  /// How many lines with what may be a label go on in small letters.
  private let smallCount: Int

  /// How much of the text before the first candidate counts as lead for names, in lines.
  private static let leadLines = 40

  /// - Parameters:
  ///   - isPlain: Whether the document is nothing but labelled lines, so that less is asked of a label.
  ///   - people: Names that the document's head lists.
  init(
    _ text: TextDocument, body: Range<Int>, title: String, people: [String] = [],
    isPlain: Bool = false
  ) {
    self.text = text
    self.body = body
    var quoted = 0
    for index in body where !text.lines[index].isBlank {
      guard var candidate = LabelCandidate.find(text, line: index),
        !candidate.isBeforeLeader(text), !LoneLine.isExamination(text, line: index)
      else { continue }
      candidate.takeOpenedBracket(text, body)
      candidate.takeName(text, body)
      if text.isChangeOfSpeaker(line: candidate.line) { candidate.unquote(text) }
      if text.bytes[candidate.label.lowerBound] == 0x3E { quoted += 1 }
      if candidate.label.count <= 80, Turning.isOne(text.text(candidate.label)) {
        turnings.append(candidate)
        continue
      }
      if SentenceWords.begins(text.bytes, candidate.label),
        !Self.isCrowdOrHeading(text, candidate.label), !candidate.isDirected(text),
        !candidate.isTurned(text)
      {
        sentences.append(candidate)
      } else {
        candidates.append(candidate)
      }
    }
    if quoted * 2 > candidates.count {
      for index in candidates.indices { candidates[index].unquote(text) }
    }
    smallCount = candidates.count { $0.follow == .small }
    // Only what stands before anything like a label: a label is no evidence for itself.
    let end = min(
      candidates.first?.line ?? body.upperBound, body.lowerBound + Self.leadLines, body.upperBound)
    let lead = (body.lowerBound..<max(body.lowerBound, end)).filter { !text.lines[$0].isBlank }
      .map { text.text(line: $0) }
    judge = LabelJudge(
      text, candidates: candidates, title: title, lead: lead, people: people, isPlain: isPlain)
  }

  /// Longest label of a crowd that begins with a word of sentences, in bytes.
  private static let maximumCrowd = 48

  /// Longest label that begins with a style, "Her Excellency the Right Honourable …", in bytes.
  private static let maximumStyled = 160

  /// Whether a label begins as "Her Excellency" and "His Worship" do: with two capitals.
  private static func mayBeStyled(_ text: TextDocument, _ label: Range<Int>) -> Bool {
    let bytes = text.bytes[label].prefix(16)
    guard let space = bytes.firstIndex(of: 0x20), space + 1 < bytes.endIndex else { return false }
    return space - bytes.startIndex >= 3 && (0x41...0x5A).contains(bytes[space + 1])
  }

  /// Whether a label that begins as a sentence does names a crowd, "Some hon. Members", or heads a part
  /// of minutes, "Any other business".
  private static func isCrowdOrHeading(_ text: TextDocument, _ label: Range<Int>) -> Bool {
    guard label.count <= maximumCrowd || label.count <= maximumStyled && mayBeStyled(text, label)
    else { return false }
    let parts = LabelParts(text.text(label))
    return LabelAnatomy.crowd(parts.core, parts.tokens) != nil || MinutesHeading.isOne(parts.core)
      || LabelAnatomy.isStyled(parts.tokens)
  }

  /// The opening lines by their index.
  mutating func openings(report: inout ReadingReport) -> LineTable {
    var openings = LineTable(body: body)
    var isLabel = [Bool](repeating: false, count: judge.distinctCount)
    let explains = report.detail == .everything
    for (index, candidate) in candidates.enumerated() {
      let verdict = judge.verdict(index, candidate, explains: explains)
      guard verdict.isLabel else {
        // Before the first statement no words can go to another, but to nobody.
        if verdict.isDoubtful || verdict.looksLikeLabel || judge.isRepeatedSmall(index)
          || candidate.time != nil, openings.count > 0 || mayLose(candidate)
        {
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
        label: judge.label(index), textStart: candidate.textStart, firstLine: candidate.line,
        time: candidate.time)
      opening.name = verdict.name
      if let first = candidate.firstLine {
        opening.label = LabelJudge.key(opening.label)
        opening.firstLine = first
        partsOfLabels.formUnion(first..<candidate.line)
      }
      if let first = wrappedPart(before: candidate, openings) {
        opening.label = text.text(line: first) + " " + opening.label
        opening.firstLine = first
        partsOfLabels.insert(first)
      }
      openings[candidate.line] = opening
      if verdict.isHeading {
        report.warn(
          .label, line: opening.firstLine + 1, wording: opening.label,
          "heads a part of minutes; its words are nobody’s")
      } else if isWithinSentence(candidate) {
        report.warn(
          .label, line: opening.firstLine + 1, wording: opening.label,
          "opens a statement where the words before it break off, and small letters follow: it may be "
            + "of what is said before")
      } else if verdict.isUnknownWord, !isLabel[judge.keyIndex(index)] {
        report.warn(
          .label, line: opening.firstLine + 1, wording: opening.label,
          "taken for somebody’s label only because the document’s other lines have labels")
      } else {
        report.info(
          .label, line: opening.firstLine + 1, wording: opening.label,
          "opens a statement: \(verdict.reason)")
      }
      isLabel[judge.keyIndex(index)] = true
    }
    for candidate in sentences where explains || judge.namesSomebody(candidate) {
      if judge.namesSomebody(candidate) {
        report.warn(
          .labelRefused, line: candidate.line + 1, wording: text.text(candidate.label),
          "begins with the name of somebody who speaks, and was refused: holds a word of sentences")
      } else {
        report.info(
          .labelRefused, line: candidate.line + 1, wording: text.text(candidate.label),
          "no label: holds a word of sentences")
      }
    }
    for candidate in turnings where openings.count > 0 {
      report.warn(
        .labelRefused, line: candidate.line + 1, wording: text.text(candidate.label),
        "says to whom the speaker turns; its words go on with those before")
    }
    openStopped(&openings, report: &report)
    openUnnamed(&openings, report: &report)
    let labels = isLabel.indices.filter { isLabel[$0] }.map(judge.known)
    findLabelsWithoutColon(labels, &openings, report: &report)
    reportLostColons(labels, &openings, report: &report)
    return openings
  }

  /// Whether the words before a label break off in a document whose statements begin with capitals, and
  /// small letters follow: "I spoke with", "Perry Stolt: he was against".
  private func isWithinSentence(_ candidate: LabelCandidate) -> Bool {
    guard candidate.follow == .small, candidate.time == nil, smallCount * 3 <= candidates.count,
      let before = text.lines[body.lowerBound..<(candidate.firstLine ?? candidate.line)].last(
        where: {
          !$0.isBlank
        })
    else { return false }
    let last = text.bytes[before.end - 1]
    // What is quoted stands behind a colon, perhaps below a blank line.
    if last == 0x3A { return true }
    guard !text.lines[candidate.line - 1].isBlank else { return false }
    return last == 0x2C || (last | 0x20) &- 0x61 < 26
  }

  /// Whether words may be lost with a label that is refused before the first statement: it is no key of a
  /// head.
  private func mayLose(_ candidate: LabelCandidate) -> Bool {
    let label = FoldedText.fold(text.text(candidate.label))
    return candidate.follow == .capital && !TextHead.isKey(label)
      && !LabelWords.headings.contains(label) && !MinutesHeading.isOne(label)
  }

  /// Opens statements at labels before a stop and a dash, "M. Varnier, ministre. – …", and says so.
  private func openStopped(_ openings: inout LineTable, report: inout ReadingReport) {
    guard let first = body.first(where: { openings.opens($0) }) else { return }
    for index in body
    where index > first && !text.lines[index].isBlank && !openings.opens(index) {
      guard let stop = StopLabel.findDashed(text, line: index) else { continue }
      openings.open(stop, text, report: &report)
    }
  }

  /// Opens statements of nobody at signs of another speaker without a label, ">> I see."
  private func openUnnamed(_ openings: inout LineTable, report: inout ReadingReport) {
    guard let first = body.first(where: { openings.opens($0) }) else { return }
    for index in body where index > first && !openings.opens(index) {
      guard text.isChangeOfSpeaker(line: index), !partsOfLabels.contains(index) else { continue }
      let line = text.lines[index]
      let start = text.bytes[line.range].firstIndex { $0 != 0x3E && $0 > 0x20 } ?? line.end
      openings[index] = Opening(label: "", textStart: start, firstLine: index)
      report.warn(
        .unattributed, line: index + 1, wording: ">>",
        "another speaker begins, who is not named; the words are nobody’s")
    }
  }

  /// The opening lines of a document whose labels are all in small letters.
  static func openings(
    _ small: SmallLabels, _ text: TextDocument, _ body: Range<Int>, report: inout ReadingReport
  ) -> LineTable {
    var openings = LineTable(body: body)
    for candidate in small.lines {
      let opening = Opening(
        label: text.text(candidate.label), textStart: candidate.textStart,
        firstLine: candidate.line, time: candidate.time)
      openings[candidate.line] = opening
      report.info(
        .label, line: candidate.line + 1, wording: opening.label,
        "opens a statement: the document’s labels are in small letters")
    }
    return openings
  }

  /// Longest part of a name on the line before, in bytes.
  private static let longestFirst = 40

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
    // "Vladimir" above "Petrov:", where Vladimir Petrov speaks.
    if candidate.line - index == 1, first.utf8.count <= Self.longestFirst, !first.contains(","),
      judge.spokenNames.contains(FoldedText.fold(first + " " + label))
    {
      return index
    }
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

  /// Longest line that is nothing but a question's label, in bytes.
  private static let maximumQuestion = 80

  /// The whole of a line that is nothing but "Question to Ann Vale"; nil for any other.
  private func questionAlone(_ index: Int) -> Range<Int>? {
    let line = text.lines[index]
    guard line.range.count <= Self.maximumQuestion,
      (0x41...0x5A).contains(text.bytes[line.start]) || text.bytes[line.start] >= 0xC3,
      !".,;:?!".utf8.contains(text.bytes[line.end - 1])
    else { return nil }
    let parts = LabelParts(text.text(line: index))
    guard !parts.addressee.isEmpty, LabelAnatomy(parts, isKnown: { _ in false }).voice == .unnamed
    else { return nil }
    return line.range
  }

  /// Says which lines begin as labels do and open nothing. "QUESTION TO ANN VALE" opens a statement
  /// without its colon, too: its words are of neither who spoke before nor the one who is asked.
  private func reportLostColons(
    _ labels: [KnownLabel], _ openings: inout LineTable, report: inout ReadingReport
  ) {
    let lost = LostColons(labels, header: judge.headerWords)
    guard let first = body.first(where: { openings.opens($0) }) else { return }
    // Made once: it holds a copy of the judge.
    let isInHeader = judge.isInHeader
    for index in body
    where index > first && !text.lines[index].isBlank && !openings.opens(index) {
      guard
        let label = lost.label(text, line: index, isInHeader: isInHeader)
          ?? questionAlone(index),
        !partsOfLabels.contains(index)
      else { continue }
      let parts = LabelParts(text.text(label))
      if !parts.addressee.isEmpty, LabelAnatomy(parts, isKnown: { _ in false }).voice == .unnamed {
        var start = label.upperBound
        while start < text.lines[index].end, text.bytes[start] <= 0x20 { start += 1 }
        openings[index] = Opening(label: text.text(label), textStart: start, firstLine: index)
        report.warn(
          .label, line: index + 1, wording: text.text(label),
          "opens a statement without a colon: a question by nobody who is named")
        continue
      }
      // "Thanks to Ann Vale."
      if LabelToken.tokens(of: text.text(label)).dropFirst().first.map({
        $0.folded == "to" && !$0.isCapitalised
      }) ?? false {
        continue
      }
      report.warn(
        .labelRefused, line: index + 1, wording: text.text(label),
        "begins as the label of somebody who speaks, without a colon; its words go on with those before"
      )
    }
  }

  /// Finds lines that begin with the label of somebody who speaks elsewhere and lack its colon.
  private mutating func findLabelsWithoutColon(
    _ labels: [KnownLabel], _ openings: inout LineTable, report: inout ReadingReport
  ) {
    let known = UncolonedLabels(labels)
    guard !known.isEmpty, let first = body.first(where: { openings.opens($0) }) else { return }
    for index in body
    where index > first && !text.lines[index].isBlank && !openings.opens(index) {
      guard
        let (label, start) = known.label(
          text, line: index, isOrdinary: { judge.isMadeOfCommonWords([$0]) })
      else { continue }
      if partsOfLabels.contains(index) { continue }
      if text.bytes[text.lines[index].start] == 0x3E {
        if !report.hasWarned(line: index + 1) {
          report.warn(
            .labelRefused, line: index + 1, wording: text.text(label),
            "begins as the label of somebody who speaks, and is quoted; its words go on with those before"
          )
        }
        continue
      }
      openings[index] = Opening(
        label: text.text(label), textStart: start, firstLine: index)
      report.warn(
        .label, line: index + 1, wording: text.text(label),
        "opens a statement though its colon is missing or it is set off: the label stands elsewhere with a colon"
      )
    }
  }
}
