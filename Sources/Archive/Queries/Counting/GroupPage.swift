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

  /// Those of this answer.
  var room = Self.byteCount
  let isByKey: Bool
  let limit: Int
  /// The keys that the page comes behind; nil for the first one.
  private let after: [String]?
  private let groupings: [GroupBy]
  /// The fingerprint of the archive that is counted.
  private let archive: String
  /// What is counted by what, so that a token goes with no other query.
  private let identity: UInt64

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
    identity = TokenReader.sum(
      CountQuery(filter: query.filter, groupings: query.groupings).encoded[...])
    guard !query.pageToken.isEmpty else {
      after = nil
      return
    }
    guard isByKey, !groupings.isEmpty else {
      throw .invalid("page_token", "goes with groups in the order of their keys alone")
    }
    guard let token = PageToken(query.pageToken, groupings.list), token.query == identity else {
      throw .invalid(
        "page_token", "is not the next_page_token of an answer with this filter and these groupings"
      )
    }
    guard token.archive == archive else { throw .otherArchive("page_token", now: archive) }
    after = token.keys
  }

  func token(after keys: [String]) -> String {
    PageToken(archive: archive, query: identity, keys: keys).text(groupings)
  }

  func selection(_ keys: GroupKeys) -> GroupSelection {
    GroupSelection(keys, isByKey: isByKey, after: after, limit: limit)
  }
}

/// The first so many groups in an order, of any number that is offered.
struct GroupSelection {
  private let keys: GroupKeys
  private let after: [String]?
  private let precedes: (CountedCell, CountedCell) -> Bool
  private var groups: FirstFew<CountedCell>

  init(_ keys: GroupKeys, isByKey: Bool, after: [String]?, limit: Int) {
    self.keys = keys
    self.after = after
    let precedes = { (left: CountedCell, right: CountedCell) -> Bool in
      if !isByKey, left.count != right.count { return left.count > right.count }
      return keys.precedes(left.cell, right.cell)
    }
    self.precedes = precedes
    groups = FirstFew(limit: limit, by: precedes)
  }

  mutating func offer(_ group: CountedCell) {
    // Most often the last one shows that this is none of them, once others were left out.
    if groups.isCut, let last = groups.last, !precedes(group, last) { return }
    if let after, !keys.follows(group.cell, after) { return }
    groups.offer(group)
  }

  /// The groups in order, and whether there are no others behind them.
  consuming func finish() -> (groups: [CountedCell], isLast: Bool) {
    let isLast = !groups.isCut
    return (groups.finish(), isLast)
  }
}

/// Where a page ends: the archive's fingerprint, what is asked for, and the number and key of each
/// grouping.
struct PageToken {
  var archive: String
  var query: UInt64
  var keys: [String]

  func text(_ groupings: [GroupBy]) -> String {
    var writer = TokenWriter()
    writer.append(archive)
    writer.append(query)
    for (key, grouping) in zip(keys, groupings) {
      writer.append(Self.number(grouping))
      writer.append(key)
    }
    return writer.text
  }

  init(archive: String, query: UInt64, keys: [String]) {
    self.archive = archive
    self.query = query
    self.keys = keys
  }

  /// Reads a token; nil where it is none of these groupings.
  init?(_ text: String, _ groupings: [GroupBy]) {
    guard var reader = TokenReader(text), let archive = reader.text(), let query = reader.number()
    else { return nil }
    self.archive = archive
    self.query = query
    keys = []
    for grouping in groupings {
      guard reader.number() == Self.number(grouping), let key = reader.text() else { return nil }
      keys.append(key)
    }
    guard reader.isAtEnd else { return nil }
  }

  /// As the schema numbers groupings.
  private static func number(_ grouping: GroupBy) -> UInt64 { UInt64(grouping.encoded.rawValue) }
}

extension StatementCounts.Group {
  /// At most so many bytes of an answer.
  var encodedByteCount: Int {
    further.reduce(key.utf8.count + display.utf8.count + 32) {
      $0 + $1.key.utf8.count + $1.display.utf8.count + 16
    }
  }
}
