package import ArchiveProtocol
package import Transcripts

/// What became of a statement between two snapshots.
package enum StatementEvent: Sendable {
  /// It matches, and was not there or did not match before.
  case added(FrameSlice)
  /// It matches and matched before, and is otherwise now.
  case revised(FrameSlice)
  /// It matched before, and is no longer there or does not match; by its id.
  case removed(String)
}

extension Snapshot {
  /// What became of a meeting's statements from one snapshot to another: those that are gone first, then
  /// the others in the meeting's order.
  ///
  /// Each has its position among what any filter may let through, ascending: it stays where the filter
  /// comes to mean other people. `end` is behind the last of these.
  /// - Parameters:
  ///   - before: nil where the meeting was not there.
  ///   - after: nil where the meeting is not there.
  /// - Complexity: O(statements of the meeting).
  /// - Throws: `QueryError` where the filter makes no sense.
  package static func events(
    ofMeeting id: String, from before: Snapshot?, to after: Snapshot?,
    matching filter: StatementFilter
  ) throws(QueryError) -> (events: [(position: Int, event: StatementEvent)], end: Int) {
    let allOld = try before?.frames(ofMeeting: id) ?? []
    let allNew = try after?.frames(ofMeeting: id) ?? []
    let old = try before?.frames(allOld, ofMeeting: id, matching: filter) ?? []
    let new = try after?.frames(allNew, ofMeeting: id, matching: filter) ?? []
    let oldPositions = positions(allOld, from: 0)
    let newPositions = positions(allNew, from: allOld.count)
    var known: [ExactText: FrameSlice] = [:]
    known.reserveCapacity(old.count)
    for frame in old { known[frame.id] = frame }
    var events: [(position: Int, event: StatementEvent)] = []
    let left = Set(new.lazy.map(\.id))
    for frame in old where !left.contains(frame.id) {
      events.append((oldPositions[frame.id]!, .removed(frame.id.text)))
    }
    for frame in new {
      let position = newPositions[frame.id]!
      guard let earlier = known[frame.id] else {
        events.append((position, .added(frame)))
        continue
      }
      if !haveSameBytes(earlier.frame, frame.frame) { events.append((position, .revised(frame))) }
    }
    return (events, allOld.count + allNew.count)
  }

  /// Where each statement stands.
  private static func positions(_ frames: [FrameSlice], from start: Int) -> [ExactText: Int] {
    var positions: [ExactText: Int] = [:]
    positions.reserveCapacity(frames.count)
    for (index, frame) in frames.enumerated() { positions[frame.id] = start + index }
    return positions
  }

  /// Those of a meeting's statements that match.
  private func frames(
    _ all: [FrameSlice], ofMeeting id: String, matching filter: StatementFilter
  ) throws(QueryError) -> [FrameSlice] {
    guard filter != StatementFilter() else { return all }
    guard filter.meetingIDs.isEmpty || filter.meetingIDs.contains(where: { $0.isExactly(id) })
    else { return [] }
    return try frames(ofMeeting: id, filter)
  }

  /// The statements of a meeting that match, in its order.
  private func frames(
    ofMeeting id: String, _ filter: StatementFilter = StatementFilter()
  ) throws(QueryError) -> [FrameSlice] {
    var filter = filter
    filter.meetingIDs = [id]
    var frames: [FrameSlice] = []
    try statements(StatementQuery(filter: filter)).forEach {
      frames.append(FrameSlice(owner: self, frame: $0))
    }
    return frames
  }
}

extension FrameSlice {
  /// The id of the message, which is its first field.
  fileprivate var id: ExactText {
    ExactText(String(decoding: Frame.firstField(frame.baseAddress!), as: UTF8.self))
  }
}
