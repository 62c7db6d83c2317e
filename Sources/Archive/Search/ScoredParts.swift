internal import TextAnalysis

/// The parts of a query that make a statement relevant: those that ask for a word, and not those that
/// must not be there.
struct ScoredParts {
  /// A part, and the numbers of its words.
  enum Part: Hashable {
    case word(Int)
    case prefix(Int)
    case phrase([Int])
    case together([Int], others: Int)
    case near([Int], [Int], others: Int)

    /// The numbers of its words, or of its beginning.
    var numbers: [Int] {
      switch self {
      case .word(let number), .prefix(let number): [number]
      case .phrase(let numbers), .together(let numbers, _): numbers
      case .near(let left, let right, _): left + right
      }
    }
  }

  /// Each once, however often it is typed.
  private(set) var parts: [Part] = []
  /// The parts as the query has them.
  private(set) var queries: [WordQuery] = []
  /// What is looked up, each once.
  private(set) var keys: [WordKey] = []
  private var numbers: [WordKey: Int] = [:]

  init(_ query: WordQuery) { add(query) }

  private mutating func add(_ query: WordQuery) {
    switch query {
    case .word(let word): add(.word(number(WordKey(word))), query)
    case .prefix(let prefix): add(.prefix(number(.prefix(prefix))), query)
    case .phrase(let words): add(.phrase(numbers(of: words)), query)
    case .together(let words, let others): add(.together(numbers(of: words), others: others), query)
    case .near(let left, let right, let others):
      add(.near(numbers(of: left), numbers(of: right), others: others), query)
    case .all(let queries), .any(let queries): for query in queries { add(query) }
    case .not: break
    }
  }

  private mutating func add(_ part: Part, _ query: WordQuery) {
    guard !parts.contains(part) else { return }
    parts.append(part)
    queries.append(query)
  }

  private mutating func numbers(of words: [WordQuery.Word]) -> [Int] {
    words.map { number(WordKey($0)) }
  }

  private mutating func number(_ key: WordKey) -> Int {
    if let known = numbers[key] { return known }
    keys.append(key)
    numbers[key] = keys.count - 1
    return keys.count - 1
  }
}
