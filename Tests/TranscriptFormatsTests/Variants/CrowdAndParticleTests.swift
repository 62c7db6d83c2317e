import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Labels of crowds, of names with small words, of two people, with odd stamps before them, and of what
/// is set as a label and names nobody.
@Suite struct CrowdAndParticleTests {
  private static let head = "Meeting of the mill board, 12 March 2024\n\n"

  private func statements(_ labels: [String]) throws -> [Statement] {
    let lines = ["Ann Vale", "Bo Lind"] + labels + ["Ann Vale"]
    let text =
      Self.head + lines.map { "\($0): Well, so be it." }.joined(separator: "\n\n") + "\n"
    return try #require(try read(text, name: "sample.txt").transcripts.first).statements
  }

  @Test(
    "A crowd, or one of it, is nobody who is named",
    arguments: [
      "Unidentified speakers", "MULTIPLE SPEAKERS", "Both Sides", "Noble Lords", "Automated voice",
      "Members from the Government benches", "An hon. Member on the Opposition Benches",
      "Chorus of voices", "The jurors", "Varios señores diputados",
      "Desde los escaños de la oposición", "Un diputado del Grupo Mixto",
      "Plusieurs voix au centre", "Quelques voix", "Un spectateur", "Voci dai banchi della Lega",
      "Un consigliere", "Consiglieri dell’opposizione", "Alguns Srs. Deputados",
      "Группа депутатов", "Женский голос", "З місця", "Жіночий голос", "Усі разом", "Gegenruf",
    ])
  func crowd(label: String) throws {
    let statements = try statements([label])
    #expect(statements.map(\.attribution.label) == ["Ann Vale", "Bo Lind", label, "Ann Vale"])
    #expect(
      [.unnamed, .group].contains(statements[2].attribution.certainty),
      "\(statements[2].attribution)")
  }

  @Test(
    "A name with small words, with marks, with initials behind it or of an ordinary word is whole",
    arguments: [
      "Owain ap Rhys", "Nur binti Aziz", "Ewald auf der Heide", "Tariq bin Said",
      "Padraig Mac an tSaoi", "Máire Ní Bhriain", "Седых А. П.", "Кравец О. И.", "A. Rask",
      "John Tull Jr.",
    ])
  func name(name: String) throws {
    let statements = try statements([name])
    try #require(statements.count == 4)
    #expect(statements[2].attribution.name == name)
    #expect(statements[2].attribution.certainty == .identified)
  }

  @Test(
    "Of two people in a label the first speaks, and what is done is a direction",
    arguments: [
      "Mona Tarn interrupting Bo Lind", "Mona Tarn cutting off Bo Lind",
      "Mona Tarn thanking Bo Lind",
      "Mona Tarn, with some heat", "Mona Tarn, from her seat", "Mona Tarn, holding up a lamp",
      "Mona Tarn —standing up—", "Councillor Mona Tarn, incredulous",
    ])
  func two(label: String) throws {
    let statements = try statements([label])
    try #require(statements.count == 4)
    #expect(statements[2].attribution.name == "Mona Tarn")
  }

  @Test("Who moves a motion does not speak by that")
  func moved() throws {
    let result = try read(
      Self.head + "Ann Vale: Here it is.\n\nBo Lind: Good.\n\nMoved by Bo Lind: That it be lit.\n",
      name: "sample.txt")
    let last = try #require(result.transcripts.first?.statements.last)
    #expect(last.attribution.name.isEmpty)
    #expect(result.report.entries.contains { $0.severity == .warning })
  }

  @Test(
    "A stamp before a label is none of it",
    arguments: [
      "{00:01:12} ", "#00:01:12-3# ", "[7:02 PM] ", "(19h05) ", "[2024-03-05 19:05:00] ",
      "**[00:01:12]** ", "- [00:01:12] ", "1. [00:01:12] ",
    ])
  func stamp(stamp: String) throws {
    let statements = try statements(["Mona Tarn", stamp + "Mona Tarn"])
    #expect(
      statements.map(\.attribution.name) == [
        "Ann Vale", "Bo Lind", "Mona Tarn", "Mona Tarn", "Ann Vale",
      ])
  }

  @Test(
    "A title and a surname before a stop open a statement in a hearing",
    arguments: [
      "Chairman Groat", "Chairwoman Groat", "Ranking Member Groat", "Commissioner Groat",
      "Administrator Groat", "Director Groat", "Admiral Groat", "Sheriff Groat", "Reverend Groat",
    ])
  func hearing(label: String) throws {
    let text =
      "KEEPING THE MILLS\n\nMarch 16, 2022\n\n"
      + ["Mr. Pell", label, "Mr. Pell", "The SPEAKER pro tempore (Mr. ORR)", "Staff"]
      .map { "    \($0). We shall see to it.\n" }.joined()
    let statements = try #require(try read(text, name: "sample.txt").transcripts.first).statements
    #expect(statements.count == 5)
    #expect(statements.dropFirst().first?.attribution.name == "Groat")
    #expect(statements.dropFirst(3).first?.attribution.name.uppercased() == "ORR")
    #expect(statements.last?.attribution.speakerID.isEmpty == true)
  }

  @Test("Points set off in bold within a talk are told of, and nobody says them")
  func points() throws {
    let text =
      "# Night class\n\n2024-01-10\n\n"
      + [
        "Ann Vale:** Three rules.", "First:** be early.", "Second:** be quiet.", "Bo Lind:** And?",
      ]
      .map { "**\($0)\n\n" }.joined() + "**Ann Vale:** None.\n\n**Bo Lind:** Good.\n"
    let result = try read(text, name: "sample.md")
    let statements = try #require(result.transcripts.first).statements
    #expect(statements.map(\.attribution.name) == ["Ann Vale", "Bo Lind", "Ann Vale", "Bo Lind"])
    let told = result.report.entries.filter { $0.severity == .warning && $0.rule == .labelRefused }
    #expect(told.count == 2)
  }

  @Test("The President of a council is not the guest who is a president, too")
  func guest() throws {
    let text =
      "The meeting was called to order.\n\nThe President: I open.\n\n"
      + "Mr. Lund (Norway): I thank you.\n\nPresident Moreau (spoke in French): And I.\n\nThe President: I thank them.\n"
    let statements = try #require(
      try read(text, name: "2024-03-05.txt").transcripts.first
    ).statements
    #expect(statements.map(\.attribution.speakerID.isEmpty) == [true, false, false, true])
  }

  @Test("A mother and her daughter are two")
  func forms() throws {
    let statements = try statements(["Mrs Oduya", "Miss Oduya", "Mrs Oduya"])
    try #require(statements.count == 6)
    #expect(statements[2].attribution.speakerID == statements[4].attribution.speakerID)
    #expect(statements[2].attribution.speakerID != statements[3].attribution.speakerID)
  }
}
