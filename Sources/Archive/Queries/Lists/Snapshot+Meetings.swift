package import ArchiveProtocol
package import Transcripts

extension Snapshot {
  /// The meetings that match, in order of date, then id.
  /// - Throws: `QueryError` for a field that makes no sense, or an `afterID` that is not there.
  package func meetings(_ query: MeetingQuery) throws(QueryError) -> ListCursor {
    try listing(query).cursor { false }
  }

  /// Makes ready to list meetings.
  /// - Throws: `QueryError` for a field that makes no sense, or an `afterID` that is not there.
  /// - Parameter isCancelled: Looked at between one name or place and the next.
  package func listing(
    _ query: MeetingQuery, isCancelled: () -> Bool = { false }
  ) throws(QueryError) -> Listing {
    try check(archive: query.archive)
    let days = try days(from: query.from, to: query.to, prefix: "")
    let places = try matching(places: query.places, field: "places", isCancelled)
    let title = query.title.isEmpty ? nil : try fold(query.title, field: "title")
    try check(ids: query.ids, field: "ids")
    let statements = try query.statements.map { filter throws(QueryError) in
      MatchingStatements(
        plans: try plan(filter, field: "statements", isCancelled: isCancelled))
    }
    let after = try position(afterMeeting: query.afterID)
    let placeSet = places.map { PlaceSet($0, capacity: self.places.count) }
    return Listing(
      isQuick: (statements?.cost ?? 0) <= Listing.quickSteps
    ) { isCancelled throws(QueryError) in
      var walk = MeetingWalk(
        self, among: try self.candidates(query.ids, statements, isCancelled), days: days,
        after: after, isReversed: query.order == .reverseChronological)
      var remaining = query.limit == 0 ? UInt64.max : query.limit
      return ListCursor { batch in
        for _ in 0..<MeetingWalk.meetingsAtOnce where batch.count < ListCursor.batchByteCount {
          guard remaining > 0, let (view, meeting) = walk.next() else { return false }
          guard view.isLive(meeting: meeting) else { continue }
          let meetings = view.segment.meetings.entries[meeting]
          if placeSet?.contains(meetings.place) == false { continue }
          if let title,
            !FoldedText(folded: view.segment.meetings.foldedTitle(meeting)).containsTogether(title)
          {
            continue
          }
          batch.append(contentsOf: view.segment.meetings.frame(meeting))
          remaining -= 1
        }
        return true
      }
    }
  }

  /// The meetings of each segment that ids and statements leave; nil where they leave all.
  private func candidates(
    _ ids: [String], _ statements: MatchingStatements?, _ isCancelled: () -> Bool
  ) throws(QueryError) -> [ObjectIdentifier: BitSet]? {
    var candidates = try statements?.meetings(isCancelled)
    guard !ids.isEmpty else { return candidates }
    var named: [ObjectIdentifier: BitSet] = [:]
    for id in ids {
      guard let (view, meeting) = position(ofMeeting: id) else { continue }
      named[
        ObjectIdentifier(view.segment),
        default: BitSet(capacity: view.segment.meetings.count)
      ].insert(meeting)
    }
    guard candidates != nil else { return named }
    for (segment, meetings) in candidates! {
      if let named = named[segment] {
        var both = meetings
        both.formIntersection(named)
        candidates![segment] = both
      } else {
        candidates![segment] = nil
      }
    }
    return candidates
  }

  private func position(
    afterMeeting id: String
  ) throws(QueryError) -> (view: SegmentView, meeting: Int)? {
    guard !id.isEmpty else { return nil }
    guard let found = position(ofMeeting: id) else {
      throw .notFound("after_id", "is no meeting of the archive: \(id.excerpt)")
    }
    return found
  }
}

/// Goes through the meetings of all segments in order of date, then id, or back, dead ones included.
private struct MeetingWalk {
  /// Meetings looked at before others have their turn: up to a hundred microseconds of titles.
  static let meetingsAtOnce = 512

  private let views: [SegmentView]
  /// The meetings of each segment that are meant; nil for all.
  private let candidates: [BitSet?]
  private let isReversed: Bool
  /// What is left of each segment's meetings.
  private var left: [Range<Int>]

  init(
    _ snapshot: Snapshot, among candidates: [ObjectIdentifier: BitSet]?,
    days: ClosedRange<Int32>?, after: (view: SegmentView, meeting: Int)?, isReversed: Bool
  ) {
    views = snapshot.segments.filter {
      candidates == nil || candidates![ObjectIdentifier($0.segment)] != nil
    }
    self.candidates = views.map { candidates?[ObjectIdentifier($0.segment)] }
    self.isReversed = isReversed
    left = views.map { view in
      let segment = view.segment
      var range = 0..<segment.meetings.count
      if let days {
        let first = partitionPoint(range) { segment.meetings.entries[$0].day < days.lowerBound }
        let end = partitionPoint(first..<range.upperBound) {
          segment.meetings.entries[$0].day <= days.upperBound
        }
        range = first..<end
      }
      if let (other, meeting) = after {
        let day = other.segment.meetings.entries[meeting].day
        let id = other.segment.meetings.id(meeting)
        let place = partitionPoint(0..<segment.meetings.count) {
          let entry = segment.meetings.entries[$0]
          return entry.day != day ? entry.day < day : order(segment.meetings.id($0), id) < 0
        }
        if isReversed {
          range = range.clamped(to: 0..<place)
        } else {
          let next = segment === other.segment ? place + 1 : place
          range = range.clamped(to: next..<segment.meetings.count)
        }
      }
      return range
    }
    for index in views.indices { passOver(index) }
  }

  mutating func next() -> (view: SegmentView, meeting: Int)? {
    var best = -1
    for index in views.indices where !left[index].isEmpty {
      if best < 0 || precedes(index, best) { best = index }
    }
    guard best >= 0 else { return nil }
    let meeting = head(best)
    left[best] =
      isReversed ? left[best].lowerBound..<meeting : meeting + 1..<left[best].upperBound
    passOver(best)
    return (views[best], meeting)
  }

  /// Moves to the next meeting of a segment that is meant.
  private mutating func passOver(_ index: Int) {
    guard let candidates = candidates[index] else { return }
    let range = left[index]
    if isReversed {
      left[index] =
        range.lowerBound..<(candidates.last(in: range).map { $0 + 1 } ?? range.lowerBound)
    } else {
      left[index] = (candidates.first(in: range) ?? range.upperBound)..<range.upperBound
    }
  }

  private func head(_ index: Int) -> Int {
    isReversed ? left[index].upperBound - 1 : left[index].lowerBound
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let (left, right) = (head(a), head(b))
    let (dayA, dayB) = (
      views[a].segment.meetings.entries[left].day, views[b].segment.meetings.entries[right].day
    )
    if dayA != dayB { return (dayA < dayB) != isReversed }
    let result = order(views[a].segment.meetings.id(left), views[b].segment.meetings.id(right))
    return result != 0 && (result < 0) != isReversed
  }
}
