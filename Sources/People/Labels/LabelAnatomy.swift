package import Transcripts

/// A printed label taken apart: role, name, delivery, or a voice without a name.
package struct LabelAnatomy: Hashable {
  /// What kind of voice the label names.
  package var voice: Voice
  /// The name as printed, without role and honorific; empty unless `voice` is a person.
  package var name = ""
  /// The role as printed; empty when there is none.
  package var role = ""
  /// What bracketed words behind the label tell of delivery.
  package var delivery: Attribution.Delivery?
  /// Whether the name stands behind an honorific ("MS. PSAKI") or alone as a surname.
  package var isPartialName = false

  package enum Voice: Hashable {
    case unnamed
    case group
    case role
    case person
  }

  /// Takes a label apart.
  /// - Parameters:
  ///   - label: As printed, without its colon.
  ///   - isKnown: Whether the document knows a person of this folded name; settles where a role of
  ///     capitalised words ends and the name begins.
  package init(_ label: String, isKnown: (String) -> Bool) {
    let (core, notes) = Self.splitNotes(label)
    delivery = notes.lazy.compactMap(DeliveryWording.delivery).first
    let folded = FoldedText.fold(core)
    if LabelWords.unnamed.contains(Self.withoutNumber(folded)) {
      voice = .unnamed
      return
    }
    if LabelWords.groups.contains(folded) {
      voice = .group
      return
    }
    let tokens = LabelToken.tokens(of: core)
    if let comma = tokens.firstIndex(where: \.endsClause), comma + 1 < tokens.count,
      tokens[...comma].allSatisfy({ $0.isNameLike || $0.isParticle }),
      tokens[...comma].filter(\.isNameLike).count >= 2
    {
      // "Name, role".
      voice = .person
      name = Self.wording(core, tokens[...comma])
      role = Self.wording(core, tokens[(comma + 1)...])
      return
    }
    let start = Self.nameStart(tokens, isKnown: isKnown)
    guard start < tokens.count else {
      (name, role) = Self.sovereign(core, tokens) ?? ("", core)
      voice = name.isEmpty ? .role : .person
      return
    }
    voice = .person
    let nameTokens = tokens[start...]
    name = Self.wording(core, nameTokens)
    role = Self.wording(core, tokens[..<start])
    isPartialName = nameTokens.filter { $0.isNameLike && !$0.isInitial }.count < 2
    if start > 0, start <= 2,
      tokens[..<start].allSatisfy({ LabelWords.address.contains($0.folded) })
    {
      role = ""
      isPartialName = true
    }
  }

  /// The anatomy of a person whose name is given apart from any label.
  package init(named name: String) {
    voice = .person
    self.name = name
  }

  /// The label without the bracketed notes it ends with, and those notes.
  package static func splitNotes(_ label: String) -> (core: String, notes: [String]) {
    var core = Substring(label)
    var notes: [String] = []
    while let last = core.last {
      if last.isWhitespace || last == "," || last == ":" {
        core.removeLast()
        continue
      }
      guard last == ")" || last == "]", let open = core.lastIndex(where: { $0 == "(" || $0 == "[" })
      else { break }
      notes.insert(String(core[open...]), at: 0)
      core = core[..<open]
    }
    while let first = core.first, first.isWhitespace { core.removeFirst() }
    return (String(core), notes)
  }

  /// "Question 2" is a question like any other.
  private static func withoutNumber(_ folded: String) -> String {
    guard let space = folded.lastIndex(of: " "),
      folded[folded.index(after: space)...].utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return folded }
    return String(folded[..<space])
  }

  /// The printed wording that a run of tokens covers.
  private static func wording(_ core: String, _ tokens: ArraySlice<LabelToken>) -> String {
    guard let first = tokens.first, let last = tokens.last else { return "" }
    var text = core[first.range.lowerBound..<last.range.upperBound]
    while let end = text.last, end == "," || end.isWhitespace || end == "–" || end == "-" {
      text.removeLast()
    }
    return String(text)
  }

  /// Index of the first token of the name that a label ends with; `tokens.count` when it ends with
  /// none.
  package static func nameStart(_ tokens: [LabelToken], isKnown: (String) -> Bool) -> Int {
    var start = tokens.count
    while start > 0 {
      let token = tokens[start - 1]
      if start < tokens.count, token.endsClause { break }
      guard token.isNameLike || (token.isNumeral && start > 1) else {
        // A particle belongs to the name when something of the name stands before it.
        if token.isParticle, start < tokens.count, start > 1,
          tokens[start - 2].isNameLike
            || tokens[start - 2].isParticle
        {
          start -= 1
          continue
        }
        break
      }
      start -= 1
    }
    while start < tokens.count, tokens[start].isNumeral { start += 1 }
    guard start < tokens.count else { return start }
    // A name that the document knows ends the question; the longest one wins.
    for candidate in start..<tokens.count where tokens.count - candidate <= 6 {
      if isKnown(folded(tokens[candidate...])) { return candidate }
    }
    // What is left of a place or body is no name: "of Lindmark and All Ostervald".
    if start > 0, tokens.count - start == 1, !tokens[start].isInitial {
      let before = tokens[start - 1]
      let isIntroduced =
        before.isRole || before.isConnector || LabelWords.notNames.contains(before.folded)
        || LabelWords.honorifics.contains(before.folded)
      guard isIntroduced else { return tokens.count }
    }
    // What follows a preposition is what the role is about, not yet the name: "of Turkey Recep …".
    let isObject = start > 0 && tokens[start - 1].isConnector
    if isObject {
      let length = LabelToken.lengthOfPlace(tokens[start...])
      guard start + length < tokens.count else { return tokens.count }
      start += length
    }
    // Names of more than three words are rarer than roles that end in capitalised words.
    let names = (start..<tokens.count).filter { !tokens[$0].isParticle }
    // The rest of a body's name may stand there too: "of Marine Research Oda Lind".
    let longest = start == 0 ? 4 : isObject ? 2 : 3
    if names.count > longest { start = names[names.count - 2] }
    return start
  }

  /// "King Mohammed VI of Morocco", "Patriarch Kirill of Moscow and All Russia".
  private static func sovereign(
    _ core: String, _ tokens: [LabelToken]
  ) -> (name: String, role: String)? {
    guard let of = tokens.firstIndex(where: { $0.folded == "of" }), of >= 2 else { return nil }
    var start = of
    while start > 0, tokens[start - 1].isNumeral || tokens[start - 1].isNameLike { start -= 1 }
    guard start > 0, start < of, tokens[start].isNameLike, tokens[start - 1].isRole else {
      return nil
    }
    return (
      wording(core, tokens[start..<of]),
      wording(core, tokens[..<start]) + " " + wording(core, tokens[of...])
    )
  }

  package static func folded(_ tokens: ArraySlice<LabelToken>) -> String {
    tokens.map(\.folded).joined(separator: " ")
  }
}
