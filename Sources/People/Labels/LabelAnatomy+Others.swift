/// Labels that print another beside the one who speaks, or nobody but another.
extension LabelAnatomy {
  /// Reads "Ann Vale, Treasurer", "Dr. Ann Vale, PhD", "Ms Vale, Treasurer", "Vale, Ann".
  mutating func readParted(
    _ core: String, _ tokens: [LabelToken], addressing words: Set<String>,
    isKnown: (String) -> Bool
  ) -> Bool {
    guard let comma = tokens.firstIndex(where: \.endsClause), comma + 1 < tokens.count else {
      return false
    }
    if let turned = Self.turnedByPlace(core, tokens, comma) {
      voice = .person
      isTurned = true
      name = turned
      return true
    }
    let start =
      tokens[...comma].firstIndex {
        !LabelWords.address.contains($0.folded) && !LabelWords.honorifics.contains($0.folded)
          && !words.contains($0.folded)
      } ?? comma + 1
    let names = tokens[start..<max(start, comma + 1)]
    guard names.contains(where: \.isNameLike),
      names.allSatisfy({ $0.isNameLike || $0.isParticle })
    else { return false }
    let count = names.count(where: \.isNameLike)
    let rest = tokens[(comma + 1)...]
    // "Roca Vidal, Ann" where "Ann Roca Vidal" speaks.
    let isKnownTurned =
      count > 1 && rest.count <= 2 && isKnown(Self.folded(rest) + " " + Self.folded(names))
    if count == 1, start == 0, comma == 0, rest.first?.isRole == true, !tokens[0].isInitial {
      // "BIANCHI, ministro dell'interno"
      voice = .person
      name = Self.wording(core, names)
      isPartialName = true
      role = Self.wording(core, rest)
      return true
    }
    if count == 1 || isKnownTurned, start == 0 {
      // "Vale, Ann"
      guard core[tokens[comma].range].hasSuffix(","), rest.count <= 2, !tokens[0].isInitial,
        rest.allSatisfy({ $0.isNameLike && !$0.endsClause })
      else { return false }
      voice = .person
      isTurned = true
      name = Self.wording(core, rest) + " " + Self.wording(core, names)
      return true
    }
    guard count >= 2 || start > 0 else { return false }
    voice = .person
    name = Self.wording(core, names)
    isPartialName = count < 2
    let before = tokens[..<start]
    address = before.first { LabelWords.address.contains($0.folded) }?.folded ?? ""
    if address.isEmpty, isHere(before, "fr") { address = "monsieur" }
    if rest.count == 1, let last = rest.last, LabelWords.generations.contains(last.folded) {
      // "Mr. Tull, Jr."
      affiliation = last.folded
    }
    role =
      rest.allSatisfy {
        LabelWords.behindNames.contains($0.folded) || LabelWords.generations.contains($0.folded)
      }
      ? "" : Self.wording(core, rest)
    if !before.allSatisfy({
      LabelWords.address.contains($0.folded) || words.contains($0.folded)
    }) {
      role = Self.wording(core, before) + (role.isEmpty ? "" : ", " + role)
    }
    return true
  }

  /// The name of "Young, Grace" and "Day, Will", whose words are names only beside each other.
  private static func turnedByPlace(
    _ core: String, _ tokens: [LabelToken], _ comma: Int
  ) -> String? {
    let (names, rest) = (tokens[...comma], tokens[(comma + 1)...])
    guard tokens.count <= 4, core[tokens[comma].range].hasSuffix(","), !tokens[0].isInitial,
      !(tokens.allSatisfy { $0.isNameLike || $0.isParticle })
        // "Berg, Hans van der"
        || comma == 0 && rest.last?.isParticle == true && rest.first?.isNameLike == true
    else { return nil }
    let name = wording(core, rest) + " " + wording(core, names)
    let turned = LabelToken.tokens(of: name)
    return turned.count == tokens.count && turned.allSatisfy { $0.isNameLike || $0.isParticle }
      ? name : nil
  }

