/// The last streams of which something is to be remembered after they are gone.
struct RecentStreams {
  private let limit: Int
  private var ids: [Int32] = []
  private var oldest = 0

  /// Remembers so many.
  init(limit: Int) { self.limit = limit }

  mutating func append(_ id: Int32) {
    if ids.count < limit {
      ids.append(id)
    } else {
      ids[oldest] = id
      oldest = (oldest + 1) % limit
    }
  }

  /// Forgets one that is among the last.
  mutating func remove(_ id: Int32) {
    // No stream has the number that takes its place, which is used again in its turn.
    for index in ids.indices where ids[index] == id { ids[index] = .max }
  }

  /// Whether it is among the last. Where more were forgotten, those before them count as well.
  func contains(_ id: Int32) -> Bool {
    ids.contains(id) || (ids.count == limit && id < (ids.min() ?? 0))
  }
}
