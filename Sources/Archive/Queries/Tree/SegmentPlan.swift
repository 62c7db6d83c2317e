internal import ArchiveProtocol
internal import Transcripts

/// What a filter means in one segment.
struct SegmentPlan {
  let view: SegmentView
  /// The rows of the days asked for.
  var rows: Range<Int>
  /// Which of them match, those of dead meetings left out.
  var matches: RowSet

  var segment: Segment { view.segment }

  /// Without the rows outside `range`.
  func clamped(to range: Range<Int>) -> SegmentPlan {
    var plan = self
    plan.rows = rows.clamped(to: range)
    if case .postings(let lists) = matches {
      plan.matches = .postings(
        lists.map { segment.clip($0, to: plan.rows) }.filter { !$0.isEmpty })
    }
    return plan
  }

  /// Whether it surely has no row.
  var isEmpty: Bool {
    if rows.isEmpty { return true }
    if case .postings(let lists) = matches { return lists.isEmpty }
    return false
  }

  /// How many rows match, where indexes tell that without a pass over them; otherwise nil.
  var indexedCount: Int? { matches.count(in: segment, rows: rows) }

  /// What is asked for where that is words in live statements, and how these stand; nil for anything else.
  var joinedWords: JoinedWords? {
    let sets: [RowSet]
    switch matches {
    case .word: sets = [matches]
    case .all(let all): sets = all
    default: return nil
    }
    var joined = JoinedWords(words: [], tests: [], areLive: false)
    for set in sets {
      switch set {
      case .word(let word): joined.words.append(word)
      case .arranged(let test): joined.tests.append(test)
      // Meetings that must not be there are the dead ones.
      case .not(.runs): joined.areLive = true
      default: return nil
      }
    }
    return joined.words.isEmpty ? nil : joined
  }

  struct JoinedWords {
    var words: [WordRows]
    var tests: [PlaceTest]
    /// Whether rows of dead meetings are to be left out.
    var areLive: Bool
  }

  /// The words of which any is all that is asked for in the whole segment; nil for anything else.
  var wholeUnion: [WordRows]? {
    guard rows.count == segment.rowCount, case .any(let sets) = matches else { return nil }
    var words: [WordRows] = []
    for set in sets {
      guard case .word(let word) = set else { return nil }
      words.append(word)
    }
    return words
  }

  /// Whether a count of a stretch of rows takes the time of a look-up: for what has a rank.
  var isCountedByRank: Bool {
    switch matches {
    case .everything, .rows, .word: true
    case .postings(let lists): lists.count <= 16
    default: false
    }
  }

  /// About how many rows a pass over those that match looks at, at most.
  var cost: Int {
    // A row is looked up in each part; three or four take the time of one that is gone through.
    matches.cost(in: segment, rows: rows) * (matches.looksAtPlaces ? Self.costOfPlaces : 1)
      * (1 + matches.leafCount / 4)
  }

  /// A look at where words stand in a row, as rows that are only gone through.
  private static let costOfPlaces = 10
}

/// A set of places by number.
struct PlaceSet {
  private var bits: [UInt64]

  init(_ places: [UInt32], capacity: Int) {
    bits = [UInt64](repeating: 0, count: capacity / 64 + 1)
    for place in places { bits[Int(place) >> 6] |= 1 << UInt64(place & 63) }
  }

  func contains(_ place: UInt32) -> Bool {
    place != MeetingColumns.noPlace && bits[Int(place) >> 6] >> UInt64(place & 63) & 1 == 1
  }
}

