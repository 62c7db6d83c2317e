/// How words must stand in a statement.
final class PlaceTest: Sendable {
  let index: TextIndex
  /// The words, each once.
  let terms: [Int]
  let rule: Rule

  /// See `WordQuery`. Words are given by their number in `terms`.
  enum Rule {
    case phrase([Int])
    case together([Int], others: Int)
    case near([Int], [Int], others: Int)
  }

  init(index: TextIndex, terms: [Int], rule: Rule) {
    self.index = index
    self.terms = terms
    self.rule = rule
  }
}

/// Looks at where words stand in a row. Belongs to one thread at a time.
final class PlaceMatcher {
  private let test: PlaceTest
  private let cursors: [TermCursor]
  // Exclusivity needs no checks at run time: nothing here calls back into its caller.
  /// The places of each word in the row that is looked at.
  @exclusivity(unchecked) private var places: [[UInt32]]
  /// The places of all words, ascending, with the word's number in the lowest bits.
  @exclusivity(unchecked) private var all: [UInt64] = []
  @exclusivity(unchecked) private var left: [UInt32] = []
  @exclusivity(unchecked) private var right: [UInt32] = []
  @exclusivity(unchecked) private var finders: [PhraseFinder]
  /// Places that were read: what looking at rows has cost.
  @exclusivity(unchecked) private(set) var placesRead = 0

  init(_ test: PlaceTest) {
    self.test = test
    cursors = test.terms.map { TermCursor($0, of: test.index) }
    places = test.terms.map { _ in [] }
    finders =
      switch test.rule {
      case .phrase(let words): [PhraseFinder(words)]
      case .near(let left, let right, _): [PhraseFinder(left), PhraseFinder(right)]
      case .together: []
      }
  }

  /// How often a phrase is in a row; where words are to be near, whether they are anywhere: 1 or 0.
  func occurrences(in row: Int) -> Int {
    guard case .phrase(let words) = test.rule else { return matches(row) ? 1 : 0 }
    guard findPlaces(row) else { return 0 }
    left.removeAll(keepingCapacity: true)
    return begins(words, 0, in: \.left) ? left.count : 0
  }

  private func findPlaces(_ row: Int) -> Bool {
    for cursor in cursors where !cursor.contains(row) { return false }
    all.removeAll(keepingCapacity: true)
    for (index, cursor) in cursors.enumerated() {
      cursor.places(into: &places[index])
      placesRead += places[index].count
    }
    return true
  }

  /// Whether the words stand in a row as they must.
  func matches(_ row: Int) -> Bool {
    guard findPlaces(row) else { return false }
    switch test.rule {
    case .phrase(let words): return begins(words, 0, in: nil)
    case .near(let first, let second, let others):
      left.removeAll(keepingCapacity: true)
      right.removeAll(keepingCapacity: true)
      guard begins(first, 0, in: \.left), begins(second, 1, in: \.right) else { return false }
      return areNear(first.count, second.count, others)
    case .together(let words, let others): return areTogether(words, others)
    }
  }

  /// Whether words stand one right behind the other; where they begin is added to `list`, if given.
  /// - Parameter number: That of their finder.
  private func begins(
    _ words: [Int], _ number: Int, in list: ReferenceWritableKeyPath<PlaceMatcher, [UInt32]>?
  ) -> Bool {
    // From the rarest word on, unless it is so frequent that all are better gone through once.
    let lead = words.indices.min { places[words[$0]].count < places[words[$1]].count } ?? 0
    let starts = places[words[lead]]
    guard starts.count * words.count <= Self.lookUps else {
      return passes(words.count, number, in: list)
    }
    var found = false
    starts: for place in starts where place >= UInt32(lead) {
      let start = place - UInt32(lead)
      for (offset, word) in words.enumerated() where offset != lead {
        guard has(word, start + UInt32(offset)) else { continue starts }
      }
      found = true
      guard let list else { return true }
      self[keyPath: list].append(start)
    }
    return found
  }

  /// Look-ups of a place, some tens of nanoseconds each, that a row is worth.
  private static let lookUps = 4_096

  /// As `begins`, by one pass over all places.
  private func passes(
    _ count: Int, _ number: Int, in list: ReferenceWritableKeyPath<PlaceMatcher, [UInt32]>?
  ) -> Bool {
    mergePlaces()
    finders[number].begin()
    var found = false
    var last: UInt32?
    for entry in all {
      let place = UInt32(entry >> Self.wordBits)
      let adjoins = last.map { $0 + 1 == place } ?? false
      last = place
      let word = Int(entry & (1 << Self.wordBits - 1))
      guard finders[number].ends(with: word, adjoins: adjoins) else { continue }
      found = true
      guard let list else { return true }
      self[keyPath: list].append(place - UInt32(count - 1))
    }
    return found
  }

  private static let wordBits: UInt64 = 16

  /// Puts the places of all words in order. Those of each word are, so that sorting merges them.
  private func mergePlaces() {
    guard all.isEmpty else { return }
    for (word, places) in places.enumerated() {
      for place in places { all.append(UInt64(place) << Self.wordBits | UInt64(word)) }
    }
    all.sort()
  }

  private func has(_ word: Int, _ place: UInt32) -> Bool {
    let list = places[word]
    let index = partitionPoint(0..<list.count) { list[$0] < place }
    return index < list.count && list[index] == place
  }

  /// Whether one of `left` and one of `right`, of so many words each, are near and do not overlap.
  private func areNear(_ leftCount: Int, _ rightCount: Int, _ others: Int) -> Bool {
    for start in left.lazy.map({ Int($0) }) {
      let behind = partitionPoint(0..<right.count) { Int(right[$0]) < start + leftCount }
      if behind < right.count, Int(right[behind]) - start - leftCount <= others { return true }
      let before = partitionPoint(0..<right.count) { Int(right[$0]) + rightCount <= start }
      if before > 0, start - Int(right[before - 1]) - rightCount <= others { return true }
    }
    return false
  }

  /// Whether words stand together in any order with at most so many others.
  private func areTogether(_ words: [Int], _ others: Int) -> Bool {
    mergePlaces()
    func word(_ index: Int) -> Int { Int(all[index] & (1 << Self.wordBits - 1)) }
    func place(_ index: Int) -> Int { Int(all[index] >> Self.wordBits) }
    var missing = [Int](repeating: 0, count: places.count)
    for word in words { missing[word] += 1 }
    var left = words.count
    // The shortest stretch with all words that ends at each of them.
    var first = 0
    for last in all.indices {
      if missing[word(last)] > 0 { left -= 1 }
      missing[word(last)] -= 1
      while left == 0 {
        if place(last) - place(first) + 1 - words.count <= others { return true }
        missing[word(first)] += 1
        if missing[word(first)] > 0 { left += 1 }
        first += 1
      }
    }
    return false
  }
}
