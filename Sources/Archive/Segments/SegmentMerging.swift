/// Keeps the number of segments logarithmic in the number of statements.
///
/// Merging runs within the import that makes it due, not on a thread of its own: who imports is never
/// an event loop and already waits, readers never wait, a statement is copied once for each doubling
/// of what it is merged into (a microsecond or two in its life), and the outcome is the same each time.
enum SegmentMerging {
  /// The latest segment is merged into those before it as long as they have less than twice its rows;
  /// a segment that is mostly dead is written anew.
  static func merge(_ views: [SegmentView]) -> [SegmentView] {
    var views = views
    for index in views.indices {
      if let dead = views[index].dead, dead.rowCount * 2 > views[index].segment.rowCount {
        if let segment = merged([views[index]]) { views[index] = SegmentView(segment) }
      }
    }
    while views.count > 1,
      views[views.count - 2].rowCount < max(2 * views[views.count - 1].rowCount, 1)
    {
      guard let segment = merged(Array(views.suffix(2))) else { break }
      views.removeLast(2)
      views.append(SegmentView(segment))
    }
    return views
  }

  /// One segment of what is live in `views`.
  private static func merged(_ views: [SegmentView]) -> Segment? {
    var builder = SegmentBuilder()
    // Meetings in their order, so that meetings of one day need no copying into place afterwards.
    var heads = views.map { _ in 0 }
    while true {
      var best = -1
      for index in views.indices where heads[index] < views[index].segment.meetings.count {
        if best < 0
          || precedes(
            views[index].segment, heads[index], views[best].segment, heads[best])
        {
          best = index
        }
      }
      guard best >= 0 else { break }
      if views[best].isLive(meeting: heads[best]) {
        add(meeting: heads[best], of: views[best].segment, source: best, to: &builder)
      }
      heads[best] += 1
    }
    let indexes = views.compactMap(\.segment.text)
    precondition(indexes.isEmpty || indexes.count == views.count, "an archive has words or has not")
    return builder.finish(indexes.isEmpty ? .none : .indexes(indexes))
  }

  private static func add(
    meeting: Int, of segment: Segment, source: Int, to builder: inout SegmentBuilder
  ) {
    let firstRow = builder.rowCount
    for run in segment.meetings.runs(of: meeting) {
      builder.addRun(Int(run), of: segment, source: source)
    }
    let entry = segment.meetings.entries[meeting]
    let frame = segment.meetings.frame(meeting)
    let message = UnsafeRawBufferPointer(rebasing: frame[Frame.prefixByteCount...])
    builder.addMeeting(
      SegmentBuilder.PendingMeeting(
        id: String(decoding: segment.meetings.id(meeting), as: UTF8.self), day: entry.day,
        place: entry.place, revision: entry.revision,
        foldedTitle: segment.meetings.foldedTitle(meeting)),
      firstRow: firstRow, messageByteCount: message.count
    ) { $0.copyMemory(from: message.baseAddress!, byteCount: message.count) }
  }

  private static func precedes(_ a: Segment, _ left: Int, _ b: Segment, _ right: Int) -> Bool {
    let (dayA, dayB) = (a.meetings.entries[left].day, b.meetings.entries[right].day)
    if dayA != dayB { return dayA < dayB }
    return order(a.meetings.id(left), b.meetings.id(right)) < 0
  }
}
