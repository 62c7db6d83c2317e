/// What to say of words that people type as other search programs take them, and that are looked up as words
/// here. The answer is what was asked for all the same.
enum SearchAdvice {
  /// A line of advice for each such word.
  static func lines(for query: String) -> [String] {
    var lines: [String] = []
    var isQuoted = false
    let words = query.split(whereSeparator: \.isWhitespace)
    for (index, word) in words.enumerated() {
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
      } else if let colon = word.firstIndex(of: ":"),
        let option = options[word[..<colon].lowercased()]
      {
        lines.append("\(word) is looked for as words; \(option)")
      }
    }
    let terms = words.filter { !["OR", "AND"].contains($0) }
    if !terms.isEmpty, terms.allSatisfy({ $0.hasPrefix("-") }) {
      lines.append(
        "only words that must not be there are given, so that all other statements match")
    }
    return lines
  }

  /// What a server says of a query, with the place as a person counts it: it counts bytes, from 0.
  static func inCharacters(_ message: String, of query: String) -> String {
    let mark = "words at byte "
    guard let start = message.firstRange(of: mark) else { return message }
    let digits = message[start.upperBound...].prefix { $0.isASCII && $0.isNumber }
    guard let byte = Int(digits), byte <= query.utf8.count else { return message }
    let before = String(decoding: query.utf8.prefix(byte), as: UTF8.self)
    return "\(message[..<start.lowerBound])words at character \(before.count + 1)"
      + String(message[digits.endIndex...])
  }

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
