import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Labels that say more than a name.
@Suite struct LabelVariantTests {
  private static func debate(_ lines: [String]) -> String {
    (["Debate on the harbour bill", "March 5, 2024, Lindmark"] + lines).joined(separator: "\n\n")
  }

  private static let pairs: [(String, String)] = [
    ("The DEPUTY SPEAKER (Mr Perry Stolt)", "The DEPUTY SPEAKER (Mrs Hester Lowe)"),
    ("The Deputy Speaker (Perry Stolt)", "The Deputy Speaker (Hester Lowe)"),
    ("THE CHAIR (Mr. Perry Stolt)", "THE CHAIR (Ms. Hester Lowe)"),
    ("The ACTING PRESIDENT (Senator Perry Stolt)", "The ACTING PRESIDENT (Senator Hester Lowe)"),
    ("Madam Chair (Perry Stolt)", "Madam Chair (Hester Lowe)"),
    ("The Chairman (Mr Perry Stolt)", "The Chairman (Ms Hester Lowe)"),
    ("Le président (M. Perry Stolt)", "Le président (Mme Hester Lowe)"),
    ("Der Präsident (Herr Perry Stolt)", "Der Präsident (Frau Hester Lowe)"),
    ("El Presidente (Sr. Perry Stolt)", "El Presidente (Sra. Hester Lowe)"),
    ("The Temporary Chairman [Perry Stolt]", "The Temporary Chairman [Hester Lowe]"),
  ]

  static let brackets: [Variant] = pairs.map { first, second in
    let role = first.prefix { $0 != "(" && $0 != "[" }.dropLast()
    return Variant(
      first,
      debate([
        "\(first): Order! The sitting is open.", "Orla Fenn: I have the honour to speak first.",
        "\(second): I have taken the chair.", "Orla Fenn: Very well.", "\(role): Order!",
        "Orla Fenn: The member will not sit.", "\(role): The member will sit.",
      ]),
      [
        "Perry Stolt|Order!", "Orla Fenn|I have", "Hester Lowe|I have taken", "Orla Fenn|Very well",
        "-|Order!", "Orla Fenn|The member", "-|The member",
      ])
  }

  @Test(
    "A role with a name in brackets is that person, and the role alone then fits several",
    arguments: brackets)
  func rolesInBrackets(variant: Variant) throws {
    let (transcript, report) = try variant.check()
    #expect(transcript.statements[4].attribution.certainty == .ambiguous)
    #expect(report.entries.contains { $0.rule == .ambiguousSpeaker && $0.severity == .warning })
  }

  static let surnames: [(String, String)] = [
    ("Mr RASK of North Harlow", "Mr RASK of Port Ennis"),
    ("Mr RASK (Lindmark East)", "Mr RASK (Lindmark West)"),
    ("Mr. Rask of Maine", "Mr. Rask of Ohio"), ("Ms Rask (Norway)", "Ms Rask (Finland)"),
    ("Senator Rask of Maine", "Senator Rask of Ohio"), ("Mr RASK", "Ms RASK"),
    ("Herr Rask", "Frau Rask"),
    ("Mr Rask (Tarn)", "Mrs Rask (Tarn)"), ("Olsson in Harlow", "Olsson in Ennis"),
    ("Mr. RASK of New York", "Mr. RASK of New Jersey"),
    ("Dr Rask (Port Ennis)", "Dr Rask (North Harlow)"),
  ]

  @Test("Two of one surname whom labels tell apart are two", arguments: surnames)
  func sameSurname(first: String, second: String) throws {
    let text = Self.debate([
      "\(first): I am for the bill.", "Ms LOWE: I am the only Lowe here.",
      "\(second): I am against it.", "Ms LOWE: The two do not agree.", "\(first): We never have.",
      "\(second): Never.", "Ms LOWE: Order!",
    ])
    let transcript = try read(text).transcripts[0]
    let ids = transcript.statements.map(\.attribution.speakerID)
    try #require(ids.count == 7)
    #expect(!ids.contains(""))
    #expect(ids[0] == ids[4] && ids[2] == ids[5] && ids[0] != ids[2])
    #expect(ids[1] == ids[3] && ids[3] == ids[6])
    #expect(transcript.statements[0].attribution.name.contains { $0.isLetter })
  }

