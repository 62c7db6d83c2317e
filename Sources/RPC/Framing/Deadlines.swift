/// Times by which calls have to be over, the earliest at hand: a binary heap. Calls that are over before
/// stay in it until their time comes or they outnumber the others, so that ending one costs nothing.
struct Deadlines<Key> {
  private var entries: [(time: UInt64, key: Key)] = []

  /// Entries that are kept whatever `removeDead` is told.
  private static var slack: Int { 64 }

  /// When `popDue` is to be asked next; `.max` for never.
  var earliest: UInt64 { entries.first?.time ?? .max }

  /// - Complexity: O(log n), and O(1) for times that come in their order.
  mutating func insert(_ key: Key, at time: UInt64) {
    guard time != .max else { return }
    entries.append((time, key))
    var index = entries.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      guard entries[index].time < entries[parent].time else { break }
      entries.swapAt(index, parent)
      index = parent
    }
  }

  /// Takes out one whose time has come; nil when there is none.
  mutating func popDue(now: UInt64) -> Key? {
    guard let first = entries.first, first.time <= now else { return nil }
    removeFirst()
    return first.key
  }

  /// Drops those that are over and would be the earliest: nobody has to look at the time for them.
  mutating func dropDead(_ isLive: (Key) -> Bool) {
    while let first = entries.first, !isLive(first.key) { removeFirst() }
  }

  private mutating func removeFirst() {
    let last = entries.removeLast()
    guard !entries.isEmpty else { return }
    entries[0] = last
    sink(0)
  }

  /// Drops those that are over, once they are more than the `live` ones.
  mutating func removeDead(live: Int, _ isLive: (Key) -> Bool) {
    guard entries.count > 2 * live + Self.slack else { return }
    entries.removeAll { !isLive($0.key) }
    for index in (0..<(entries.count / 2)).reversed() { sink(index) }
  }

  private mutating func sink(_ start: Int) {
    var index = start
    while true {
      var least = index
      let (left, right) = (2 * index + 1, 2 * index + 2)
      if left < entries.count, entries[left].time < entries[least].time { least = left }
      if right < entries.count, entries[right].time < entries[least].time { least = right }
      if least == index { return }
      entries.swapAt(index, least)
      index = least
    }
  }
}
