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
  /// Whether the label is what a program prints for whoever speaks, a name however it is written.
  var isField = false
  /// Why a label that is taken may be none; empty when nothing speaks against it.
  var doubt = ""

  /// What the document's subtitles are like.
  struct Habits {
    /// Whether nearly every subtitle begins with a name and a colon.
    var isLabelled = false
    /// Whether all do, so that whatever stands before a colon there is a label.
    var isAllLabelled = false
    /// How labels are set.
    var dress = CueDress()
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
  ///   - isFirst: Whether a subtitle begins with it.
  ///   - isKnown: Whether other lines begin with this label too.
  init(
    _ line: String, hasDashes: Bool, isFirst: Bool = true, habits: Habits = Habits(),
    isKnown: (String) -> Bool
  ) {
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
    if let found = CueVoice.framed(rest), !(habits.isLabelled && Self.isBodied(rest)),
      takeFramed(found, habits, isKnown)
    {
      if !label.isEmpty { notes = beginning?.notes ?? [] }
      return
    }
    let notesBefore = beginning?.notes ?? []
    let opening = isFirst && habits.isLabelled ? CueOpening(rest) : nil
    if let opening, CueOpening.isNobody(opening.label) {
      take(opening.label, opening.words, notesBefore)
      isNobody = true
      return
    }
    if let found = Self.candidate(rest),
      takeCandidate(found, isFirst, habits, notesBefore, isKnown)
    {
      return
    }
    guard let opening, label.isEmpty, refused.isEmpty else { return }
    let shape = LabelShape(opening.label) { _ in false }
    guard !LabelWords.headings.contains(FoldedText.fold(opening.label)) else { return }
    if habits.isAllLabelled,
      !habits.dress.refuses(opening.label, shape.kind, isKnown: false)
        || habits.isLabelled && isKnown(opening.label) && !habits.dress.isCapitals
    {
      take(opening.label, opening.words, notesBefore)
      isField = shape.kind == .none || opening.label.contains(",")
      isNobody = CueOpening.isHandle(opening.label) && shape.kind != .code && shape.kind != .voice
    } else {
      (refused, reason) = (opening.label, Self.otherDress)
    }
  }

  /// Whether a dash within a label ends none: "Ann Vale — Harbour Board: words".
  private static func isBodied(_ line: Substring) -> Bool {
    candidate(line)?.label.contains { "–—-|".contains($0) } == true
  }

  private static let otherDress = "words and a colon, set otherwise than labels here"

  private mutating func take(_ label: String, _ words: Substring, _ notes: [String]) {
    (self.label, self.words, self.notes, isChange) = (label, words, notes, true)
  }

  /// Takes what looks like a label, or says that it is refused; false when it is neither.
  private mutating func takeCandidate(
    _ found: (label: String, words: Substring), _ isFirst: Bool, _ habits: Habits,
    _ notes: [String],
    _ isKnown: (String) -> Bool
  ) -> Bool {
    let shape = LabelShape(found.label) { _ in false }
    let isHeading = LabelWords.headings.contains(FoldedText.fold(found.label))
    let isName = shape.kind != .none && !isHeading
    let isKnown = isKnown(found.label)
    if isName, habits.dress.refuses(found.label, shape.kind, isKnown: isKnown) {
      (refused, reason) = (found.label, Self.otherDress)
      return true
    }
    let isSet = isChange || Self.isCapitals(found.label) || habits.isLabelled || isKnown
    if isName, isSet || isFirst && shape.kind == .name && habits.dress.isFull {
      take(found.label, found.words, notes)
      doubt =
        !isSet
        ? "a name that stands once, where not all subtitles begin with one"
        : habits.dress.doubt(found.label, shape.kind, isKnown: isKnown, habits: habits) ?? ""
      return true
    }
    if isName || habits.isLabelled && shape.looksLikeLabel && !habits.isAllLabelled {
      refused = found.label
      return true
    }
    return isHeading
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
      if found.comesAsName {
        isField = true
        doubt = "a name for nothing but its coming again in brackets"
      }
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
        : colon(in: head)
    else { return nil }
    var label = withoutTime(String(line[..<colon]).trimmingSpace())
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
      !core.utf8.contains(0x2C) || isParted(label) || isNameAndRole(label)
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

  /// The first colon that does not stand in brackets, as in "ANN VALE [00:12]:".
  private static func colon<Bytes: Collection<UInt8>>(in head: Bytes) -> Bytes.Index? {
    var close: UInt8 = 0
    for index in head.indices {
      switch head[index] {
      case 0x5B where close == 0: close = 0x5D
      case 0x28 where close == 0: close = 0x29
      case close: close = 0
      case 0x3A where close == 0: return index
      default: break
      }
    }
    return close == 0 ? nil : head.firstIndex(of: 0x3A)
  }

  /// A label without a time in brackets at its end.
  private static func withoutTime(_ label: String) -> String {
    guard label.last == "]" || label.last == ")",
      let open = label.lastIndex(where: { $0 == "[" || $0 == "(" })
    else { return label }
    let inner = label[label.index(after: open)...].dropLast()
    guard inner.contains(":"), inner.allSatisfy({ $0.isNumber || ":.,".contains($0) }) else {
      return label
    }
    return String(label[..<open]).trimmingSpace()
  }

  /// Whether a comma parts a name in capitals from who that is: "DR. ANN VALE, MD".
  private static func isNameAndRole(_ label: String) -> Bool {
    guard isCapitals(label), label.count(where: { $0 == "," }) == 1 else { return false }
    let parts = label.split(separator: ",")
    guard parts.count == 2 else { return false }
    let kind = LabelShape(String(parts[0]).trimmingSpace()) { _ in false }.kind
    return kind == .name || kind == .roleAndName
  }

  private static func isOfName(_ word: Substring) -> Bool {
    guard let first = word.first(where: { $0.isLetter || $0.isNumber }) else {
      return ["|", "-", "–", "—", "&", "/", "@"].contains(word)
    }
    // Letters of scripts without capitals are not in lower case either.
    return !first.isLowercase || joints.contains(String(word))
      || LabelWords.particles.contains(FoldedText.fold(String(word)))
      || LabelToken.tokens(of: String(word)).first?.isCapitalised == true
  }

  private static let joints: Set<String> = [
    "of", "the", "and", "for", "|", "’t", "'t", "op", "ap", "mac",
  ]

  /// Whether a label is set in capitals, but for its notes, particles and such prefixes as "Mc".
  static func isCapitals(_ label: String) -> Bool {
    let core = LabelAnatomy.splitNotes(label).core
    var letters = 0
    for word in core.split(whereSeparator: \.isWhitespace) {
      let capitals = word.count(where: \.isUppercase)
      let small = word.count(where: \.isLowercase)
      guard capitals > small || LabelWords.particles.contains(FoldedText.fold(String(word))) else {
        return false
      }
      letters += capitals
    }
    return letters >= 2
  }
}
