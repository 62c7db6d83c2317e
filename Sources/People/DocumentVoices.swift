package import Transcripts

/// The voices of one document's statements.
package struct DocumentVoices: Sendable {
  /// The number of each statement's voice, `PeopleIntake.nobody` where nobody is settled.
  package internal(set) var statements: [UInt32] = []
  /// Numbers of the voices that an ambiguous statement may be of, by the statement's position.
  package internal(set) var candidates: [Int: [UInt32]] = [:]
  /// Identifiers that several people of the document have, so that they are nobody's.
  package let sharedIdentifiers: [Speaker.Identifier]
  /// The distinct voices.
  package internal(set) var voices: [Local] = []
  /// The day of the meeting.
  let day: CalendarDate
  /// Whom the document proposes, in the order of its speakers.
  var proposed: [Proposed] = []
  /// Indices into `voices` of each speaker's.
  private(set) var localsOfSpeaker: [[Int]]
  private var localOfKey: [LocalKey: Int] = [:]

  private struct LocalKey: Hashable {
    var speaker: Int
    var circumstances: Int32
  }

  init(_ shared: [Speaker.Identifier], speakerCount: Int, day: CalendarDate) {
    sharedIdentifiers = shared
    localsOfSpeaker = [[Int]](repeating: [], count: speakerCount)
    self.day = day
  }

  /// How the document proposes a person.
  struct Proposed: Sendable {
    /// The index of the proposal.
    var proposal: Int
    /// Whether the document states the id as the archive's.
    var isStated: Bool
    /// Whether it says that the archive's keeper has settled who it is.
    var isSettled: Bool
    var name: String
    var otherIDs: [String]
  }

  /// What one voice said in the document.
  package struct Local: Sendable {
    /// The index of its speaker in the transcript.
    package let speaker: Int
    package let number: UInt32
    /// Number of the circumstances.
    let circumstances: Int32
    var statementCount = 0
    package internal(set) var names = Wordings()
    package internal(set) var roles = Wordings()
    /// Number of the list of names and roles that an export has for it; -1 for none.
    var listing: Int32 = -1

    mutating func note(_ statement: Statement) {
      statementCount += 1
      roles.note(statement.attribution.role, from: statement.date, to: statement.date, count: 1)
    }
  }

  /// The voice of a speaker in some circumstances, if it is there.
  func local(of speaker: Int, in circumstances: Int32) -> Int? {
    // Nearly always there is but one.
    guard let first = localsOfSpeaker[speaker].first else { return nil }
    if voices[first].circumstances == circumstances { return first }
    return localOfKey[LocalKey(speaker: speaker, circumstances: circumstances)]
  }

  mutating func append(_ local: Local) -> Int {
    let index = voices.count
    voices.append(local)
    localsOfSpeaker[local.speaker].append(index)
    localOfKey[LocalKey(speaker: local.speaker, circumstances: local.circumstances)] = index
    return index
  }
}
