package import Archive
package import ArchiveStorage
package import People
import Synchronization
package import Transcripts

/// An archive in memory that follows a file: what is imported is on the disk before anybody sees it.
///
/// The file is the truth. At start the archive is filled from it (``replay(merges:)``); from then on every
/// import is a transaction of the file and a step of the archive in memory, in this order:
///
/// 1. What is as it was is passed by; all else is put into the file under its next revision and taken into
///    memory under the same number.
/// 2. Who spoke is settled, and what that has told is put into the file.
/// 3. The file commits. When that fails, the archive in memory is as it was.
/// 4. The new snapshot is shown, and the import acknowledged.
///
/// Safe to use from any thread. Imports follow one another and block on the disk: none is to be called on
/// an event loop.
package final class LastingArchive: Sendable {
  package let archive: Archive
  /// Held while the file is read or written.
  let lock = Mutex(())
  // Not sendable by itself; sound, since it is touched by nobody who does not hold `lock`.
  nonisolated(unsafe) let database: ArchiveDatabase
  /// Reads beside imports; held while it does. As `database`, touched by nobody else.
  private let readingLock = Mutex(())
  private nonisolated(unsafe) let reader: ArchiveDatabase
  /// What is on the disk and shown, for those who follow.
  package let feed: ChangeFeed
  /// The decisions that people are settled by.
  let decisions = Mutex(StandingDecisions())
  /// What tells the archive's log from others.
  package let log: String
  /// What the archive in memory is started from; nil where it is always made of the file.
  package let index: ArchiveIndex?

  /// Opens the file of an archive that is empty so far.
  /// - Parameter index: Opens the index, when nobody else has the archive.
  /// - Throws: `StorageError`.
  package init(
    _ archive: Archive, path: String, options: ArchiveDatabase.Options = .init(),
    index: () -> ArchiveIndex? = { nil }
  ) throws(StorageError) {
    database = try ArchiveDatabase(path: path, options: options)
    reader = try ArchiveDatabase(reading: database)
    self.archive = archive
    log = database.id
    self.index = index()
    feed = ChangeFeed(archive.snapshot, sequence: 0)
  }

  /// The number of the last change that is served; 0 for none.
  package var sequence: UInt64 { feed.present.sequence }

  /// Fills the archive with all that the file has.
  ///
  /// People are those who were settled, unless the keeper's decisions are others now: then who is who is
  /// settled anew, from what the documents said, and the file follows. What was said comes from the index,
  /// as far as that goes.
  /// - Parameters:
  ///   - merges: The merge file's decisions, which go before those that were written.
  ///   - observe: Is shown each meeting that is read, and ends it by throwing.
  /// - Throws: `StorageError`, and what `observe` throws; nothing of the archive is to be used then.
  package func replay(
    merges: SpeakerMerges = SpeakerMerges(), observe: (Transcript) throws -> Void = { _ in }
  ) throws {
    try lock.withLock { _ in
      let standing = StandingDecisions(merges, written: try database.writtenDecisions())
      decisions.withLock { $0 = standing }
      let merges = standing.all
      if try !replayFromIndex(merges, observe) { try replayAll(merges, observe) }
      feed.publish(
        .init(sequence: database.lastSequence, snapshot: archive.snapshot), changes: nil)
    }
  }

  /// False, and noted why, where the index cannot be used.
  private func replayFromIndex(
    _ merges: SpeakerMerges, _ observe: (Transcript) throws -> Void
  ) throws -> Bool {
    guard let index else { return false }
    do {
      guard try database.readDecisions() == merges.texts else {
        throw IndexProblem(.outdated, "the keeper has decided otherwise who is who")
      }
      let sequence = try restore(try database.readPeople(), from: index, database)
      var changed = 0
      if sequence < database.lastSequence {
        try fill(merges, after: sequence) { transcript in
          changed += 1
          try observe(transcript)
        }
      }
      try compare(with: database)
      index.note(.read(sequence: sequence, changedMeetings: changed))
      return true
    } catch let problem as IndexProblem {
      index.note(.rebuilt(problem))
      return false
    }
  }

  private func replayAll(
    _ merges: SpeakerMerges, _ observe: (Transcript) throws -> Void
  ) throws {
    let people = try database.readPeople()
    let isDecidedSo = try database.readDecisions() == merges.texts
    archive.restore(isDecidedSo ? people : People())
    try fill(merges, unsettled: isDecidedSo ? nil : people, observe)
  }

  /// Takes meetings of the file: those that have changed after a sequence, or all.
  /// - Parameter unsettled: Those who are to be settled anew; nil where people are as they were.
  private func fill(
    _ merges: SpeakerMerges, after sequence: UInt64? = nil, unsettled: People? = nil,
    _ observe: (Transcript) throws -> Void
  ) throws {
    _ = try database.writing {
      var isWritten = false
      try archive.load(merges: merges) { loader in
        if unsettled != nil { loader.keepIDs(of: try database.meanings()) }
        if let sequence {
          for id in try database.deletedMeetings(changedAfter: sequence) {
            loader.remove(meeting: id)
          }
        }
        try database.visitMeetings(changedAfter: sequence) { transcript in
          try observe(transcript)
          loader.restore(transcript, isKnown: unsettled == nil)
        }
        if let unsettled {
          try Self.settleAnew(unsettled, loader, database)
          try database.logPeople(principal: Principals.start)
          try database.put(decisions: merges.texts)
          isWritten = true
        } else if !loader.settleAsKnown() {
          // A program that takes names apart otherwise wrote the file.
          try Self.put(loader.settledPeople.news, loader, database)
          try database.logPeople(principal: Principals.start)
          isWritten = true
        }
      } confirm: {
        if isWritten { try database.commit() } else { database.rollback() }
      }
    }
  }

  /// Settles everybody whose documents the loader has; how many statements are somebody else's now.
  @discardableResult
  static func settleAnew(
    _ people: People, _ loader: Loader, _ database: ArchiveDatabase
  ) throws -> Int {
    try restoreBystanders(people, loader, database)
    loader.settlePeople()
    try database.clearPeople()
    return try put(loader.settledPeople.news, loader, database)
  }

  /// Has everybody known of whom no meeting tells, or none that is served. Who was made by a split is known
  /// by that alone.
  private static func restoreBystanders(
    _ people: People, _ loader: Loader, _ database: ArchiveDatabase
  ) throws {
    for (speaker, date) in try database.bystanders() {
      loader.restore(bystander: speaker, date: date)
    }
    let parts = splitTargets(try database.readDecisions())
    let proposed = loader.proposed(of: people)
    for (number, person) in people.persons.enumerated()
    where !proposed.contains(UInt32(number)) && !parts.contains(ExactText(person.id)) {
      var speaker = person.speaker
      // Who it is is settled anew.
      speaker.identifiers.removeAll(where: \.isSettled)
      let date = speaker.names.lazy.compactMap(\.from).min() ?? .first
      try database.put(bystander: speaker, date: date)
      loader.restore(bystander: speaker, date: date)
    }
  }

  private static func splitTargets(_ decisions: [String]) -> Set<ExactText> {
    guard let merges = try? SpeakerMerges(decisions.joined(separator: "\n")) else { return [] }
    var targets: Set<ExactText> = []
    for case .split(_, _, let new) in merges.lines.lazy.map(\.decision) {
      targets.insert(ExactText(merges.canonical(new)))
    }
    return targets
  }

  @discardableResult
  private static func put(
    _ news: People.News, _ loader: Loader, _ database: ArchiveDatabase
  ) throws -> Int {
    try database.put(news, of: loader.settledPeople)
    let before = try database.changedRowCount()
    try loader.visitSpeakers { meeting, ordinal, speaker in
      try database.setSpeaker(speaker, ofStatement: ordinal, meetingID: meeting)
    }
    return Int(try database.changedRowCount() - before)
  }

  /// Imports many transcripts at once: `body` hands them to the recorder. When this returns, they are on
  /// the disk, and visible in one step; when it throws, nothing of them is.
  /// - Parameters:
  ///   - principal: Who imports, and may settle who is who, until the recorder is told of another.
  /// - Throws: what `body` throws; `StorageError`.
  @discardableResult
  package func load(
    principal: String, _ body: (Recorder) throws -> Void
  ) throws -> ImportReport {
    try lock.withLock { _ in
      let report = try database.writing {
        try archive.load(merges: decisions.withLock { $0.all }) { loader in
          let recorder = Recorder(
            loader, database, Author(name: principal, maySettlePeople: true))
          try body(recorder)
          try recorder.finish()
        } confirm: {
          try database.commit()
        }
      }
      show()
      return report
    }
  }

  /// Shows what was committed to those who follow.
  func show() {
    let before = feed.present.sequence
    let new = ChangeFeed.Present(sequence: database.lastSequence, snapshot: archive.snapshot)
    guard feed.followerCount > 0, new.sequence - before <= UInt64(ChangeFeed.meetingsPerStep) else {
      return feed.publish(new, changes: nil)
    }
    // It is on the disk, whatever comes of reading it: then followers read it, and are told why not.
    feed.publish(new, changes: (try? changes(from: before, to: new.sequence)) ?? nil)
  }

  /// The changes of a step; nil where a meeting has several.
  private func changes(
    from before: UInt64, to end: UInt64
  ) throws(StorageError) -> [ChangeFeed.Change]? {
    var known: Set<ExactText> = []
    var changes: [ChangeFeed.Change] = []
    for change in try database.toldChanges(
      after: before, upTo: end, limit: ChangeFeed.meetingsPerStep)
    {
      let id = change.meetingID
      if id.isEmpty {
        changes.append(ChangeFeed.Change(sequence: change.sequence, meetingID: "", previous: 0))
        continue
      }
      guard known.insert(ExactText(id)).inserted else { return nil }
      let earlier = try database.lastChange(ofMeeting: id, notAfter: change.sequence - 1)
      changes.append(
        ChangeFeed.Change(
          sequence: change.sequence, meetingID: id,
          previous: earlier.map { $0.what == .deleted ? 0 : $0.sequence } ?? 0))
    }
    return changes
  }

  /// Has `body` read one state of the file, beside imports.
  func reading<Value>(_ body: (ArchiveDatabase) throws -> Value) throws -> Value {
    try readingLock.withLock { _ in
      try reader.beginReading()
      defer { reader.endReading() }
      return try body(reader)
    }
  }

  /// A copy of the file as it is now, beside imports. Takes long, and as much room as the file.
  package func copy(isCancelled: @escaping () -> Bool) throws(StorageError) -> ArchiveCopy {
    try ArchiveCopy(of: database.path, isCancelled: isCancelled)
  }

  /// The revisions of a meeting that are kept, the newest first; none where it was never there.
  package func revisions(of id: String) throws(StorageError) -> [KeptRevision] {
    try readingLock.withLock { _ throws(StorageError) in try reader.revisions(of: id) }
  }

  /// A meeting as a revision had it, its statements by those who were settled to have made them; nil where
  /// that is not kept.
  package func transcript(of id: String, revision: UInt32) throws -> Transcript? {
    try reading { reader throws(StorageError) in
      guard var transcript = try reader.transcript(of: id, revision: revision) else { return nil }
      let speakers = try reader.speakers(of: id, revision: revision)
      for index in transcript.statements.indices {
        transcript.statements[index].attribution.speakerID =
          speakers.indices.contains(index) ? speakers[index] : ""
        // Ids that hold within the document alone.
        transcript.statements[index].attribution.candidateIDs = []
      }
      return transcript
    }
  }

  /// The changes after a sequence, in order; at most `limit` of them.
  package func changes(
    after sequence: UInt64, limit: Int
  ) throws(StorageError) -> [LoggedChange] {
    try lock.withLock { _ throws(StorageError) in
      try database.changes(after: sequence, limit: limit)
    }
  }
}

/// Those who change an archive without being anybody's client.
package enum Principals {
  /// Documents, and decisions of the merge file, that the server was started with.
  package static let start = "start"
}

extension ArchiveDatabase {
  /// Has `body` write and commit; what it did not commit is given up.
  func writing<Value>(_ body: () throws -> Value) throws -> Value {
    try begin()
    do {
      return try body()
    } catch {
      rollback()
      throw error
    }
  }
}