  /// Reads "Ann Vale on behalf of Bo Lind", "Ann Vale reading Bo Lind", "Ann Vale of the Harbour Trust":
  /// who is named first speaks.
  mutating func readSpeakingFor(_ core: String, _ tokens: [LabelToken]) -> Bool {
    guard tokens.count >= 3 else { return false }
    let isInCapitals = tokens.allSatisfy(\.isAllCapitals)
    var end = 0
    while end < tokens.count, tokens[end].isNameLike || tokens[end].isParticle,
      !LabelWords.speakingFor.contains(tokens[end].folded) || !isInCapitals
    {
      end += 1
    }
    while end > 0, tokens[end - 1].isParticle { end -= 1 }
    let names = tokens[..<end]
    guard end + 1 < tokens.count, end <= 4, names.count(where: \.isNameLike) >= 2 else {
      return false
    }
    let (joint, rest) = (tokens[end], tokens[(end + 1)...])
    guard !joint.isCapitalised || isInCapitals, !LabelWords.joining.contains(joint.folded),
      !rest.contains(where: \.isRole) || joint.folded.utf8.count >= 5
        || LabelWords.speakingFor.contains(joint.folded)
          && rest.first.map({ !$0.isCapitalised && !$0.isConnector }) == true,
      LabelWords.speakingFor.contains(joint.folded)
        || joint.isConnector && !joint.isParticle && joint.folded != "the" && joint.folded != "a"
          && !isInCapitals,
      rest.contains(where: \.isCapitalised)
    else { return false }
    voice = .person
    name = Self.wording(core, names)
    role = Self.wording(core, tokens[end...])
    return true
  }

  /// Whether a label is of nobody but one who belongs to another, whose name ends it: "Wife of Ann
  /// Vale", "Letter from Ann Vale", "Жена Петра Залесова".
  package static func isOfAnother(
    _ core: String, _ tokens: [LabelToken], isKnown: (String) -> Bool = { _ in false }
  ) -> Bool {
    guard
      let relation = tokens.prefix(4).lastIndex(where: {
        LabelWords.relations.contains($0.folded)
      }), relation + 1 < tokens.count,
      !tokens[..<relation].contains(where: {
        $0.isNameLike && $0.folded.utf8.count > longestArticle
      })
    else { return false }
    let rest = tokens[(relation + 1)...]
    guard let first = rest.first else { return false }
    let isJoined =
      !first.isCapitalised && (first.isConnector || first.isParticle)
      || first.isAllCapitals && first.isConnector
    if isJoined {
      let names = rest.dropFirst()
      let isName = names.allSatisfy {
        $0.isNameLike || $0.isParticle || LabelWords.address.contains($0.folded)
      }
      let count = names.count(where: \.isNameLike)
      return isName && (count == 2 || count == 1 && first.isConnector)
    }
    // Languages of cases join them by nothing but the case.
    return rest.count >= 2 && rest.allSatisfy(\.isNameLike) && !isKnown(folded(rest))
      && isInflected(core[first.range])
  }

  /// Whether words begin with a style, "Her Excellency", "His Royal Highness".
  package static func isStyled(_ tokens: [LabelToken]) -> Bool {
    tokens.count >= 3 && pronouns.contains(tokens[0].folded) && tokens[1].isCapitalised
      && LabelWords.styles.contains(tokens[1].folded)
  }

  private static let pronouns: Set<String> = ["his", "her", "their", "your"]

  /// In bytes: "Die Frau von Ann Vale".
  private static let longestArticle = 3

  /// Whether a first name in Cyrillic may stand in another case than the first: "Петра", "Петру" of
  /// "Пётр". Women's names end so in the first case, too; those are known where they speak.
  private static func isInflected(_ word: Substring) -> Bool {
    guard let first = word.unicodeScalars.first, (0x400...0x52F).contains(first.value),
      let last = word.last
    else { return false }
    return "аяуюыиієеї".contains(last)
  }

  /// Whether a known name is what stands behind "of", "for" or their like: the office is another's.
  static func isObject(_ start: Int, _ tokens: [LabelToken]) -> Bool {
    guard start >= 2, tokens.count - start >= 2 else { return false }
    let joint = tokens[start - 1]
    guard !tokens[start - 2].isNameLike, !LabelWords.joining.contains(joint.folded) else {
      return false
    }
    let isJoint =
      joint.isConnector && joint.folded != "the" && joint.folded != "a" || joint.isParticle
    return isJoint && (!joint.isCapitalised || joint.isAllCapitals)
      && !LabelWords.address.contains(tokens[start - 2].folded)
  }

  /// Where the bracket opens that closes a label: the outer one of "(Norvik (Guest))".
  static func opening(of core: Substring) -> Substring.Index? {
    var depth = 0
    var index = core.endIndex
    while index > core.startIndex {
      index = core.index(before: index)
      switch core[index] {
      case ")", "]": depth += 1
      case "(", "[":
        depth -= 1
        if depth == 0 { return index }
      default: break
      }
    }
    return core.lastIndex { $0 == "(" || $0 == "[" }
  }
}
