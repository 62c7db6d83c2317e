package import Transcripts

/// Names or roles that somebody was printed with: when, and with how many statements.
package struct Wordings: Sendable {
  package private(set) var list: [Entry] = []
  /// Where each wording stands in `list`, once there are too many to look through.
  private var positions: [ExactText: Int] = [:]

  package struct Entry: Hashable, Sendable {
    package var wording: String
    package var from: CalendarDate?
    package var to: CalendarDate?
    /// Statements made under it.
    package var count: Int

    package init(wording: String, from: CalendarDate?, to: CalendarDate?, count: Int) {
      self.wording = wording
      self.from = from
      self.to = to
      self.count = count
    }
  }

  private static let mostLookedThrough = 8

  package init() {}

  package var isEmpty: Bool { list.isEmpty }

  /// Adds a wording, or widens the days of one that is there and adds to its count.
  /// - Complexity: O(1) on average.
  package mutating func note(
    _ wording: String, from: CalendarDate?, to: CalendarDate?, count: Int
  ) {
    guard !wording.isEmpty else { return }
    guard let position = position(of: wording) else {
      if list.count >= Self.mostLookedThrough {
        if positions.isEmpty {
          for (position, entry) in list.enumerated() { positions[text: entry.wording] = position }
        }
        positions[text: wording] = list.count
      }
      list.append(Entry(wording: wording, from: from, to: to, count: count))
      return
    }
    list[position].count += count
    if let from { list[position].from = min(from, list[position].from ?? from) }
    if let to { list[position].to = max(to, list[position].to ?? to) }
  }

  mutating func note(_ dated: Speaker.Dated) {
    note(dated.wording, from: dated.from, to: dated.to, count: 0)
  }

  /// Adds all of `other`.
  package mutating func add(_ other: Wordings) {
    for entry in other.list {
      note(entry.wording, from: entry.from, to: entry.to, count: entry.count)
    }
  }

  package func contains(_ wording: String) -> Bool { position(of: wording) != nil }

  private func position(of wording: String) -> Int? {
    positions.isEmpty
      ? list.firstIndex { $0.wording.isExactly(wording) }
      : positions[text: wording]
  }

  /// The wording of most statements; the first by its days where there are none.
  var main: String? { list.min(by: Self.isMore)?.wording }

  /// Puts wordings into the order of their days, and keeps those of most statements where there are more
  /// than `limit`. What statements say of the order must be in exports too: see ``lead(with:)``.
  /// - Returns: how many are no longer kept.
  mutating func settle(limit: Int) -> Int {
    let dropped = max(0, list.count - limit)
    if dropped > 0 {
      list.sort(by: Self.isMore)
      list.removeLast(dropped)
    }
    list.sort { Self.key($0) < Self.key($1) }
    positions = [:]
    if list.count > Self.mostLookedThrough {
      for (position, entry) in list.enumerated() { positions[text: entry.wording] = position }
    }
    return dropped
  }

  /// Puts a wording before all others.
  mutating func lead(with wording: String) {
    guard let position = position(of: wording), position > 0 else { return }
    list.insert(list.remove(at: position), at: 0)
    positions = [:]
    if list.count > Self.mostLookedThrough {
      for (position, entry) in list.enumerated() { positions[text: entry.wording] = position }
    }
  }

  private static func isMore(_ left: Entry, _ right: Entry) -> Bool {
    left.count != right.count ? left.count > right.count : key(left) < key(right)
  }

  private static func key(_ entry: Entry) -> (Int32, Int32, ExactText) {
    (
      entry.from?.daysSinceEpoch ?? .min, entry.to?.daysSinceEpoch ?? .max,
      ExactText(entry.wording)
    )
  }

  package var dated: [Speaker.Dated] {
    list.map { Speaker.Dated($0.wording, from: $0.from, to: $0.to) }
  }
}
