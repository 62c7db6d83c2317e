public import Transcripts

extension Transcript {
  /// A transcript of invented turns: who spoke, and what was said, a paragraph a line. A speaker's name
  /// is also the printed label, and what the speaker's id is made of.
  ///
  /// - Parameters:
  ///   - id: the meeting's; made of date and title when it is nil.
  ///   - title: the meeting's; it may be empty.
  ///   - date: the day of the meeting and of all statements.
  ///   - place: the place as printed; it may be empty.
  ///   - turns: the statements in their order. An empty name is that of a voice without one.
  public init(
    id: String? = nil, title: String, date: CalendarDate, place: String = "",
    turns: [(speaker: String, text: String)]
  ) {
    let meetingID = id ?? "\(date)" + (title.isEmpty ? "" : "-" + Self.slug(title))
    var speakers: [Speaker] = []
    var statements: [Statement] = []
    for (ordinal, turn) in turns.enumerated() {
      let speakerID = turn.speaker.isEmpty ? "" : Self.slug(turn.speaker)
      if !speakerID.isEmpty, !speakers.contains(where: { $0.id == speakerID }) {
        speakers.append(
          Speaker(id: speakerID, name: turn.speaker, names: [.init(turn.speaker)]))
      }
      statements.append(
        Statement(
          id: "\(meetingID)/\(ordinal)", meetingID: meetingID, ordinal: UInt32(ordinal), date: date,
          attribution: Attribution(
            label: turn.speaker, speakerID: speakerID, name: turn.speaker,
            certainty: speakerID.isEmpty ? .unnamed : .identified),
          paragraphs: turn.text.split(separator: "\n").map(String.init)))
    }
    self.init(
      meeting: Meeting(id: meetingID, title: title, date: date, place: place),
      statements: statements, speakers: speakers)
  }

  private static func slug(_ text: String) -> String {
    Slug.make(FoldedText(text))
  }
}
