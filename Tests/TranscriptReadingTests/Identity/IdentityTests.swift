import ReadingSupport
import Testing
import Transcripts

@testable import TranscriptReading
@testable import Transcripts

@Suite struct IdentityTests {
  private let paragraphs = [
    "President of Ostervald Aron Velt: Good day.", "Ilse Brandvik: Good day.", "Question: Why?",
    "Question: Why?", "Aron Velt: Because.",
  ]

  @Test("The same document read again gives the same ids, all different")
  func stable() throws {
    let first = try read(page(paragraphs)).transcripts[0]
    let again = try read(page(paragraphs)).transcripts[0]
    #expect(first == again)
    #expect(first.meeting.id == "2022-02-10-meeting-on-winter-roads")
    #expect(Set(first.statements.map(\.id)).count == 5)
    #expect(first.statements.allSatisfy { $0.id.utf8.count == first.meeting.id.utf8.count + 13 })
  }

  @Test("A corrected document keeps the ids of unchanged statements")
  func corrected() throws {
    let before = try read(page(paragraphs)).transcripts[0].statements.map(\.id)
    var corrected = paragraphs
    corrected[1] = "Ilse Brandvik: Good morning."
    corrected.insert("Ilse Brandvik: One more thing.", at: 0)
    let after = try read(page(corrected)).transcripts[0].statements.map(\.id)
    #expect(
      [after[1], after[3], after[4], after[5]] == [before[0], before[2], before[3], before[4]])
    #expect(after[2] != before[1])
  }

  @Test("Kinds of space, dash, quotation mark and case do not change an id")
  func normalised() {
    func id(_ label: String, _ text: String) -> String {
      var identity = StatementIdentity()
      return identity.next(label: label, paragraphs: [text])
    }
    let plain = id("Aron Velt", "It's \"good\" - now.")
    #expect(id("ARON\u{A0}VELT", "It’s\u{A0} “good” –\u{200B} now.\u{AD}") == plain)
    #expect(id("Aron Velt", "It's \"good\" - now!") != plain)
    var identity = StatementIdentity()
    let parted = identity.next(label: "Aron Velt", paragraphs: ["It's \"good\"", "- now."])
    #expect(parted != plain)
  }

  @Test(
    "Ids of meetings hold nothing but what ids may hold",
    arguments: [
      "", "Vučić & Ko: “Rückblick”", "Заседание Совета", String(repeating: "very long ", count: 60),
    ])
  func valid(title: String) {
    let meeting = Meeting(id: "", title: title, date: .first, startTime: "10:00")
    #expect(MeetingIdentity.isValid(MeetingIdentity.id(of: meeting)))
    #expect(MeetingIdentity.isValid(MeetingIdentity.id(of: meeting, sourceKey: "№ 17/b")))
    #expect(MeetingIdentity.isValid(MeetingIdentity.id(forKey: title)))
  }

  @Test("Two sittings of a day are told apart by their time")
  func sittings() {
    let morning = Meeting(id: "", title: "Sitting", date: .first, startTime: "10:00")
    let evening = Meeting(id: "", title: "Sitting", date: .first, startTime: "18:00")
    #expect(MeetingIdentity.id(of: morning) != MeetingIdentity.id(of: evening))
  }

  @Test(
    "Names fold to their base letters",
    arguments: [
      ("Vučić", "vucic"), ("Sauli Niinistö", "sauli niinisto"), ("Путин", "putin"),
      ("López  Obrador", "lopez obrador"), ("Jean-Marc", "jean marc"), ("O’Neill", "oneill"),
      ("e\u{301}", "e"), ("ẞ", "ss"), ("Øre", "ore"),
    ])
  func folding(name: String, folded: String) { #expect(FoldedText.fold(name) == folded) }
}
