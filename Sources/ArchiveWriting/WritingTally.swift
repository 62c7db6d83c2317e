internal import LastingArchive
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
    /// Decisions about who is who that were made or undone.
    package var decisions = 0
    /// Copies of the archive's file that were given whole, and those that were not.
    package var backups = 0
    package var failedBackups = 0
    var isBackingUp = false
    /// Calls that a limit ended, by the setting.
    package var tooLarge = 0
    package var outOfMemory = 0
    package var outOfShare = 0
    package var tooManyDecisions = 0
    /// Bytes of documents and meetings that are not written yet.
    package var heldBytes = 0
  }

  private let state = Mutex(Counts())
  /// Of those whom a share is given, the bytes that they hold.
  private let shares = Mutex<[String: Int]>([:])
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

  func noteDecisions(_ count: Int) { state.withLock { $0.decisions += count } }

  /// Whether a copy may be made: one at a time is.
  func beginBackup() -> Bool {
    state.withLock { counts in
      guard !counts.isBackingUp else { return false }
      counts.isBackingUp = true
      return true
    }
  }

  func endBackup(isComplete: Bool) {
    state.withLock { counts in
      counts.isBackingUp = false
      if isComplete { counts.backups += 1 } else { counts.failedBackups += 1 }
    }
  }

  func noteTooManyDecisions() { state.withLock { $0.tooManyDecisions += 1 } }

  func noteTooLarge() { state.withLock { $0.tooLarge += 1 } }

  // MARK: Memory

  /// Holds bytes, if there is room for them, for all and for who writes.
  func hold(_ byteCount: Int, for writer: Writer) -> Bool {
    guard takeShare(byteCount, for: writer) else { return false }
    let hasRoom = state.withLock { counts in
      guard byteCount <= limits.memory - counts.heldBytes else { return false }
      counts.heldBytes += byteCount
      return true
    }
    if !hasRoom { returnShare(byteCount, of: writer) }
    return hasRoom
  }

  func release(_ byteCount: Int, of writer: Writer) {
    state.withLock { $0.heldBytes -= byteCount }
    returnShare(byteCount, of: writer)
  }

  private func takeShare(_ byteCount: Int, for writer: Writer) -> Bool {
    guard let most = writer.memory else { return true }
    return shares.withLock { shares in
      let held = shares[writer.author.name] ?? 0
      guard byteCount <= most - held else { return false }
      shares[writer.author.name] = held + byteCount
      return true
    }
  }

  private func returnShare(_ byteCount: Int, of writer: Writer) {
    guard writer.memory != nil else { return }
    shares.withLock { shares in
      let held = (shares[writer.author.name] ?? 0) - byteCount
      shares[writer.author.name] = held > 0 ? held : nil
    }
  }

  /// Why there is no room.
  func refuseMemory(_ byteCount: Int, for writer: Writer) -> RPCError {
    let held = shares.withLock { $0[writer.author.name] ?? 0 }
    if let most = writer.memory, byteCount > most - held {
      state.withLock { $0.outOfShare += 1 }
      return RPCError(
        .resourceExhausted,
        "import-memory: the policy gives this principal \(most) bytes that are not written yet; send less "
          + "at once")
    }
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
