extension Snapshot {
  /// The first and the last day that a meeting began on, since 1970-01-01; nil for an empty archive.
  package var days: ClosedRange<Int32>? {
    var range: ClosedRange<Int32>?
    for view in segments {
      // The meetings of a segment are in the order of their days.
      let meetings = 0..<view.segment.meetings.count
      guard let first = meetings.first(where: { view.isLive(meeting: $0) }),
        let last = meetings.last(where: { view.isLive(meeting: $0) })
      else { continue }
      let days =
        view.segment.meetings.entries[first].day...view.segment.meetings.entries[last].day
      range =
        range.map {
          min($0.lowerBound, days.lowerBound)...max($0.upperBound, days.upperBound)
        } ?? days
    }
    return range
  }
}
