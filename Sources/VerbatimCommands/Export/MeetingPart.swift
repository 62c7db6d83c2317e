internal import Transcripts

/// Which meetings an answer may hold in part only, so that an export says so of them.
struct MeetingPart {
  /// Whether statements are chosen, or counted out.
  var choosesStatements: Bool
  var from: CalendarDate?
  var to: CalendarDate?
  /// Whether the answer goes on behind a statement.
  var isContinuation: Bool
  var order: Order

  /// Whether a meeting, of which this statement comes first, may be held in part.
  func isPart(_ meeting: Meeting, first: Statement) -> Bool {
    if choosesStatements { return true }
    if let from, meeting.date < from { return true }
    if let to, (meeting.endDate ?? meeting.date) > to { return true }
    guard isContinuation else { return false }
    switch order {
    case .chronological: return first.ordinal > 0
    case .reverseChronological: return first.ordinal + 1 < meeting.statementCount
    }
  }
}
