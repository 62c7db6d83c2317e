import Digests

/// The digests that ids of a meeting's statements were made of, and how often each came.
struct DigestTable {
  /// What is known of a digest that is inserted.
  enum Insertion {
    /// No digest begins with the same 60 bits; it is inserted.
    case new
    /// The same was inserted so many times before.
    case known(UInt32)
    /// Another one begins with the same 60 bits; it is not inserted.
    case taken
  }

  private struct Known {
    /// The second eight bytes: with the first enough to take two digests for equal.
    var second: UInt64
    /// How often it was inserted as a text's own.
    var count: UInt32
  }

  /// Open addresses: the first 60 bits with the top bit set, or 0.
  private var heads = [UInt64](repeating: 0, count: 64)
  /// For each place of ``heads`` the index of what is known of the digest.
  private var numbers = [Int32](repeating: 0, count: 64)
  private var known: [Known] = []

  /// Inserts a digest.
  /// - Parameter counts: Whether it is a text's own, which later equal ones are told from by their
  ///   number; otherwise an equal one counts as another.
  mutating func insert(_ digest: RunningDigest.Words, counts: Bool = true) -> Insertion {
    let head = digest.first >> 4 | 1 << 63
    let place = place(of: head)
    guard heads[place] == 0 else {
      let number = Int(numbers[place])
      guard counts, known[number].second == digest.second, known[number].count > 0 else {
        return .taken
      }
      defer { known[number].count += 1 }
      return .known(known[number].count)
    }
    heads[place] = head
    numbers[place] = Int32(truncatingIfNeeded: known.count)
    known.append(Known(second: digest.second, count: counts ? 1 : 0))
    if known.count * 2 > heads.count { grow() }
    return .new
  }

  /// Where a head stands or is to stand.
  private func place(of head: UInt64) -> Int {
    var place = Int(truncatingIfNeeded: head) & (heads.count - 1)
    while heads[place] != 0, heads[place] != head { place = (place + 1) & (heads.count - 1) }
    return place
  }

  private mutating func grow() {
    let (oldHeads, oldNumbers) = (heads, numbers)
    heads = [UInt64](repeating: 0, count: oldHeads.count * 4)
    numbers = [Int32](repeating: 0, count: oldHeads.count * 4)
    for (old, head) in oldHeads.enumerated() where head != 0 {
      let place = place(of: head)
      heads[place] = head
      numbers[place] = oldNumbers[old]
    }
  }
}
