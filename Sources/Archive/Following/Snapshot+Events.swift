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
  /// the others in the meeting's order. Where both are the same, the same filter gives the same list.
  /// - Parameters:
  ///   - before: nil where the meeting was not there.
  ///   - after: nil where the meeting is not there.
  /// - Complexity: O(statements of the meeting).
  /// - Throws: `QueryError` where the filter makes no sense.
  package static func events(
    ofMeeting id: String, from before: Snapshot?, to after: Snapshot?,
    matching filter: StatementFilter
  ) throws(QueryError) -> [StatementEvent] {
    let old = try before?.frames(ofMeeting: id, matching: filter) ?? []
    let new = try after?.frames(ofMeeting: id, matching: filter) ?? []
    guard !old.isEmpty else { return new.map { .added($0) } }
    var known: [ExactText: FrameSlice] = [:]
    known.reserveCapacity(old.count)
    for frame in old { known[frame.id] = frame }
    var events: [StatementEvent] = []
    let left = Set(new.lazy.map(\.id))
    for frame in old where !left.contains(frame.id) { events.append(.removed(frame.id.text)) }
    for frame in new {
      guard let earlier = known[frame.id] else {
        events.append(.added(frame))
        continue
      }
      if !haveSameBytes(earlier.frame, frame.frame) { events.append(.revised(frame)) }
    }
    return events
  }

  /// The statements of a meeting that match, in its order.
  private func frames(
    ofMeeting id: String, matching filter: StatementFilter
  ) throws(QueryError) -> [FrameSlice] {
    guard filter.meetingIDs.isEmpty || filter.meetingIDs.contains(where: { $0.isExactly(id) })
    else { return [] }
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
