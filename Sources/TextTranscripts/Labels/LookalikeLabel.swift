import People
import TranscriptReading
import Transcripts

/// What begins a line in the shape of a label, whatever sets it off: `**Ann Vale:**`, `- Ann Vale:`,
/// `### Ann Vale`, `"Ann Vale":`, `ann vale:`, `Ann Vale;`, `[Ann Vale]`, `ANN VALE, MINER.`
///
/// It is asked of lines that open no statement, so that none in such a shape puts its words under the
/// name before without a warning. Nearly every line is told from labels by its first two words' bytes.
struct LookalikeLabel {
  /// The label's bytes, without what sets it off.
  var label: Range<Int>

  /// Where the words begin, behind the stop of words in capitals; nil behind all others.
  var textStart: Int?

  /// What is known of the document's labels.
  struct Setting {
    /// Whether a stop ends the document's labels.
    var isStopped = false
    /// Whether `Name: words` was judged already, so that only odd shapes of it are looked for.
    var isJudged = true
    /// Whether a name alone on its line is looked for, too.
    var isAlone = false
    /// Whether a dash ends the document's labels.
    var isDashed = false
  }

  /// Longest label with what sets it off, in bytes.
  private static let reach = 200

  init?(_ document: TextDocument, line index: Int, _ setting: Setting) {
    let line = document.lines[index]
    let found = document.bytes.withUnsafeBufferPointer { bytes -> (LookalikeTraits, Range<Int>)? in
      var scan = LookalikeScan(
        bytes: bytes, line: line.range, limit: min(line.end, line.start + Self.reach))
      return scan.label(setting).map { (scan.traits, $0) }
    }
    guard let (traits, label) = found,
      Self.isSet(document.text(label).trimmingSpace(), traits, setting)
    else { return nil }
    self.label = label
    if traits.isInCapitals {
      textStart = document.bytes[(label.upperBound + 1)..<line.end].firstIndex { $0 > 0x20 }
    }
  }

  /// What the words of a label end in.
  enum End { case colon, stop, sign, closing, line }

  /// Whether words so set off and so ended are set as a name, a role or a voice are.
  private static func isSet(
    _ label: String, _ traits: LookalikeTraits, _ setting: Setting
  ) -> Bool {
    if traits.isBlank { return true }
    var tokens = LabelToken.tokens(of: label).filter {
      // "Ann Vale <ann@example.org>"
      !traits.isOdd || !label[$0.range].utf8.contains(0x40)
        || $0.range.lowerBound == label.startIndex
    }
    if traits.isOdd {
      // "Question 12m33s"
      while tokens.count > 1, let last = tokens.last, !last.isCapitalised, last.hasDigit {
        tokens.removeLast()
      }
    }
    guard let first = tokens.first, tokens.count <= 16 else { return false }
    if traits.end == .colon, LabelAnatomy.isStyled(tokens) { return true }
    if tokens.count == 1, traits.end != .colon || traits.isOdd || traits.dress != .none {
      // "Question | Will it rise?"
      let isVoice =
        first.isCapitalised && first.folded.utf8.count > 2
        && LabelWords.unnamed.contains(first.folded)
      if isVoice, traits.end != .stop, traits.end != .line || traits.isHeading { return true }
    }
    if traits.isInCapitals {
      return tokens.contains { $0.folded.utf8.count >= 3 } && !first.hasDigit
        || LabelCode.isCode(label)
    }
    if traits.isSmall, isSmallOffice(tokens, traits) { return true }
    if traits.isSmall, traits.end == .sign {
      return setting.isDashed && (2...3).contains(tokens.count) && isSmallName(label, tokens)
    }
    let names = tokens.count { $0.isNameLike }
    let isName =
      names >= 2 && tokens.count <= 5 && tokens.allSatisfy { $0.isNameLike || $0.isParticle }
    let isInWords = tokens.allSatisfy {
      $0.isCapitalised || $0.isParticle || $0.isConnector || $0.hasDigit
    }
    let isRoleAndName = isInWords && names >= 2 && endsInName(label, tokens)
    switch traits.end {
    case .stop, .sign:
      if isRoleAndName, !endsSentence(label, tokens.dropLast()) { return true }
      // "As CFP- — FPB says": a sentence that breaks off.
      return isName && tokens.count <= 4 && !endsSentence(label, tokens.dropLast())
        && !LabelWords.beginnings.contains(first.folded)
    case .closing, .line:
      return isName || LabelAnatomy.crowd(label, tokens) != nil && tokens.count >= 3
    case .colon: break
    }
    if traits.isSmall { return isSmallName(label, tokens) }
    if traits.isBeforeCapital, traits.isBracketed { return tokens.count <= 5 }
    if traits.isBeforeCapital, isSaying(label, tokens) { return true }
    guard
      !tokens.contains(where: {
        !$0.isCapitalised && LabelWords.sentence.contains($0.folded)
      }), !LabelWords.sentence.contains(first.folded) || isName,
      !LabelWords.beginnings.contains(first.folded) || isName,
      !LabelWords.headings.contains(FoldedText.fold(label)),
      !TextHead.isKey(FoldedText.fold(label))
    else { return false }
    switch traits.dress {
    // Lists have points that a colon ends.
    case .item: return isName || isRoleAndName
    case .emphasis: return isInWords && names >= 1 || LabelShape(label) { _ in false }.kind != .none
    case .none:
      guard setting.isJudged else {
        let shape = LabelShape(label) { _ in false }
        return first.isCapitalised && tokens.count <= 8
          && (shape.kind != .none && (shape.kind != .word || traits.isBeforeCapital)
            || shape.looksLikeLabel && names >= 2)
      }
      return traits.isOdd && isInWords && (isRoleAndName || names >= 1 && names * 2 >= tokens.count)
    }
  }

