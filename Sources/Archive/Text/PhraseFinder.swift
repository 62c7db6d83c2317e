/// Finds a phrase among words that come one after the other, looking at each of them once (Knuth, Morris
/// and Pratt, "Fast Pattern Matching in Strings", 1977), so that words which the phrase has many times
/// cost no more than others.
struct PhraseFinder {
  private let words: [Int]
  /// How many of the first words are also the last ones of the first so many.
  private let fallback: [Int]
  private var matched = 0

  /// - Parameter words: The numbers of the phrase's words; at least one.
  init(_ words: [Int]) {
    self.words = words
    var fallback = [Int](repeating: 0, count: words.count)
    var length = 0
    for index in words.indices.dropFirst() {
      while length > 0, words[index] != words[length] { length = fallback[length - 1] }
      if words[index] == words[length] { length += 1 }
      fallback[index] = length
    }
    self.fallback = fallback
  }

  /// Begins with another text.
  mutating func begin() { matched = 0 }

  /// Whether the phrase ends with this word.
  /// - Parameter adjoins: Whether the word stands right behind the one before it.
  mutating func ends(with word: Int, adjoins: Bool) -> Bool {
    if !adjoins { matched = 0 }
    while matched > 0, matched == words.count || words[matched] != word {
      matched = fallback[matched - 1]
    }
    if words[matched] == word { matched += 1 }
    return matched == words.count
  }
}
