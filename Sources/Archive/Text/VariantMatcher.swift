/// Looks at where words stand in a row, given the forms of each. Belongs to one thread at a time.
struct VariantMatcher {
  private let rule: PlaceTest.Rule
  /// Keep what the readers read by.
  private let cursors: [TermCursor]
  private let readers: [TermReader]
  /// The cursors of each word.
  private let cursorsOfWord: [Range<Int>]
  /// Of each word with many forms, which of them a row has; empty where no word has many.
  private let formRows: [FormRows?]
  /// Whether each word has one form.
  private let isPlain: Bool
  /// What looks at two words that must be neighbours, where that is all.
  let neighbours: Neighbours?
  /// The places of each word in the row that is looked at.
  private var places: [[UInt32]]
  /// The places of all words, ascending, with the word's number in the lowest bits.
  private var all: [UInt64] = []
  /// Where the phrase begins, or the two that are to be near.
  private var starts: [[UInt32]] = [[], []]
  private var finders: [PhraseFinder]
  /// Places that were read, and forms that were looked up: what looking at rows has cost.
  var cost: Int {
    formRows.isEmpty ? steps : formRows.reduce(steps) { $0 + ($1?.lookUps ?? 0) }
  }
  private var steps = 0

  /// - Parameter shared: Where cursors are kept that others look at the same rows by.
  init(_ variant: PlaceTest.Variant, _ index: TextIndex, _ shared: PlaceMatchers?) {
    rule = variant.rule
    var cursors: [TermCursor] = []
    var ranges: [Range<Int>] = []
    for terms in variant.words {
      ranges.append(cursors.count..<cursors.count + terms.count)
      // Many forms are looked for a stretch of rows at a time, where nobody else stands.
      let shared = terms.count > FormRows.fewForms ? nil : shared
      cursors += terms.map { shared?.cursor(of: $0, in: index) ?? TermCursor($0, of: index) }
    }
    self.cursors = cursors
    let readers = cursors.map(\.reader)
    self.readers = readers
    cursorsOfWord = ranges
    isPlain = cursors.count == ranges.count
    if isPlain, case .phrase(let words) = variant.rule, words.count == 2, words[0] != words[1] {
      neighbours = Neighbours(cursors[words[0]], cursors[words[1]])
    } else {
      neighbours = nil
    }
    formRows =
      ranges.contains { $0.count > FormRows.fewForms }
      ? ranges.map { $0.count > FormRows.fewForms ? FormRows(Array(cursors[$0])) : nil } : []
    places = ranges.map { _ in [] }
    finders =
      switch variant.rule {
      case .phrase(let words): [PhraseFinder(words)]
      case .near(let left, let right, _): [PhraseFinder(left), PhraseFinder(right)]
      case .together: []
      }
  }

  /// How often a phrase is in a row; where words are to be near, whether they are anywhere: 1 or 0.
  mutating func occurrences(in row: Int) -> Int {
    if let neighbours { return count(neighbours, row) }
    guard case .phrase(let words) = rule else { return matches(row) ? 1 : 0 }
    guard findPlaces(row) else { return 0 }
    return begins(words, 0, all: true) ? starts[0].count : 0
  }

  /// Whether the words stand in a row as they must.
  mutating func matches(_ row: Int) -> Bool {
    if let neighbours { return count(neighbours, row) > 0 }
    guard findPlaces(row) else { return false }
    switch rule {
    case .phrase(let words): return begins(words, 0, all: false)
    case .near(let first, let second, let others):
      guard begins(first, 0, all: true), begins(second, 1, all: true) else { return false }
      return areNear(first.count, second.count, others)
    case .together(let words, let others): return areTogether(words, others)
    }
  }

  private mutating func count(_ neighbours: Neighbours, _ row: Int) -> Int {
    guard neighbours.find(row) else { return 0 }
    let before = neighbours.cost
    defer { steps += neighbours.cost - before }
    return neighbours.count()
  }

