import People
import TranscriptReading
import Transcripts

/// Lines of a document with labels set off that are set as these are and name nobody: points of
/// somebody's talk ("**First:** be early"), headings, terms that are explained.
struct SetOffPoints {
  /// Lines that are no labels: they stand once, nobody has their name, and small letters follow though
  /// statements begin with capitals.
  private(set) var points: Set<Int> = []
  /// Lines that are taken for labels and may be none.
  private(set) var doubtful: Set<Int> = []

  /// - Parameter known: Folded names that the head lists.
  init(_ text: TextDocument, _ lines: [LayoutLine], _ labels: [String], _ known: Set<String>) {
    var counts: [String: Int] = [:]
    for label in labels { counts[FoldedText.fold(label), default: 0] += 1 }
    var (repeated, small) = (0, 0)
    var words: Set<String> = []
    var singles: [(line: LayoutLine, label: String, fit: LabelFit)] = []
    for (line, label) in zip(lines, labels) {
      let folded = FoldedText.fold(label)
      if counts[folded] ?? 0 >= 2 {
        repeated += 1
        if Self.isSmall(text, line) { small += 1 }
        words.formUnion(FoldedText.words(of: label))
      } else if line.layout.end == .colon, !known.contains(folded) {
        if LabelWords.headings.contains(folded) || MinutesHeading.isOne(label) {
          doubtful.insert(line.line)
          continue
        }
        singles.append((line, label, LabelFit(label)))
      }
    }
    for single in singles where single.fit.looksNamed {
      words.formUnion(single.fit.nameWords)
    }
    guard repeated >= 2, small * 5 <= repeated else { return }
    for (line, _, fit) in singles {
      let isSmall = Self.isSmall(text, line)
      if fit.isUnknown, isSmall {
        points.insert(line.line)
      } else if isSmall
        || fit.isUnknown && !fit.isNameByPlace && !fit.nameWords.contains(where: words.contains)
      {
        doubtful.insert(line.line)
      }
    }
  }

  /// Lines that stand alone, once, with something behind a comma: "Ann Vale, clerk", and a heading, "Low
  /// Ferry, Phase Two".
  static func titled(
    _ lines: [LayoutLine], _ labels: [String], _ known: Set<String>
  ) -> Set<Int> {
    var counts: [String: Int] = [:]
    let keys = labels.map { LabelFit.key($0) }
    for key in keys { counts[key, default: 0] += 1 }
    var titled: Set<Int> = []
    for ((line, label), key) in zip(zip(lines, labels), keys)
    where line.layout.family == .alone && label.contains(",") && !label.hasSuffix(")")
      && counts[key] == 1 && !known.contains(FoldedText.fold(label))
    {
      titled.insert(line.line)
    }
    return titled
  }

  /// Whether the words behind a label begin with a small letter.
  static func isSmall(_ text: TextDocument, _ line: LayoutLine) -> Bool {
    let end = text.lines[line.line].end
    guard line.textStart < end else { return false }
    let first = text.bytes[line.textStart]
    if first < 0x80 { return (0x61...0x7A).contains(first) }
    return text.text(line.textStart..<min(end, line.textStart + 2)).first?.isLowercase == true
  }
}

extension LayoutSurvey {
  /// Whether what is set off are the keys of a notice, or terms that are explained, each once and in
  /// small letters: nobody speaks.
  func isNoTranscript(_ lines: [LayoutLine], _ labels: [SetLabel]) -> Bool {
    guard lines.count >= 2, Set(labels.lazy.map(\.wording)).count == labels.count else {
      return false
    }
    let keys = labels.count {
      TextHead.isKey($0.folded) || LabelWords.headings.contains($0.folded)
        || MinutesHeading.isOne($0.wording)
    }
    if keys * 2 > labels.count { return true }
    let small = lines.count { SetOffPoints.isSmall(text, $0) }
    return lines.count >= 3 && small * 4 >= lines.count * 3
      && !labels.contains { $0.fit.looksNamed }
  }

  /// Whether names in bold on lines of their own are of people who speak again, so that one who speaks
  /// once may stand so, too.
  func isAboveWords(
    _ lines: [LayoutLine], _ labels: [SetLabel], _ counts: [String: Int]
  ) -> Bool {
    let alone = LabelLayout(emphasis: .bold, end: .line)
    var (all, repeated) = (0, 0)
    for (line, label) in zip(lines, labels) where line.layout == alone {
      all += 1
      if counts[label.key] ?? 0 >= 2, label.fit.namesSomebody { repeated += 1 }
    }
    return repeated >= 2 && repeated * 2 >= all
  }

  /// Says where the label of somebody who speaks stands within a line of another's words: "Shall we?
  /// **Bo Lind:** Yes."
  func warnOfLabelsWithin(_ known: Set<String>, report: inout ReadingReport) {
    guard family == .emphasised else { return }
    for line in lines where line.layout.end == .colon {
      var index = line.textStart
      let end = text.lines[line.line].end
      while index + 4 < end {
        guard let open = text.bytes[index..<end].firstIndex(of: 0x2A), open + 2 < end,
          text.bytes[open + 1] == 0x2A
        else { break }
        let start = open + 2
        guard let close = text.bytes[start..<end].firstIndex(of: 0x2A) else { break }
        var stop = close
        if stop > start, text.bytes[stop - 1] == 0x3A { stop -= 1 }
        let isLabel = stop < close || close + 2 < end && text.bytes[close + 2] == 0x3A
        let label = text.text(start..<stop)
        if isLabel, known.contains(FoldedText.fold(label)) {
          report.warn(
            .labelRefused, line: line.line + 1, wording: label,
            "a label within a line; its words go on with those before")
        }
        index = close + 2
      }
    }
  }
}
