import People
import Transcripts

/// What a label looks like by itself, before the document's evidence is weighed.
struct LabelShape {
  /// What kind of label it may be.
  private(set) var kind = Kind.none
  /// The name as printed; empty when there is none.
  private(set) var name = ""
  /// Folded words of the name; empty when there is none.
  var nameWords: [String] = []
  /// Folded words of the role.
  var roleWords: [String] = []
  /// Why it is no label, when it is none; else what speaks for it.
  private(set) var reason = ""
  /// Whether a form of address stands before the name: "MR. STOLT".
  private(set) var isAddressed = false
  /// Whether it is set as names and roles are, in words with capitals and nothing of a sentence.
  private(set) var looksLikeLabel = false
  /// Whether nothing but what may be a name is in it.
  private(set) var isSetAsName = false
  /// Whether a note behind it says where somebody is from: "(Norway)".
  private(set) var isFromSomewhere = false
  /// Whether it has two words that may be names.
  private(set) var isWordy = false
  /// Whether it is set as a role behind its article, and holds no word of roles: "The Bursar".
  private(set) var isArticled = false
  /// Whether it cannot be a label whatever the document says: it holds words or marks of sentences.
  private(set) var isSentence = false

  /// Whether several words stand in it, the first of which begins with a small letter.
  private(set) var beginsSmall = false
  /// Whether it is set as a name whose last word is an ordinary one, so that only its coming again speaks
  /// for it: "Tom East", "Ben Question".
  private(set) var comesAsName = false
  /// The same of a name in turned order, as it is called: "Tom Note" of "Note, Tom"; empty for any other.
  private(set) var turnedName = ""

  enum Kind {
    /// A sentence, a heading, a list: no label.
    case none
    /// "Question", "Remark", "Participants".
    case voice
    /// A name of two or more words and nothing else.
    case name
    /// A single word that may be a surname.
    case word
    /// A role and a name.
    case roleAndName
    /// A name behind words among which none is known to be a role.
    case nameWithWords
    /// A part in the meeting, "Moderator".
    case part
    /// A role without a name.
    case role
    /// A code or initials, "P03", "AvW".
    case code
  }

  /// Longest label without its notes, in characters; the longest one seen has 197.
  private static let maximumCharacters = 220

  init(_ label: String, isKnown: (String) -> Bool) {
    self.init(LabelParts(label), isKnown: isKnown)
  }

  init(_ parts: LabelParts, isKnown: (String) -> Bool) {
    let core = parts.core
    let tokens = parts.tokens
    guard let first = tokens.first else {
      reason = "there is no word in it"
      looksLikeLabel = !parts.notes.isEmpty
      return
    }
    looksLikeLabel = true
    turnedName = Self.turnedName(core, tokens)
    if LabelCode.isLetters(core), tokens.count == 1, LabelAnatomy.crowd(core, tokens) == nil,
      !first.isRole || core.utf8.count <= 2
    {
      kind = .code
      nameWords = [first.folded]
      reason = "is letters as initials and codes are"
      return
    }
    if tokens.count == 1, LabelCode.isUserName(core) {
      kind = .code
      nameWords = [first.folded]
      reason = "is an address or a user’s name"
      return
    }
    looksLikeLabel = false
    // "12. Ann Vale", "“Question”" and "question" look so, too.
    let words = tokens.drop { !$0.isCapitalised && $0.hasDigit }
    let isNumbered = words.count < tokens.count
    let looksSet =
      tokens.count <= 16 && words.first?.isCapitalised == true
      && words.allSatisfy { $0.isCapitalised || $0.isParticle || $0.isConnector }
    let isVoice = LabelWords.unnamed.contains(LabelAnatomy.folded(words))
    // "Day" and "More" are names where "Bill Day" and "Ann More" speak.
    let isKnownWord = tokens.count == 1 && looksSet && isKnown(first.folded)
    if !isKnownWord, let fault = Self.fault(core, tokens), LabelAnatomy.crowd(core, tokens) == nil {
      reason = fault
      isSentence = true
      looksLikeLabel = isNumbered && looksSet || isVoice || core.utf8.first == 0x3E && looksSet
      return
    }
    looksLikeLabel = looksSet || isVoice || Self.isNearlySet(tokens)
    beginsSmall = tokens.count >= 2 && !first.isCapitalised && !first.hasDigit
    isWordy = tokens.count(where: \.isNameLike) >= 2
    comesAsName = Self.comesAsName(tokens)
    let anatomy = LabelAnatomy(parts, isKnown: isKnown)
    name = anatomy.name
    nameWords = FoldedText.words(of: anatomy.name)
    roleWords = FoldedText.words(of: anatomy.role)
    isAddressed = !anatomy.address.isEmpty
    isFromSomewhere = !parts.notes.isEmpty && !anatomy.affiliation.isEmpty
    switch anatomy.voice {
    case .unnamed, .group:
      guard first.isCapitalised else {
        reason = "a voice’s label begins with a capital"
        return
      }
      kind = .voice
      looksLikeLabel = true
      reason = "names a voice without a name"
    case .code:
      kind = .code
      nameWords = [LabelAnatomy.folded(tokens[...])]
      reason = "is a code"
      looksLikeLabel = true
    case .role:
      var words = roleWords
      if words.first == "the" { words.removeFirst() }
      if words.count == 1, LabelWords.parts.contains(words[0]) {
        kind = .part
        reason = "names a part in the meeting"
      } else if words.count <= 10,
        tokens.contains(where: \.isRole)
          || LabelAnatomy.isOfAnother(core, tokens)
      {
        kind = .role
        reason = "is a role without a name"
      } else {
        reason = "ends in no name and holds no role"
        isArticled =
          first.folded == "the" && (2...5).contains(tokens.count) && looksSet
          && tokens.last.map { !LabelWords.notNames.contains($0.folded) && !$0.hasDigit } == true
      }
    case .person:
      let names = nameWords.filter { $0.utf8.count > 1 }
      isSetAsName = tokens.allSatisfy { $0.isNameLike || $0.isParticle }
      if tokens.count > 1, !tokens.contains(where: \.isRole), Self.isDoubtfulName(tokens) {
        kind = .nameWithWords
        reason = "has a word that may be a name"
      } else if anatomy.role.isEmpty || anatomy.role == anatomy.affiliation,
        tokens.allSatisfy({ $0.isNameLike || $0.isParticle || $0.isNumeral })
      {
        kind = tokens.count(where: \.isNameLike) >= 2 ? .name : .word
        reason = "is a name"
      } else if tokens.contains(where: \.isRole) {
        // One word behind a role, "Patriarch Kirill", is a name; behind a preposition it is not.
        kind = .roleAndName
        reason = names.count >= 2 ? "is a role and a name" : "is a role and a short name"
      } else {
        kind = .nameWithWords
        reason = "ends in what may be a name"
      }
    }
  }

