internal import Transcripts
internal import VerbatimClient

/// The meetings of a stream of statements: one list of meetings, read beside the statements as far as
/// they need it, since both come in the order of date and meeting.
///
/// A meeting that ran over midnight stands in the list once, by its first day, and comes in the
/// statements on each of its days; so meetings wait here until their last day has passed. What waits is
/// bounded by ``capacity``; a meeting that is not found so is looked up by its id.
struct MeetingMerge {
  /// Meetings that may wait. More are read ahead only where, newest first, very long meetings are
  /// asked for by their end.
  private static let capacity = 4096
  /// Meetings that wait before it is looked which of them have passed.
  private static let pruned = 64

  private var lookup: PatientLookup
  private let order: Order
  /// What is listed; nil once it is at its end, or where nothing is.
  private var query: MeetingQuery?
  private var list: ArchiveStream<Meeting>.Iterator?
  private var hasBegun = false
  private var waiting: [String: Meeting] = [:]
  private var pruneAt = Self.pruned
  private let keepsEmpty: Bool
  private var empty: [Meeting] = []

  /// - Parameters:
  ///   - query: the meetings that the statements can be of, in the statements' order; nil to look each
  ///     up by its id, for few statements.
  ///   - keepsEmpty: whether meetings without statements are wanted: see ``takeEmpty()``.
  init(
    _ lookup: PatientLookup, matching query: MeetingQuery?, order: Order, keepsEmpty: Bool = false
  ) {
    self.lookup = lookup
    self.order = order
    self.keepsEmpty = keepsEmpty
    self.query = query
  }

  /// Looks in this archive only from now on; to be called before anything is looked for.
  mutating func keep(to archive: String) { lookup.archive = archive }

  /// The meeting of a statement that was made on `date`. One that left the archive meanwhile is known by
  /// its id alone.
  mutating func meeting(
    _ id: String, on date: CalendarDate, isolation: isolated (any Actor)? = #isolation
  ) async throws -> Meeting {
    if let meeting = waiting[id] { return meeting }
    if waiting.count >= pruneAt { prune(before: id, date) }
    while waiting.count < Self.capacity, let meeting = try await next() {
      guard meeting.statementCount > 0 else {
        if keepsEmpty { empty.append(meeting) }
        continue
      }
      if hasPassed(meeting, before: id, date) { continue }
      waiting[meeting.id] = meeting
      if meeting.id == id { return meeting }
      // Oldest first, a meeting never comes after its statements.
      if order == .chronological, (meeting.date, meeting.id) > (date, id) { break }
    }
    let meeting = try await lookup.meeting(id) ?? Meeting(id: id, date: date)
    waiting[id] = meeting
    return meeting
  }

  /// The meetings without statements that the list has come past.
  mutating func takeEmpty() -> [Meeting] {
    if empty.isEmpty { return [] }
    defer { empty = [] }
    return empty
  }

  /// The next of the meetings without statements that follow the last statement; nil at the end.
  mutating func nextEmpty(
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> Meeting? {
    while let meeting = try await next() {
      if meeting.statementCount == 0 { return meeting }
    }
    return nil
  }

  private mutating func next(
    isolation: isolated (any Actor)? = #isolation
  ) async throws -> Meeting? {
    guard var query else { return nil }
    query.archive = lookup.archive
    var patience = lookup.patience
    while true {
      var list =
        list
        ?? lookup.client.meetings(matching: query, options: lookup.options).makeAsyncIterator()
      do {
        let meeting = try await list.next(isolation: isolation)
        hasBegun = true
        self.list = list
        if meeting == nil { self.query = nil }
        return meeting
      } catch let error as RPCError where error.code == .unavailable && !hasBegun {
        // A stream is taken up again by itself only once something was received.
        try await patience.wait(after: error)
        self.list = nil
      }
    }
  }

  /// Lets meetings go whose statements have all passed.
  private mutating func prune(before id: String, _ date: CalendarDate) {
    waiting = waiting.filter { !hasPassed($0.value, before: id, date) }
    pruneAt = max(Self.pruned, waiting.count * 2)
  }

  /// Whether all statements of a meeting come before those of a meeting on a day.
  private func hasPassed(_ meeting: Meeting, before id: String, _ date: CalendarDate) -> Bool {
    switch order {
    case .chronological: (meeting.endDate ?? meeting.date, meeting.id) < (date, id)
    case .reverseChronological: (meeting.date, meeting.id) > (date, id)
    }
  }
}