  private mutating func findPlaces(_ row: Int) -> Bool {
    guard isPlain else { return findPlacesOfForms(row) }
    for reader in readers where !reader.contains(row) { return false }
    all.removeAll(keepingCapacity: true)
    for (index, reader) in readers.enumerated() {
      places[index].removeAll(keepingCapacity: true)
      reader.places(addedTo: &places[index])
      steps += places[index].count
    }
    return true
  }

  private mutating func findPlacesOfForms(_ row: Int) -> Bool {
    for (word, range) in cursorsOfWord.enumerated() where !hasForm(of: word, range, row) {
      return false
    }
    all.removeAll(keepingCapacity: true)
    for (word, range) in cursorsOfWord.enumerated() {
      places[word].removeAll(keepingCapacity: true)
      var found = 0
      func add(_ reader: TermReader) {
        guard reader.contains(row) else { return }
        found += 1
        reader.places(addedTo: &places[word])
      }
      if let forms = manyForms(of: word) {
        for form in forms.forms(in: row) { add(readers[range.lowerBound + form]) }
      } else {
        steps += range.count
        for reader in readers[range] { add(reader) }
      }
      if found > 1 { places[word].sort() }
      steps += places[word].count
    }
    return true
  }

  private func manyForms(of word: Int) -> FormRows? { formRows.isEmpty ? nil : formRows[word] }

  private mutating func hasForm(of word: Int, _ range: Range<Int>, _ row: Int) -> Bool {
    if let forms = manyForms(of: word) { return !forms.forms(in: row).isEmpty }
    steps += range.count
    return range.contains { readers[$0].contains(row) }
  }

  /// Whether words stand one right behind the other; where they begin is put into `starts`.
  /// - Parameters:
  ///   - number: That of their finder.
  ///   - all: Whether all places are looked for, and not only the first.
  private mutating func begins(_ words: [Int], _ number: Int, all: Bool) -> Bool {
    starts[number].removeAll(keepingCapacity: true)
    // From the rarest word on, unless it is so frequent that all are better gone through once.
    let lead = words.indices.min { places[words[$0]].count < places[words[$1]].count } ?? 0
    let leads = places[words[lead]]
    guard leads.count * words.count <= Self.lookUps else {
      return passes(words.count, number, all)
    }
    starts: for place in leads where place >= UInt32(lead) {
      let start = place - UInt32(lead)
      for (offset, word) in words.enumerated() where offset != lead {
        guard has(word, start + UInt32(offset)) else { continue starts }
      }
      starts[number].append(start)
      if !all { return true }
    }
    return !starts[number].isEmpty
  }

  /// Look-ups of a place, some tens of nanoseconds each, that a row is worth.
  private static let lookUps = 4_096

  /// As `begins`, by one pass over all places.
  private mutating func passes(_ count: Int, _ number: Int, _ findsAll: Bool) -> Bool {
    mergePlaces()
    finders[number].begin()
    var last: UInt32?
    var index = 0
    while index < all.count {
      let place = UInt32(all[index] >> Self.wordBits)
      // A place may have several of the words, where one is a form of another.
      while index < all.count, UInt32(all[index] >> Self.wordBits) == place {
        finders[number].take(Int(all[index] & (1 << Self.wordBits - 1)))
        index += 1
      }
      let adjoins = last.map { $0 + 1 == place } ?? false
      last = place
      guard finders[number].advance(adjoins: adjoins) else { continue }
      starts[number].append(place - UInt32(count - 1))
      if !findsAll { return true }
    }
    return !starts[number].isEmpty
  }

  private static let wordBits: UInt64 = 16

  /// Puts the places of all words in order. Those of each word are, so that sorting merges them.
  private mutating func mergePlaces() {
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
    let (left, right) = (starts[0], starts[1])
    for start in left.lazy.map({ Int($0) }) {
      let behind = partitionPoint(0..<right.count) { Int(right[$0]) < start + leftCount }
      if behind < right.count, Int(right[behind]) - start - leftCount <= others { return true }
      let before = partitionPoint(0..<right.count) { Int(right[$0]) + rightCount <= start }
      if before > 0, start - Int(right[before - 1]) - rightCount <= others { return true }
    }
    return false
  }

  /// Whether words stand together in any order with at most so many others.
  private mutating func areTogether(_ words: [Int], _ others: Int) -> Bool {
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
