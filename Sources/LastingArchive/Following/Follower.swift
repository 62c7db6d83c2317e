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
/// Holds the events of one change, and the snapshots that these are of. Belongs to one thread at a time; may
/// block on the disk, so not for an event loop.
package final class Follower {
  private let lasting: LastingArchive
  private let filter: StatementFilter
  /// The last change that was told in whole.
  private var sequence: UInt64
  /// Events of the change under way that were told.
  private var part: UInt32
  private var pending: [Event.What] = []
  private var pendingSequence: UInt64 = 0
  private var steps: Steps?

  /// Changes that are to be told, and how things are behind them.
  private struct Steps {
    var changes: ArraySlice<(sequence: UInt64, id: String)>
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
  }

  /// Where the follower is.
  package var place: (sequence: UInt64, part: UInt32) { (sequence, part) }

  /// What comes next, and whether that is all until now.
  /// - Throws: `StorageError`; `QueryError` where the filter has become too wide.
  package func next() throws -> (events: [Event], isCaughtUp: Bool) {
    var events: [Event] = []
    var byteCount = 0
    while events.count < Self.eventsAtOnce, byteCount < Self.bytesAtOnce {
      if Int(part) < pending.count {
        let what = pending[Int(part)]
        byteCount += what.byteCount
        part += 1
        if Int(part) == pending.count {
          (sequence, part) = (pendingSequence, 0)
          pending = []
          events.append(Event(sequence: sequence, part: 0, what: what))
        } else {
          events.append(Event(sequence: pendingSequence, part: part, what: what))
        }
        continue
      }
      guard try prepareChange() else { return (events, true) }
    }
    return (events, false)
  }

  /// Finds the events of the next change; false where there is none.
  private func prepareChange() throws -> Bool {
    guard let change = try nextChange() else { return false }
    (pendingSequence, pending) = (change.sequence, try events(of: change))
    if part > 0 {
      // What was received is passed over, unless it is told otherwise now: then from its beginning.
      let isOther = change.sequence != sequence + 1
      if isOther { part = 0 } else if case .forgotten = pending.first { part = 0 }
    }
    if Int(part) >= pending.count {
      // Nothing matches, or all of it was received.
      (sequence, part) = (pendingSequence, 0)
      pending = []
    }
    return true
  }

  private func nextChange() throws -> (sequence: UInt64, id: String)? {
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
        changes: step.meetings.drop { $0.sequence <= sequence }, end: step.new.sequence,
        old: step.old.snapshot, new: step.new)
    }
    let changes = try lasting.meetingChanges(
      after: sequence, upTo: present.sequence, limit: Self.changesAtOnce)
    let isLast = changes.count < Self.changesAtOnce
    return Steps(
      changes: changes.map { ($0.sequence, $0.meetingID) }[...],
      end: isLast ? present.sequence : changes.last!.sequence, old: nil, new: present)
  }

  private func events(of change: (sequence: UInt64, id: String)) throws -> [Event.What] {
    let id = change.id
    let (old, new) = (steps!.old, steps!.new)
    if let old { return try told(id, from: old, to: new.snapshot) }
    return try lasting.reading { file in
      let last = try file.lastChange(ofMeeting: id, notAfter: new.sequence)
      let after: Snapshot?
      if last?.sequence == change.sequence {
        after = new.snapshot
      } else {
        switch try file.state(ofMeeting: id, at: change.sequence) {
        case .present(let transcript, let speakers):
          // Of what is not kept a later change tells.
          guard let past = new.snapshot.past(of: transcript, speakers: speakers) else { return [] }
          after = past
        case .absent: after = nil
        case .forgotten: return []
        }
      }
      switch try file.state(ofMeeting: id, at: change.sequence - 1) {
      case .absent:
        return try told(id, from: nil, to: after)
      case .present(let transcript, let speakers):
        if let past = new.snapshot.past(of: transcript, speakers: speakers) {
          return try told(id, from: past, to: after)
        }
      case .forgotten: break
      }
      return try [.forgotten(meetingID: id)] + told(id, from: nil, to: after)
    }
  }

  private func told(
    _ id: String, from old: Snapshot?, to new: Snapshot?
  ) throws(QueryError) -> [Event.What] {
    try Snapshot.events(ofMeeting: id, from: old, to: new, matching: filter)
      .map { .statement($0, meetingID: id) }
  }
}

extension Follower.Event.What {
  fileprivate var byteCount: Int {
    switch self {
    case .statement(.added(let slice), _), .statement(.revised(let slice), _): slice.frame.count
    case .statement(.removed, _), .forgotten: 64
    }
  }
}