  @Test("A surname that fits two is left open, and said")
  func bareSurname() throws {
    let text = Self.debate([
      "Mr RASK of Maine: One.", "Mr RASK of Ohio: Two.", "Mr RASK: Three.",
      "Mr RASK of Ohio: Four.",
    ])
    let (transcripts, report) = try read(text)
    #expect(transcripts[0].statements[2].attribution.certainty == .ambiguous)
    #expect(report.entries.contains { $0.rule == .ambiguousSpeaker && $0.severity == .warning })
  }

  static let replies: [String] = [
    "Orla Fenn, replying to Perry Stolt", "Orla Fenn (to Perry Stolt)", "Orla Fenn to Perry Stolt",
    "Orla Fenn replying to Minister Perry Stolt", "Orla Fenn in reply to Hester Lowe",
    "Orla Fenn, in response to Perry Stolt", "Orla Fenn, answering Perry Stolt",
    "Orla Fenn responding to Perry Stolt", "Orla Fenn, addressing Hester Lowe",
    "ORLA FENN, replying to PERRY STOLT", "Orla Fenn (replying to Perry Stolt)",
    "Minister of Ports Orla Fenn, replying to Perry Stolt", "Orla Fenn, antwortet Perry Stolt",
    "Orla Fenn, en réponse à Perry Stolt", "Orla Fenn, respondiendo a Perry Stolt",
  ]

  @Test("Who replies speaks, and not the one replied to", arguments: replies)
  func repliesTo(label: String) throws {
    try Variant(
      label,
      Self.debate([
        "Minister of Ports Orla Fenn: I open the debate.", "Perry Stolt: I have a question.",
        "\(label): Here is my answer.", "Perry Stolt: I thank the minister.",
      ]),
      ["Orla Fenn|I open", "Perry Stolt|I have", "Orla Fenn|Here is", "Perry Stolt|I thank"]
    ).check()
  }

  static let directions: [String] = [
    "Perry Stolt – holding up a paper –", "Perry Stolt, laughing", "Perry Stolt — rising —",
    "Perry Stolt, smiling", "Perry Stolt (laughing)", "Perry Stolt [from his seat]",
    "Perry Stolt, interrupting", "Perry Stolt – turning to the gallery –", "Perry Stolt, quietly",
    "Perry Stolt (off microphone)", "Perry Stolt, reading from a letter", "PERRY STOLT, rising",
  ]

  @Test("What the speaker does is no part of the name", arguments: directions)
  func direction(label: String) throws {
    try Variant(
      label,
      Self.debate([
        "Orla Fenn: Has the member read the report?", "\(label): Have you read it yourself?",
        "Orla Fenn: Every page of it.", "Perry Stolt: Then you know how it ends.",
      ]),
      ["Orla Fenn|Has", "Perry Stolt|Have you", "Orla Fenn|Every", "Perry Stolt|Then"]
    ).check()
  }

  static let crowds: [String] = [
    "Opposition members", "Several hon. Members", "Hon. Members", "An Hon. Member",
    "Government senators", "Voices from the gallery", "All", "Some hon. Members", "A Member",
    "An Honourable Member", "Honourable senators", "Many voices", "A voice from the gallery",
    "Liberal members", "Members of the opposition", "Unidentified speaker", "Audience", "Everyone",
    "Mehrere Abgeordnete", "Zurufe von der Opposition", "Plusieurs députés", "Un député",
    "Varios diputados", "Voci dai banchi", "Vários deputados", "Голоса из зала", "Голоси із залу",
    "Ann Vale and Bo Lind",
  ]

