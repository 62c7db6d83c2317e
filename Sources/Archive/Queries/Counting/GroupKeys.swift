import ArchiveProtocol
import CVerbatimProto
import People
import Protobuf
import Transcripts

/// What the cells of a count are called, and which of them comes first.
struct GroupKeys {
  /// The keys of kinds, by their numbers.
  static let kinds: [String] = {
    let last = Statement.Kind.allCases.map(\.encoded.rawValue).max() ?? 0
    return (0...last).map { number in
      let kind = Statement.Kind(decoding: .init(rawValue: number)) ?? .unspecified
      return kind == .unspecified ? "" : "\(kind)"
    }
  }()
  /// Where each kind's key comes among them bytewise.
  private static let kindRanks = kinds.map { kind in kinds.count { $0 < kind } }

  private let space: GroupSpace
  private let snapshot: Snapshot
  private let segments: [Segment]

  init(_ space: GroupSpace, _ snapshot: Snapshot, _ plans: [SegmentPlan]) {
    self.space = space
    self.snapshot = snapshot
    segments = plans.map(\.segment)
  }

  // MARK: Names

  /// The keys of a cell in the order of the groupings.
  func keys(_ cell: UInt64) -> [String] { space.groupings.list.map { key($0, cell) } }

  /// A group as it is answered.
  func group(_ counted: CountedCell) -> StatementCounts.Group {
    let keys = space.groupings.list.map { grouping in
      let key = key(grouping, counted.cell)
      return StatementCounts.Key(key: key, display: display(grouping, counted.cell) ?? key)
    }
    return StatementCounts.Group(
      key: keys[0].key, display: keys[0].display, count: counted.count,
      further: Array(keys[1...]))
  }

  private func key(_ grouping: GroupBy, _ cell: UInt64) -> String {
    switch grouping {
    case .year, .month, .day: return date(grouping, cell)
    case .speaker: return space.speaker(of: cell).map { snapshot.speakers[UInt32($0)].id } ?? ""
    case .place: return place(cell)
    case .kind: return Self.kinds[space.kind(of: cell)]
    case .meeting: return String(decoding: meetingID(cell), as: UTF8.self)
    }
  }

  /// What to show where that is not the key.
  private func display(_ grouping: GroupBy, _ cell: UInt64) -> String? {
    switch grouping {
    case .speaker: space.speaker(of: cell).map { snapshot.speakers[UInt32($0)].name } ?? ""
    case .meeting: title(cell)
    default: nil
    }
  }

  private func meetingID(_ cell: UInt64) -> UnsafeRawBufferPointer {
    let (segment, meeting) = meeting(cell)
    return segment.meetings.id(meeting)
  }

  private func meeting(_ cell: UInt64) -> (Segment, Int) {
    let (plan, meeting) = space.meeting(of: cell)
    return (segments[plan], meeting)
  }

  private func title(_ cell: UInt64) -> String {
    let (segment, meeting) = meeting(cell)
    let frame = segment.meetings.frame(meeting)
    var fields = WireReader(UnsafeRawBufferPointer(rebasing: frame[Frame.prefixByteCount...]))
    // The archive encoded it; it cannot be malformed. Fields stand in the order of their numbers.
    while let (field, value) = try? fields.next(), field <= Self.titleField {
      if field == Self.titleField, case .bytes(let bytes) = value {
        return String(decoding: bytes, as: UTF8.self)
      }
    }
    return ""
  }

  /// `Meeting.title` (Proto/verbatim/v1/transcript.proto).
  private static let titleField = 2

  private func place(_ cell: UInt64) -> String {
    let place =
      space.groupings.countsMeetings
      ? { (segment: Segment, meeting: Int) -> Int? in
        let place = segment.meetings.entries[meeting].place
        return place == MeetingColumns.noPlace ? nil : Int(place)
      }(meeting(cell).0, meeting(cell).1)
      : space.place(of: cell)
    return place.map { snapshot.places.printed[$0] } ?? ""
  }

  private func date(_ grouping: GroupBy, _ cell: UInt64) -> String {
    let time = time(grouping, cell)
    switch grouping {
    case .year: return padded(time, to: 4)
    case .month: return padded(time / 12, to: 4) + "-" + padded(time % 12 + 1, to: 2)
    default: return CalendarDate(daysSinceEpoch: Int32(time)).map(\.description) ?? ""
    }
  }

  /// The year, month or day of a cell, which may be counted by something finer.
  private func time(_ grouping: GroupBy, _ cell: UInt64) -> Int {
    let time = space.time(of: cell)
    switch (grouping, space.groupings.finestDate) {
    case (.year, .month): return time / 12
    case (.year, .day), (.month, .day): return GroupSpace.time(Int32(time), grouping)
    default: return time
    }
  }

  // MARK: Order

  /// Whether one cell's keys come before another's: bytewise, the first grouping's first.
  func precedes(_ left: UInt64, _ right: UInt64) -> Bool {
    for grouping in space.groupings.list {
      let result = compare(grouping, left, right)
      if result != 0 { return result < 0 }
    }
    return false
  }

  /// Whether a cell's keys come behind some keys.
  func follows(_ cell: UInt64, _ keys: [String]) -> Bool {
    for (grouping, other) in zip(space.groupings.list, keys) {
      let result =
        if grouping == .meeting {
          bytewise(meetingID(cell), other)
        } else {
          bytewise(key(grouping, cell), other)
        }
      if result != 0 { return result > 0 }
    }
    return false
  }

  private func compare(_ grouping: GroupBy, _ left: UInt64, _ right: UInt64) -> Int {
    switch grouping {
    case .year, .month, .day: return time(grouping, left) - time(grouping, right)
    case .kind: return Self.kindRanks[space.kind(of: left)] - Self.kindRanks[space.kind(of: right)]
    case .meeting: return order(meetingID(left), meetingID(right))
    case .speaker:
      if space.speaker(of: left) == space.speaker(of: right) { return 0 }
      return bytewise(key(.speaker, left), key(.speaker, right))
    case .place: return bytewise(place(left), place(right))
    }
  }

  private func bytewise(_ left: String, _ right: String) -> Int {
    var left = left
    return left.withUTF8 { bytewise(UnsafeRawBufferPointer($0), right) }
  }

  private func bytewise(_ left: UnsafeRawBufferPointer, _ right: String) -> Int {
    var right = right
    return right.withUTF8 { order(left, UnsafeRawBufferPointer($0)) }
  }
}

/// A number with zeros before it.
private func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
