import Transcripts

/// Invented meetings of invented people.
enum Samples {
  static let silva = Speaker(
    id: "maria-silva", name: "Maria Silva",
    names: [.init("Maria Silva"), .init("M. Silva")], roles: [.init("Minister of Harbours")])
  static let otherSilva = Speaker(
    id: "joao-silva", name: "João Silva", names: [.init("João Silva")])
  static let okafor = Speaker(id: "ada-okafor", name: "Ada Okafor", names: [.init("Ada Okafor")])

  static let harbour = transcript(
    id: "2023-03-01.harbour", title: "Meeting on the harbour", date: "2023-03-01",
    place: "Town Hall, Porto Novo", speakers: [silva, okafor],
    statements: [
      (silva, "Minister of Harbours Maria Silva", ["Good morning.", "How deep is the basin?"]),
      (okafor, "Ada Okafor", ["Twelve metres, \"roughly\"."]),
      (silva, "Maria Silva", ["Thank you, Ms Okafor."]),
    ])

  static let lighthouse = transcript(
    id: "2023-04-02.lighthouse", title: "Opening of the lighthouse", date: "2023-04-02",
    place: "Cape Bravo", speakers: [otherSilva],
    statements: [(otherSilva, "João Silva", ["Let there be light."])])

  /// A statement of which all is known that one cites.
  static let cited: Transcript = {
    var transcript = lighthouse
    transcript.meeting.source.url = "https://example.org/light"
    transcript.meeting.sections = [.init(heading: "Light", level: 1)]
    transcript.statements[0].attribution.label = "João\u{A0}Silva"
    transcript.statements[0].attribution.name = "João\u{A0}Silva"
    transcript.statements[0].attribution.delivery = .init(
      mode: .interpreted, language: "pt", wording: "(via interpreter)")
    transcript.statements[0].timing = .init(start: "00:10:03", end: "00:10:20")
    transcript.statements[0].lines = 3...9
    transcript.statements[0].section = 0
    return transcript
  }()

  static let transcripts = [harbour, lighthouse]

  static func transcript(
    id: String, title: String, date: String, place: String, speakers: [Speaker],
    statements: [(speaker: Speaker, label: String, paragraphs: [String])]
  ) -> Transcript {
    let date = CalendarDate(date)!
    return Transcript(
      meeting: Meeting(id: id, title: title, date: date, place: place, language: "en"),
      statements: statements.enumerated().map { index, item in
        Statement(
          id: "\(id)/s\(index)", meetingID: id, ordinal: UInt32(index), date: date,
          attribution: Attribution(
            label: item.label, speakerID: item.speaker.id, name: item.speaker.name,
            certainty: .identified),
          paragraphs: item.paragraphs)
      }, speakers: speakers)
  }
}
