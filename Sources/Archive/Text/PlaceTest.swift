internal import TextAnalysis

/// How words must stand in a statement.
final class PlaceTest: Sendable {
  let index: TextIndex
  /// One, or where words have other forms in each language, one for each that has forms of all words.
  let variants: [Variant]
  /// Whose languages tell which variant a row is to be looked at by; nil where there is only one.
  private let segment: Segment?

  struct Variant {
    var languages: StemLanguages
    /// The words, each once; of an inflected one its forms.
    var words: [[Int]]
    var rule: Rule
  }

  /// See `WordQuery`. Words are given by their number in `words`.
  enum Rule {
    case phrase([Int])
    case together([Int], others: Int)
    case near([Int], [Int], others: Int)
  }

  init(segment: Segment, index: TextIndex, variants: [Variant]) {
    self.index = index
    self.variants = variants
    self.segment = variants.count == 1 && variants[0].languages == .all ? nil : segment
  }

  /// Whether a row's language tells by which variant it is looked at.
  var looksAtLanguages: Bool { segment != nil }

  /// The number of the variant by which a row is looked at; nil where it cannot match.
  @inline(__always)
  func variant(of row: Int) -> Int? {
    guard let segment else { return 0 }
    let language = segment.languages[row]
    return variants.firstIndex { $0.languages.contains(language) }
  }
}

/// Looks at where words stand in a row. Belongs to one thread at a time.
final class PlaceMatcher {
  private let test: PlaceTest
  // Exclusivity needs no checks at run time: nothing here calls back into its caller.
  @exclusivity(unchecked) private var variants: [VariantMatcher]
  /// Whether all occurrences are looked for, since they are asked for next.
  private let counts: Bool
  /// The row that was looked at last, and how often it has the words.
  @exclusivity(unchecked) private var last = (row: -1, count: 0)
  /// Places that were read, and forms that were looked up: what looking at rows has cost.
  var cost: Int {
    // Most often there is one, and this is asked for at every row.
    variants.count == 1 ? variants[0].cost : variants.reduce(0) { $0 + $1.cost }
  }

  /// - Parameters:
  ///   - counts: Whether what matches is also asked for its occurrences.
  ///   - cursors: What else reads the same terms in the same rows.
  init(_ test: PlaceTest, counts: Bool = false, cursors: PlaceMatchers? = nil) {
    self.test = test
    self.counts = counts
    variants = test.variants.map { VariantMatcher($0, test.index, cursors) }
  }

  /// What looks at two words that must be neighbours, where that is all it looks at.
  var neighbours: Neighbours? {
    test.looksAtLanguages ? nil : variants[0].neighbours
  }

  /// How often a phrase is in a row; where words are to be near, whether they are anywhere: 1 or 0.
  func occurrences(in row: Int) -> Int {
    if row == last.row { return last.count }
    let count = test.variant(of: row).map { variants[$0].occurrences(in: row) } ?? 0
    last = (row, count)
    return count
  }

  /// Whether the words stand in a row as they must.
  func matches(_ row: Int) -> Bool {
    if counts { return occurrences(in: row) > 0 }
    return test.variant(of: row).map { variants[$0].matches(row) } ?? false
  }
}

/// The matchers of a pass, one for each test, so that what finds a row and what then counts in it look once.
/// Belongs to one thread at a time.
final class PlaceMatchers {
  private var matchers: [ObjectIdentifier: PlaceMatcher] = [:]
  private var cursors: [Int: TermCursor] = [:]

  /// What reads a term in the pass's rows. One matchers' terms are of one segment.
  func cursor(of term: Int, in index: TextIndex) -> TermCursor {
    if let known = cursors[term] { return known }
    let cursor = TermCursor(term, of: index)
    cursors[term] = cursor
    return cursor
  }

  func matcher(of test: PlaceTest) -> PlaceMatcher {
    if let known = matchers[ObjectIdentifier(test)] { return known }
    let matcher = PlaceMatcher(test, counts: true, cursors: self)
    matchers[ObjectIdentifier(test)] = matcher
    return matcher
  }
}
