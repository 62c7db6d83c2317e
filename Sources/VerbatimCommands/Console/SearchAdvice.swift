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
      } else if let colon = word.firstIndex(of: ":"),
        let option = options[word[..<colon].lowercased()]
      {
        lines.append("\(word) is looked for as words; \(option)")
      }
    }
    let terms = words.filter { !["OR", "AND"].contains($0) }
    if !terms.isEmpty, terms.allSatisfy({ "-–—−".contains($0.first ?? " ") }) {
      lines.append(
        "only words that must not be there are given, so that all other statements match")
    }
    return lines
  }

  /// Lines of advice where nothing was found: on words that are typed without their apostrophe, and are two
  /// with it.
  static func lines(forNothingFoundBy query: String) -> [String] {
    var seen: Set<String> = []
    return query.split { !$0.isLetter && !"'’ʼ＇-".contains($0) }.compactMap { part in
      let word = part.lowercased()
      guard seen.insert(word).inserted, let meant = withApostrophe(word) else { return nil }
      return "\(word) does not find \(meant), which is two words: look for that if it is meant"
    }
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

  /// The word as it is printed, if its parts are words of their own.
  private static func withApostrophe(_ word: String) -> String? {
    if let printed = contractions[word] { return printed }
    // No English word begins so.
    for article in ["lh", "dh", "jh"] where word.hasPrefix(article) && word.count > 4 {
      return "\(word.prefix(1))'\(word.dropFirst())"
    }
    // "taxes" and "cities" are plurals, and nothing else.
    let plurals = ["ss", "ies", "xes", "ches", "shes", "sses", "zes"]
    guard word.hasSuffix("s"), !plurals.contains(where: word.hasSuffix), word.count > 3,
      word.allSatisfy({ $0.isASCII && $0.isLetter })
    else { return nil }
    return "\(word.dropLast())'s"
  }

  private static let contractions: [String: String] = {
    var table = [
      "im": "i'm", "ive": "i've", "cest": "c'est", "jai": "j'ai", "daccord": "d'accord",
      "quil": "qu'il", "quils": "qu'ils", "quelles": "qu'elles", "quon": "qu'on",
      "jusquau": "jusqu'au", "lorsquil": "lorsqu'il", "puisquil": "puisqu'il",
    ]
    for pronoun in ["you", "we", "they", "he", "she", "it", "who", "that", "there"] {
      for verb in ["re", "ve", "ll", "d"] { table[pronoun + verb] = "\(pronoun)'\(verb)" }
    }
    // Words of their own.
    for word in ["were", "well", "wed", "hell", "shell", "shed", "here"] { table[word] = nil }
    return table
  }()

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
