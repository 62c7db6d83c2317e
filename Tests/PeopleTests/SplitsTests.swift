import Testing
import Transcripts

@testable import People

/// Splits are found by what they ask for, and not by a look at each of them.
@Suite struct SplitsTests {
  private struct Situation {
    var role: String
    var meeting: String
    var document: String
    var date: CalendarDate
  }

  private func text(_ day: Int32) -> String { "\(CalendarDate(daysSinceEpoch: day)!)" }

  private func line(_ index: Int, _ generator: inout SplitMix) -> String {
    let condition: String
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: condition = "\"Role \(Int.random(in: 0..<3, using: &generator))\""
    case 1: condition = "meeting m\(Int.random(in: 0..<3, using: &generator))"
    case 2: condition = "document d\(Int.random(in: 0..<3, using: &generator))"
    default:
      let from = Int32.random(in: 18_000..<18_020, using: &generator)
      let to = from + Int32.random(in: 0..<8, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: condition = "\(text(from)).."
      case 1: condition = "..\(text(to))"
      default: condition = "\(text(from))..\(text(to))"
      }
    }
    return "split a \(condition) -> b\(index)"
  }

  private func fits(_ condition: SpeakerMerges.Condition, _ situation: Situation) -> Bool {
    switch condition {
    case .role(let role): role == FoldedText(situation.role)
    case .meeting(let id): id == situation.meeting
    case .document(let name): name == situation.document
    case .days(let from, let to):
      from.map { $0 <= situation.date } ?? true && to.map { situation.date <= $0 } ?? true
    }
  }

  @Test("The first line that fits is found, as if each were looked at", arguments: 0..<60)
  func first(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed))
    let count = Int.random(in: 1...12, using: &generator)
    let merges = try SpeakerMerges(
      (0..<count).map { line($0, &generator) }.joined(separator: "\n"))
    let terms = SplitTerms(merges)
    let splits = PersonSplits(merges.splits, of: merges, terms)
    for _ in 0..<200 {
      let situation = Situation(
        role: ["", "role 0", "ROLE 1", "Role 7"].randomElement(using: &generator)!,
        meeting: "m\(Int.random(in: 0..<4, using: &generator))",
        document: ["", "d0", "d2", "d7"].randomElement(using: &generator)!,
        date: CalendarDate(daysSinceEpoch: Int32.random(in: 17_995..<18_035, using: &generator))!)
      let meeting = Meeting(
        id: situation.meeting, date: situation.date, source: .init(fileName: situation.document))
      var finder = CircumstanceFinder(terms, meeting)
      let found = splits.first(in: finder.find(role: situation.role, date: situation.date))
      let expected = merges.splits.first { index in
        guard case .split(_, let condition, _) = merges.lines[index].decision else { return false }
        return fits(condition, situation)
      }
      #expect(found == expected)
    }
  }

  @Test("Thousands of splits by days, of one person or of as many, cost no look at each")
  func many() throws {
    let count: Int32 = 3_000
    var made = document("m", [person("1", "Ada Holt")], statements: Int(count))
    for index in made.statements.indices {
      made.statements[index].date = CalendarDate(daysSinceEpoch: 10_000 + Int32(index))!
    }
    let lines = (0..<count).map { index in
      let day = text(10_000 + index)
      return "split ada-holt \(day)..\(day) -> p\(index)"
    }
    let settled = try Settled([made], lines.joined(separator: "\n"))
    #expect(settled.ids["m"] == (0..<count).map { "p\($0)" })
    #expect(settled.problems.isEmpty)

    let people = (0..<count).map { person("\($0)", "Ada \(numeral($0))") }
    let others = people.map { speaker in
      let id = Slug.make(FoldedText(speaker.name))
      return "split \(id) 2001-01-01.. -> \(id)~new"
    }
    let parted = try Settled([document("m", people)], others.joined(separator: "\n"))
    #expect(parted.ids["m"]?.allSatisfy { $0.hasSuffix("~new") } == true)
    #expect(parted.problems.isEmpty)
  }

  @Test("Names of documents are compared by their bytes, as file systems do")
  func documentNames() throws {
    let documents = [
      document("m", file: "se\u{301}ance.txt", [person("1", "Ada Holt")]),
      document("n", file: "s\u{E9}ance.txt", [person("1", "Ada Holt")]),
    ]
    let settled = try Settled(documents, "split ada-holt document s\u{E9}ance.txt -> other\n")
    #expect(settled.ids["m"] == ["ada-holt"])
    #expect(settled.ids["n"] == ["other"])
    #expect(settled.problems.isEmpty)
  }

  @Test(
    "A line about an id of which splits leave nothing is told",
    arguments: ["name ada-holt \"Ada\"", "apart ada-holt other"])
  func nothingLeft(line: String) throws {
    let documents = [document("m", [person("1", "Ada Holt", role: "Mayor")])]
    let settled = try Settled(documents, "split ada-holt \"Mayor\" -> other\n\(line)\n")
    #expect(settled.problems == [2])
  }

  /// Letters that stand for a number.
  private func numeral(_ number: Int32) -> String {
    String("\(number)".map { Character(UnicodeScalar(UInt8($0.asciiValue! + 49))) })
  }
}
