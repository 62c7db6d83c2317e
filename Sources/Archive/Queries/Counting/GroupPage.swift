import ArchiveProtocol
import CVerbatimProto
import Transcripts

/// A cell and what was counted in it.
struct CountedCell {
  var cell: UInt64
  var count: UInt64
}

/// Which of the groups are answered: the largest, or a page in the order of keys.
struct GroupPage: Sendable {
  /// Bytes of an answer's groups, encoded: a quarter of what clients take by default.
  static let byteCount = 1 << 20

  let isByKey: Bool
  let limit: Int
  /// The keys that the page comes behind; nil for the first one.
  private let after: [String]?
  private let groupings: [GroupBy]
  /// The fingerprint of the archive that is counted.
  private let archive: String

  init(
    _ query: CountQuery, _ groupings: Groupings, of archive: String
  ) throws(QueryError) {
    let most = CountQuery.maximumGroups
    guard query.limit <= most else {
      throw .invalid("limit", "is \(query.limit); an answer takes at most \(most) groups")
    }
    limit = Int(query.limit == 0 ? most : query.limit)
    self.groupings = groupings.list
    self.archive = archive
    isByKey = query.settledOrder == .key
    guard !query.pageToken.isEmpty else {
      after = nil
      return
    }
    guard isByKey, !groupings.isEmpty else {
      throw .invalid("page_token", "goes with groups in the order of their keys alone")
    }
    guard let token = PageToken(query.pageToken, groupings.list) else {
      throw .invalid("page_token", "is not the next_page_token of an answer with these groupings")
    }
    guard token.archive == archive else { throw .otherArchive("page_token", now: archive) }
    after = token.keys
  }

  func token(after keys: [String]) -> String {
    PageToken(archive: archive, keys: keys).text(groupings)
  }

  func selection(_ keys: GroupKeys) -> GroupSelection {
    GroupSelection(keys, isByKey: isByKey, after: after, limit: limit)
  }
}

/// The first so many groups in an order, of any number that is offered. Holds no more than that.
struct GroupSelection {
  private let keys: GroupKeys
  private let isByKey: Bool
  private let after: [String]?
  private let limit: Int
  /// A heap, the last in the order at its top.
  private var heap: [CountedCell] = []
  private var isFull = false

  init(_ keys: GroupKeys, isByKey: Bool, after: [String]?, limit: Int) {
    self.keys = keys
    self.isByKey = isByKey
    self.after = after
    self.limit = limit
  }

  mutating func offer(_ group: CountedCell) {
    // Most often the last one shows that this is none of them.
    if isFull, !precedes(group, heap[0]) { return }
    if let after, !keys.follows(group.cell, after) { return }
    if heap.count < limit {
      heap.append(group)
      siftUp(heap.count - 1)
      return
    }
    isFull = true
    guard precedes(group, heap[0]) else { return }
    heap[0] = group
    siftDown(0)
  }

  /// The groups in order, and whether there are no others behind them.
  consuming func finish() -> (groups: [CountedCell], isLast: Bool) {
    var groups = heap
    let selection = self
    groups.sort { selection.precedes($0, $1) }
    return (groups, !selection.isFull)
  }

  private func precedes(_ left: CountedCell, _ right: CountedCell) -> Bool {
    if !isByKey, left.count != right.count { return left.count > right.count }
    return keys.precedes(left.cell, right.cell)
  }

  private mutating func siftUp(_ start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard precedes(heap[parent], heap[child]) else { return }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var parent = start
    while true {
      var child = 2 * parent + 1
      if child >= heap.count { return }
      if child + 1 < heap.count && precedes(heap[child], heap[child + 1]) { child += 1 }
      guard precedes(heap[parent], heap[child]) else { return }
      heap.swapAt(parent, child)
      parent = child
    }
  }
}

/// Where a page ends, as text that clients hand back: hexadecimal digits of the length and bytes of the
/// archive's fingerprint, of the number of each grouping, and of the length and bytes of each key.
struct PageToken {
  var archive: String
  var keys: [String]

  func text(_ groupings: [GroupBy]) -> String {
    var bytes: [UInt8] = []
    Self.append(archive, to: &bytes)
    for (key, grouping) in zip(keys, groupings) {
      bytes.append(Self.number(grouping))
      Self.append(key, to: &bytes)
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  init(archive: String, keys: [String]) {
    self.archive = archive
    self.keys = keys
  }

  /// Reads a token; nil where it is none of these groupings.
  init?(_ text: String, _ groupings: [GroupBy]) {
    guard var bytes = Self.bytes(text)?[...], let archive = Self.take(&bytes) else { return nil }
    self.archive = archive
    keys = []
    for grouping in groupings {
      guard bytes.popFirst() == Self.number(grouping), let key = Self.take(&bytes) else {
        return nil
      }
      keys.append(key)
    }
    guard bytes.isEmpty else { return nil }
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: text.utf8)
  }

  private static func take(_ bytes: inout ArraySlice<UInt8>) -> String? {
    guard bytes.count >= 4 else { return nil }
    let count = bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    bytes.removeFirst(4)
    guard bytes.count >= count else { return nil }
    defer { bytes.removeFirst(count) }
    return String(validating: bytes.prefix(count), as: UTF8.self)
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    guard text.utf8.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in text.utf8 {
      let digit: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return bytes
  }

  /// As the schema numbers groupings, which are few.
  private static func number(_ grouping: GroupBy) -> UInt8 { UInt8(grouping.encoded.rawValue) }
}

extension StatementCounts.Group {
  /// At most so many bytes of an answer.
  var encodedByteCount: Int {
    further.reduce(key.utf8.count + display.utf8.count + 32) {
      $0 + $1.key.utf8.count + $1.display.utf8.count + 16
    }
  }
}
