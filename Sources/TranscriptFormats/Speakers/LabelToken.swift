/// A word of a label.
struct LabelToken: Hashable {
  /// Where it stands in the label.
  var range: Range<String.Index>
  /// Folded, several folded words joined by a space ("jean marc").
  var folded: String
  /// Starts with a capital letter, whatever the script.
  var isCapitalised: Bool
  /// "A.", "A.A.", "AA".
  var isInitial: Bool
  /// A comma, colon or dash stands behind it, so that a name cannot go on.
  var endsClause: Bool
  /// Holds a digit.
  var hasDigit: Bool

  /// The words of a label, parted at white space and no-break spaces.
  static func tokens(of text: String) -> [LabelToken] {
    var tokens: [LabelToken] = []
    var index = text.startIndex
    while index < text.endIndex {
      while index < text.endIndex, text[index].isWhitespace { index = text.index(after: index) }
      let start = index
      while index < text.endIndex, !text[index].isWhitespace { index = text.index(after: index) }
      guard start < index else { break }
      let word = text[start..<index]
      let folded = NameFolding.fold(String(word))
      if folded.isEmpty {
        // A dash by itself ends what stands before it.
        if !tokens.isEmpty { tokens[tokens.count - 1].endsClause = true }
        continue
      }
      let letters = word.filter(\.isLetter)
      tokens.append(
        LabelToken(
          range: start..<index, folded: folded,
          isCapitalised: letters.first.map { $0.isUppercase || !$0.isCased } ?? false,
          isInitial: letters.count <= 2 && word.contains(".") && letters.allSatisfy(\.isUppercase)
            && !letters.isEmpty,
          endsClause: word.last.map { ",;:–—".contains($0) } ?? false,
          hasDigit: word.contains(where: \.isNumber)))
    }
    return tokens
  }

  /// A word that a role holds: "President", "Co-Chairman".
  var isRole: Bool {
    LabelWords.roles.contains(folded)
      || folded.contains(" ") && LabelWords.roles.contains(String(folded.split(separator: " ").last!))
  }

  /// A small word within a name.
  var isParticle: Bool { LabelWords.particles.contains(folded) }

  /// A word that joins what a role is about to the role.
  var isConnector: Bool {
    switch folded {
    case "of", "for", "in", "at", "on", "to", "the", "and", "from", "under", "with", "by", "a", "an":
      true
    default: false
    }
  }

  /// A Roman number: "Mohammed VI".
  var isNumeral: Bool {
    isCapitalised && folded.utf8.count <= 5
      && folded.utf8.allSatisfy { $0 == 0x69 || $0 == 0x76 || $0 == 0x78 }
  }

  /// A word that may be part of a name by its shape and is no word of roles and places.
  var isNameLike: Bool {
    isCapitalised && !hasDigit && !isConnector && !isNumeral
      && (isInitial
        || !isRole && !LabelWords.notNames.contains(folded)
          && !LabelWords.sentence.contains(folded))
  }

  /// How many words the place or body takes that a label's capitalised words begin with, when its
  /// name is known to have two; else one.
  static func lengthOfPlace(_ tokens: ArraySlice<LabelToken>) -> Int {
    guard tokens.count >= 2 else { return 1 }
    let first = tokens[tokens.startIndex].folded
    let second = tokens[tokens.startIndex + 1].folded
    return twoWordPlaces.contains(first + " " + second) ? 2 : 1
  }

  private static let twoWordPlaces: Set<String> = [
    "abu dhabi", "antigua barbuda", "british columbia", "buenos aires", "burkina faso",
    "cape town", "cape verde", "costa rica", "cote divoire", "czech republic", "el salvador",
    "equatorial guinea", "great britain", "hong kong", "ivory coast", "kuala lumpur", "latin america",
    "los angeles", "new delhi", "new jersey", "new mexico", "new york", "new zealand",
    "nizhny novgorod", "north carolina", "north dakota", "north korea", "north macedonia",
    "north ossetia", "northern ireland", "papua guinea", "puerto rico", "rhode island", "rostov on",
    "san francisco", "san marino", "san salvador", "sao paulo", "sao tome", "saudi arabia",
    "sierra leone", "south africa", "south carolina", "south dakota", "south korea",
    "south ossetia", "south sudan", "sri lanka", "st petersburg", "timor leste",
    "trinidad tobago", "united kingdom", "united states", "veliky novgorod", "viet nam",
    "west virginia", "yoshkar ola",
  ]
}
