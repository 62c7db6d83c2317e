/// A printed label parted into who is named and what stands around that: "Mr Lind (Norway) (spoke in
/// French)", "Ann Vale, replying to Bo Lind", "Bo Lind – holding up a paper –".
package struct LabelParts: Hashable {
  /// What is left: a name, a role, or both.
  package private(set) var core: String
  /// Bracketed wordings behind it, as printed.
  package var notes: [String]
  /// What the speaker does meanwhile, "laughing"; empty when nothing is printed.
  package var direction = ""
  /// To whom it is said; empty when nobody is printed.
  package var addressee = ""
  /// The words of ``core``.
  package private(set) var tokens: [LabelToken]

  /// Parts a label.
  package init(_ label: String) {
    (core, notes) = LabelAnatomy.splitNotes(Self.visible(label))
    if core.utf8.contains(0x28), let (whole, note) = Self.noteWithin(core) {
      core = whole
      notes.insert(note, at: 0)
    }
    if core.last == "—" || core.last == "–", let (name, words) = Self.dashed(core) {
      (core, direction) = (name, words)
    }
    if let (name, body) = BodyBehindName.parted(core) {
      core = name
      notes.insert("(" + body + ")", at: 0)
    }
    tokens = LabelToken.tokens(of: core)
    if tokens.count > 3, let (sender, receiver) = Self.chatted(core, tokens) {
      (core, addressee) = (sender, receiver)
      notes.removeAll { DeliveryWording.delivery($0) == nil }
      parted()
      return
    }
    if tokens.count > 2, let start = Self.sent(tokens) {
      core = Self.trimmed(core[tokens[start].range.lowerBound...])
      parted()
    }
    // Most labels are two or three words.
    guard tokens.count >= 3 || tokens.contains(where: \.endsClause) else { return }
    if let start = Self.asked(tokens) {
      addressee = Self.trimmed(core[tokens[start].range.lowerBound...])
      core = Self.trimmed(core[..<tokens[start - 2].range.upperBound])
      parted()
    } else if let start = Self.askedBy(tokens) {
      core = Self.trimmed(core[tokens[start].range.lowerBound...])
      parted()
    } else if let (end, start) = Self.reply(core, tokens) {
      addressee = Self.trimmed(core[tokens[start].range.lowerBound...])
      // "From Ann Vale to Bo Lind (Direct Message)" has a note of the one spoken to.
      notes.removeAll { DeliveryWording.delivery($0) == nil }
      // Chats print "From Ann Vale to Everyone".
      let first = tokens[0].folded == "from" && end > 1 ? tokens[1] : tokens[0]
      core = Self.trimmed(core[first.range.lowerBound..<tokens[end - 1].range.upperBound])
      parted()
    } else if let (end, start) = Self.addressed(tokens) {
      // "Ann Vale interrupting Bo Lind"
      addressee = Self.trimmed(core[tokens[start].range.lowerBound...])
      direction = Self.trimmed(
        core[tokens[end].range.lowerBound..<tokens[start].range.lowerBound])
      core = Self.trimmed(core[..<tokens[end - 1].range.upperBound])
      parted()
    } else if let end = Self.directionStart(core, tokens) {
      direction = Self.trimmed(core[tokens[end].range.lowerBound...])
      core = Self.trimmed(core[..<tokens[end - 1].range.upperBound])
      parted()
    }
  }

  /// A label without what nobody sees: soft hyphens, joiners, marks of the byte order.
  private static func visible(_ label: String) -> String {
    let label = withoutReferences(label)
    guard label.utf8.contains(where: { $0 >= 0x80 }), label.unicodeScalars.contains(where: isHidden)
    else { return label }
    return String(String.UnicodeScalarView(label.unicodeScalars.filter { !isHidden($0) }))
  }

  /// A label without the signs of footnotes at its end: "Ann Vale¹", "Ann Vale*".
  private static func withoutReferences(_ label: String) -> String {
    guard let last = label.unicodeScalars.last, references.contains(last) else { return label }
    var scalars = label.unicodeScalars
    while let last = scalars.last, references.contains(last) { scalars.removeLast() }
    return scalars.isEmpty ? label : String(scalars)
  }

  private static let references: Set<Unicode.Scalar> = [
    "\u{B9}", "\u{B2}", "\u{B3}", "\u{2070}", "\u{2074}", "\u{2075}", "\u{2076}", "\u{2077}",
    "\u{2078}", "\u{2079}", "\u{2020}", "\u{2021}", "*",
  ]

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0xAD || scalar.value == 0x2060 || scalar.value == 0xFEFF
  }

  /// A note before a comma, "Corina Gredig (GL, ZH), für die Kommission", and the label without it.
  private static func noteWithin(_ core: String) -> (core: String, note: String)? {
    guard let open = core.firstIndex(of: "("), open > core.startIndex,
      let close = core[open...].firstIndex(of: ")")
    else { return nil }
    let behind = core.index(after: close)
    guard behind < core.endIndex, core[behind] == ",", !core[behind...].contains("(") else {
      return nil
    }
    return (trimmed(core[..<open]) + core[behind...], String(core[open..<behind]))
  }

  /// Where the name begins behind "From", as chats print it: "From Ann Vale".
  private static func sent(_ tokens: [LabelToken]) -> Int? {
    guard tokens[0].folded == "from", tokens[0].isCapitalised, tokens.count <= 5,
      tokens.dropFirst().allSatisfy({ $0.isNameLike || $0.isParticle }),
      tokens.count(where: \.isNameLike) >= 2
    else { return nil }
    return 1
  }

  /// The two of "From Will Day to Everyone", as chats print it, whose names may be ordinary words.
  private static func chatted(
    _ core: String, _ tokens: [LabelToken]
  ) -> (sender: String, receiver: String)? {
    guard tokens[0].folded == "from", tokens[0].isCapitalised,
      let to = tokens.lastIndex(where: { $0.folded == "to" }), to >= 2, to + 1 < tokens.count
    else { return nil }
    let sender = trimmed(
      core[tokens[1].range.lowerBound..<tokens[to].range.lowerBound])
    let names = LabelToken.tokens(of: LabelAnatomy.splitNotes(sender).core)
    guard (1...4).contains(names.count), names.contains(where: \.isNameLike),
      names.allSatisfy({ $0.isNameLike || $0.isParticle })
    else { return nil }
    return (sender, trimmed(core[tokens[to + 1].range.lowerBound...]))
  }

  /// Takes the notes that stood before what was cut off.
  private mutating func parted() {
    let inner = LabelAnatomy.splitNotes(core)
    core = inner.core
    notes = inner.notes + notes
    tokens = LabelToken.tokens(of: core)
  }

  /// Where the one begins whom somebody without a name speaks to, in whatever case it is printed:
  /// "QUESTION TO PERRY STOLT", "Question 2 for the Minister"; nil when nobody is spoken to so.
  private static func asked(_ tokens: [LabelToken]) -> Int? {
    guard let joint = joint(tokens, LabelWords.asking) else { return nil }
    let rest = tokens[(joint + 1)...]
    guard rest.contains(where: { $0.isNameLike || $0.isRole }),
      rest.allSatisfy({ $0.isCapitalised || $0.isParticle || $0.isConnector || $0.isRole })
    else { return nil }
    return joint + 1
  }

  /// Where the name begins of the one who asks: "Question from Perry Stolt".
  private static func askedBy(_ tokens: [LabelToken]) -> Int? {
    guard let joint = joint(tokens, LabelWords.askedBy),
      // "Un diputado del Grupo Mixto"
      !tokens[..<joint].contains(where: { LabelWords.anyHeads.contains($0.folded) })
    else { return nil }
    let rest = tokens[(joint + 1)...]
    guard
      rest.allSatisfy({
        $0.isNameLike || $0.isParticle || LabelWords.address.contains($0.folded)
      }),
      rest.count(where: \.isNameLike) >= 2
        || LabelWords.address.contains(rest[joint + 1].folded) && rest.last?.isNameLike == true
    else { return nil }
    return joint + 1
  }

  /// The word behind a voice without a name that says to whom, or from whom.
  private static func joint(_ tokens: [LabelToken], _ words: Set<String>) -> Int? {
    guard
      let joint = tokens.indices.prefix(4).dropFirst().first(where: {
        words.contains(tokens[$0].folded)
      }), joint + 1 < tokens.count
    else { return nil }
    var voice = tokens[..<joint]
    if voice.count > 1, voice.last?.hasDigit == true { voice.removeLast() }
    let folded = LabelAnatomy.folded(voice)
    guard folded.utf8.count > 1 || folded == "q",
      LabelWords.unnamed.contains(folded) || LabelWords.groups.contains(folded)
    else { return nil }
    return joint
  }

  /// Where a reply's first person ends, and where the one replied to begins.
  private static func reply(
    _ core: String, _ tokens: [LabelToken]
  ) -> (end: Int, start: Int)? {
    let isInCapitals = tokens.allSatisfy(\.isAllCapitals)
    for index in 1..<max(1, tokens.count - 1)
    where
      (!tokens[index].isCapitalised || isInCapitals
      || tokens[0].folded == "from" && tokens[index].folded == "to")
      && LabelWords.replyingFirst.contains(tokens[index].folded)
    {
      for length in stride(from: min(3, tokens.count - index - 1), through: 1, by: -1) {
        let words = LabelAnatomy.folded(tokens[index..<index + length])
        guard LabelWords.replying.contains(words) else { continue }
        // "Aide to the President" is a role, and "Representative of Norway to Finland" one too.
        guard length > 1 || words.utf8.count > 3 || namesPerson(core, tokens[..<index]) else {
          continue
        }
        guard
          tokens[..<index].contains(where: {
            $0.isNameLike || $0.isRole || LabelWords.unnamed.contains($0.folded)
          }),
          tokens[index + length].isCapitalised, !isOfHouse(tokens, joint: index),
          // "Padraig Mac an tSaoi"
          core[tokens[index + length].range].first?.isLowercase != true,
          tokens[(index + length)...].allSatisfy({
            $0.isCapitalised || $0.isParticle || $0.isConnector
          })
        else { continue }
        return (index, index + length)
      }
    }
    return nil
  }

  /// Whether a small word between two belongs to a name: "Ludwig zu Sayn", as "Ludwig an Otto" is none.
  private static func isOfHouse(_ tokens: [LabelToken], joint: Int) -> Bool {
    tokens.count == 3 && joint == 1 && tokens[1].folded == "zu" && tokens[0].isNameLike
      && tokens[2].isNameLike
  }

  /// Where a name ends before what its bearer does to another, and where the other's begins: "Ann Vale
  /// interrupting Bo Lind", "Ann Vale cutting off Bo Lind".
  private static func addressed(_ tokens: [LabelToken]) -> (end: Int, start: Int)? {
    guard tokens.count >= 4,
      let end = tokens.indices.dropFirst(2).first(where: { !tokens[$0].isNameLike }),
      tokens[..<end].allSatisfy({ $0.isNameLike && !$0.endsClause }),
      !tokens[end].isCapitalised, isOfDoing(tokens[end].folded),
      !LabelWords.speakingFor.contains(tokens[end].folded)
    else { return nil }
    var start = end + 1
    while start < tokens.count, start - end <= 3, !tokens[start].isCapitalised { start += 1 }
    guard start < tokens.count,
      tokens[start...].allSatisfy({ $0.isCapitalised || $0.isParticle })
    else { return nil }
    return (end, start)
  }

  /// Whether a word in small letters says what somebody does: "interrupting".
  private static func isOfDoing(_ word: String) -> Bool {
    word.utf8.count >= 6
      && LabelWords.directionEndings.contains { $0.utf8.count > 2 && word.hasSuffix($0) }
  }

  /// A label that ends in a direction between dashes: "Ann Vale —standing up—".
  private static func dashed(_ core: String) -> (name: String, direction: String)? {
    let inner = core.dropLast()
    guard let open = inner.lastIndex(where: { $0 == "—" || $0 == "–" }), open > core.startIndex,
      core[core.index(before: open)].isWhitespace, core.index(after: open) < inner.endIndex,
      !core[core.index(after: open)].isWhitespace
    else { return nil }
    return (trimmed(core[..<open]), trimmed(inner[open...]))
  }

  /// Whether words end in a name of two words, or in one behind a form of address.
  private static func namesPerson(_ core: String, _ all: ArraySlice<LabelToken>) -> Bool {
    var tokens = all
    // "From Ann Vale (she/her) to Everyone"
    if let last = tokens.last, core[last.range].hasSuffix(")"),
      let open = tokens.lastIndex(where: { core[$0.range].hasPrefix("(") })
    {
      tokens = tokens[..<open]
    }
    var start = tokens.endIndex
    while start > tokens.startIndex, tokens[start - 1].isNameLike || tokens[start - 1].isParticle {
      start -= 1
    }
    let names = tokens[start...].count(where: \.isNameLike)
    if start == tokens.startIndex + 1, names >= 1, tokens[tokens.startIndex].folded == "from" {
      return true
    }
    guard names >= 1 else {
      return tokens.count == 1 && LabelWords.unnamed.contains(tokens[tokens.startIndex].folded)
    }
    guard start > tokens.startIndex else { return true }
    if tokens[start - 1].isConnector { return false }
    return names >= 2 || LabelWords.honorifics.contains(tokens[start - 1].folded)
  }

  /// Where words begin, behind a comma or a dash, that say what the speaker does.
  private static func directionStart(_ core: String, _ tokens: [LabelToken]) -> Int? {
    for index in tokens.indices.dropFirst()
    where tokens[index - 1].endsClause && !tokens[index].isCapitalised {
      let rest = tokens[index...]
      let between = core[tokens[index - 1].range.lowerBound..<tokens[index].range.lowerBound]
      let isDashed = between.contains { "–—-".contains($0) }
      let first = tokens[index].folded
      // "Ann Vale, from her seat"
      let isBehindName =
        index >= 2 && rest.count >= 2
        && tokens[..<index].allSatisfy { $0.isNameLike || $0.isParticle }
        && rest.allSatisfy { !$0.isCapitalised }
      // "Councillor Ann Vale, incredulous"
      let isOneWord =
        rest.count == 1 && !LabelWords.behindNames.contains(first)
        && !LabelWords.generations.contains(first)
        && tokens[..<index].count(where: \.isNameLike) >= 2
        && between.contains(",")
      guard
        isDashed && !tokens[index].isConnector
          || isOneWord || isBehindName && LabelWords.directionBeginnings.contains(first)
          || LabelWords.directionEndings.contains(where: {
            first.utf8.count > $0.utf8.count + 1 && first.hasSuffix($0)
          })
      else { continue }
      // Last, for it looks words up, and sentences have many commas.
      guard !tokens[index].isParticle,
        tokens[..<index].contains(where: {
          $0.isNameLike || $0.isRole || LabelWords.unnamed.contains($0.folded)
        }), !rest.contains(where: \.isRole)
      else { continue }
      return index
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let last = text.last, last.isWhitespace || ",–—-".contains(last) { text.removeLast() }
    while let first = text.first, first.isWhitespace || ",–—-".contains(first) {
      text.removeFirst()
    }
    return String(text)
  }
}
