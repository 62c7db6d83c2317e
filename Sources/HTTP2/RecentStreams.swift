/// The last streams of which something is to be remembered after they are gone.
struct RecentStreams {
  private static let limit = 512

  private var ids: [Int32] = []
  private var oldest = 0

  mutating func append(_ id: Int32) {
    if ids.count < Self.limit {
      ids.append(id)
    } else {
      ids[oldest] = id
      oldest = (oldest + 1) % Self.limit
    }
  }

  /// Forgets one that is among the last.
  mutating func remove(_ id: Int32) {
    guard let index = ids.firstIndex(of: id) else { return }
    // No stream has this number; the place is taken again in its turn.
    ids[index] = .max
  }

  /// Whether it is among the last. Where more were forgotten, those before them count as well.
  func contains(_ id: Int32) -> Bool {
    ids.contains(id) || (ids.count == Self.limit && id < (ids.min() ?? 0))
  }
}
