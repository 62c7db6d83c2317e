import Testing
import Transcripts

@testable import People

@Suite struct SharedIdentifierTests {
  @Test("People who were not compared with all who share an identifier of theirs are told")
  func untried() throws {
    for (count, untried) in [(60, 0), (65, 0), (70, 5)] {
      let documents = (0..<count).map { number in
        document("m\(number)", [person("p", "Person \(number)", ["a": "1", "b": "\(number)"])])
      }
      let settled = try Settled(documents)
      #expect(settled.people.count == count)
      #expect(settled.settlement.untriedCount == untried)
    }
  }

  @Test(
    "An identifier that documents give to people of different names joins them to nobody, and is told",
    arguments: [
      ("Ann Vale", "Bo Lind"), ("Ann Vale", "Mr Bo Lind"), ("Анна Долина", "Борис Липин"),
      ("Ann Vale", "Lind"),
    ])
  func differentNames(one: String, other: String) throws {
    for names in [[one, other], [other, one]] {
      let documents = names.enumerated().map { number, name in
        document("m\(number)", [person("p", name, ["house": "7"])])
      }
      let settled = try Settled(documents)
      #expect(settled.people.count == 2)
      #expect(settled.ids["m0"] != settled.ids["m1"])
      #expect(
        settled.settlement.contradictedIdentifiers == [.init(scheme: "house", value: "7")])
    }
  }

  @Test("Who was settled earlier is joined to nobody of another name by an identifier")
  func differentNamesLater() throws {
    let first = try Settled([document("m0", [person("p", "Ann Vale", ["house": "7"])])])
    let second = try Settled(
      [document("m1", [person("q", "Bo Lind", ["house": "7"])])], into: first.settlement.people)
    #expect(first.ids["m0"]! != second.ids["m1"]!)
    #expect(second.settlement.contradictedIdentifiers.count == 1)
  }

  @Test(
    "An identifier joins names of one person, however they are written",
    arguments: [
      ("Ann Vale", "A. Vale"), ("Ann Vale", "Ann Lind"), ("Ann Vale", "Анна Вале"),
      ("Sergei Dolin", "Sergey Dolyn"), ("Ann Vale", "annvale"), ("Ann Vale", "Vale"),
      ("Ann Vale", "AV"), ("Niinistö", "Niinisto"),
    ])
  func oneName(one: String, other: String) throws {
    let settled = try Settled([
      document("m0", [person("p", one, ["house": "7"])]),
      document("m1", [person("q", other, ["house": "7"])]),
    ])
    #expect(settled.people.count == 1)
    #expect(settled.settlement.contradictedIdentifiers.isEmpty)
  }
}