  private static func turnedName(_ core: String, _ tokens: [LabelToken]) -> String {
    guard tokens.count == 2, core[tokens[0].range].hasSuffix(","), tokens[0].isCapitalised,
      !tokens[0].isNameLike, !tokens[0].isRole, !tokens[0].hasDigit, tokens[1].isNameLike
    else { return "" }
    return core[tokens[1].range] + " " + core[tokens[0].range].dropLast()
  }

  private static func comesAsName(_ tokens: [LabelToken]) -> Bool {
    guard (2...3).contains(tokens.count), let last = tokens.last, last.isCapitalised,
      !last.isNameLike, !last.hasDigit, !last.isNumeral, !last.endsClause,
      !LabelWords.sentence.contains(last.folded) || LabelWords.notNames.contains(last.folded),
      !LabelWords.headings.contains(LabelAnatomy.folded(tokens[...]))
    else { return false }
    return tokens.dropLast().allSatisfy { $0.isNameLike && !$0.endsClause }
      && !LabelWords.crowdWords.contains(tokens[0].folded)
  }

  /// Whether short words that are no sentence's stand among words with capitals: "Nadja Raske, Landrätin
  /// des Kreises Hallin".
  private static func isNearlySet(_ tokens: [LabelToken]) -> Bool {
    guard (2...10).contains(tokens.count), tokens[0].isCapitalised else { return false }
    var (capitals, longest) = (0, 0)
    for token in tokens {
      if token.isCapitalised {
        capitals += 1
      } else if !token.isParticle, !token.isConnector, !token.hasDigit {
        guard !LabelWords.sentence.contains(token.folded) else { return false }
        longest = max(longest, token.folded.utf8.count)
      }
    }
    // "Transport Minister Aron Velt on behalf of Ilse Brandvik"
    return longest <= longestJoint
      ? capitals >= 2 && capitals * 2 >= tokens.count
      : longest <= longestWord && capitals >= 4 && capitals * 3 >= tokens.count * 2
  }

  /// In bytes, among words half of which have capitals, and among more of them.
  private static let (longestJoint, longestWord) = (4, 8)

  /// Whether a word of English sentences joins what a role is of to the role in another language:
  /// "presidente do conselho".
  private static func isJoint(_ tokens: [LabelToken], _ index: Int) -> Bool {
    LabelWords.joints.contains(tokens[index].folded) && !tokens[index].isCapitalised
      && index + 1 < tokens.count && !LabelWords.sentence.contains(tokens[index + 1].folded)
      && (tokens[..<index].contains(where: \.isRole) || isBehindFullName(tokens, index))
  }

