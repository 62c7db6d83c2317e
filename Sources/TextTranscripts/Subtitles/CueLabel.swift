import People
import Transcripts

/// The label or the sign of another speaker at the beginning of a line of a subtitle.
///
/// Without `<v>` tags a new speaker is told by ">>", by a dash where each line has one, or by a name
/// and a colon. What is heard may stand before all of them.
struct CueLabel {
  /// The label without its colon; empty when only a sign stands there.
  var label = ""
  /// Whether somebody else speaks from here on.
  var isChange = false
  /// The words behind it.
  var words: Substring
  /// What is heard before the label or the sign.
  var notes: [String] = []
  /// A label-like beginning that was refused.
  var refused = ""
  /// Why it was.
  var reason = "a name and a colon, but neither in capitals nor seen twice"
  /// Whether the label is a telephone's number or a device's name, which is nobody's.
  var isNobody = false

  /// What the document's subtitles are like.
  struct Habits {
    /// Whether nearly every subtitle begins with a name and a colon.
    var isLabelled = false
    /// Whether nearly every subtitle says by whom it is, by a label or a tag.
    var isNamed = false
    /// Whether nearly every subtitle begins with a name in brackets, before a bar or a dash.
    var isFramed = false
    /// Whether most subtitles begin with a dash, each of which then tells another speaker.
    var isDashed = false
  }

  /// Longest label, in bytes.
  private static let maximumLength = 60
  private static let maximumWords = 8

  /// - Parameters:
  ///   - hasDashes: Whether a dash at the beginning of a line tells another speaker here.
  ///   - isKnown: Whether other lines begin with this label too.
  init(_ line: String, hasDashes: Bool, habits: Habits = Habits(), isKnown: (String) -> Bool) {
    words = line[...]
    // Most lines begin with neither a sign nor anything before a colon.
    let first = line.utf8.first ?? 0
    let mayBegin = CueBeginning.mayBegin(first)
    guard mayBegin || CueVoice.mayFrame(line) || Self.mayHoldColon(line) else { return }
    let beginning = mayBegin ? CueBeginning(words) : nil
    if let beginning, beginning.hasSign || beginning.hasDash && (hasDashes || habits.isDashed) {
      isChange = true
      (words, notes) = (beginning.rest, beginning.notes)
    }
    let rest = beginning?.rest ?? words
    if let found = CueVoice.framed(rest), takeFramed(found, habits, isKnown) {
      if !label.isEmpty { notes = beginning?.notes ?? [] }
      return
    }
    if habits.isLabelled, let found = Self.displayName(String(rest)) {
      (label, words, isNobody) = (found.label, found.words, true)
      (isChange, notes) = (true, beginning?.notes ?? [])
      return
    }
    guard let found = Self.candidate(rest) else { return }
    let shape = LabelShape(found.label) { _ in false }
    let isCapitals = Self.isCapitals(found.label)
    let isName = shape.kind != .none && !LabelWords.headings.contains(FoldedText.fold(found.label))
    if isName, isChange || isCapitals || habits.isLabelled || isKnown(found.label) {
      (label, words) = (found.label, found.words)
      (isChange, notes) = (true, beginning?.notes ?? [])
    } else if isName || habits.isLabelled && shape.looksLikeLabel {
      refused = found.label
    }
  }

  /// Takes a name in brackets, before a bar, a sign or a dash, or says that it is refused; false when
  /// it is none.
  private mutating func takeFramed(
    _ found: CueVoice.Framed, _ habits: Habits, _ isKnown: (String) -> Bool
  ) -> Bool {
    let isKnown = isKnown(found.name)
    let isTaken =
      habits.isFramed || isKnown && found.mark != .dash
      || found.mark == .sign && isChange && found.isFull
    if isTaken {
      (label, words, isChange) = (found.name, found.words, true)
      return true
    }
    // "Ann Vale - the first to come - spoke" may be a sentence.
    guard found.isFull, found.mark != .dash || isKnown || habits.isNamed else { return false }
    refused = found.name
    reason =
      found.mark == .dash
      ? "a name before a dash, as few subtitles have"
      : "a name in brackets or before a bar, that stands nowhere else"
    return true
  }

