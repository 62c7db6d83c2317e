/// Tells by its length alone that a row cannot be one of the most relevant, where each row has all terms: no
/// row of a block has a term more often than the numbers of that block have room for, and the longer a
/// statement is, the less a word in it counts (block-max indexes: Ding and Suel, 2011).
///
/// A pointer, so that no loop counts references or checks for exclusive access. Belongs to one thread at a time.
struct ScoreBound {
  private struct Term {
    var weight: Float
    var reader: TermReader
    /// The block that was looked at last, and how often a row of it may have the term.
    var number = -1
    var most: Float = 0
  }

  private struct Reach {
    /// The score that was asked for last.
    var least = -Float.infinity
    /// The longest length, as a byte, that may come to it; -1 where none does.
    var longest = 255
  }

  private let terms: UnsafeMutableBufferPointer<Term>
  private let reach: UnsafeMutablePointer<Reach>

  /// What scores are computed with another rounding for: a bound must never be below one of them.
  private static let tolerance: Float = 1.0001

  /// Takes memory, which `deallocate` gives back.
  init(_ terms: [(weight: Float, reader: TermReader)]) {
    self.terms = .allocate(capacity: terms.count)
    _ = self.terms.initialize(from: terms.map { Term(weight: $0.weight, reader: $0.reader) })
    reach = .allocate(capacity: 1)
    reach.initialize(to: Reach())
  }

  func deallocate() {
    terms.deallocate()
    reach.deallocate()
  }

  /// Whether a row may score at least so much.
  /// - Parameters:
  ///   - length: Its length as a byte.
  ///   - factors: What occurrences are divided by beside themselves, for each length; ascending.
  @inline(__always)
  func mayReach(_ least: Float, _ row: Int, length: UInt8, _ factors: UnsafePointer<Float>) -> Bool
  {
    var isKnown = reach.pointee.least == least
    for index in terms.indices {
      let reader = terms[index].reader
      guard reader.contains(row) else { return true }
      let number = reader.state.pointee.number
      if number != terms[index].number {
        terms[index].number = number
        terms[index].most = Float(reader.greatestCount)
        isKnown = false
      }
    }
    if !isKnown { look(least, factors) }
    return Int(length) <= reach.pointee.longest
  }

  /// Finds the longest length with which the score is reached.
  private func look(_ least: Float, _ factors: UnsafePointer<Float>) {
    let count = partitionPoint(0..<256) { length in
      let factor = factors[length]
      var most: Float = 0
      for term in terms { most += term.weight * (term.most / (term.most + factor)) }
      return most * Self.tolerance >= least
    }
    reach.pointee = Reach(least: least, longest: count - 1)
  }
}
