import TextAnalysis
import Transcripts

/// The words of a statement, and what a plain look at them says of a query.
struct WordScan {
  /// Each paragraph's words.
  let paragraphs: [[String]]

  init(_ statement: Statement, scanner: WordScanner = WordScanner()) {
    paragraphs = statement.paragraphs.enumerated().map { index, text in
      var bytes = Array(text.utf8)
      for mark in statement.marks where Int(mark.paragraph) == index && mark.length > 0 {
        // Whole characters.
        var (first, end) = (Int(mark.offset), Int(mark.offset + mark.length))
        while first > 0, bytes[first] & 0xc0 == 0x80 { first -= 1 }
        while end < text.utf8.count, Array(text.utf8)[end] & 0xc0 == 0x80 { end += 1 }
        for byte in first..<end { bytes[byte] = UInt8(ascii: "\n") }
      }
      return scanner.scan(String(decoding: bytes, as: UTF8.self)).texts
    }
  }

  func matches(_ query: WordQuery) -> Bool {
    switch query {
    case .word(let word): paragraphs.contains { $0.contains(word) }
    case .prefix(let prefix):
      paragraphs.contains { $0.contains { $0.utf8.starts(with: prefix.utf8) } }
    case .phrase(let words): paragraphs.contains { !Self.starts(words, $0).isEmpty }
    case .together(let words, let others):
      paragraphs.contains { Self.areTogether(words, $0, others) }
    case .near(let left, let right, let others):
      paragraphs.contains { paragraph in
        Self.starts(left, paragraph).contains { a in
          Self.starts(right, paragraph).contains { b in
            (0...others).contains(b - a - left.count) || (0...others).contains(a - b - right.count)
          }
        }
      }
    case .all(let parts): parts.allSatisfy(matches)
    case .any(let parts): parts.contains(where: matches)
    case .not(let part): !matches(part)
    }
  }

  var wordCount: Int { paragraphs.reduce(0) { $0 + $1.count } }

  /// How often a word or phrase occurs; of everything else whether it does.
  func occurrences(_ query: WordQuery) -> Int {
    switch query {
    case .word(let word): paragraphs.reduce(0) { $0 + $1.count { $0 == word } }
    case .phrase(let words): paragraphs.reduce(0) { $0 + Self.starts(words, $1).count }
    default: matches(query) ? 1 : 0
    }
  }

  /// Occurrences of each different part that asks for a word; of beginnings each word that they mean.
  func allOccurrences(_ query: WordQuery) -> Int {
    var parts: [WordQuery] = []
    func collect(_ query: WordQuery) {
      switch query {
      case .all(let queries), .any(let queries): queries.forEach(collect)
      case .not: break
      default: if !parts.contains(query) { parts.append(query) }
      }
    }
    collect(query)
    let beginnings = parts.compactMap { part in
      if case .prefix(let text) = part { Array(text.utf8) } else { nil }
    }
    func isCounted(_ word: String) -> Bool { beginnings.contains { word.utf8.starts(with: $0) } }
    parts = parts.filter { part in
      switch part {
      case .word(let word): !isCounted(word)
      case .prefix(let text):
        !beginnings.contains { $0.count < text.utf8.count && text.utf8.starts(with: $0) }
      case .phrase(let words): !words.contains { isCounted($0) || parts.contains(.word($0)) }
      default: true
      }
    }
    return parts.reduce(0) { sum, part in
      guard case .prefix(let prefix) = part else { return sum + occurrences(part) }
      return paragraphs.reduce(sum) { $0 + $1.count { $0.utf8.starts(with: prefix.utf8) } }
    }
  }

  private static func starts(_ words: [String], _ paragraph: [String]) -> [Int] {
    paragraph.indices.filter { paragraph[$0...].starts(with: words) }
  }

  private static func areTogether(_ words: [String], _ paragraph: [String], _ others: Int) -> Bool {
    // Any stretch of so many words that has each as often as it is asked for.
    paragraph.indices.contains { start in
      var left = words
      for word in paragraph[start...].prefix(words.count + others) {
        if let index = left.firstIndex(of: word) { left.remove(at: index) }
      }
      return left.isEmpty
    }
  }

  /// A query of every kind, of words that random archives have, or of others.
  static func randomQuery(
    of words: [String] = vocabulary, depth: Int = 2, using generator: inout SplitMix
  ) -> String {
    func word() -> String { words.randomElement(using: &generator)! }
    func phrase() -> String {
      let count = Int.random(in: 1...3, using: &generator)
      return "\"" + (0..<count).map { _ in word() }.joined(separator: " ") + "\""
    }
    func others() -> Int { [0, 1, 2, 5, 100].randomElement(using: &generator)! }
    func part() -> String {
      depth == 0
        ? word() : "(" + randomQuery(of: words, depth: depth - 1, using: &generator) + ")"
    }
    switch Int.random(in: 0..<9, using: &generator) {
    case 0, 1: return word()
    case 2: return phrase()
    case 3: return phrase() + "~\(others())"
    case 4:
      return word() + " NEAR/\(others()) " + (Bool.random(using: &generator) ? phrase() : word())
    case 5:
      let start = word().prefix { $0.isLetter }
      return start.count < 2
        ? word() : String(start.prefix(Int.random(in: 2...5, using: &generator))) + "*"
    case 6: return part() + " OR " + part()
    case 7: return part() + " -" + part()
    default: return part() + " " + part()
    }
  }

  static let vocabulary = [
    "word", "budget", "tax", "the", "deficit", "buy", "levy", "economy", "applause", "long-term",
    "don't", "\u{411}\u{42E}\u{414}\u{416}\u{415}\u{422}", "zebra", "US", "nothing",
    "\u{4E2D}\u{534E}",
  ]
}
