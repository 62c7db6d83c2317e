internal import RPC
internal import Synchronization
internal import Transcripts

/// Counts what is written, and the memory of what is not written yet.
package final class WritingTally: Sendable {
  /// What was counted.
  package struct Counts: Sendable {
    /// Documents that were read, and those that could not be, or no further.
    package var documents = 0
    package var failedDocuments = 0
    /// Meetings by what became of them.
    package var added = 0
    package var revised = 0
    package var unchanged = 0
    package var repeated = 0
    package var refused = 0
    package var deleted = 0
    /// Calls that a limit ended, by the setting.
    package var tooLarge = 0
    package var outOfMemory = 0
    /// Bytes of documents and meetings that are not written yet.
    package var heldBytes = 0
  }

  private let state = Mutex(Counts())
  private let limits: WritingLimits

  init(_ limits: WritingLimits) { self.limits = limits }

  package var counts: Counts { state.withLock { $0 } }

  func note(_ report: DocumentReport) {
    state.withLock { counts in
      counts.documents += 1
      if !report.error.isEmpty { counts.failedDocuments += 1 }
      for meeting in report.meetings { counts.note(meeting.outcome) }
    }
  }

  func note(_ outcome: MeetingReport.Outcome) { state.withLock { $0.note(outcome) } }

  func noteDeletion() { state.withLock { $0.deleted += 1 } }

  func noteTooLarge() { state.withLock { $0.tooLarge += 1 } }

  // MARK: Memory

  /// Holds bytes, if there is room for them.
  func hold(_ byteCount: Int) -> Bool {
    state.withLock { counts in
      guard byteCount <= limits.memory - counts.heldBytes else { return false }
      counts.heldBytes += byteCount
      return true
    }
  }

  func release(_ byteCount: Int) { state.withLock { $0.heldBytes -= byteCount } }

  /// Why there is no room.
  func refuseMemory() -> RPCError {
    state.withLock { $0.outOfMemory += 1 }
    return RPCError(
      .resourceExhausted,
      "the server holds as many bytes that are not written yet as it takes, \(limits.memory) "
        + "(import-memory); try again later")
  }
}

extension WritingTally.Counts {
  fileprivate mutating func note(_ outcome: MeetingReport.Outcome) {
    switch outcome {
    case .unspecified: break
    case .added: added += 1
    case .revised: revised += 1
    case .unchanged: unchanged += 1
    case .repeated: repeated += 1
    case .refused: refused += 1
    }
  }
}
