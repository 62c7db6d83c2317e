package import Archive
package import ArchiveProtocol
import ArchiveStorage
package import Transcripts

/// What somebody who follows a lasting archive is told, in the order of the change log.
///
/// One who follows closely is told from the snapshots before and after each step, which are in memory; one
/// who comes later, or is slow, from the file. Both say the same, so that an answer that broke off within a
/// change goes on by the number of its events.
///
/// Holds the events of one change, and the snapshots that these are of, until it is told to let go. Belongs to one thread at a time; may
/// block on the disk, so not for an event loop.
package final class Follower {
  private let lasting: LastingArchive
  private let filter: StatementFilter
  /// The last change that was told in whole.
  private var sequence: UInt64
  /// Behind what position events of the change under way are still to be told.
  private var part: UInt32
  /// Events of that change, by their positions.
  private var pending: ArraySlice<(position: Int, what: Event.What)> = []
  private var pendingSequence: UInt64 = 0
  /// All changes behind this one were told here. What of those before it the follower has had is known by
  /// what is kept of them alone: what is kept now was kept when they were told.
  private var knownSince: UInt64
  private var steps: Steps?

  /// Changes that are to be told, and how things are behind them.
  private struct Steps {
    var changes: ArraySlice<ChangeFeed.Change>
    /// Where the follower is once they are told.
    var end: UInt64
    /// Both sides, where they are in memory; only the newest where they are not.
    var old: Snapshot?
    var new: ChangeFeed.Present
  }

  /// Something that happened.
  package struct Event: Sendable {
    /// Where the follower is behind it.
    package var sequence: UInt64
    package var part: UInt32
    package var what: What

    package enum What: Sendable {
      case statement(StatementEvent, meetingID: String)
      /// How the meeting was before is not kept.
      case forgotten(meetingID: String)
      /// Who is who was settled otherwise.
      case settled
    }
  }

  /// Events of one call, and bytes of their statements.
  private static let eventsAtOnce = 256
  private static let bytesAtOnce = 256 << 10
  /// Changes that are read from the file at once.
  private static let changesAtOnce = 64

  /// Begins behind a place, nil for what is there now.
  /// - Throws: `QueryError` for a place that the archive does not have, and a filter that makes no sense.
  package init(_ lasting: LastingArchive, _ query: FollowQuery) throws(QueryError) {
    self.lasting = lasting
    filter = query.filter
    let present = lasting.feed.present
    // A filter that is wrong is told at once.
    _ = try present.snapshot.statements(StatementQuery(filter: filter))
    guard let after = query.after else {
      (sequence, part) = (present.sequence, 0)
      // Whoever follows from now on asks for nothing of how it was.
      knownSince = 0
      return
    }
    if !(after.log.isEmpty && after.sequence == 0) {
      guard after.log.isExactly(lasting.log) else {
        throw .aborted(
          "after.log", "is of another archive than the one that is served, \(lasting.log)")
      }
      guard after.sequence <= present.sequence else {
        throw .aborted(
          "after.sequence",
          "is \(after.sequence), and the archive has had \(present.sequence) changes: it was put back to an "
            + "earlier state")
      }
    }
    guard after.part == 0 || after.sequence > 0 else {
      throw .invalid("after.part", "is \(after.part) of no change")
    }
    // Within a change it is told again, and what was received is passed over.
    sequence = after.part == 0 ? after.sequence : after.sequence - 1
    part = after.part
    knownSince = sequence
  }

  /// Lets go of what it holds until it is asked again: whoever does not read holds no snapshot for long.
  package func letGo() {
    if !pending.isEmpty { sequence = pendingSequence - 1 }
    pending = []
    steps = nil
  }

  /// Where the follower is.
  package var place: (sequence: UInt64, part: UInt32) { (sequence, part) }

  /// What comes next, and whether that is all until now.
  /// - Throws: `StorageError`; `QueryError` where the filter has become too wide.
  package func next() throws -> (events: [Event], isCaughtUp: Bool) {
    var events: [Event] = []
    var byteCount = 0
    while events.count < Self.eventsAtOnce, byteCount < Self.bytesAtOnce {
      if let next = pending.popFirst() {
        byteCount += next.what.byteCount
        if pending.isEmpty {
          (sequence, part) = (pendingSequence, 0)
        } else {
          part = UInt32(clamping: next.position + 1)
        }
        events.append(Event(sequence: pendingSequence, part: part, what: next.what))
        continue
      }
      guard try prepareChange() else { return (events, true) }
    }
    return (events, false)
  }

  /// Finds the events of the next change; false where there is none.
  private func prepareChange() throws -> Bool {
    guard let change = try nextChange() else { return false }
    pendingSequence = change.sequence
    let (events, end) = try events(of: change)
    pending = events[...]
    if part > 0 {
      guard change.sequence == sequence + 1 else {
        throw QueryError.aborted(
          "after.part", "is of \(sequence + 1), which is no change of a meeting")
      }
      guard Int(part) <= end else {
        throw QueryError.aborted(
          "after.part", "is \(part), and the change \(change.sequence) has \(end) parts")
      }
      // What was received is passed over, unless it is told otherwise now: then from its beginning.
      if case .forgotten = pending.first?.what {
      } else {
        pending = pending.drop { $0.position < Int(part) }
      }
    }
    // Nothing matches, or all of it was received.
    if pending.isEmpty { (sequence, part) = (pendingSequence, 0) }
    return true
  }

  private func nextChange() throws -> ChangeFeed.Change? {
    while true {
      if let change = steps?.changes.popFirst() { return change }
      if let done = steps {
        sequence = max(sequence, done.end)
        part = 0
        steps = nil
      }
      guard let next = try findSteps() else { return nil }
      steps = next
    }
  }

  private func findSteps() throws -> Steps? {
    let present = lasting.feed.present
    guard sequence < present.sequence else { return nil }
    if let step = lasting.feed.step(behind: sequence) {
      return Steps(
        changes: step.changes.drop { $0.sequence <= sequence }, end: step.new.sequence,
        old: step.old.snapshot, new: step.new)
    }
    let changes = try lasting.reading {
      try $0.toldChanges(
        after: sequence, upTo: present.sequence, limit: Self.changesAtOnce)
    }
    let isLast = changes.count < Self.changesAtOnce
    return Steps(
      changes: changes.map {
        ChangeFeed.Change(sequence: $0.sequence, meetingID: $0.meetingID, previous: 0)
      }[...],
      end: isLast ? present.sequence : changes.last!.sequence, old: nil, new: present)
  }

  /// What is told of a change, and where its positions end.
  private typealias Told = (events: [(position: Int, what: Event.What)], end: Int)

  private func events(of change: ChangeFeed.Change) throws -> Told {
    let id = change.meetingID
    if id.isEmpty { return ([(0, .settled)], 1) }
    let (old, new) = (steps!.old, steps!.new)
    if let old {
      if change.previous > 0, change.previous <= knownSince,
        try !lasting.reading({ try $0.keepsState(ofMeeting: id, at: change.previous) })
      {
        return try told(id, from: nil, to: new.snapshot, forgets: true)
      }
      return try told(id, from: old, to: new.snapshot)
    }
    return try lasting.reading { file in
      let last = try file.lastChange(ofMeeting: id, notAfter: new.sequence)
      let after: Snapshot?
      if last?.sequence == change.sequence {
        after = new.snapshot
      } else {
        switch try file.state(ofMeeting: id, at: change.sequence) {
        case .present(let transcript, let speakers):
          guard let past = new.snapshot.past(of: transcript, speakers: speakers) else {
            return passOver(change)
          }
          after = past
        case .absent: after = nil
        case .forgotten: return passOver(change)
        }
      }
      switch try file.state(ofMeeting: id, at: change.sequence - 1) {
      case .absent: return try told(id, from: nil, to: after)
      case .present(let transcript, let speakers):
        if let past = new.snapshot.past(of: transcript, speakers: speakers) {
          return try told(id, from: past, to: after)
        }
      case .forgotten: break
      }
      return try told(id, from: nil, to: after, forgets: true)
    }
  }

  /// Tells nothing of a change that is not kept: the next one of its meeting will.
  private func passOver(_ change: ChangeFeed.Change) -> Told {
    knownSince = change.sequence
    // Whatever was received of it when it was kept.
    return ([], .max)
  }

  private func told(
    _ id: String, from old: Snapshot?, to new: Snapshot?, forgets: Bool = false
  ) throws(QueryError) -> Told {
    let (events, end) = try Snapshot.events(ofMeeting: id, from: old, to: new, matching: filter)
    return (
      (forgets ? [(0, .forgotten(meetingID: id))] : [])
        + events.map { ($0.position, .statement($0.event, meetingID: id)) },
      // What was received may have been told otherwise.
      forgets ? .max : end
    )
  }
}

extension Follower.Event.What {
  fileprivate var byteCount: Int {
    switch self {
    case .statement(.added(let slice), _), .statement(.revised(let slice), _): slice.frame.count
    case .statement(.removed, _), .forgotten, .settled: 64
    }
  }
}
