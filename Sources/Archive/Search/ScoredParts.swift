internal import ArchiveProtocol
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

  /// What is looked up, each once.
  enum Key: Hashable {
    case word(String)
    case prefix(String)
  }

  private(set) var parts: [Part] = []
  private(set) var keys: [Key] = []

  init(_ query: WordQuery?) {
    if let query { add(query) }
  }

  private mutating func add(_ query: WordQuery) {
    switch query {
    case .word(let word): add(.word(number(.word(word))))
    case .prefix(let prefix): add(.prefix(number(.prefix(prefix))))
    case .phrase(let words): add(.phrase(numbers(words)))
    case .together(let words, let others): add(.together(numbers(words), others: others))
    case .near(let left, let right, let others):
      add(.near(numbers(left), numbers(right), others: others))
    case .all(let queries), .any(let queries): for query in queries { add(query) }
    case .not: break
    }
  }

  /// Each part counts once, however often it is typed.
  private mutating func add(_ part: Part) {
    if !parts.contains(part) { parts.append(part) }
  }

  /// The parts without those whose places others count already: words and beginnings that a beginning
  /// means, and phrases with such a word or with one that is asked for by itself.
  var distinctParts: [Part] {
    let beginnings = parts.compactMap { part -> String? in
      guard case .prefix(let number) = part, case .prefix(let text) = keys[number] else {
        return nil
      }
      return text
    }
    let single = Set(
      parts.compactMap { part -> Int? in
        if case .word(let number) = part { number } else { nil }
      })
    func isCounted(_ number: Int) -> Bool {
      switch keys[number] {
      case .word(let text): beginnings.contains { text.utf8.starts(with: $0.utf8) }
      case .prefix(let text):
        beginnings.contains { $0.utf8.count < text.utf8.count && text.utf8.starts(with: $0.utf8) }
      }
    }
    return parts.filter { part in
      switch part {
      case .word(let number), .prefix(let number): !isCounted(number)
      case .phrase(let numbers):
        !numbers.contains { isCounted($0) || single.contains($0) }
      case .near, .together: true
      }
    }
  }

  private mutating func numbers(_ words: [String]) -> [Int] { words.map { number(.word($0)) } }

  private mutating func number(_ key: Key) -> Int {
    if let known = keys.firstIndex(of: key) { return known }
    keys.append(key)
    return keys.count - 1
  }
}

/// A query's parts in one segment: the terms and rows that its words are there.
struct SegmentParts {
  enum Found {
    case nothing
    case term(Int)
    case rows(RowBits)
  }

  let view: SegmentView
  /// By the number of a word or beginning.
  let found: [Found]

  /// - Parameter isCancelled: Looked at between the words that a beginning means.
  init(
    _ parts: ScoredParts, in view: SegmentView, _ isCancelled: () -> Bool
  ) throws(QueryError) {
    self.view = view
    guard let index = view.segment.text else {
      found = parts.keys.map { _ in .nothing }
      return
    }
    var found: [Found] = []
    for key in parts.keys {
      switch key {
      case .word(let word): found.append(index.term(word).map { .term($0) } ?? .nothing)
      case .prefix(let prefix):
        var bits = BitSet(capacity: view.segment.rowCount)
        for term in index.terms(withPrefix: prefix) {
          if isCancelled() { throw .cancelled }
          TermCursor(term, of: index).forEachRow { bits.insert($0) }
        }
        found.append(.rows(RowBits(bits, rowCount: view.segment.rowCount)))
      }
    }
    self.found = found
  }

  /// How many live statements have a word.
  func frequency(_ number: Int) -> UInt64 {
    guard let index = view.segment.text else { return 0 }
    switch found[number] {
    case .nothing: return 0
    case .term(let term):
      let cursor = TermCursor(term, of: index)
      var count = cursor.rowCount
      for run in view.dead?.runs ?? [] {
        let rows = view.segment.rows(ofRun: Int(run))
        count += cursor.rank(rows.lowerBound) - cursor.rank(rows.upperBound)
      }
      return UInt64(count)
    case .rows(let bits):
      var count = bits.count(in: 0..<view.segment.rowCount)
      for run in view.dead?.runs ?? [] {
        count -= bits.count(in: view.segment.rows(ofRun: Int(run)))
      }
      return UInt64(count)
    }
  }
}
