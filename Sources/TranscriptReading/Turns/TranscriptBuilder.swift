import People
package import Transcripts

/// Makes a transcript of a meeting's turns: settles who speaks, and gives out ids and ordinals. What an
/// unnamed voice says under the label "Question" is a question.
///
/// A reader fills in `meeting` (all but `id` and `statementCount`), lists the people its document
/// lists, appends the turns in document order, and calls ``finish(report:)`` once.
package struct TranscriptBuilder {
  /// The meeting; its id is made by ``finish(report:)`` unless it is set here.
  package var meeting: Meeting
  /// What tells this meeting from others of the same day and title, where the document says: the
  /// number in its address, the id of the source; may be empty.
  package var sourceKey: String

  /// The turns as statements that still want the ids of their meeting and their attribution.
  private var statements: [Statement] = []
  /// The voices of those that are not settled.
  private var voices = VoiceTable()
  private var isSettled: [Bool] = []
  /// Statements, by their index, that were made on a day of their own.
  private var ownDates: [Int: CalendarDate] = [:]
  private var identity = StatementIdentity()
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
    let index = statements.count
    // The part of the id that its words make; the meeting's id may not be known yet.
    let id = identity.next(label: turn.voice.label, paragraphs: turn.paragraphs)
    statements.append(
      Statement(
        id: id, meetingID: "", ordinal: UInt32(index), date: turn.date ?? .first, kind: turn.kind,
        attribution: turn.settled ?? Attribution(), paragraphs: turn.paragraphs, marks: turn.marks,
        timing: turn.timing, lines: turn.lines, section: turn.section))
    isSettled.append(turn.settled != nil)
    if let date = turn.date { ownDates[index] = date }
    if turn.settled == nil {
      voices.append(turn.voice, line: turn.lines.map { Int($0.lowerBound) })
    }
  }

  /// How many turns there are.
  package var turnCount: Int { statements.count }

  /// The finished transcript; nothing may be added after it.
  package mutating func finish(report: inout ReadingReport) -> Transcript {
    let statesID = !meeting.id.isEmpty || !sourceKey.isEmpty
    if meeting.id.isEmpty {
      meeting.id = MeetingIdentity.id(of: meeting, sourceKey: sourceKey)
    }
    var resolution = SpeakerResolution.resolve(
      voices, people: people, title: meeting.title, lead: meeting.lead, date: meeting.date,
      meetingID: meeting.id, language: meeting.language, report: &report)
    // Taken out, so that they are not copied to be completed.
    var statements: [Statement] = []
    swap(&statements, &self.statements)
    var open = voices.turns.makeIterator()
    // By the label of an unnamed voice.
    var asks: [String: Bool] = [:]
    for index in statements.indices {
      statements[index].meetingID = meeting.id
      statements[index].id = StatementIdentity.id(statements[index].id, of: meeting.id)
      if ownDates[index] == nil { statements[index].date = meeting.date }
      if !isSettled[index], let voice = open.next() {
        statements[index].attribution = resolution.nextAttribution(voice)
      }
      if statements[index].attribution.certainty == .unnamed, statements[index].kind == .speech {
        let label = statements[index].attribution.label
        let isQuestion = asks[label] ?? LabelAnatomy.asks(label)
        asks[label] = isQuestion
        if isQuestion { statements[index].kind = .question }
      }
    }
    report.meetingCount += 1
    report.statementCount += statements.count
    var transcript = Transcript(
      meeting: meeting, statements: statements, speakers: resolution.speakers)
    transcript.statesMeetingID = statesID
    return transcript
  }
}
