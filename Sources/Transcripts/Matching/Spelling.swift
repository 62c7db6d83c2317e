/// Words that may be meant by one that is typed wrongly.
package enum Spelling {
  /// The words that differ least from one, at most two letters and a third of it; those of one distance in
  /// their order, at most `most`.
  package static func nearest(
    to word: String, among words: some Sequence<String>, most: Int = 3
  ) -> [String] {
    let letters = Array(word)
    let farthest = min(2, letters.count / 3)
    guard farthest > 0 else { return [] }
    var found: [[String]] = Array(repeating: [], count: farthest + 1)
    for other in words {
      guard let distance = distance(letters, Array(other), atMost: farthest),
        found[distance].count < most
      else { continue }
      found[distance].append(other)
    }
    return found.first { !$0.isEmpty } ?? []
  }

  /// Letters to be put in, left out, changed or, beside each other, swapped; nil where these are more.
  package static func distance(_ one: [Character], _ other: [Character], atMost most: Int) -> Int? {
    guard abs(one.count - other.count) <= most else { return nil }
    var before: [Int] = []
    var row = Array(0...other.count)
    for i in one.indices {
      var next = [i + 1]
      for j in other.indices {
        var cost = min(
          row[j + 1] + 1, next[j] + 1, row[j] + (one[i] == other[j] ? 0 : 1))
        if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
          cost = min(cost, before[j - 1] + 1)
        }
        next.append(cost)
      }
      (before, row) = (row, next)
    }
    return row[other.count] <= most ? row[other.count] : nil
  }
}
