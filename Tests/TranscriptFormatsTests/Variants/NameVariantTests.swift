import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Labels whose words are names and something else, too: questions to somebody, surnames and first
/// names that are ordinary words, and forms of address.
@Suite struct NameVariantTests {
  private static func debate(_ lines: [String]) -> String {
    (["Debate on the harbour bill", "March 5, 2024, Lindmark"] + lines).joined(separator: "\n\n")
  }

  static let questions = [
    "QUESTION TO PERRY STOLT", "Question to Perry Stolt", "Question for Perry Stolt",
    "QUESTION FOR PERRY STOLT", "Question 2 to Perry Stolt", "Q to Perry Stolt",
    "QUESTION TO MR STOLT", "Question for the Minister", "QUESTION TO THE MINISTER OF PORTS",
    "Question to Minister of Ports Perry Stolt", "Audience question for Perry Stolt",
    "FRAGE AN PERRY STOLT", "Frage an Perry Stolt", "QUESTION À PERRY STOLT",
    "Question pour Perry Stolt", "PREGUNTA A PERRY STOLT", "Pregunta para Perry Stolt",
    "DOMANDA A PERRY STOLT", "PERGUNTA PARA PERRY STOLT", "ВОПРОС К PERRY STOLT",
    "ПИТАННЯ ДО PERRY STOLT",
  ]

  @Test("A question to somebody is asked by nobody who is named", arguments: questions)
  func questionTo(label: String) throws {
    let (transcript, _) = try Variant(
      label,
      Self.debate([
        "ORLA FENN: I open the debate.", "\(label): Why was the bridge closed?",
        "PERRY STOLT: It was old.", "\(label): And the lamps?", "PERRY STOLT: They were, too.",
        "ORLA FENN: I thank you.",
      ]),
      [
        "Orla Fenn|I open", "-|Why was", "Perry Stolt|It was", "-|And the", "Perry Stolt|They",
        "Orla Fenn|I thank",
      ]
    ).check()
    #expect(transcript.statements[1].kind == .question)
    #expect(transcript.speakers.map(\.name) == ["Orla Fenn", "Perry Stolt"])
    #expect(transcript.speakers.allSatisfy { $0.roles.isEmpty })
  }

