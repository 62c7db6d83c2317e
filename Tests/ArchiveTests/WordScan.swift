import TextAnalysis
import Transcripts

/// The words of a statement, and what a plain look at them says of a query.
struct WordScan {
  /// Each paragraph's words.
  private let tokens: [[Token]]
  /// Of its words; nil where it has none.
  private let language: StemLanguage?
  private let stems: Stems

  private struct Token {
    var text: String
    var stem: Int
  }

  /// Numbers of stems, each word's looked up once. Belongs to one test.
  final class Stems {
    private var stemmers: [StemLanguage: Stemmer] = [:]
    private var known: [StemLanguage?: [String: Int]] = [:]
    private var numbers: [[UInt8]: Int] = [:]

    func stem(_ word: String, _ language: StemLanguage?) -> Int {
      if let known = known[language]?[word] { return known }
      var stem = Array(word.utf8)
      if let language {
        let stemmer = stemmers[language] ?? Stemmer(language)
        stemmers[language] = stemmer
        stem = stemmer.stem(word)
      }
      let number = numbers[stem] ?? numbers.count
      numbers[stem] = number
      known[language, default: [:]][word] = number
      return number
    }
  }

  var paragraphs: [[String]] { tokens.map { $0.map(\.text) } }

  init(
    _ statement: Statement, language: StemLanguage? = nil, stems: Stems = Stems(),
    scanner: WordScanner = WordScanner()
  ) {
    self.language = language
    self.stems = stems
    tokens = statement.paragraphs.enumerated().map { index, text in
      var bytes = Array(text.utf8)
      for mark in statement.marks where Int(mark.paragraph) == index && mark.length > 0 {
        // Whole characters.
        var (first, end) = (Int(mark.offset), Int(mark.offset + mark.length))
        while first > 0, bytes[first] & 0xc0 == 0x80 { first -= 1 }
        while end < text.utf8.count, Array(text.utf8)[end] & 0xc0 == 0x80 { end += 1 }
        for byte in first..<end { bytes[byte] = UInt8(ascii: "\n") }
      }
      return scanner.scan(String(decoding: bytes, as: UTF8.self)).texts.map {
        Token(text: $0, stem: stems.stem($0, language))
      }
    }
  }

  private func stem(_ word: String) -> Int { stems.stem(word, language) }

  /// A word that is asked for.
  private struct Wanted: Equatable {
    var text: String
    /// The stem that is meant; nil where the word alone is.
    var stem: Int?

    func means(_ own: Token) -> Bool { stem.map { $0 == own.stem } ?? (own.text == text) }
  }

  private func wanted(_ word: WordQuery.Word) -> Wanted {
    Wanted(text: word.text, stem: word.isInflected ? stem(word.text) : nil)
  }

  private func count(_ isMeant: (Token) -> Bool) -> Int {
    tokens.reduce(0) { $0 + $1.count(where: isMeant) }
  }

  func matches(_ query: WordQuery) -> Bool {
    switch query {
    case .word(let word):
      let word = wanted(word)
      return tokens.contains { $0.contains(where: word.means) }
    case .prefix(let prefix):
      return tokens.contains { $0.contains { $0.text.utf8.starts(with: prefix.utf8) } }
    case .phrase(let words):
      let words = words.map(wanted)
      return tokens.contains { !Self.starts(words, $0).isEmpty }
    case .together(let words, let others):
      let words = words.map(wanted)
      return tokens.contains { Self.areTogether(words, $0, others) }
    case .near(let left, let right, let others):
      let (left, right) = (left.map(wanted), right.map(wanted))
      return tokens.contains { paragraph in
        Self.starts(left, paragraph).contains { a in
          Self.starts(right, paragraph).contains { b in
            (0...others).contains(b - a - left.count) || (0...others).contains(a - b - right.count)
          }
        }
      }
    case .all(let parts): return parts.allSatisfy(matches)
    case .any(let parts): return parts.contains(where: matches)
    case .not(let part): return !matches(part)
    }
  }

  var wordCount: Int { tokens.reduce(0) { $0 + $1.count } }

