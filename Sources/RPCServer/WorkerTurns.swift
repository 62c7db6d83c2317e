/// Whose turn it is of those who wait for a thread. Times are nanoseconds of work, from when threads were idle
/// last.
struct WorkerTurns {
  private struct Share {
    var running = 0
    /// Up to where its work has gone; nobody's begins before the present.
    var end: UInt64 = 0
  }

  private var shares: [ObjectIdentifier?: Share] = [:]
  /// Where the work began that was begun last.
  private var now: UInt64 = 0

  /// The number of the one who comes next: of those with the least running the one whose work has gone least
  /// far, and of several such the first. Nil where nobody waits.
  func next(of owners: [ObjectIdentifier?]) -> Int? {
    owners.indices.min {
      let (left, right) = (share(owners[$0]), share(owners[$1]))
      return (left.running, left.end, $0) < (right.running, right.end, $1)
    }
  }

  /// The number of the one who comes last of those who wait, each of an owner's counting as running for those
  /// that came after it.
  func last(of owners: [ObjectIdentifier?]) -> Int? {
    var ahead: [ObjectIdentifier?: Int] = [:]
    var last: (running: Int, end: UInt64, index: Int)?
    for (index, owner) in owners.enumerated() {
      let share = share(owner)
      let own = (running: share.running + ahead[owner, default: 0], end: share.end, index: index)
      ahead[owner, default: 0] += 1
      if last.map({ ($0.running, $0.end, $0.index) < own }) ?? true { last = own }
    }
    return last?.index
  }

  /// Long work that takes turns beside what has a thread.
  struct Candidate {
    var owner: ObjectIdentifier?
    /// Whether this turn is for what has had its shared turns.
    var isForFirst = false
    /// Of work beyond its shared turns, when it came, in the order of all such; nil of what shares turns.
    var arrival: Int?
  }

  /// The same of long work: whose work has gone least far. Of one owner's, what shares turns comes before
  /// what has had them all, and of the latter what came first, so that of much that takes long some ends.
  func leastServed(of candidates: [Candidate]) -> Int? {
    candidates.indices.min { left, right in
      func key(_ index: Int) -> (UInt64, Int, Int) {
        let candidate = candidates[index]
        let isLast = candidate.isForFirst && candidate.arrival == nil
        return (share(candidate.owner).end, isLast ? .max : candidate.arrival ?? -1, index)
      }
      return key(left) < key(right)
    }
  }

  /// Long work has another turn.
  mutating func goOn(_ owner: ObjectIdentifier?) { now = max(now, share(owner).end) }

  mutating func begin(_ owner: ObjectIdentifier?) {
    var share = share(owner)
    share.running += 1
    now = max(now, share.end)
    shares[owner] = share
  }

  mutating func end(_ owner: ObjectIdentifier?, nanoseconds: UInt64) {
    var share = share(owner)
    share.running -= 1
    shares[owner] = share
    charge(owner, nanoseconds: nanoseconds)
  }

  /// Notes time of work that goes on beside what has turns.
  mutating func charge(_ owner: ObjectIdentifier?, nanoseconds: UInt64) {
    var share = share(owner)
    share.end += nanoseconds
    shares[owner] = share
    // Who is no further than the present is as one who was never there.
    shares = shares.filter { $0.value.running > 0 || $0.value.end > now }
  }

  private func share(_ owner: ObjectIdentifier?) -> Share {
    var share = shares[owner] ?? Share()
    share.end = max(share.end, now)
    return share
  }
}