  /// Whether a comma parts a name of two words and more from what is before an index: "Rute Calder,
  /// delegada no Porto".
  private static func isBehindFullName(_ tokens: [LabelToken], _ index: Int) -> Bool {
    guard let comma = tokens[..<index].firstIndex(where: \.endsClause), comma + 1 < index else {
      return false
    }
    return tokens[...comma].count(where: \.isNameLike) >= 2
      && tokens[...comma].allSatisfy { $0.isNameLike || $0.isParticle }
  }

  /// Whether a word of a name may as well be an ordinary one: "Bill Day", "April March", "He Wei".
  private static func isDoubtfulName(_ tokens: [LabelToken]) -> Bool {
    guard let first = tokens.first, let last = tokens.last else { return false }
    return last.isNameByPlace && LabelWords.surnames.contains(last.folded)
      || first.isNameByPlace
        && (LabelWords.notNames.contains(first.folded)
          || LabelWords.rareNames.contains(first.folded))
  }

  /// Why a label cannot be one, whatever the document says.
  private static func fault(_ core: String, _ tokens: [LabelToken]) -> String? {
    guard core.utf8.count <= maximumCharacters || core.count <= maximumCharacters else {
      return "is longer than any label"
    }
    if let first = core.unicodeScalars.first, openings.contains(first) {
      return "begins with “\(first)”"
    }
    var quoted = false
    var quotes = 0
    for character in core.unicodeScalars {
      switch character {
      case "“", "«", "„": quoted = true; quotes += 1
      case "”", "»": quoted = false; quotes -= 1
      case "\"":
        quoted.toggle()
        quotes += quoted ? 1 : -1
      case "?", "!", ";", "…", "=", "/", "@": return "holds “\(character)”"
      default: break
      }
    }
    if quotes != 0 { return "opens a quotation and does not close it" }
    if let first = tokens.first, tokens.count > 1, LabelWords.beginnings.contains(first.folded),
      !first.isInitial, !isAddress(core[first.range], tokens),
      !(tokens.count <= 3 && tokens.allSatisfy(\.isNameLike))
    {
      return "begins with “\(core[first.range])”"
    }
    var inQuotation = false
    let isStyled = LabelAnatomy.isStyled(tokens)
    for (index, token) in tokens.enumerated() {
      if index == 0, isStyled { continue }
      let word = core[token.range]
      switch word.unicodeScalars.first {
      case "“", "«", "\"", "„": inQuotation = true
      default: break
      }
      defer {
        if inQuotation, word.contains(where: { "”»\"".contains($0) }), word.count > 1 {
          inQuotation = false
        }
      }
      if inQuotation { continue }
      // "Josep Rull i Vidal"
      if token.folded == "i", !token.isCapitalised, index > 0, index + 1 < tokens.count,
        tokens[index - 1].isNameLike, tokens[index + 1].isNameLike
      {
        continue
      }
      if isJoint(tokens, index) { continue }
      if word.hasSuffix("."), index + 1 < tokens.count, !token.isInitial,
        token.folded.utf8.count > (index == 0 ? 4 : 2) || !token.isCapitalised,
        !token.isRole, !LabelWords.behindNames.contains(token.folded),
        !LabelWords.addressHere.contains(token.folded),
        !LabelWords.shortAddress.contains(token.folded),
        !LabelWords.crowdWords.contains(token.folded), !LabelWords.honorifics.contains(token.folded)
      {
        return "holds the end of a sentence: “\(word)”"
      }
      // Capitalised small words within roles belong to names of bodies: "Just Russia".
      if LabelWords.sentence.contains(token.folded) || isContraction(word)
        || LabelWords.sentence.contains(word.lowercased()), !token.isNameByPlace,
        !token.isInitial, index == 0 || !token.isCapitalised || token.folded == "i"
      {
        return "holds a word of sentences: “\(word)”"
      }
    }
    return nil
  }

  /// Whether the first word is a form of address in some language: "On. Rossi".
  private static func isAddress(_ word: Substring, _ tokens: [LabelToken]) -> Bool {
    word.hasSuffix(".") && tokens.count <= 4 && LabelWords.addressHere.contains(tokens[0].folded)
      && tokens.dropFirst().allSatisfy { $0.isNameLike || $0.isParticle }
  }

  /// What quotations, notes and lists begin with, and no label.
  private static let openings: Set<Unicode.Scalar> = [
    "“", "\"", "‘", "«", "'", "(", "<", ">", "[", "–", "—", "-", "•", "*", "#", "/",
  ]

  /// "I’ve", "we'll", "couldn’t".
  private static func isContraction(_ word: Substring) -> Bool {
    guard let apostrophe = word.lastIndex(where: { $0 == "’" || $0 == "'" }) else { return false }
    switch word[word.index(after: apostrophe)...] {
    case "ve", "ll", "re", "m": return true
    case "t": return word[..<apostrophe].hasSuffix("n")
    default: return false
    }
  }
}
