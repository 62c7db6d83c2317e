package import Transcripts

/// Makes a transcript of a meeting's turns: settles who speaks, and gives out ids and ordinals.
///
/// A reader fills in `meeting` (all but `id` and `statementCount`), lists the people its document
/// lists, appends the turns in document order, and calls ``finish(report:)`` once.
package struct TranscriptBuilder {
  /// The meeting; its id is made by ``finish(report:)`` unless it is set here.
  package var meeting: Meeting
  /// What tells this meeting from others of the same day and title, where the document says: the
  /// number in its address, the id of the source; may be empty.
  package var sourceKey: String
  /// The speakers whom settled turns refer to.
  package var settledSpeakers: [Speaker] = []

  private var turns: [Turn] = []
  private var people: [ListedPerson] = []

  /// Starts a transcript.
  package init(meeting: Meeting, sourceKey: String = "") {
    self.meeting = meeting
    self.sourceKey = sourceKey
  }

  /// Adds a person whom the document lists; turns refer to it by its key.
  package mutating func addPerson(_ person: ListedPerson) {
    people.append(person)
  }

  /// Adds the next turn.
  package mutating func append(_ turn: Turn) {
    turns.append(turn)
  }

  /// How many turns there are.
  package var turnCount: Int { turns.count }

  /// The finished transcript.
  package consuming func finish(report: inout ReadingReport) -> Transcript {
    if meeting.id.isEmpty {
      meeting.id = MeetingIdentity.id(of: meeting, sourceKey: sourceKey)
    }
    let open = turns.indices.filter { turns[$0].settled == nil }
    let resolution = SpeakerResolution.resolve(
      open.map { turns[$0].voice }, lines: open.map { turns[$0].lines?.lowerBound },
      people: people, title: meeting.title, lead: meeting.lead, date: meeting.date,
      report: &report)
    var resolved = resolution.attributions.makeIterator()
    var identity = StatementIdentity(meetingID: meeting.id)
    var statements: [Statement] = []
    statements.reserveCapacity(turns.count)
    for (index, turn) in turns.enumerated() {
      let id =
        turn.id.isEmpty
        ? identity.nextID(label: turn.voice.label, paragraphs: turn.paragraphs) : turn.id
      statements.append(
        Statement(
          id: id, meetingID: meeting.id, ordinal: UInt32(index), date: turn.date ?? meeting.date,
          kind: turn.kind, attribution: turn.settled ?? resolved.next() ?? Attribution(),
          paragraphs: turn.paragraphs, marks: turn.marks, timing: turn.timing, lines: turn.lines,
          section: turn.section))
    }
    addMissingSpeakers(of: statements, known: resolution.speakers)
    report.meetingCount += 1
    report.statementCount += statements.count
    return Transcript(
      meeting: meeting, statements: statements, speakers: settledSpeakers + resolution.speakers)
  }

  /// A line of an export may stand without the line that lists its speakers.
  private mutating func addMissingSpeakers(of statements: [Statement], known found: [Speaker]) {
    guard turns.contains(where: { $0.settled != nil }) else { return }
    var known = Set((settledSpeakers + found).map(\.id))
    for statement in statements {
      let attribution = statement.attribution
      for id in [attribution.speakerID] + attribution.candidateIDs
      where !id.isEmpty && known.insert(id).inserted {
        let name = id == attribution.speakerID ? attribution.name : ""
        settledSpeakers.append(Speaker(id: id, name: name.isEmpty ? id : name))
      }
    }
  }
}