  /// How often a word or phrase occurs; of everything else whether it does.
  func occurrences(_ query: WordQuery) -> Int {
    switch query {
    case .word(let word): return count(wanted(word).means)
    case .phrase(let words):
      let words = words.map(wanted)
      return tokens.reduce(0) { $0 + Self.starts(words, $1).count }
    default: return matches(query) ? 1 : 0
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
    let singles = parts.filter { part in
      switch part {
      case .word, .prefix: true
      default: false
      }
    }
    func means(_ single: WordQuery, _ own: Token) -> Bool {
      switch single {
      case .word(let word): wanted(word).means(own)
      case .prefix(let prefix): own.text.utf8.starts(with: prefix.utf8)
      default: false
      }
    }
    // Whether a word that is asked for is counted wherever it stands.
    func isCounted(_ word: WordQuery.Word) -> Bool {
      singles.contains { single in
        switch single {
        case .word(let other):
          other == word || stem(other.text) == stem(word.text) && other.isInflected
            || language == nil && other.text == word.text
        case .prefix(let prefix):
          (language == nil || !word.isInflected) && word.text.utf8.starts(with: prefix.utf8)
        default: false
        }
      }
    }
    let words = count { word in singles.contains { means($0, word) } }
    return parts.reduce(words) { sum, part in
      switch part {
      case .word, .prefix: sum
      case .phrase(let words) where words.contains(where: isCounted): sum
      default: sum + occurrences(part)
      }
    }
  }

  private static func starts(_ words: [Wanted], _ paragraph: [Token]) -> [Int] {
    paragraph.indices.filter { paragraph[$0...].starts(with: words) { $1.means($0) } }
  }

  private static func areTogether(_ words: [Wanted], _ paragraph: [Token], _ others: Int) -> Bool {
    // Any stretch of so many words that has each as often as it is asked for.
    paragraph.indices.contains { start in
      var left = words
      for word in paragraph[start...].prefix(words.count + others) {
        if let index = left.firstIndex(where: { $0.means(word) }) { left.remove(at: index) }
      }
      return left.isEmpty
    }
  }

  /// A query of every kind, of words that random archives have, or of others.
  static func randomQuery(
    of words: [String] = vocabulary, depth: Int = 2, using generator: inout SplitMix
  ) -> String {
    func plain() -> String { words.randomElement(using: &generator)! }
    func word() -> String { (Int.random(in: 0..<4, using: &generator) == 0 ? "~" : "") + plain() }
    func phrase(isMixed: Bool = true) -> String {
      let count = Int.random(in: 1...3, using: &generator)
      let sign = Int.random(in: 0..<5, using: &generator) == 0 ? "~" : ""
      let words = (0..<count).map { _ in isMixed ? word() : plain() }
      return sign + "\"" + words.joined(separator: " ") + "\""
    }
    func others() -> Int { [0, 1, 2, 5, 100].randomElement(using: &generator)! }
    func part() -> String {
      depth == 0
        ? word() : "(" + randomQuery(of: words, depth: depth - 1, using: &generator) + ")"
    }
    switch Int.random(in: 0..<9, using: &generator) {
    case 0, 1: return word()
    case 2: return phrase()
    case 3: return phrase(isMixed: false) + "~\(others())"
    case 4:
      return word() + " NEAR/\(others()) " + (Bool.random(using: &generator) ? phrase() : word())
    case 5:
      let start = plain().prefix { $0.isLetter }
      return start.count < 2
        ? word() : String(start.prefix(Int.random(in: 2...5, using: &generator))) + "*"
    case 6: return part() + " OR " + part()
    case 7: return part() + " -" + part()
    default: return part() + " " + part()
    }
  }

  static let vocabulary = [
    "word", "budget", "tax", "the", "deficit", "buy", "levy", "economy", "applause", "long-term",
    "don't", "taxes", "taxed", "budgets", "economic", "économies", "buying", "words",
    "\u{411}\u{42E}\u{414}\u{416}\u{415}\u{422}", "zebra", "US", "nothing",
    "\u{4E2D}\u{534E}",
  ]
}
