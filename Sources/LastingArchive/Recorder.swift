package import Archive
import ArchiveProtocol
import ArchiveStorage
import People
import Protobuf
package import TranscriptReading
package import Transcripts

/// Takes transcripts into a lasting archive that `LastingArchive.load` opened: into its file and into
/// memory. Belongs to that call.
package final class Recorder {
  package let loader: Loader
  let database: ArchiveDatabase
  /// Who writes what comes next.
  package var author: Author
  /// Whether somebody was taken who came with no meeting, which the log does not tell.
  package internal(set) var hasBystanders = false
  private let arena = MessageArena()

  init(_ loader: Loader, _ database: ArchiveDatabase, _ author: Author) {
    self.loader = loader
    self.database = database
    self.author = author
  }

  /// What came of a transcript.
  package enum Outcome: Hashable, Sendable {
    case added
    /// The archive had the meeting and it has changed; the number of its revision now.
    case revised(UInt32)
    /// The archive has the meeting just like this.
    case unchanged
    /// The archive has it from another document, with the same words; this one is left out.
    case repeated
  }

  /// Takes a transcript that `Transcript.validate` has found nothing wrong with.
  ///
  /// An id that was made of day and title alone is no proof that the meeting is the archive's: where both
  /// come from other documents and say other words, the transcript gets an id of its own (as
  /// `MeetingRegister` gives it to documents that are read together).
  /// - Parameter words: The transcript's.
  /// - Throws: `StorageError`; `ImportError` where another id would make a statement too large;
  ///   `PeopleRefusal` where the author may not say what it says.
  package func append(valid transcript: inout Transcript, words: MeetingWords) throws -> Outcome {
    switch try plan(&transcript, words) {
    case .record(let content, let known): return try record(content, known)
    case .learn(let content, let known):
      loader.learnPeople(of: transcript)
      try database.putPeople(content, known, principal: author.name)
      return .unchanged
    case .pass(let outcome): return outcome
    }
  }

  /// Whether ``append(valid:words:)`` would take a transcript, which throws if not. Writes nothing.
  package func check(valid transcript: Transcript, words: MeetingWords) throws {
    var transcript = transcript
    _ = try plan(&transcript, words)
  }

  /// What is to be done of a transcript.
  private enum Plan {
    case record(MeetingContent, KnownMeeting?)
    /// Only what it says of people is new.
    case learn(MeetingContent, KnownMeeting)
    case pass(Outcome)
  }

  private func plan(_ transcript: inout Transcript, _ words: MeetingWords) throws -> Plan {
    var content = MeetingContent(transcript, in: arena)
    guard var known = try database.known(transcript.meeting.id) else {
      try checkPeople(of: transcript)
      return .record(content, nil)
    }
    if known.difference(from: content) == .meeting {
      switch try relation(to: known, transcript, words) {
      case .sameDocument: break
      case .repeats: return .pass(.repeated)
      case .apart(let other):
        transcript.rename(meeting: other)
        try transcript.validate(in: arena)
        content = MeetingContent(transcript, in: arena)
        guard let its = try database.known(other) else {
          try checkPeople(of: transcript)
          return .record(content, nil)
        }
        known = its
      }
    }
    let difference = known.difference(from: content)
    if difference == .none { return .pass(.unchanged) }
    try checkPeople(of: transcript, replacing: known)
    return difference == .people ? .learn(content, known) : .record(content, known)
  }

  /// What a transcript is to the meeting of the archive that has its id.
  private enum Relation {
    case sameDocument
    /// It is from another document and says the same words.
    case repeats
    /// It is another meeting, which gets this id.
    case apart(String)
  }

  private func relation(
    to known: KnownMeeting, _ transcript: Transcript, _ words: MeetingWords
  ) throws -> Relation {
    let (id, source) = (transcript.meeting.id, transcript.meeting.source)
    guard !transcript.statesMeetingID, !known.statesID, !known.isDeleted else {
      return .sameDocument
    }
    let isSameFile = !source.fileName.isEmpty && source.fileName == known.fileName
    let isSameAddress = !source.url.isEmpty && source.url == known.url
    guard !isSameFile, !isSameAddress,
      let stored = try database.transcript(of: id, revision: known.revision)
    else { return .sameDocument }
    let earlier = try MeetingWords(checking: stored, readFrom: "", in: arena)
    return earlier.saySame(as: words) ? .repeats : .apart(MeetingRegister.idApart(from: id, words))
  }

  private func record(_ content: MeetingContent, _ known: KnownMeeting?) throws -> Outcome {
    let revision = (known?.revision ?? 0) + 1
    let speakers = loader.append(valid: content.transcript, revision: revision)
    try database.put(content, known, speakers: speakers, principal: author.name)
    return known.map { !$0.isDeleted } == true ? .revised(revision) : .added
  }

  /// Settles who spoke, and stores it.
  func finish() throws {
    loader.settlePeople()
    let people = loader.settledPeople
    try database.put(people.news, of: people)
    try loader.visitRenamedSpeakers { meeting, ordinal, speaker in
      try database.setSpeaker(speaker, ofStatement: ordinal, meetingID: meeting)
    }
  }
}