extension Snapshot {
  /// What `filter` means in each segment; segments without a match are left out.
  /// - Parameters:
  ///   - field: Where the filter stands in the request.
  ///   - words: The filter's words, where others look at them, too.
  ///   - isCancelled: Looked at between one name or place and the next.
  func plan(
    _ filter: StatementFilter, field: String = "filter", words: QueryWords? = nil,
    isCancelled: () -> Bool = { false }
  ) throws(QueryError) -> [SegmentPlan] {
    let days = try days(from: filter.from, to: filter.to, prefix: field + ".")
    let speakers = try speakers(of: filter, field: field, isCancelled)
    let places = try matching(places: filter.places, field: field + ".places", isCancelled)
    try check(ids: filter.meetingIDs, field: field + ".meeting_ids")
    guard filter.kinds.count <= QueryLimits.valuesPerField else {
      throw .invalid(field + ".kinds", "has more than \(QueryLimits.valuesPerField) values")
    }
    try check(ids: filter.statementIDs, field: field + ".statement_ids")
    let words = if let words { words } else { try queryWords(of: filter, field: field) }
    let kinds = filter.kinds.reduce(UInt32(0)) { $0 | 1 << $1.rawValue }
    if speakers?.isEmpty == true || places?.isEmpty == true { return [] }

    var plans: [SegmentPlan] = []
    plans.reserveCapacity(segments.count)
    for view in segments {
      var plan = SegmentPlan(
        view: view, rows: days.map { view.segment.rows(ofDays: $0) } ?? 0..<view.segment.rowCount,
        matches: .everything)
      if plan.rows.isEmpty { continue }
      if let speakers {
        let postings = view.segment.postings(of: speakers, in: plan.rows)
        if postings.isEmpty { continue }
        plan.matches = .postings(postings)
      }
      // Whether what is listed leaves dead meetings out.
      var isLive = view.dead == nil
      if !filter.statementIDs.isEmpty {
        let rows = view.rows(ofStatements: filter.statementIDs)
        if rows.isEmpty { continue }
        plan.matches = plan.matches.and(.listed(RowList(rows)))
        isLive = true
      }
      if !filter.meetingIDs.isEmpty || places != nil {
        switch runs(of: view, meetingIDs: filter.meetingIDs, places: places) {
        case .runs(let runs):
          if runs.isEmpty { continue }
          plan.matches = plan.matches.and(.runs(runs))
          isLive = true
        case let looked: plan.matches = plan.matches.and(looked)
        }
      }
      if !isLive, let dead = view.dead { plan.matches = plan.matches.and(.not(.runs(dead.runs))) }
      if let words, let own = words.words(in: view.segment) {
        let spoken = try own.rows(of: words.query, isCancelled)
        if spoken.isNothing { continue }
        plan.matches = plan.matches.and(spoken)
      }
      if kinds != 0 { plan.matches = plan.matches.and(.kinds(kinds)) }
      plans.append(plan)
    }
    return plans
  }

  /// The days of a range; nil when it is open at both ends.
  func days(
    from: CalendarDate?, to: CalendarDate?, prefix: @autoclosure () -> String
  ) throws(QueryError) -> ClosedRange<Int32>? {
    if from == nil && to == nil { return nil }
    let first = from ?? .first
    let last = to ?? .last
    guard first <= last else {
      throw .invalid(prefix() + "from", "is \(first), which is after \(prefix())to, \(last)")
    }
    return first.daysSinceEpoch...last.daysSinceEpoch
  }

  /// Numbers of the speakers that a filter asks for, ascending; nil when it asks for none.
  private func speakers(
    of filter: StatementFilter, field: String, _ isCancelled: () -> Bool
  ) throws(QueryError) -> [UInt32]? {
    if filter.speakerIDs.isEmpty && filter.speakerNames.isEmpty { return nil }
    try check(ids: filter.speakerIDs, field: field + ".speaker_ids")
    try check(count: filter.speakerNames.count, field: field + ".speaker_names")
    if filter.speakerIDs.isEmpty && filter.speakerNames.count == 1 {
      return speakers.find(try fold(filter.speakerNames[0], field: field + ".speaker_names"))
    }
    let names = try folded(filter.speakerNames, field: field + ".speaker_names")
    var found = BitSet(capacity: speakers.count)
    for id in filter.speakerIDs {
      if let number = speakers.number(ofID: id) { found.insert(Int(number)) }
    }
    for name in names {
      if isCancelled() { throw .cancelled }
      for number in speakers.find(name) { found.insert(Int(number)) }
    }
    return found.members
  }

  /// Numbers of the places that fit one of `texts`, ascending; nil when there are no texts.
  func matching(
    places texts: [String], field: @autoclosure () -> String, _ isCancelled: () -> Bool
  ) throws(QueryError) -> [UInt32]? {
    if texts.isEmpty { return nil }
    try check(count: texts.count, field: field())
    var found = BitSet(capacity: places.count)
    for text in try folded(texts, field: field()) {
      if isCancelled() { throw .cancelled }
      for number in places.find(text) { found.insert(Int(number)) }
    }
    return found.members
  }

