import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Who is meant by labels that name one person in several ways, or somebody by half.
@Suite struct LabelWordingTests {
  private static func debate(_ turns: [(String, String)], title: String = "Debate") -> String {
    let lines = turns.map { "\($0): \($1)" }
    return ([title, "March 5, 2024, Lindmark"] + lines).joined(separator: "\n\n")
  }

  private static let toSomebody = [
    "Question to Perry Stolt", "Question to Minister Perry Stolt",
    "Question (to Perry Stolt)", "Question, to Perry Stolt", "Remark to Perry Stolt",
    "Frage an Perry Stolt", "Question à Perry Stolt",
    "Pregunta a Perry Stolt", "Domanda a Perry Stolt",
  ]

  @Test("A question put to somebody is nobody’s", arguments: toSomebody)
  func question(label: String) throws {
    let text = Self.debate([
      ("Mayor Orla Fenn", "I open the round of questions."), (label, "When does the quay open?"),
      ("Perry Stolt", "It opens in May."), (label, "And the bridge?"),
      ("Perry Stolt", "In June, I hope."),
    ])
    try Variant(
      label, text, ["Orla Fenn|I open", "-|When", "Perry Stolt|It", "-|And", "Perry Stolt|In"]
    ).check()
  }

  private static let spellings: [[String]] = [
    ["Bo Lind (CDU)", "Bo Lind", "Dr. Bo Lind (CDU)", "Herr Lind"],
    ["Bo Lind [SPD]", "Bo Lind", "Lind"],
    ["Dr. Bo Lind (BÜNDNIS 90/DIE GRÜNEN)", "Bo Lind", "Dr. Lind"],
    ["Sen. Bo Lind (D-ME)", "Sen. Lind", "Mr. Lind"],
    ["Rep. Bo Lind (R-Ohio)", "Bo Lind", "Rep. Lind"],
    ["Sir Bo Lind", "Bo Lind", "Sir Bo"],
    ["Bo Lind, MP", "Bo Lind"], ["Prof. Dr. Bo Lind", "Prof. Lind", "Bo Lind"],
    ["Bo Lind, CDU", "Bo Lind", "Lind"], ["BO LIND", "Bo Lind", "MR. LIND"],
    ["Bo van der Lind", "van der Lind", "Mr. van der Lind"],
    ["Bo el-Sarri", "el-Sarri", "Mr. el-Sarri"], ["Bo de la Torre", "de la Torre"],
    ["Bo bin Rashad", "bin Rashad"], ["SIOBHAN McGEE", "Ms. McGEE", "Siobhan McGee", "McGEE"],
    ["PETER DeFARGO", "Mr. DeFARGO", "DeFARGO"], ["NINA D'AMARO", "Ms. D'AMARO", "D'Amaro"],
    ["Theresa May", "Ms. May"], ["Clara Will", "Ms. Will"],
    ["Ida Day", "Mrs Day"],
    ["Aaron van Wirth (AvW)", "AvW", "Aaron van Wirth"],
  ]

  @Test("One person under several labels has one id", arguments: spellings)
  func onePerson(labels: [String]) throws {
    // Somebody else speaks between.
    let turns = labels.flatMap { [($0, "I have a word to say."), ("Orla Fenn", "Go on, please.")] }
    let text = Self.debate([("Orla Fenn", "The sitting is open.")] + turns + turns)
    let transcript = try read(text).transcripts[0]
    let statements = transcript.statements
    try #require(statements.count == 1 + 2 * turns.count, "\(statements.map(\.attribution))")
    let ids = Set(
      stride(from: 1, to: statements.count, by: 2).map {
        statements[$0].attribution.speakerID
      })
    #expect(ids.count == 1 && ids.first?.isEmpty == false, "\(ids)")
    #expect(transcript.speakers.count == 2)
  }

  private static let titles: [(title: String, label: String, name: String)] = [
    ("Remarks by Jill Marten at a Dinner", "THE PRESIDENT", ""),
    ("Remarks by First Lady Jill Marten at a Dinner", "THE PRESIDENT", ""),
    ("Remarks by Jill Marten and the Prime Minister", "THE PRESIDENT", ""),
    ("Remarks by President Marten Announcing a Ban on Imports", "THE PRESIDENT", "Marten"),
    ("Remarks by President Marten Before Boarding a Train", "THE PRESIDENT", "Marten"),
    ("Remarks by Vice President Okoro on Harbours", "THE PRESIDENT", ""),
    ("Remarks by President Marten and President Holt", "THE PRESIDENT", ""),
    ("Remarks by the President on Harbours", "THE PRESIDENT", ""),
    ("Remarks by Prime Minister Holt on Harbours", "PRIME MINISTER", "Holt"),
    ("Remarks by Former President Holt", "THE PRESIDENT", ""),
  ]

  @Test("A role is a person only where the title says so", arguments: titles)
  func roleOfTitle(title: String, label: String, name: String) throws {
    let text = Self.debate(
      [
        (label, "Good evening to you all."), ("Ann Vale", "Thank you for coming."),
        (label, "I am glad to be here."),
      ], title: title)
    let who = try read(text).transcripts[0].statements[0].attribution
    #expect(who.certainty == .identified ? who.name == name : name.isEmpty, "\(who)")
  }
}
