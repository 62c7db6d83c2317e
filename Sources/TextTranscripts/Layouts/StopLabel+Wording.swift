import People
import Transcripts

/// What the words before a stop are by their wording.
extension StopLabel {
  /// First parts of names that are shortened before a stop.
  static let shortened: Set<String> = ["st", "ste", "wm", "geo", "chas", "jas", "thos"]

  /// Whether words are a title and a surname, as hearings print who presides: "Chairman Groat",
  /// "Ranking Member Tao".
  static func isTitled(_ tokens: [LabelToken]) -> Bool {
    guard (2...4).contains(tokens.count), tokens.allSatisfy(\.isCapitalised),
      let role = tokens.lastIndex(where: \.isRole), role + 1 < tokens.count
    else { return false }
    return tokens[(role + 1)...].allSatisfy(\.isNameLike)
      && !tokens.contains(where: { LabelWords.notNames.contains($0.folded) })
  }

  /// Whether words are the wording of a crowd or of a voice without a name: "Voix diverses".
  static func isCrowd(_ tokens: [LabelToken]) -> Bool {
    let words = LabelAnatomy.folded(tokens[...])
    return tokens.count >= 2 && tokens[0].isCapitalised
      && (LabelWords.groups.contains(words) || LabelWords.unnamed.contains(words))
  }

  /// "Un" of "Un député", "Plusieurs": not of English, where sentences begin so.
  static func isOneOf(_ token: LabelToken) -> Bool {
    LabelWords.byLanguage("any-openings").contains { language, words in
      language != "en" && words.contains(token.folded)
    }
      || LabelWords.byLanguage("group-words").contains { language, words in
        language != "en" && words.contains(token.folded)
      }
  }

  /// Whether words begin with a form of address as only labels shorten it, perhaps behind an article:
  /// "M.", "Mme", "O Sr.".
  static func isShortAddress(_ core: String, _ tokens: [LabelToken]) -> Bool {
    var index = 0
    if tokens.count > 2, LabelWords.articles.contains(tokens[0].folded) { index = 1 }
    guard tokens.count > index + 1 || index == 0 else { return false }
    let token = tokens[index]
    return token.isCapitalised && LabelWords.shortAddress.contains(token.folded)
      && (core[token.range].hasSuffix(".") || token.folded.utf8.count > 2)
  }

  /// "M. le président", "Mme la ministre de la culture", "O Sr. Presidente".
  static func isRoleBehindArticle(_ tokens: [LabelToken]) -> Bool {
    guard tokens.contains(where: { $0.isRole && !LabelWords.address.contains($0.folded) }) else {
      return false
    }
    return LabelWords.articles.contains(tokens[0].folded)
      || tokens.count > 2
        && (LabelWords.articles.contains(tokens[1].folded) || tokens[1].folded.hasPrefix("l "))
  }

  /// Whether words are a name, a comma and a role: "M. Luc Varnier, ministre de la mer", "BIANCHI,
  /// ministro dell'interno".
  static func isParted(
    _ core: String, _ tokens: [LabelToken], isShort: Bool, hasDash: Bool
  ) -> Bool {
    guard let comma = tokens.firstIndex(where: \.endsClause), comma + 1 < tokens.count,
      comma <= 6, core[tokens[comma].range].hasSuffix(",")
    else { return false }
    let before = tokens[...comma]
    let rest = tokens[(comma + 1)...]
    let isCapital = before.contains { $0.isAllCapitals && $0.folded.utf8.count > 3 }
    guard hasDash || isShort || isCapital && before.allSatisfy(\.isAllCapitals),
      before.allSatisfy({
        $0.isNameLike || $0.isParticle || $0.isRole || LabelWords.articles.contains($0.folded)
          || LabelWords.shortAddress.contains($0.folded)
      }),
      !rest.contains(where: {
        !$0.isCapitalised && LabelWords.sentence.contains($0.folded)
      })
    else { return false }
    return hasDash || rest.prefix(3).contains(where: \.isRole)
  }
}
