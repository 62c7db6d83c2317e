import Transcripts

/// A word of a label.
package struct LabelToken: Hashable {
  /// Where it stands in the label.
  package var range: Range<String.Index>
  /// Folded, several folded words joined by a space ("jean marc").
  package var folded: String
  /// Starts with a capital letter, whatever the script.
  package var isCapitalised: Bool
  /// "A.", "A.A.", "AA".
  package var isInitial: Bool
  /// A comma, colon or dash stands behind it, so that a name cannot go on.
  package var endsClause: Bool
  /// Holds a digit.
  package var hasDigit: Bool

  /// Every letter is a capital.
  package var isAllCapitals: Bool
  /// Whether it is taken for a name by its place though it is an ordinary word too: "Theresa May",
  /// "Will Stone".
  package var isNameByPlace = false
  /// Whether it has marks that the role of its letters has not: "Máire" is no "maire".
  var isMarkedOtherwise = false
  /// Whether it is in Cyrillic letters, of which some fold to those of Roman numbers.
  package var isCyrillic = false

  /// The words of a label, parted at white space and no-break spaces.
  package static func tokens(of text: String) -> [LabelToken] {
    var tokens: [LabelToken] = []
    let scalars = text.unicodeScalars
    var index = scalars.startIndex
    while index < scalars.endIndex {
      while index < scalars.endIndex, isSpace(scalars[index]) {
        index = scalars.index(after: index)
      }
      let start = index
      while index < scalars.endIndex, !isSpace(scalars[index]) {
        index = scalars.index(after: index)
      }
      guard start < index else { break }
      append(text, start..<index, to: &tokens)
    }
    markFirstName(&tokens)
    markLast(&tokens)
    if (2...4).contains(tokens.count), let last = tokens.last, last.isCapitalised,
      LabelWords.surnames.contains(last.folded),
      tokens.dropLast().allSatisfy({
        $0.isNameLike || $0.isParticle || LabelWords.address.contains($0.folded)
      })
    {
      tokens[tokens.count - 1].isNameByPlace = true
    }
    return tokens
  }

  /// Takes an ordinary word for a first name before what may be a surname, and alone.
  private static func markFirstName(_ tokens: inout [LabelToken]) {
    // "Mr. Will Stone"
    let first = tokens.count > 2 && LabelWords.address.contains(tokens[0].folded) ? 1 : 0
    guard (1...4).contains(tokens.count - first), tokens[first].isCapitalised,
      !tokens[first].endsClause, tokens[first].folded.utf8.count <= longestFirstName
    else { return }
    let word = tokens[first].folded
    guard
      LabelWords.firstNames.contains(word)
        || tokens.count > first + 1 && LabelWords.rareNames.contains(word)
        // "Said ould Ahmed"
        || tokens.count > 2 && !tokens[1].isCapitalised && descents.contains(tokens[1].folded),
      tokens.dropFirst(first + 1).allSatisfy({
        $0.isNameLike || $0.isParticle
          || $0.isCapitalised && LabelWords.surnames.contains($0.folded)
      })
    else { return }
    tokens[first].isNameByPlace = true
  }

  /// In bytes, so that most words are not looked up.
  private static let longestFirstName = 9

  /// Takes for a name what tells a son from his father, "John Tull Jr.", and what follows a small word
  /// of names, "Tariq bin Said".
  private static func markLast(_ tokens: inout [LabelToken]) {
    guard tokens.count >= 2, let last = tokens.last, last.isCapitalised,
      last.folded.utf8.count <= longestFirstName
    else { return }
    let before = tokens[tokens.count - 2]
    if LabelWords.generations.contains(last.folded) {
      let isBehindName =
        before.folded.utf8.count >= 2 && before.isCapitalised && !before.isRole
        && !before.endsClause
      tokens[tokens.count - 1].isNameByPlace = isBehindName
    } else if before.isSmallParticle, tokens.count <= 4, tokens[0].isNameLike,
      LabelWords.sentence.contains(last.folded), descents.contains(before.folded)
    {
      tokens[tokens.count - 1].isNameByPlace = true
    }
  }

  /// Small words behind which nothing but a name stands.
  private static let descents: Set<String> = [
    "bin", "ibn", "bint", "binti", "ben", "ap", "ab", "ould",
  ]

  /// How many letters initials have: two of "О.В".
  package static func initialCount(_ word: Substring) -> Int {
    word.unicodeScalars.count(where: isLetter)
  }

  /// "tSaoi", "hUallacháin", "mBriain": Irish sets a small letter before the capital.
  private static func isEclipsed(_ word: Substring) -> Bool {
    let scalars = word.unicodeScalars
    guard let first = scalars.first, "tnhbmgd".unicodeScalars.contains(first), scalars.count >= 4,
      let second = scalars.dropFirst().first, !isSmall(second), isLetter(second)
    else { return false }
    return scalars.dropFirst(2).allSatisfy { isLetter($0) && isSmall($0) }
  }

  private static func append(
    _ text: String, _ range: Range<String.Index>, to tokens: inout [LabelToken]
  ) {
    let word = text[range]
    let folded = FoldedText.fold(String(word))
    guard !folded.isEmpty else {
      // A dash by itself ends what stands before it.
      if !tokens.isEmpty { tokens[tokens.count - 1].endsClause = true }
      return
    }
    var (letters, capitals) = (0, 0)
    var (isCapitalised, hasDigit, hasDot) = (false, false, false)
    for scalar in word.unicodeScalars {
      if isLetter(scalar) {
        let isCapital = !isSmall(scalar)
        if letters == 0 { isCapitalised = isCapital }
        letters += 1
        capitals += isCapital ? 1 : 0
      } else if (0x30...0x39).contains(scalar.value) {
        hasDigit = true
      } else if scalar == "." {
        hasDot = true
      }
    }
    if !isCapitalised, capitals == 1, isEclipsed(word) { isCapitalised = true }
    if !isCapitalised, capitals > 0,
      let joint = word.firstIndex(where: { $0 == "-" || $0 == "’" || $0 == "'" }),
      word.index(after: joint) < word.endIndex, word[word.index(after: joint)].isUppercase,
      LabelWords.particles.contains(word[..<joint].lowercased())
        || word[joint] != "-" && LabelWords.elided.contains(word[..<joint].lowercased())
    {
      // "el-Sisi", "d’Arvert"
      isCapitalised = true
    }
    let last = word.unicodeScalars.last ?? " "
    let isMarkedOtherwise =
      word.utf8.count > folded.utf8.count && folded.utf8.allSatisfy { $0 < 0x80 }
      && word.utf8.contains { $0 == 0xC3 } && LabelWords.roles.contains(folded)
      && !LabelWords.rolesAsPrinted.contains(withoutSigns(word))
    tokens.append(
      LabelToken(
        range: range, folded: folded, isCapitalised: isCapitalised,
        isInitial: (1...2).contains(letters) && hasDot && capitals == letters
          && !LabelWords.honorifics.contains(folded),
        endsClause: last == "," || last == ";" || last == ":" || last == "–" || last == "—",
        hasDigit: hasDigit, isAllCapitals: letters > 0 && capitals == letters,
        isMarkedOtherwise: isMarkedOtherwise,
        isCyrillic: word.utf8.first.map { (0xD0...0xD3).contains($0) } ?? false))
  }

  /// The letters and dashes of a word, in small letters.
  private static func withoutSigns(_ word: Substring) -> String {
    String(
      String.UnicodeScalarView(word.unicodeScalars.filter { isLetter($0) || $0 == "-" })
    ).lowercased()
  }

  package static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20, 0x09...0x0D, 0xA0, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      ? (0x41...0x5A).contains(scalar.value) || (0x61...0x7A).contains(scalar.value)
      : scalar.properties.isAlphabetic
  }

  /// Small letters; letters of scripts without case count as capitals.
  private static func isSmall(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII ? scalar.value >= 0x61 : scalar.properties.isLowercase
  }

  /// A word that a role holds: "President", "Co-Chairman".
  package var isRole: Bool {
    LabelWords.roles.contains(folded) && !isMarkedOtherwise
      || LabelWords.cutRoles.contains(folded) && !isMarkedOtherwise
      || folded.contains(" ") && isRoleOfParts
  }

  /// "Co-Chairman", "President-elect".
  private var isRoleOfParts: Bool {
    let parts = folded.split(separator: " ").map(String.init)
    guard let first = parts.first, let last = parts.last else { return false }
    return LabelWords.roles.contains(last)
      || LabelWords.roles.contains(first) && ["elect", "designate"].contains(last)
  }

  /// A small word within a name.
  package var isParticle: Bool {
    // "van ’t Hoff"
    LabelWords.particles.contains(folded)
      // "Josep Rull i Vidal"
      || !isCapitalised && (folded == "t" || folded == "i")
  }

  /// A small word within a name, in small letters.
  var isSmallParticle: Bool { isParticle && !isCapitalised }

  /// A word that joins what a role is about to the role.
  package var isConnector: Bool {
    // "Ann A. Vale"
    guard !isInitial else { return false }
    return switch folded {
    case "of", "for", "in", "at", "on", "the", "and", "from", "under", "with", "by", "a": true
    // With a capital it is a name where not all is in capitals: "President of Vietnam To Lam".
    case "to", "an": !isCapitalised || isAllCapitals
    default: false
    }
  }

  /// A Roman number: "Mohammed VI".
  package var isNumeral: Bool {
    isAllCapitals && !isCyrillic && folded.utf8.count <= 5
      && folded.utf8.allSatisfy { $0 == 0x69 || $0 == 0x76 || $0 == 0x78 }
  }

  /// A word that may be part of a name by its shape and is no word of roles and places.
  package var isNameLike: Bool {
    isCapitalised && !hasDigit && (!isConnector || isNameByPlace) && !isNumeral
      && (isInitial || isNameByPlace
        || !isRole && !LabelWords.notNames.contains(folded)
          && !LabelWords.sentence.contains(folded))
  }

  /// How many words the place or body takes that a label's capitalised words begin with, when its
  /// name is known to have two; else one.
  package static func lengthOfPlace(_ tokens: ArraySlice<LabelToken>) -> Int {
    guard tokens.count >= 2 else { return 1 }
    let first = tokens[tokens.startIndex].folded
    let second = tokens[tokens.startIndex + 1].folded
    return twoWordPlaces.contains(first + " " + second) ? 2 : 1
  }

  private static let twoWordPlaces: Set<String> = [
    "abu dhabi", "antigua barbuda", "british columbia", "buenos aires", "burkina faso",
    "cape town", "cape verde", "costa rica", "cote divoire", "czech republic", "el salvador",
    "equatorial guinea", "great britain", "hong kong", "ivory coast", "kuala lumpur",
    "latin america",
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
