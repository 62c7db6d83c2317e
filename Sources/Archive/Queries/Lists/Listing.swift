package import ArchiveProtocol
/// A list that is ready to be made, on any thread.
package struct Listing: Sendable {
  /// Whether it takes so little time to begin that no other thread is worth while.
  package let isQuick: Bool
  private let make: @Sendable (() -> Bool) throws(QueryError) -> ListCursor

  /// Rows and speakers that may be gone through on an event loop: some fifty microseconds.
  static let quickSteps = 4_096

  init(
    isQuick: Bool, make: @escaping @Sendable (() -> Bool) throws(QueryError) -> ListCursor
  ) {
    self.isQuick = isQuick
    self.make = make
  }

  /// Makes the list.
  /// - Parameter isCancelled: Looked at every few thousand rows; the work ends soon when it is so.
  /// - Throws: `QueryError.cancelled`.
  package func cursor(isCancelled: () -> Bool) throws(QueryError) -> ListCursor {
    try make(isCancelled)
  }
}

/// What a filter comes to in each segment, to be gone through on any thread.
struct MatchingStatements: Sendable {
  // Sendable is sound: plans are values over the snapshot's memory, which nobody changes and who holds
  // this holds, too.
  nonisolated(unsafe) let plans: [SegmentPlan]

  /// About how many rows are gone through, at most.
  var cost: Int { plans.reduce(0) { $0 + $1.cost } }

  /// The meetings of which a statement matches; by segment, as far as it has one.
  /// - Complexity: O(runs that match), not rows.
  func meetings(_ isCancelled: () -> Bool) throws(QueryError) -> [ObjectIdentifier: BitSet] {
    var found: [ObjectIdentifier: BitSet] = [:]
    for plan in plans {
      let segment = plan.segment
      var meetings = BitSet(capacity: segment.meetings.count)
      var cursor = SegmentCursor(plan, isReversed: false)
      var looked = 0
      search: while true {
        looked += 1
        if looked % 1_024 == 0, isCancelled() { throw .cancelled }
        switch cursor.next() {
        case .end: break search
        case .nothingYet: continue
        case .rows(let rows):
          // Of the runs that these rows touch, the rest says nothing new.
          var row = rows.lowerBound
          while row < rows.upperBound {
            let run = Int(segment.runOfRow[row])
            meetings.insert(Int(segment.runs[run].meeting))
            row = segment.rows(ofRun: run).upperBound
          }
          if row > rows.upperBound { cursor.skip(to: row) }
        }
      }
      found[ObjectIdentifier(segment)] = meetings
    }
    return found
  }

  /// The speakers of statements that match, by their numbers.
  func speakers(
    count: Int, _ isCancelled: () -> Bool
  ) throws(QueryError) -> BitSet {
    var found = BitSet(capacity: count)
    for plan in plans {
      let speakers = plan.segment.speakerOfRow.view
      try plan.forEachRange(isCancelled) { rows throws(QueryError) in
        for row in rows where speakers[row] != Segment.noSpeaker {
          found.insert(Int(speakers[row]))
        }
      }
    }
    return found
  }
}
