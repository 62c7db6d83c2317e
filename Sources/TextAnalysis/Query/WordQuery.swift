/// Which texts are meant by what is said in them. Words are folded as `WordScanner` folds them.
package indirect enum WordQuery: Hashable, Sendable {
  /// A word.
  case word(String)
  /// Any word that begins so.
  case prefix(String)
  /// Two words or more, one right behind the other.
  case phrase([String])
  /// Two words or more in any order, each at a place of its own, with at most so many others among them.
  case together([String], others: Int)
  /// Two words or phrases in either order that do not overlap, with at most so many words between them.
  case near([String], [String], others: Int)
  /// What all of them mean; at least two.
  case all([WordQuery])
  /// What any of them means; at least two.
  case any([WordQuery])
  case not(WordQuery)
}

/// What a query for words may hold: far more than people type, and little enough that none takes long.
package enum WordQueryLimits {
  /// Bytes of a query.
  package static let byteCount = 4_096
  /// Words in all, those of phrases among them.
  package static let words = 256
  /// Beginnings of words, each of which may mean thousands.
  package static let prefixes = 16
  /// Parentheses within each other.
  package static let depth = 32
  /// Letters or digits of a prefix, at least.
  package static let prefixLetters = 2
  /// Words that `~` and NEAR may let stand in between. Paragraphs are further apart.
  package static let others = 100
}

/// What is wrong with a query for words, and where.
package struct WordQueryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The byte of the query that it is about, from 0; their number for its end.
  package var offset: Int
  /// What is wrong, and what is expected there.
  package var message: String

  package var description: String { "at byte \(offset): \(message)" }
}
