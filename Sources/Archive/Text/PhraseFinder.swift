/// Finds a phrase among words that come one after the other, looking at each of them once (the Shift-And
/// algorithm: Baeza-Yates and Gonnet, "A New Approach to Text Searching", 1992), so that words which the
/// phrase has many times cost no more than others. A word may be several of the phrase's words at once:
/// `taxes` is itself, and a form of `tax`.
struct PhraseFinder {
  /// The words of the phrase that a word is, a bit each, by the word's number: `width` numbers each.
  private let places: [UInt64]
  private let width: Int
  private let last: UInt64
  /// Of the phrase's first words, which so many the text's last ones are.
  private var matched: [UInt64]
  /// The words of the phrase that the next word is.
  private var next: [UInt64]

  /// - Parameter words: The numbers of the phrase's words; at least one.
  init(_ words: [Int]) {
    width = (words.count + 63) / 64
    last = 1 << UInt64((words.count - 1) & 63)
    var places = [UInt64](repeating: 0, count: ((words.max() ?? 0) + 1) * width)
    for (place, word) in words.enumerated() {
      places[word * width + place >> 6] |= 1 << UInt64(place & 63)
    }
    self.places = places
    matched = [UInt64](repeating: 0, count: width)
    next = matched
  }

  /// Begins with another text.
  mutating func begin() {
    for index in 0..<width { (matched[index], next[index]) = (0, 0) }
  }

  /// Says that the next word is the one of this number; may be said of several.
  mutating func take(_ word: Int) {
    let start = word * width
    guard start < places.count else { return }
    for index in 0..<width { next[index] |= places[start + index] }
  }

  /// Goes behind the next word; whether the phrase ends with it.
  /// - Parameter adjoins: Whether it stands right behind the one before it.
  mutating func advance(adjoins: Bool) -> Bool {
    var carry: UInt64 = 1
    for index in 0..<width {
      let shifted = adjoins ? matched[index] << 1 | carry : carry
      carry = adjoins ? matched[index] >> 63 : 0
      matched[index] = shifted & next[index]
      next[index] = 0
    }
    return matched[width - 1] & last != 0
  }

  /// Goes behind a word of one number.
  mutating func ends(with word: Int, adjoins: Bool) -> Bool {
    take(word)
    return advance(adjoins: adjoins)
  }
}