  @Test(
    "Neither does it go to anybody without its colon",
    arguments: ["QUESTION TO PERRY STOLT", "Question to Perry Stolt", "QUESTION FOR PERRY STOLT"])
  func questionWithoutColon(label: String) throws {
    for gap in label.contains("to") ? ["\n\n"] : ["\n\n", " "] {
      let text = Self.debate([
        "ORLA FENN: I open the debate.", "PERRY STOLT: Ask me.",
        "\(label)\(gap)Why was the bridge closed?", "PERRY STOLT: It was old.",
        "ORLA FENN: I thank you.",
      ])
      let (transcripts, report) = try read(text)
      #expect(
        statements(transcripts[0]).map { $0[0] }
          == ["ORLA FENN", "PERRY STOLT", label, "PERRY STOLT", "ORLA FENN"])
      let asked = transcripts[0].statements[2]
      #expect(asked.attribution.speakerID.isEmpty && asked.kind == .question)
      #expect(asked.paragraphs == ["Why was the bridge closed?"])
      #expect(report.warningCount > 0)
    }
  }

  @Test("A question on a line of its own above its words is asked by nobody who is named")
  func questionAbove() throws {
    let text =
      "Council\n\n5 March 2024\n\nORLA FENN\nI open the debate.\n\nPERRY STOLT\nAsk me.\n\nQUESTION TO PERRY STOLT\nWhy was it closed?\n\nPERRY STOLT\nIt was old.\n\nORLA FENN\nThank you.\n"
    let transcript = try read(text).transcripts[0]
    let asked = transcript.statements.filter { $0.paragraphs.joined().contains("Why") }
    #expect(asked.allSatisfy { $0.attribution.speakerID.isEmpty } && asked.count == 1)
  }

  @Test(
    "Who is named behind “from” asks",
    arguments: ["Question from Perry Stolt", "QUESTION FROM PERRY STOLT", "Question by Mr Stolt"])
  func questionFrom(label: String) throws {
    try Variant(
      label,
      Self.debate([
        "Orla Fenn: I open the debate.", "Perry Stolt: So do I.", "\(label): Why?",
        "Orla Fenn: It was old.",
      ]),
      ["Orla Fenn|I open", "Perry Stolt|So do", "Stolt|Why", "Orla Fenn|It was"]
    ).check()
  }

  static let ordinary = [
    "Will Stone", "Will Day", "Bill Day", "Theresa May", "June March", "April Ludd", "May Lind",
    "Mark Grant", "Rich Banks", "Ann More", "Bo Will", "Clara Winter", "Grant Church", "WILL STONE",
    "BILL DAY", "He Wei", "So Yun", "My Linh Tran", "Mr Will", "Ms May",
  ]

  @Test("Names that are ordinary words open statements where they come again", arguments: ordinary)
  func ordinaryWords(label: String) throws {
    let (transcript, _) = try Variant(
      label,
      Self.debate([
        "Orla Fenn: I open the debate, as I will every day in May.",
        "\(label): I have a question, and more to say.", "Orla Fenn: So do go on.",
        "\(label): Who will pay?", "Orla Fenn: He will.", "\(label): I see.",
      ]),
      [
        "Orla Fenn|I open", "\(label.split(separator: " ").last!)|I have", "Orla Fenn|So do",
        "\(label.split(separator: " ").last!)|Who", "Orla Fenn|He will",
        "\(label.split(separator: " ").last!)|I see",
      ]
    ).check()
    #expect(transcript.speakers.count == 2)
  }

  static let short = [
    ("Will Stone", "Will"), ("Bill Day", "Day"), ("Theresa May", "May"), ("Ann More", "More"),
    ("June March", "March"), ("Clara Winter", "Winter"),
  ]

  @Test("The same words alone are those who speak under their whole names", arguments: short)
  func shortWords(label: String, word: String) throws {
    let text = Self.debate([
      "Orla Fenn: I open the debate.", "\(label): I have a question.", "Orla Fenn: Go on.",
      "\(label): Who will pay?", "Orla Fenn: He will.", "\(word): I see.", "Orla Fenn: Good.",
      "\(label): I do.",
    ])
    let transcript = try read(text).transcripts[0]
    try #require(transcript.statements.count == 8)
    #expect(
      transcript.statements[5].attribution.speakerID
        == transcript.statements[1].attribution.speakerID)
    #expect(!transcript.statements[5].attribution.speakerID.isEmpty)
  }

  static let alone = [
    "Will Stone", "Will", "May", "June March", "Bill Day", "April May", "Mark", "Grant", "Rich",
    "He Wei", "Day", "August",
  ]

  @Test("Standing once they open a statement, or it is said that they did not", arguments: alone)
  func standsOnce(label: String) throws {
    let text = Self.debate([
      "Orla Fenn: I open the debate.", "Perry Stolt: So do I.", "\(label): I have a question.",
      "Orla Fenn: Go on.", "Perry Stolt: Do.",
    ])
    let (transcripts, report) = try read(text)
    let opens = transcripts[0].statements.contains { $0.attribution.label == label }
    #expect(opens || report.entries.contains { $0.severity == .warning && $0.wording == label })
  }

  @Test(
    "A sentence that begins with such a word opens nothing",
    arguments: [
      "Will you answer this: yes or no?", "May I say one thing: we are late.",
      "Will the minister answer: when?", "So much for that: it is done.",
    ])
  func sentences(line: String) throws {
    let text = Self.debate([
      "Orla Fenn: I open the debate.", line, "Will Stone: Thank you.", "Orla Fenn: Go on.",
      "Will Stone: I will.",
    ])
    #expect(try read(text).transcripts[0].statements.count == 4)
  }

  static let titled: [(label: String, name: String)] = [
    ("Hon. Perry Stolt", "Perry Stolt"), ("The Hon. Perry Stolt", "Perry Stolt"),
    ("Perry Stolt MP", "Perry Stolt"), ("The Rt Hon Perry Stolt MP", "Perry Stolt"),
    ("Rt. Hon. Perry Stolt KC MP", "Perry Stolt"),
    ("The Right Honourable Perry Stolt", "Perry Stolt"),
    ("Dr Perry Stolt", "Perry Stolt"), ("Dr. Perry Stolt", "Perry Stolt"),
    ("Prof. Perry Stolt", "Perry Stolt"), ("Sen. Perry Stolt", "Perry Stolt"),
    ("Perry Stolt (Lab)", "Perry Stolt"), ("Perry Stolt (CDU/CSU)", "Perry Stolt"),
    ("Perry Stolt MP (Lab)", "Perry Stolt"), ("Sir Perry Stolt", "Perry Stolt"),
    ("M. Perry Stolt", "Perry Stolt"), ("Monsieur Perry Stolt", "Perry Stolt"),
    ("Mme Perry Stolt", "Perry Stolt"), ("Don Perry Stolt", "Perry Stolt"),
    ("Doña Perry Stolt", "Perry Stolt"), ("Señor Don Perry Stolt", "Perry Stolt"),
    ("Sra. Perry Stolt", "Perry Stolt"), ("Herr Perry Stolt", "Perry Stolt"),
    ("Herr Dr. Perry Stolt", "Perry Stolt"), ("On. Perry Stolt", "Perry Stolt"),
    ("Onorevole Perry Stolt", "Perry Stolt"), ("Dona Perry Stolt", "Perry Stolt"),
    ("Perry Stolt MdB", "Perry Stolt"), ("PERRY STOLT QC", "Perry Stolt"),
    ("Г-н Perry Stolt", "Perry Stolt"), ("Пан Perry Stolt", "Perry Stolt"),
  ]

  @Test("Forms of address, ranks and parties make nobody another", arguments: titled)
  func honorific(label: String, name: String) throws {
    for other in [name, label] {
      let text = Self.debate([
        "Orla Fenn: I open the debate.", "\(label): I have a question.", "Orla Fenn: Go on.",
        "\(other): Who pays?", "Orla Fenn: He does.", "\(name): I see.",
      ])
      let transcript = try read(text).transcripts[0]
      try #require(transcript.statements.count == 6)
      let ids = Set([1, 3, 5].map { transcript.statements[$0].attribution.speakerID })
      #expect(ids == ["perry-stolt"], "\(label)")
      #expect(transcript.statements[1].attribution.name.lowercased() == name.lowercased())
      #expect(transcript.speakers.count == 2)
    }
  }

  static let ofLanguage: [(language: String, label: String)] = [
    ("fr", "M. Jean Vale"), ("es", "Don Jean Vale"), ("it", "On. Jean Vale"),
    ("it", "Don Jean Vale"),
    ("pt", "Dom Jean Vale"), ("fr-CA", "M. Jean Vale"),
  ]

  @Test("What is an initial in one language is a form of address in another", arguments: ofLanguage)
  func addressOfLanguage(language: String, label: String) throws {
    let text = Self.debate([
      "\(label): Bonjour.", "Orla Fenn: Go on.", "\(label): Merci.", "Orla Fenn: I do.",
    ])
    let transcript = try read(
      text, format: "plain-text", options: ReadingOptions(language: language)
    ).transcripts[0]
    #expect(transcript.statements[0].attribution.speakerID == "jean-vale")
    #expect(transcript.statements[0].attribution.name == "Jean Vale")
  }

  @Test("A label with a form of address of one language tells which it is")
  func addressTold() throws {
    let text = Self.debate([
      "Mme Orla Fenn: Bonjour.", "M. Jean Vale: Merci.", "Mme Orla Fenn: Bien.", "M. Vale: Oui.",
    ])
    let transcript = try read(text).transcripts[0]
    #expect(transcript.speakers.map(\.id) == ["orla-fenn", "jean-vale"])
  }

  @Test("A party does not make a minister another")
  func party() throws {
    let text = Self.debate([
      "Minister of Ports Ann Ash: One.", "Ann Ash (Lab): Two.", "Bo Lind (Con): Three.",
      "Ann Ash (Labour): Four.", "Bo Lind: Five.", "Ann Ash: Six.",
    ])
    let (transcripts, report) = try read(text)
    #expect(transcripts[0].speakers.map(\.id) == ["ann-ash", "bo-lind"])
    #expect(!report.entries.contains { $0.rule == .ambiguousSpeaker })
  }
}
