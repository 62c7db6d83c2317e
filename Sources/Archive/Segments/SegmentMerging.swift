/// Keeps the number of segments logarithmic in the number of statements.
///
/// Merging runs within the import that makes it due, not on a thread of its own: who imports is never
/// an event loop and already waits, readers never wait, and the outcome is the same each time. Few
/// statements are merged when there are four like them, which spares whoever puts in one meeting after
/// another most of the copying; of many a look-up in each segment is felt more, and a statement is copied
/// once for each doubling of what it is merged into.
enum SegmentMerging {
  /// Rows from which a segment is merged with the one before it that has less than twice as many.
  private static let manyRows = 4_096
  /// So many segments of few rows are merged, and each size is so many times the one before.
  private static let fewFactor = 4

  /// Merges the latest segments as far as their sizes ask for it; a segment that is mostly dead is written
  /// anew.
  static func merge(_ views: [SegmentView]) -> [SegmentView] {
    var views = views
    for index in views.indices {
      if let dead = views[index].dead, dead.rowCount * 2 > views[index].segment.rowCount {
        if let segment = merged([views[index]]) { views[index] = SegmentView(segment) }
      }
    }
    while true {
      let count = mergeableCount(of: views)
      guard count > 1, let segment = merged(Array(views.suffix(count))) else { return views }
      views.removeLast(count)
      views.append(SegmentView(segment))
    }
  }

  /// How many of the last segments are to be merged; 1 for none.
  private static func mergeableCount(of views: [SegmentView]) -> Int {
    guard let last = views.last?.rowCount else { return 1 }
    if last >= manyRows {
      var sum = 0
      return views.reversed().prefix { view in
        defer { sum += view.rowCount }
        return view.rowCount < max(2 * sum, 1) || sum == 0
      }.count
    }
    let size = self.size(ofFew: last)
    func isOfSize(_ view: SegmentView) -> Bool {
      view.rowCount < manyRows && self.size(ofFew: view.rowCount) <= size
    }
    let alike = views.reversed().prefix(while: isOfSize).count
    // What is smaller and older than the last is behind it in no order of sizes: it goes into it.
    let isDisordered =
      views.count > 1 && self.size(ofFew: views[views.count - 2].rowCount) < size
    return isDisordered || alike >= fewFactor ? alike : 1
  }

  /// The power of `fewFactor` that so many rows reach.
  private static func size(ofFew rows: Int) -> Int {
    var (size, rest) = (0, rows)
    while rest >= fewFactor {
      rest /= fewFactor
      size += 1
    }
    return size
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
