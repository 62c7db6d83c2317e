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
  @exclusivity(unchecked) private var left: [UInt32] = []
  @exclusivity(unchecked) private var right: [UInt32] = []

  init(_ test: PlaceTest) {
    self.test = test
    cursors = test.terms.map { TermCursor($0, of: test.index) }
    places = test.terms.map { _ in [] }
  }

  /// How often a phrase is in a row; where words are to be near, whether they are anywhere: 1 or 0.
  func occurrences(in row: Int) -> Int {
    guard case .phrase(let words) = test.rule else { return matches(row) ? 1 : 0 }
    guard findPlaces(row) else { return 0 }
    left.removeAll(keepingCapacity: true)
    return begins(words, in: \.left) ? left.count : 0
  }

  private func findPlaces(_ row: Int) -> Bool {
    for cursor in cursors where !cursor.contains(row) { return false }
    for (index, cursor) in cursors.enumerated() { cursor.places(into: &places[index]) }
    return true
  }

  /// Whether the words stand in a row as they must.
  func matches(_ row: Int) -> Bool {
    guard findPlaces(row) else { return false }
    switch test.rule {
    case .phrase(let words): return begins(words, in: nil)
    case .near(let first, let second, let others):
      left.removeAll(keepingCapacity: true)
      right.removeAll(keepingCapacity: true)
      guard begins(first, in: \.left), begins(second, in: \.right) else { return false }
      return areNear(first.count, second.count, others)
    case .together(let words, let others): return areTogether(words, others)
    }
  }

  /// Whether words stand one right behind the other; where they begin is added to `list`, if given.
  private func begins(
    _ words: [Int], in list: ReferenceWritableKeyPath<PlaceMatcher, [UInt32]>?
  ) -> Bool {
    var found = false
    starts: for start in places[words[0]] {
      for (offset, word) in words.enumerated().dropFirst() {
        guard has(word, start + UInt32(offset)) else { continue starts }
      }
      found = true
      guard let list else { return true }
      self[keyPath: list].append(start)
    }
    return found
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
    var missing = [Int](repeating: 0, count: places.count)
    for word in words { missing[word] += 1 }
    var left = words.count
    var all: [(place: UInt32, word: Int)] = []
    for (word, places) in places.enumerated() {
      for place in places { all.append((place, word)) }
    }
    all.sort { $0.place < $1.place }
    // The shortest stretch with all words that ends at each of them.
    var first = 0
    for last in all.indices {
      if missing[all[last].word] > 0 { left -= 1 }
      missing[all[last].word] -= 1
      while left == 0 {
        if Int(all[last].place - all[first].place) + 1 - words.count <= others { return true }
        missing[all[first].word] += 1
        if missing[all[first].word] > 0 { left += 1 }
        first += 1
      }
    }
    return false
  }
}