  /// Texts as people type them, each once.
  private func folded(
    _ texts: [String], field: @autoclosure () -> String
  ) throws(QueryError) -> Set<FoldedText> {
    var distinct = Set<FoldedText>()
    for text in texts { distinct.insert(try fold(text, field: field())) }
    return distinct
  }

  /// A name, place or title as people type it.
  func fold(_ text: String, field: @autoclosure () -> String) throws(QueryError) -> FoldedText {
    guard (1...QueryLimits.textByteCount).contains(text.utf8.count) else {
      throw .invalid(
        field(), "takes 1 to \(QueryLimits.textByteCount) bytes, not \(text.utf8.count)")
    }
    let folded = FoldedText(text)
    guard !folded.isEmpty else {
      throw .invalid(field(), "holds a text without a letter or digit")
    }
    return folded
  }

  func check(count: Int, field: @autoclosure () -> String) throws(QueryError) {
    guard count <= QueryLimits.valuesPerField else {
      throw .invalid(
        field(), "has \(count) values; at most \(QueryLimits.valuesPerField) are allowed")
    }
  }

  func check(ids: [String], field: @autoclosure () -> String) throws(QueryError) {
    try check(count: ids.count, field: field())
    for id in ids where id.isEmpty {
      throw .invalid(field(), "holds an empty id")
    }
  }

  private func runs(of view: SegmentView, meetingIDs: [String], places: [UInt32]?) -> RowSet {
    let segment = view.segment
    let placeSet = places.map { PlaceSet($0, capacity: self.places.count) }
    var listed: [UInt32] = []
    if !meetingIDs.isEmpty {
      var meetings = Set<Int>()
      for id in meetingIDs {
        var id = id
        let found = id.withUTF8 {
          segment.meetings.position(ofID: UnsafeRawBufferPointer($0))
        }
        guard let meeting = found, view.isLive(meeting: meeting) else { continue }
        if placeSet?.contains(segment.meetings.entries[meeting].place) == false { continue }
        meetings.insert(meeting)
      }
      for meeting in meetings { listed.append(contentsOf: segment.meetings.runs(of: meeting)) }
    } else if let places, let placeSet {
      let count = places.reduce(0) { $0 + segment.placePostings[$1].count }
      if count > listedRuns { return .places(placeSet) }
      for place in places {
        for run in segment.placePostings[place]
        where view.isLive(meeting: Int(segment.runs[Int(run)].meeting)) {
          listed.append(run)
        }
      }
    }
    return .runs(listed.sorted())
  }
}

extension SegmentView {
  /// The rows of those of some statements that are here and live, ascending.
  fileprivate func rows(ofStatements ids: [String]) -> [UInt32] {
    var rows = Set<UInt32>()
    for id in ids {
      var id = id
      let row = id.withUTF8 { segment.row(ofID: UnsafeRawBufferPointer($0)) }
      if let row, isLive(row: row) { rows.insert(UInt32(row)) }
    }
    return rows.sorted()
  }
}

extension Segment {
  /// The rows of each of `speakers` in `rows`, without those who have none.
  fileprivate func postings(
    of speakers: [UInt32], in rows: Range<Int>
  ) -> [UnsafeBufferPointer<UInt32>] {
    var lists: [UnsafeBufferPointer<UInt32>] = []
    lists.reserveCapacity(speakers.count)
    for speaker in speakers {
      let list = clip(postings[speaker], to: rows)
      if !list.isEmpty { lists.append(list) }
    }
    return lists
  }

  /// The part of an ascending list that lies in `rows`.
  func clip(
    _ list: UnsafeBufferPointer<UInt32>, to rows: Range<Int>
  ) -> UnsafeBufferPointer<UInt32> {
    if rows.lowerBound == 0 && rows.upperBound == rowCount { return list }
    let first = lowerBound(list, rows.lowerBound)
    let end = lowerBound(list, rows.upperBound)
    return UnsafeBufferPointer(rebasing: list[first..<end])
  }
}
