/// What to say of words that people type as other search programs take them, and that are looked up as words
/// here. The answer is what was asked for all the same.
enum SearchAdvice {
  /// A line of advice for each such word.
  static func lines(for query: String) -> [String] {
    var lines: [String] = []
    var isQuoted = false
    let words = query.split(whereSeparator: \.isWhitespace)
    for (index, word) in words.enumerated() {
      if word.first == "‘" || word.first == "'", word.last != "’", word.last != "'", !isQuoted,
        words[(index + 1)...].contains(where: { $0.last == "’" || $0.last == "'" })
      {
        lines.append(
          "single quotes (\(word) …) make no phrase, and all words are looked for anywhere; write \"…\""
        )
      }
      if let us = initials(word) {
        lines.append(
          "\(word) is looked for as \(us), and so finds the word “\(us)”, too; a phrase as \"the \(us)\" "
            + "tells them apart")
      }
      let quotes = word.count { "\"“”„«»".contains($0) }
      defer { if quotes % 2 == 1 { isQuoted.toggle() } }
      if isQuoted, quotes == 0, ["OR", "AND", "NOT"].contains(word) {
        lines.append(
          "\(word) within quotes is looked for as a word; it is an operator outside of them")
      }
      guard !isQuoted, quotes == 0 else { continue }
      let isBetween = index > 0 && index + 1 < words.count
      let upper = word.uppercased()
      if word != upper, ["OR", "AND", "NOT"].contains(upper), isBetween || upper == "NOT" {
        lines.append(
          "\(word) is looked for as a word; write \(upper) in capitals \(meaning(upper))")
      } else if word != upper, upper.hasPrefix("NEAR/"), isBetween {
        lines.append(
          "\(word) is looked for as words; write \(upper) in capitals for words near each other")
      } else if upper == "NEAR" || upper.hasPrefix("NEAR:"), isBetween {
        lines.append(
          "\(word) is looked for as a word; write NEAR/5 for at most 5 words between the two")
      } else if isBetween, let number = distance(upper) {
        lines.append(
          "\(word) is looked for as words; write NEAR/\(number) for at most \(number) words between the two"
        )
      } else if let field = field(word) {
        lines.append("\(word) is looked for as words; \(options[field] ?? noFields)")
      } else if word.contains("|"), word.contains(where: \.isLetter) {
        lines.append(
          "\(word) is looked for as words one behind the other; write OR for either of them")
      } else if word.contains("&"), word.count(where: \.isLetter) > 3 {
        lines.append(
          "\(word) is looked for as words one behind the other; with a space between them both are "
            + "looked for anywhere")
      } else if let mark = word.firstIndex(of: "?"),
        word[word.index(after: mark)...].contains(where: \.isLetter)
      {
        lines.append(
          "\(word) is looked for as words; no sign stands for one letter, but * does for the end of a word"
        )
      }
    }
    let terms = words.filter { !["OR", "AND"].contains($0) }
    if !terms.isEmpty, terms.allSatisfy({ "-–—−".contains($0.first ?? " ") }) {
      lines.append(
        "only words that must not be there are given, so that all other statements match")
    }
    return lines
  }

  /// The word that initials come to, if it is one of its own: "U.S." is looked for as "us".
  private static func initials(_ word: Substring) -> String? {
    let letters = word.filter(\.isLetter)
    guard letters.count > 1, word.contains("."),
      word.split(separator: ".").allSatisfy({ $0.count == 1 && $0.allSatisfy(\.isLetter) })
    else { return nil }
    let joined = letters.lowercased()
    return ordinary.contains(joined) ? joined : nil
  }

  /// Words of two and three letters that initials are taken for.
  private static let ordinary: Set<String> = [
    "ad", "am", "an", "as", "at", "be", "by", "do", "go", "he", "hi", "if", "in", "is", "it", "me",
    "my",
    "no", "of", "on", "or", "so", "to", "up", "us", "we", "act", "aid", "all", "and", "are", "arm",
    "can",
    "era", "his", "its", "our", "she", "the", "was", "who",
  ]

  /// The number of words that an operator of nearness of other programs takes: W/5, NEAR5, ADJ5.
  private static func distance(_ upper: String) -> Int? {
    let name = upper.prefix { $0.isLetter }
    let number = upper.dropFirst(name.count).drop { $0 == "/" }
    let isOperator =
      ["NEAR", "ADJ", "PRE", "WITHIN", "PROX"].contains(String(name))
      // N95 is a mask.
      || ["W", "N"].contains(String(name)) && upper.contains("/")
    guard isOperator, !upper.hasPrefix("NEAR/"), (1...3).contains(number.count),
      number.allSatisfy({ $0.isASCII && $0.isNumber })
    else { return nil }
    return Int(number)
  }

  /// The field that a word names before its colon.
  private static func field(_ word: Substring) -> String? {
    guard let colon = word.firstIndex(of: ":"), colon > word.startIndex,
      word[..<colon].allSatisfy({ $0.isLetter || $0 == "_" }),
      let behind = word[word.index(after: colon)...].first, behind.isLetter || behind.isNumber
    else { return nil }
    return word[..<colon].lowercased()
  }

  private static let noFields =
    "a query has no fields: --speaker, --from, --to, --place, --meeting and --kind choose statements"

  private static func meaning(_ word: String) -> String {
    switch word {
    case "OR": "for either of the two"
    case "AND": "for both, or leave it out"
    default: "or a - right before the next word for what must not be there"
    }
  }

  private static let options = [
    "speaker": "--speaker takes a name", "from": "--from takes a day", "to": "--to takes a day",
    "date": "--from and --to take days", "place": "--place takes a place",
    "meeting": "--meeting takes an id", "kind": "--kind takes a kind of statement",
  ]
}
