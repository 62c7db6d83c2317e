import Testing
import Transcripts

@testable import People

/// Who is who does not depend on the order in which documents are read.
@Suite struct OrderTests {
  /// Documents full of homonyms, identifiers that agree and contradict, and roles.
  private func documents(_ generator: inout SplitMix) -> [Transcript] {
    let names = ["Bo Li", "BO LI", "Li Bo", "Ada Holt", "Ada Berg Holt", "Сергей Мороз", "Li"]
    let roles = ["", "Mayor of Tarn", "Mayor of Hallin", "Minister"]
    return (0..<24).map { index in
      let count = Int.random(in: 1...4, using: &generator)
      var people = (0..<count).map { key -> Speaker in
        var identifiers: [String: String] = [:]
        for scheme in ["k", "w"] where Int.random(in: 0..<3, using: &generator) == 0 {
          identifiers[scheme] = "\(Int.random(in: 1...3, using: &generator))"
        }
        return person(
          "\(key)", names.randomElement(using: &generator)!,
          role: roles.randomElement(using: &generator)!, identifiers)
      }
      var stated: Set<String> = []
      if Int.random(in: 0..<6, using: &generator) == 0 {
        people[0].id = ["bo-li", "holt", "li-bo~k-1"].randomElement(using: &generator)!
        stated = [people[0].id]
      }
      let date = CalendarDate(daysSinceEpoch: 18_000 + Int32.random(in: 0..<9, using: &generator))!
      return document(
        "m\(index)", on: "\(date)", file: "f\(index).txt", people,
        statements: Int.random(in: 1...3, using: &generator), stated: stated)
    }
  }

  private static let merges = """
    merge li-bo -> bo-li
    split ada-holt "Mayor of Tarn" -> tarn
    split bo-li~k-1 meeting m3 -> third
    split bo-li 2019-04-15..2019-04-17 -> april
    split ada-berg-holt document f5.txt -> tarn
    apart li bo-li
    name tarn "Ada of Tarn"
    """

  @Test("Ids, names, roles and who said what are the same in any order", arguments: 0..<40)
  func anyOrder(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed))
    let made = documents(&generator)
    for merges in ["", Self.merges] {
      let first = try Settled(made, merges)
      for _ in 0..<4 {
        let other = try Settled(made.shuffled(using: &generator), merges)
        #expect(other.ids == first.ids)
        #expect(other.people == first.people)
        #expect(other.settlement.problems == first.settlement.problems)
        #expect(other.table == first.table)
        for person in first.people {
          #expect(
            other.settlement.people.number(ofID: person.id)
              == first.settlement.people.number(ofID: person.id))
        }
      }
    }
  }

  @Test(
    "What is offered is taken: each line by itself joins two, whom either id finds",
    arguments: 0..<40)
  func offers(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed))
    let made = documents(&generator)
    for merges in ["", Self.merges] {
      let settled = try Settled(made, merges)
      let offered = settled.table.split(separator: "\n").filter { $0.hasPrefix("# merge ") }
      for line in offered {
        let file = merges + "\n" + line.dropFirst(2)
        let decided = try Settled(made, file)
        let number = file.split(separator: "\n", omittingEmptySubsequences: false).count
        #expect(!decided.problems.contains(number), "\(line)")
        let ids = line.split(separator: " ")
        let people = decided.settlement.people
        #expect(people.number(ofID: "\(ids[2])") != nil, "\(line)")
        #expect(people.number(ofID: "\(ids[2])") == people.number(ofID: "\(ids[4])"), "\(line)")
      }
    }
  }

  @Test("A document that is forgotten leaves no trace", arguments: 0..<40)
  func forgotten(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed))
    let made = documents(&generator)
    for merges in ["", Self.merges] {
      let kept = made.filter { _ in Bool.random(using: &generator) }
      let isKept = Set(kept.map(\.meeting.id))
      let partly = try Settled(made, merges, forgetting: { !isKept.contains($0.meeting.id) })
      let alone = try Settled(kept, merges)
      for id in isKept { #expect(partly.ids[id] == alone.ids[id]) }
      #expect(partly.people == alone.people)
      #expect(partly.table == alone.table)
      #expect(partly.settlement.problems == alone.settlement.problems)
    }
  }

  @Test(
    "Nobody whom a document keeps apart is one person, unless a merge file says so",
    arguments: 0..<40)
  func keptApart(seed: Int) throws {
    var generator = SplitMix(state: UInt64(seed))
    let made = documents(&generator)
    let settled = try Settled(made)
    for transcript in made {
      let spoke = Dictionary(
        zip(
          transcript.statements.map(\.attribution.speakerID), settled.ids[transcript.meeting.id]!),
        uniquingKeysWith: { first, _ in first })
      #expect(Set(spoke.values).count == spoke.count)
    }
    #expect(Set(settled.people.map(\.id)).count == settled.people.count)
  }
}
