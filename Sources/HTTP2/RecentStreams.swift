/// The last streams of which something is to be remembered after they are gone.
struct RecentStreams {
  private let limit: Int
  /// In the order in which they came, round and round from `oldest`, also those that were removed since.
  private var ids: [Int32] = []
  private var oldest = 0
  private var known: Set<Int32> = []
  /// The highest of those that were forgotten for want of room.
  private var forgotten: Int32 = 0

  /// Remembers so many.
  init(limit: Int) { self.limit = limit }

  /// - Complexity: O(1), as for the others: any frame may ask.
  mutating func append(_ id: Int32) {
    guard known.insert(id).inserted else { return }
    guard ids.count == limit else {
      ids.append(id)
      return
    }
    if known.remove(ids[oldest]) != nil { forgotten = max(forgotten, ids[oldest]) }
    ids[oldest] = id
    oldest = (oldest + 1) % limit
  }

  /// Forgets one that is among the last.
  mutating func remove(_ id: Int32) { known.remove(id) }

  /// Whether it is among the last. Where more were forgotten, those before them count as well.
  func contains(_ id: Int32) -> Bool { known.contains(id) || id <= forgotten }
}
