package import ArchiveProtocol
package import Transcripts

extension Snapshot {
  /// The meetings that match, in order of date, then id.
  /// - Throws: `QueryError` for a field that makes no sense, or an `afterID` that is not there.
  package func meetings(_ query: MeetingQuery) throws(QueryError) -> ListCursor {
    let days = try days(from: query.from, to: query.to, prefix: "")
    let places = try matching(places: query.places, field: "places")
    let title = query.title.isEmpty ? nil : try fold(query.title, field: "title")
    let after = try position(afterMeeting: query.afterID)
    var walk = MeetingWalk(
      self, days: days, after: after, isReversed: query.order == .reverseChronological)
    let placeSet = places.map { PlaceSet($0, capacity: self.places.count) }
    var remaining = query.limit == 0 ? UInt64.max : query.limit
    return ListCursor { batch in
      while batch.count < ListCursor.batchByteCount {
        guard remaining > 0, let (view, meeting) = walk.next() else { return false }
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

/// Goes through the live meetings of all segments in order of date, then id, or back.
private struct MeetingWalk {
  private let views: [SegmentView]
  private let isReversed: Bool
  /// What is left of each segment's meetings.
  private var left: [Range<Int>]

  init(
    _ snapshot: Snapshot, days: ClosedRange<Int32>?, after: (view: SegmentView, meeting: Int)?,
    isReversed: Bool
  ) {
    views = snapshot.segments
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
  }

  mutating func next() -> (view: SegmentView, meeting: Int)? {
    while true {
      var best = -1
      for index in views.indices where !left[index].isEmpty {
        if best < 0 || precedes(index, best) { best = index }
      }
      guard best >= 0 else { return nil }
      let meeting = head(best)
      if isReversed {
        left[best] = left[best].lowerBound..<meeting
      } else {
        left[best] = meeting + 1..<left[best].upperBound
      }
      if views[best].isLive(meeting: meeting) { return (views[best], meeting) }
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
