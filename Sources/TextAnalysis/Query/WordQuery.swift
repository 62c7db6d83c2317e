/// Which texts are meant by what is said in them. Words are folded as `WordScanner` folds them.
package indirect enum WordQuery: Hashable, Sendable {
  /// A word.
  case word(Word)
  /// Any word that begins so.
  case prefix(String)
  /// Two words or more, one right behind the other.
  case phrase([Word])
  /// Two words or more in any order, each at a place of its own, with at most so many others among them.
  /// Inflected forms are meant of all or of none.
  case together([Word], others: Int)
  /// Two words or phrases in either order that do not overlap, with at most so many words between them.
  case near([Word], [Word], others: Int)
  /// What all of them mean; at least two.
  case all([WordQuery])
  /// What any of them means; at least two.
  case any([WordQuery])
  case not(WordQuery)

  /// A word that is asked for.
  package struct Word: Hashable, Sendable {
    package var text: String
    /// Whether its inflected forms are meant, too: the words that have its stem in the language of the
    /// text they stand in. Of texts in a language without stems the word itself is.
    package var isInflected: Bool

    package init(_ text: String, isInflected: Bool = false) {
      self.text = text
      self.isInflected = isInflected
    }
  }

  /// Whether inflected forms of any word are meant.
  package var hasInflectedWords: Bool {
    switch self {
    case .word(let word): word.isInflected
    case .prefix: false
    case .phrase(let words), .together(let words, _): words.contains(where: \.isInflected)
    case .near(let left, let right, _): (left + right).contains(where: \.isInflected)
    case .all(let parts), .any(let parts): parts.contains(where: \.hasInflectedWords)
    case .not(let part): part.hasInflectedWords
    }
  }
}

/// What is wrong with a query for words, and where.
package struct WordQueryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The byte of the query that it is about, from 0; their number for its end.
  package var offset: Int
  /// The same as people count it: characters from 1; set where the whole query is known.
  package var character = 1
  /// What is wrong, and what is expected there.
  package var message: String
  /// The limit that it is over, if it is over one.
  package var limit: SearchLimit?

  package var description: String {
    "at character \(character): \(message)" + (limit.map { " (the server's \($0.rawValue))" } ?? "")
  }
}
