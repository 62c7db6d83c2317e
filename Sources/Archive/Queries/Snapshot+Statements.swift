package import ArchiveProtocol
package import Transcripts

extension Snapshot {
  /// The statements that match, in order.
  ///
  /// Making the cursor takes microseconds whatever the size of the answer, if ``searchesQuickly(for:)``:
  /// nothing is looked for that has not been asked for.
  /// - Parameter isCancelled: Looked at between one name or place and the next.
  /// - Throws: `QueryError` for a field that makes no sense, an `afterID` that is not there, or another
  ///   archive than is asked for.
  package func statements(
    _ query: StatementQuery, isCancelled: () -> Bool = { false }
  ) throws(QueryError) -> StatementCursor {
    try check(archive: query.archive)
    var plans = try plan(query.filter, isCancelled: isCancelled)
    if !query.afterID.isEmpty { plans = try plans.after(query, in: self) }
    return StatementCursor(self, plans: plans, order: query.order, limit: query.limit)
  }
}

extension [SegmentPlan] {
  /// The plans without the rows up to and including the statement that an answer goes on after.
  fileprivate func after(
    _ query: StatementQuery, in snapshot: Snapshot
  ) throws(QueryError) -> [SegmentPlan] {
    var id = query.afterID
    let found = id.withUTF8 { snapshot.position(ofStatement: UnsafeRawBufferPointer($0)) }
    guard let (view, row) = found else {
      throw .notFound("after_id", "is no statement of the archive: \(query.afterID.excerpt)")
    }
    let run = view.segment.runs[Int(view.segment.runOfRow[row])]
    let meetingID = view.segment.meetings.id(Int(run.meeting))
    var result: [SegmentPlan] = []
    for plan in self {
      let segment = plan.segment
      let isOwn = segment === view.segment
      let place =
        isOwn ? row : Int(segment.runs[segment.firstRun(notBefore: run.day, meetingID)].start)
      let left =
        switch query.order {
        case .chronological:
          plan.clamped(
            to: Swift.min(isOwn ? place + 1 : place, segment.rowCount)..<segment.rowCount)
        case .reverseChronological: plan.clamped(to: 0..<place)
        }
      if !left.isEmpty { result.append(left) }
    }
    return result
  }
}
