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
  /// What tells the person from others of the name: "North Harlow" of "Mr Rask of North Harlow",
  /// "Norway" of "Mr Lind (Norway)"; it is in ``role`` too.
  package var affiliation = ""
  /// The form of address that is printed before the name, folded: "mr".
  package var address = ""
  /// Whether the label prints the name in turned order, "Vale, Ann".
  package internal(set) var isTurned = false
  /// Initials that the label sets up for the name: "AvW" of "Aaron van Wirdum (AvW)".
  package var initials = ""

  package enum Voice: Hashable {
    case unnamed
    case group
    case role
    case person
    /// A code instead of a name: "P03", "INT", "Speaker 2".
    case code
  }

  /// Takes a label apart.
  /// - Parameters:
  ///   - label: As printed, without its colon.
  ///   - isKnown: Whether the document knows a person of this folded name; settles where a role of
  ///     capitalised words ends and the name begins.
  package init(_ label: String, isKnown: (String) -> Bool) {
    self.init(LabelParts(label), isKnown: isKnown)
  }

  /// Takes a label apart that is parted already.
  /// - Parameter words: Forms of address of the document's language that are names or initials in
  ///   others: "M.", "Don".
  package init(_ parts: LabelParts, addressing words: Set<String> = [], isKnown: (String) -> Bool) {
    let (core, notes) = (parts.core, parts.notes)
    delivery = notes.lazy.compactMap(DeliveryWording.delivery).first
    let tokens = Self.withoutRanks(parts.tokens)
    let folded = Self.folded(tokens[...])
    voice = .role
    guard !tokens.isEmpty else { return }
    if LabelWords.unnamed.contains(Self.withoutNumber(folded)) {
      let isCode = Self.hasNumber(folded) && !Self.isQuestion(folded)
      voice = isCode ? .code : .unnamed
      if isCode { role = core }
      return
    }
    if LabelWords.groups.contains(folded) {
      voice = .group
      return
    }
    if let several = LabelVoices.kind(core, tokens) {
      voice = several
      return
    }
    let isCode =
      LabelCode.isCode(core) || LabelCode.isBareInitials(core)
      || tokens.count == 1 && LabelCode.isUserName(core)
    if isCode, !isKnown(folded), tokens.count > 1 || !tokens[0].isRole || core.utf8.count <= 2 {
      voice = .code
      role = core
      return
    }
    if readParted(core, tokens, addressing: words, isKnown: isKnown) { return }
    if Self.isOfAnother(core, tokens, isKnown: isKnown) {
      role = core
      return
    }
    if !readPlaced(core, tokens, isKnown: isKnown), !readSpeakingFor(core, tokens) {
      var start = isKnown(folded) ? 0 : Self.nameStart(tokens, isKnown: isKnown)
      if tokens.count > 1, LabelWords.addressHere.contains(tokens[0].folded) {
        let rest = Array(tokens[1...])
        let isName = isKnown(Self.folded(rest[...]))
        if isName || words.contains(tokens[0].folded) {
          start = isName ? 1 : 1 + Self.nameStart(rest, isKnown: isKnown)
        }
      }
      guard start < tokens.count else {
        (name, role) = Self.sovereign(core, tokens) ?? ("", core)
        voice = name.isEmpty ? .role : .person
        if name.isEmpty, let person = notes.lazy.compactMap(Self.person(inNote:)).first {
          voice = .person
          (name, address) = person
        }
        return
      }
      // "The President, MP", "President T."
      if start > 0,
        tokens[start...].allSatisfy({
          $0.isInitial || LabelWords.behindNames.contains($0.folded) && !isKnown($0.folded)
        }), tokens[..<start].contains(where: \.isRole), !Self.isAddress(tokens[..<start])
      {
        role = Self.wording(core, tokens[..<start])
        return
      }
      voice = .person
      read(core, tokens[..<start], name: tokens[start...])
    }
    for note in notes where DeliveryWording.delivery(note) == nil { read(note: note) }
  }

  /// Takes a name and what stands before it.
  private mutating func read(
    _ core: String, _ before: ArraySlice<LabelToken>, name nameTokens: ArraySlice<LabelToken>
  ) {
    name = Self.wording(core, nameTokens)
    // "01.02 Minister Frank Baert"
    let before = before.drop { !$0.isCapitalised && $0.hasDigit }
    role = Self.wording(core, before)
    isPartialName = nameTokens.filter { $0.isNameLike && !$0.isInitial }.count < 2
    guard !before.isEmpty, before.count <= 4, Self.isAddress(before) else { return }
    address = before.first { LabelWords.address.contains($0.folded) }?.folded ?? ""
    // "M. Vale" of a document in French.
    if address.isEmpty, isHere(before, "fr") { address = "monsieur" }
    role = ""
  }

  /// Whether words are forms of address and what belongs to them: "The Rt Hon", "Señor Don".
  private static func isAddress(_ words: ArraySlice<LabelToken>) -> Bool {
    guard let last = words.last, !LabelWords.small.contains(last.folded) else { return false }
    return words.allSatisfy {
      LabelWords.address.contains($0.folded) || LabelWords.addressHere.contains($0.folded)
        || LabelWords.small.contains($0.folded)
    }
  }

  func isHere(_ words: ArraySlice<LabelToken>, _ language: String) -> Bool {
    words.count == 1
      && LabelWords.addressOfLanguage[language]?.contains(words[words.startIndex].folded) == true
  }

  /// Without the letters of rank that stand behind a name: "Orla Fenn MP".
  private static func withoutRanks(_ tokens: [LabelToken]) -> [LabelToken] {
    guard tokens.count > 1, let last = tokens.last, LabelWords.behindNames.contains(last.folded),
      last.isCapitalised
    else { return tokens }
    var end = tokens.count
    while end > 1, LabelWords.behindNames.contains(tokens[end - 1].folded),
      tokens[end - 1].isCapitalised
    {
      end -= 1
    }
    guard end >= 1, tokens[end - 1].isNameLike, !tokens[end - 1].endsClause,
      tokens[..<end].count(where: \.isNameLike) >= 2
        || tokens[..<end].contains(where: \.isRole)
    else { return tokens }
    return Array(tokens[..<end])
  }

  /// Reads "Mr Rask of North Harlow", "Senator Okoro of Maine", "Olsson in Harlow".
  private mutating func readPlaced(
    _ core: String, _ tokens: [LabelToken], isKnown: (String) -> Bool
  ) -> Bool {
    guard tokens.count >= 3,
      let joint = tokens.indices.dropFirst().first(where: {
        !tokens[$0].isCapitalised && LabelWords.placing.contains(tokens[$0].folded)
      }), joint + 1 < tokens.count, tokens.count - joint <= 6
    else { return false }
    // "Charles de Gaulle" is nobody of a place, "Mme Vale de Lyon" is.
    let isParticle = tokens[joint].isParticle
    let place = tokens[(joint + 1)...]
    guard place.allSatisfy({ $0.isCapitalised || $0.isConnector || $0.isParticle }),
      place.first?.isCapitalised == true, !place.contains(where: \.isRole)
    else { return false }
    var start = joint
    while start > 0, tokens[start - 1].isNameLike || tokens[start - 1].isParticle { start -= 1 }
    let before = tokens[..<start]
    let names = tokens[start..<joint]
    guard names.contains(where: \.isNameLike), names.count <= 3 else { return false }
    let isAddressed =
      !before.isEmpty && before.count <= 2
      && before.allSatisfy { LabelWords.honorifics.contains($0.folded) }
    let stands = isKnown(Self.folded(names))
    let isSurnameIn = names.count == 1 && tokens[joint].folded != "of" && !isParticle
    // "Sra. Ana Roca de Castro"
    if isParticle, names.contains(where: \.isInitial) || names.count(where: \.isNameLike) > 1 {
      return false
    }
    guard isAddressed || before.isEmpty && (stands || isSurnameIn) else { return false }
    voice = .person
    read(core, before, name: names)
    affiliation = Self.wording(core, place)
    role =
      role.isEmpty ? affiliation : role + " " + Self.wording(core, tokens[joint...])
    return true
  }

  /// Takes a note in brackets behind a name: where the person is from, the part in the meeting, or
  /// initials that are used from then on.
  private mutating func read(note: String) {
    let inner = String(note.dropFirst().dropLast())
    let tokens = LabelToken.tokens(of: inner)
    guard let first = tokens.first, inner.utf8.count <= 80 else { return }
    if !first.isCapitalised, first.isRole, role.isEmpty {
      // "Mme Vale (rapporteure)"
      role = inner
      return
    }
    guard first.isCapitalised else { return }
    if tokens.count == 1, LabelCode.isInitials(inner, of: name) {
      initials = inner
      return
    }
    guard affiliation.isEmpty else { return }
    affiliation = inner
    if role.isEmpty { role = inner }
  }

  /// The person that a note behind a role names: "(Mr Perry Stolt)".
  private static func person(inNote note: String) -> (name: String, address: String)? {
    let inner = String(note.dropFirst().dropLast())
    let tokens = LabelToken.tokens(of: inner)
    guard !tokens.isEmpty, tokens.count <= 6 else { return nil }
    let start =
      tokens.firstIndex {
        !LabelWords.address.contains($0.folded) && !LabelWords.honorifics.contains($0.folded)
      } ?? tokens.count
    var names = tokens[start...]
    // "(Perry Stolt, Präsident)"
    if let comma = names.firstIndex(where: \.endsClause),
      names[(comma + 1)...].contains(where: \.isRole)
    {
      names = names[...comma]
    }
    guard !names.isEmpty, names.allSatisfy({ $0.isNameLike || $0.isParticle }),
      start > 0 || names.count(where: \.isNameLike) >= 2
    else { return nil }
    return (wording(inner, names), start > 0 ? tokens[0].folded : "")
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
      guard last == ")" || last == "]", let open = opening(of: core) else { break }
      notes.insert(String(core[open...]), at: 0)
      core = core[..<open]
    }
    while let first = core.first, first.isWhitespace { core.removeFirst() }
    return (String(core), notes)
  }

  /// The voice of a label that names nobody, whatever else it holds; nil when it may name somebody.
  package static func crowd(_ core: String, _ tokens: [LabelToken]) -> Voice? {
    guard core.first?.isLetter == true else { return nil }
    let folded = folded(tokens[...])
    if LabelWords.unnamed.contains(folded) { return .unnamed }
    if LabelWords.groups.contains(folded) { return .group }
    return LabelVoices.kind(core, tokens)
  }

  /// "Question 2" is a question like any other.
  private static func withoutNumber(_ folded: String) -> String {
    guard let space = folded.lastIndex(of: " "),
      folded[folded.index(after: space)...].utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return folded }
    return String(folded[..<space])
  }

  private static func hasNumber(_ folded: String) -> Bool { withoutNumber(folded) != folded }

  /// "Question 2" and "Question 3" are asked by two people; "Speaker 2" is one.
  private static func isQuestion(_ folded: String) -> Bool {
    LabelWords.exchanges.contains(withoutNumber(folded))
  }

  /// The printed wording that a run of tokens covers.
  static func wording(_ core: String, _ tokens: ArraySlice<LabelToken>) -> String {
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
          tokens[start - 2].isNameLike || tokens[start - 2].isSmallParticle
            || tokens[start - 2].isParticle && !token.isCapitalised
            || LabelWords.address.contains(tokens[start - 2].folded) && !token.isCapitalised
        {
          start -= 1
          continue
        }
        // "van der Berg" alone.
        if token.isParticle, !token.isCapitalised, start == 1, tokens.count > 1 {
          start = 0
        }
        break
      }
      start -= 1
    }
    while start < tokens.count, tokens[start].isNumeral { start += 1 }
    guard start < tokens.count else { return start }
    // "El president de la Generalitat"
    if start >= 2, tokens[start].isSmallParticle, tokens[start - 1].isSmallParticle,
      tokens[0].isCapitalised, LabelWords.articles.contains(tokens[0].folded),
      tokens[start - 2].isRole, !isKnown(folded(tokens[start...]))
    {
      return tokens.count
    }
    // "El señor MINISTRO DE PUERTOS"
    if start >= 2, tokens[start].isParticle, tokens[start - 1].isRole,
      !LabelWords.address.contains(tokens[start - 1].folded), tokens[0].folded != "the",
      LabelWords.articles.contains(tokens[0].folded), !isKnown(folded(tokens[start...]))
    {
      return tokens.count
    }
    // A name that the document knows ends the question; the longest one wins.
    for candidate in start..<tokens.count where tokens.count - candidate <= 6 {
      if isKnown(folded(tokens[candidate...])) {
        return isObject(candidate, tokens) ? tokens.count : candidate
      }
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
    let isBehindBody =
      start > 1 && tokens[start - 1].isCapitalised && !tokens[start - 1].isRole
      && tokens[..<(start - 1)].contains { $0.isConnector && !$0.isCapitalised }
    let longest = start == 0 ? 4 : isObject || isBehindBody ? 2 : 3
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