  @Test("A crowd is nobody, and its words are nobody else’s", arguments: crowds)
  func chorus(label: String) throws {
    try Variant(
      label,
      Self.debate([
        "Deputy Orla Fenn: What we have heard from the other side—", "\(label): Is the truth!",
        "Deputy Orla Fenn: is a long speech about nothing.",
        "Honourable members interjecting—", "Deputy Perry Stolt: I raise a point of order.",
        "\(label): Sit down!", "The Deputy Speaker: Order!", "Deputy Orla Fenn: I thank the Chair.",
      ]),
      [
        "Orla Fenn|What", "-|Is the truth", "Orla Fenn|is a long", "Perry Stolt|I raise",
        "-|Sit down", "-|Order!", "Orla Fenn|I thank",
      ]
    ).check()
  }

  static let names: [(String, String)] = [
    ("Abdel Fattah el-Sarri", "Abdel Fattah el-Sarri"), ("Bashir al-Amin", "Bashir al-Amin"),
    ("Marit van der Berg", "Marit van der Berg"), ("Ines de la Torre", "Ines de la Torre"),
    ("Omar bin Rashad", "Omar bin Rashad"), ("Ms. McGEE", "McGee"), ("Mr. DeFARGO", "DeFargo"),
    ("Mr. D'AMARO", "D'Amaro"), ("Dr. Perry Stolt", "Perry Stolt"),
    ("Prof. Dr. Ida Horn", "Ida Horn"),
    ("Theresa May", "Theresa May"), ("Mr. Day", "Day"), ("Clara Will", "Clara Will"),
    ("Ines Okoro-Lind", "Ines Okoro-Lind"), ("Siân O’Rourke", "Siân O’Rourke"),
    ("J. R. Hale", "J. R. Hale"),
    ("Bo Lind (XYZ)", "Bo Lind"), ("Bo Lind, Member of the Board", "Bo Lind"),
  ]

  @Test("Names are whole, in their case, and without titles", arguments: names)
  func name(label: String, name: String) throws {
    let text = Self.debate([
      "\(label): I open the debate.", "Hester Lowe: I have a question for you.",
      "\(label): Here is my answer.", "Hester Lowe: I thank you for it.",
    ])
    let transcript = try read(text).transcripts[0]
    try #require(transcript.statements.count == 4)
    #expect(transcript.speakers.map(\.name) == [name, "Hester Lowe"])
    #expect(
      transcript.statements[0].attribution.speakerID
        == transcript.statements[2].attribution.speakerID)
  }

  private static let delegations: [(String, String)] = [
    ("Mr. Lind (Norway)", "Ms. Vale (Finland) (spoke in Spanish)"),
    ("Mr. Lind (United Kingdom)", "Ms. Vale (Côte d’Ivoire) (spoke in French)"),
    ("Mr. Lind (Syrian Arab Republic)", "Mrs. Vale (China) (spoke in Chinese)"),
    ("Mr. Bo Lind (Norway)", "Ms. Anna Vale (Finland)"),
    ("Mr. LIND (Norway)", "Ms. VALE (Finland) (spoke in Russian)"),
    ("Mr. Lind (European Union)", "Ms. Vale (Observer State of Palestine)"),
    ("Mr. Lind (Norway) (spoke in English)", "Ms. Vale (Finland)"),
    ("Dr. Lind (Norway)", "Dr. Vale (Finland) (interpretation from French)"),
    ("Sir Bo Lind (Norway)", "Dame Anna Vale (Finland)"),
    ("Mr. van der Lind (Netherlands)", "Ms. de Vale (Spain)"),
  ]

  static let nations: [Variant] = delegations.map { first, second in
    Variant(
      first,
      "United assembly\n\n5 March 2024\n\nThe meeting was called to order at 10.05 a.m.\n\nThe President (spoke in French): I call the meeting to order.\n\n\(first): I thank you, Mr. President.\n\n\(second): I have two points.\n\n\(first): So have I.\n",
      ["-|President|I call", "Lind|I thank", "Vale|I have", "Lind|So have"])
  }

  @Test("Who speaks for a country is a person, and the country is kept", arguments: nations)
  func delegates(variant: Variant) throws {
    let (transcript, _) = try variant.check()
    #expect(!transcript.statements[1].attribution.role.isEmpty)
    #expect(
      transcript.statements[0].attribution.delivery?.language == "fr")
  }
}