  /// Whether a line holds a colon, of any script.
  static func mayHoldColon(_ line: String) -> Bool {
    line.utf8.contains(0x3A) || line.utf8.contains(0xEF) && line.contains("：")
  }

  /// The name of a telephone or a device that a conferencing program prints for somebody: "+1 555 010
  /// 0199", "perry's iPhone".
  static func displayName(_ line: String) -> (label: String, words: Substring)? {
    guard let colon = line.utf8.prefix(maximumLength + 1).firstIndex(of: 0x3A) else { return nil }
    let label = String(line[..<colon])
    let rest = line[line.index(after: colon)...]
    guard rest.first?.isWhitespace == true, !label.isEmpty else { return nil }
    let isNumber =
      label.count(where: \.isNumber) >= 4
      && label.allSatisfy { $0.isNumber || $0.isWhitespace || "+()-.*x#".contains($0) }
    // "Ann Vale (on phone)" is Ann Vale.
    let words = FoldedText.words(of: LabelAnatomy.splitNotes(label).core)
    let isDevice =
      (1...maximumWords).contains(words.count) && words.contains(where: LabelWords.devices.contains)
    guard isNumber || isDevice else { return nil }
    return (label, Substring(rest.drop(while: \.isWhitespace)))
  }

  /// Whether a line begins with a dash as lists of speakers do.
  static func hasDash(_ line: some StringProtocol) -> Bool {
    guard let byte = line.utf8.first, byte == 0x2D || byte == 0xE2, let first = line.first,
      "-–—‐".contains(first)
    else { return false }
    return line.dropFirst().first.map { $0 != "-" && $0 != "–" && $0 != "—" } ?? false
  }

  /// What looks like a label: up to eight words, each with a capital or a number, before a colon.
  static func candidate(_ line: some StringProtocol) -> (label: String, words: Substring)? {
    let head = line.utf8.prefix(maximumLength + 1)
    let isWide = head.contains(0xEF)
    guard
      let colon = isWide
        ? line.prefix(maximumLength).firstIndex(where: { $0 == ":" || $0 == "：" })
        : head.firstIndex(of: 0x3A)
    else { return nil }
    var label = String(line[..<colon])
    while label.last?.isWhitespace == true { label.removeLast() }
    // “"Ann Vale": words”.
    if label.utf8.count > 2, label.utf8.first == 0x22, label.utf8.last == 0x22 {
      label = String(label.dropFirst().dropLast())
    }
    let isFullWidth = line[colon] == "："
    let rest = line[line.index(after: colon)...]
    guard isFullWidth || rest.isEmpty || rest.first?.isWhitespace == true else { return nil }
    let core = LabelAnatomy.splitNotes(label).core
    let words = core.split(whereSeparator: \.isWhitespace)
    guard (1...maximumWords).contains(words.count), core.contains(where: \.isLetter),
      words.allSatisfy({ isOfName($0) }), !label.contains(where: { "?!…;\"“”".contains($0) }),
      !core.utf8.contains(0x2C) || isParted(label)
    else { return nil }
    return (label, Substring(rest.drop(while: \.isWhitespace)))
  }

  /// "Vale, Ann", "Ann Vale, Treasurer".
  private static func isParted(_ label: String) -> Bool {
    switch LabelShape(label, isKnown: { _ in false }).kind {
    case .name, .roleAndName: LabelAnatomy(label, isKnown: { _ in false }).voice == .person
    default: false
    }
  }

  private static func isOfName(_ word: Substring) -> Bool {
    guard let first = word.first(where: { $0.isLetter || $0.isNumber }) else {
      return word == "|" || word == "-" || word == "–" || word == "&"
    }
    // Letters of scripts without capitals are not in lower case either.
    return !first.isLowercase || particles.contains(String(word))
      || LabelToken.tokens(of: String(word)).first?.isCapitalised == true
  }

  private static let particles: Set<String> = [
    "of", "the", "and", "for", "|", "de", "da", "di", "du", "la", "le", "von", "van", "der", "den",
  ]

  static func isCapitals(_ label: String) -> Bool {
    let letters = label.filter(\.isLetter)
    return letters.count >= 2 && letters.allSatisfy(\.isUppercase)
  }
}