  /// "the president:", "the vice chair:"
  private static func isSmallOffice(_ tokens: [LabelToken], _ traits: LookalikeTraits) -> Bool {
    traits.end == .colon && traits.isBeforeCapital && (2...3).contains(tokens.count)
      && tokens[0].folded == "the" && tokens.last?.isRole == true
      && !tokens.dropFirst().contains { LabelWords.sentence.contains($0.folded) }
  }

  /// "Minister of Transport Aron Velt"
  private static func endsInName(_ label: String, _ tokens: [LabelToken]) -> Bool {
    guard tokens.count >= 3, tokens.contains(where: \.isRole) else { return false }
    let shape = LabelShape(label) { _ in false }
    return shape.kind == .roleAndName && shape.nameWords.count >= 2
  }

  /// "Ann Vale says"
  private static func isSaying(_ label: String, _ tokens: [LabelToken]) -> Bool {
    guard (2...9).contains(tokens.count), let last = tokens.last, !last.isCapitalised,
      LabelWords.saying.contains(last.folded)
    else { return false }
    if tokens.count == 2 { return LabelWords.unnamed.contains(tokens[0].folded) }
    return tokens.dropLast().allSatisfy { $0.isNameLike || $0.isParticle }
      || endsInName(String(label[..<last.range.lowerBound]).trimmingSpace(), tokens.dropLast())
  }

  /// Whether a comma or a stop stands among the first words: "Sure. Yeah".
  private static func endsSentence(_ label: String, _ tokens: ArraySlice<LabelToken>) -> Bool {
    tokens.contains {
      $0.endsClause || !$0.isInitial && label[$0.range].hasSuffix(".")
    }
  }

  /// "ruth vale", "ffolkes", "ruth Vale", "ann.vale@example.org"; not "in brief".
  private static func isSmallName(_ label: String, _ tokens: [LabelToken]) -> Bool {
    if label.utf8.contains(0x40) || LabelCode.isUserName(label) { return tokens.count == 1 }
    return tokens.count <= 3
      && tokens.allSatisfy { token in
        let word = token.folded
        return !LabelWords.sentence.contains(word) && !token.isConnector && !token.hasDigit
          && !LabelWords.beginnings.contains(word) && !LabelWords.notNames.contains(word)
      } && !LabelWords.headings.contains(FoldedText.fold(label))
      && !TextHead.isKey(FoldedText.fold(label))
      && tokens.contains { !$0.isParticle }
  }
}

/// Says which lines are in the shape of labels and were neither taken nor told of.
extension LookalikeLabel {
  /// "## Harbour board", but not "#12 Ann Vale: words".
  private static func isHeading(_ document: TextDocument, _ index: Int) -> Bool {
    let signs = document.bytes[document.lines[index].range].drop { $0 == 0x23 }
    return signs.startIndex > document.lines[index].start && signs.first == 0x20
  }

  static func warn(
    _ document: TextDocument, line index: Int, _ setting: Setting, isLead: Bool = false,
    report: inout ReadingReport
  ) {
    if isLead && isHeading(document, index) || LoneLine.isExamination(document, line: index) {
      return
    }
    guard
      let found = LookalikeLabel(document, line: index, setting)?.label
        ?? StopLabel.findAddressed(document, line: index)?.line.label,
      !report.hasWarned(line: index + 1)
    else { return }
    report.warn(
      .labelRefused, line: index + 1, wording: document.text(found),
      "looks like a label and was not taken as one; its words "
        + (isLead ? "stand before the first statement" : "go on with those before"))
  }
}
