import Testing
import Transcripts

@testable import People

@Suite struct SettlementTests {
  @Test("An equal name is one person across documents; one that is only alike is another")
  func names() throws {
    let settled = try Settled([
      document("a", [person("1", "Aleksandar Vučić")]), document("b", [person("1", "VUČIĆ")]),
      document("c", [person("1", "ALEKSANDAR VUCIC")]), document("d", [person("1", "A Vucic")]),
    ])
    #expect(settled.ids["a"] == settled.ids["c"])
    #expect(settled.people.map(\.id) == ["a-vucic", "aleksandar-vucic", "vucic"])
  }

  @Test("Two people whom a document keeps apart stay two, in every document that does so")
  func apart() throws {
    let two = [
      person("1", "Sergei Morozov", role: "Governor of Astrakhan"),
      person("2", "Sergei Morozov", role: "Governor of Ulyanovsk"),
    ]
    let settled = try Settled([
      document("a", two), document("b", two.reversed()),
      document("c", [person("1", "Sergei Morozov")]),
    ])
    #expect(
      settled.people.map(\.id) == [
        "sergei-morozov", "sergei-morozov~governor-of-astrakhan",
        "sergei-morozov~governor-of-ulyanovsk",
      ])
    #expect(settled.ids["a"] == settled.ids["b"]?.reversed())
  }

  @Test("Identifiers that contradict part a name; without one it is the plain id's")
  func contradiction() throws {
    let settled = try Settled([
      document("a", [person("1", "John Smith", ["parlamint": "A1"])]),
      document("b", [person("1", "John Smith", ["parlamint": "B2"])]),
      document("c", [person("1", "John Smith")]),
      document("d", [person("1", "John Smith", ["parlamint": "B2", "wikidata": "Q7"])]),
      document("e", [person("1", "Jack Smith", ["wikidata": "Q7"])]),
    ])
    #expect(
      ["a", "b", "c", "d", "e"].map { settled.ids[$0]![0] } == [
        "john-smith~parlamint-a1", "jack-smith", "john-smith", "jack-smith", "jack-smith",
      ])
    let jack = settled.settlement.people.number(ofID: "john-smith~parlamint-b2")
    #expect(jack == settled.settlement.people.number(ofID: "jack-smith"))
  }

  @Test("The same identifier is one person, under the id of the first day")
  func identifier() throws {
    let settled = try Settled([
      document("b", on: "2020-02-02", [person("1", "Ana Ruiz Soto", ["wikidata": "Q1"])]),
      document("a", on: "2019-01-01", [person("1", "Ana Ruiz", ["wikidata": "Q1"])]),
      document("c", on: "2021-01-01", [person("1", "Ana Ruiz Soto")]),
    ])
    #expect(settled.people.map(\.id) == ["ana-ruiz"])
    #expect(settled.settlement.people.number(ofID: "ana-ruiz-soto") != nil)
    #expect(settled.people[0].names.count == 2)
  }

  @Test("A document that has both of two people keeps them two, whatever identifiers say elsewhere")
  func both() throws {
    let settled = try Settled([
      document("a", [person("1", "Ana Ruiz", ["wikidata": "Q1"]), person("2", "Ana Ruiz Soto")]),
      document("b", [person("1", "Ana Ruiz Soto", ["wikidata": "Q1"])]),
    ])
    #expect(settled.ids["a"]?[0] != settled.ids["a"]?[1])
  }

  @Test("Stated ids are taken, and two of them are never one person")
  func stated() throws {
    let settled = try Settled([
      document(
        "a", [person("bo-li~2", "Bo Li"), person("bo-li", "Bo Li", ["wikidata": "Q1"])],
        stated: ["bo-li", "bo-li~2"]),
      document("b", [person("bo-li~2", "B Li", ["wikidata": "Q1"])], stated: ["bo-li~2"]),
      document("c", [person("1", "Bo Li")]),
    ])
    #expect(settled.ids["a"] == ["bo-li~2", "bo-li"])
    #expect(settled.ids["b"] == ["bo-li~2"])
    #expect(settled.ids["c"] == ["bo-li"])
  }

  @Test("Who is known keeps number and id, and what comes later adds to it")
  func sticky() throws {
    let first = try Settled([document("a", [person("1", "Bo Li", ["kremlin": "1"])])])
    let second = try Settled(
      [
        document("b", [person("1", "Bo Li", ["kremlin": "2"])]),
        document("c", [person("1", "Bo Li", ["kremlin": "1"])]),
        document("d", [person("1", "Li Bo", ["kremlin": "1"])]),
      ], into: first.settlement.people)
    #expect(second.ids["b"] == ["bo-li~kremlin-2"])
    #expect(second.ids["c"] == ["bo-li"])
    #expect(second.ids["d"] == ["bo-li"])
    #expect(second.settlement.people[0].names.list.count == 2)
  }

  @Test("The name that is shown is the one of most statements; so is the first role")
  func mainName() throws {
    let settled = try Settled([
      document("a", on: "2021-01-01", [person("1", "Ana Ruiz", role: "Mayor", ["w": "1"])]),
      document(
        "b", on: "2020-01-01", [person("1", "Ana Soto", role: "Member", ["w": "1"])],
        statements: 3),
      document("c", on: "2022-01-01", [person("1", "Ana Ruiz", role: "Mayor", ["w": "1"])]),
    ])
    #expect(settled.people.map(\.id) == ["ana-soto"])
    #expect(settled.people[0].name == "Ana Soto")
    #expect(settled.people[0].roles.map(\.wording) == ["Member", "Mayor"])
    #expect(settled.people[0].roles[1].to == day("2022-01-01"))
  }

  @Test("Of very many roles those of most statements are kept, and how many are not is told")
  func limits() throws {
    var documents: [Transcript] = []
    for index in 0..<1_500 {
      documents.append(
        document(
          "m\(index)", [person("1", "Ana Ruiz", role: "Role \(index)")],
          statements: index == 1_400 ? 2 : 1))
    }
    let settled = try Settled(documents)
    #expect(settled.people[0].roles.count == 1_000)
    #expect(settled.people[0].roles[0].wording == "Role 1400")
    #expect(settled.settlement.droppedWordings == 500)
    #expect(settled.settlement.mostDropped == "ana-ruiz")
    #expect(settled.ids.count == 1_500)
  }
}
