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
  /// The proposals of the speakers, in their order.
  var proposals: [Int] = []
  /// Indices into `voices` of each speaker's.
  var localsOfSpeaker: [[Int]] = []

  init(_ shared: [Speaker.Identifier]) { sharedIdentifiers = shared }

  /// What one voice said in the document.
  package struct Local: Sendable {
    /// The index of its speaker in the transcript.
    package let speaker: Int
    package let number: UInt32
    let splits: [Int]
    var statementCount = 0
    package internal(set) var names = Wordings()
    package internal(set) var roles = Wordings()

    mutating func note(_ statement: Statement) {
      statementCount += 1
      roles.note(statement.attribution.role, from: statement.date, to: statement.date, count: 1)
    }
  }
}

/// Finds the splits of a merge file whose conditions fit the statements of a meeting.
struct SplitFinder {
  private let merges: SpeakerMerges
  private let hasSplits: Bool
  private let ofMeeting: [Int]
  private var ofRole: [String: [Int]] = [:]

  init(_ merges: SpeakerMerges, _ meeting: Meeting) {
    self.merges = merges
    hasSplits = merges.hasSplits
    ofMeeting =
      (merges.splitsOfMeeting[meeting.id] ?? [])
      + (meeting.source.fileName.isEmpty
        ? [] : merges.splitsOfDocument[meeting.source.fileName] ?? [])
  }

  /// Indices of lines, ascending.
  mutating func splits(role: String, date: CalendarDate) -> [Int] {
    guard hasSplits else { return [] }
    var found = ofMeeting
    if !role.isEmpty, !merges.splitsOfRole.isEmpty {
      if ofRole[role] == nil { ofRole[role] = merges.splitsOfRole[FoldedText(role)] ?? [] }
      found += ofRole[role]!
    }
    for line in merges.splitsOfDays {
      if case .split(_, .days(let from, let to), _) = merges.lines[line].decision,
        from.map({ $0 <= date }) ?? true, to.map({ date <= $0 }) ?? true
      {
        found.append(line)
      }
    }
    return found.count > 1 ? found.sorted() : found
  }
}
