import People
import Transcripts

/// The label or the sign of another speaker at the beginning of a line of a subtitle.
///
/// Without `<v>` tags a new speaker is told by ">>", by a dash where each line has one, or by a name
/// and a colon.
struct CueLabel {
  /// The label without its colon; empty when only a sign stands there.
  var label = ""
  /// Whether somebody else speaks from here on.
  var isChange = false
  /// The words behind it.
  var words: Substring
  /// A label-like beginning that was refused.
  var refused = ""
  /// Why it was.
  var reason = "a name and a colon, but neither in capitals nor seen twice"
  /// Whether the label is a telephone's number or a device's name, which is nobody's.
  var isNobody = false

  /// Longest label, in bytes.
  private static let maximumLength = 60
  private static let maximumWords = 8

  /// - Parameters:
  ///   - isLabelled: Whether nearly every subtitle begins with a name and a colon.
  ///   - isFramed: Whether nearly every subtitle begins with a name in brackets or before a bar.
  ///   - hasDashes: Whether a dash at the beginning of a line tells another speaker here.
  ///   - isKnown: Whether other lines begin with this label too.
  init(
    _ line: String, hasDashes: Bool, isLabelled: Bool = false, isFramed: Bool = false,
    isKnown: (String) -> Bool
  ) {
    words = line[...]
    // Most lines begin with neither a sign nor anything before a colon.
    let first = line.utf8.first ?? 0
    let maySign = first == 0x3E || hasDashes && (first == 0x2D || first >= 0x80)
    if Self.mayFrame(line), let found = CueVoice.framed(words) {
      take(found, isFramed: isFramed, isKnown: isKnown)
      return
    }
    guard maySign || line.utf8.contains(0x3A) else { return }
    if words.hasPrefix(">>") {
      words = words.drop { $0 == ">" || $0 == " " }
      isChange = true
    }
    if hasDashes, Self.hasDash(words) {
      words = words.dropFirst().drop { $0 == " " || $0 == "\u{A0}" }
      isChange = true
    }
    if isLabelled, let found = Self.displayName(line) {
      (label, words, isNobody) = (found.label, found.words, true)
      isChange = true
      return
    }
    // One line with a dash and a label is no list of two speakers.
    let line =
      !hasDashes && Self.hasDash(words)
      ? words.dropFirst().drop { $0 == " " || $0 == "\u{A0}" } : words
    guard let found = Self.candidate(line) else { return }
    let shape = LabelShape(found.label) { _ in false }
    let isCapitals = Self.isCapitals(found.label)
    let isName = shape.kind != .none && !LabelWords.headings.contains(FoldedText.fold(found.label))
    if isName, isChange || isCapitals || isLabelled || isKnown(found.label) {
      label = found.label
      words = found.words
      isChange = true
    } else if isName || isLabelled && shape.looksLikeLabel {
      refused = found.label
    }
  }

  /// Whether a line may begin with a name in brackets or before a bar.
  static func mayFrame(_ line: String) -> Bool {
    guard let first = line.utf8.first else { return false }
    return first == 0x5B || first == 0x28 || line.utf8.contains(0x7C)
  }

  private mutating func take(
    _ found: (name: String, words: Substring, isFull: Bool), isFramed: Bool,
    isKnown: (String) -> Bool
  ) {
    if isFramed || isKnown(found.name) {
      (label, words, isChange) = (found.name, found.words, true)
    } else if found.isFull {
      refused = found.name
      reason = "a name in brackets or before a bar, that stands nowhere else"
    }
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
    let words = FoldedText.words(of: label)
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

  /// What looks like a label: up to six words, each with a capital or a number, before a colon.
  static func candidate(_ line: some StringProtocol) -> (label: String, words: Substring)? {
    guard let colon = line.utf8.prefix(maximumLength + 1).firstIndex(of: 0x3A) else { return nil }
    let label = String(line[..<colon])
    let rest = line[line.index(after: colon)...]
    guard rest.isEmpty || rest.first?.isWhitespace == true else { return nil }
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

  private static func isCapitals(_ label: String) -> Bool {
    let letters = label.filter(\.isLetter)
    return letters.count >= 2 && letters.allSatisfy(\.isUppercase)
  }
}
