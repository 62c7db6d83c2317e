import Testing
import Transcripts

@testable import People

@Suite struct ProvisionalIDsTests {
  private func ids(_ people: [Speaker], stated: Set<String> = []) -> [String] {
    ProvisionalIDs(people, stated: stated, meetingID: "m").ids
  }

  @Test(
    "An id is the name, folded and in Latin letters",
    arguments: [
      ("Aron Velt", "aron-velt"), ("José Araniz", "jose-araniz"), ("O’Brien", "obrien"),
      ("Vladimir Putin", "vladimir-putin"), ("Сергей Морозов", "sergei-morozov"),
      ("Sergei Morozov", "sergei-morozov"), ("İlham Əliyev", "ilham-aliyev"),
      ("Ilham Aliyev", "ilham-aliyev"), ("习近平", "u4e60u8fd1u5e73"),
    ])
  func slug(name: String, id: String) { #expect(ids([person("1", name)]) == [id]) }

  @Test("Each of several people of one name is told apart: by identifier, by role, or at all")
  func homonyms() {
    #expect(
      ids([
        person("1", "Sergei Morozov", role: "Governor of Astrakhan Region"),
        person("2", "Sergei Morozov", role: "Governor of Ulyanovsk Region"),
        person("3", "Sergei Morozov", role: "Minister", ["kremlin": "12"]),
        person("4", "Bo Li"),
      ]) == [
        "sergei-morozov~governor-of-astrakhan-region",
        "sergei-morozov~governor-of-ulyanovsk-region", "sergei-morozov~kremlin-12", "bo-li",
      ])
    let alike = ids([person("1", "Bo Li", role: "Member"), person("2", "Bo Li", role: "Member")])
    #expect(Set(alike).count == 2)
    #expect(alike.allSatisfy { $0.hasPrefix("bo-li~") })
    #expect(ids([person("1", "Bo Li"), person("2", "Bo Li")]).count == 2)
  }

  @Test("An identifier that two people of a document have is nobody's")
  func shared() {
    let found = ProvisionalIDs(
      [
        person("1", "Bo Li", ["kremlin": "7", "wikidata": "Q1"]),
        person("2", "Ada Holt", ["kremlin": "7"]),
      ], meetingID: "m")
    #expect(found.shared.map(\.value) == ["7"])
    #expect(found.identifiers.map { $0.map(\.value) } == [["Q1"], []])
  }

  @Test("An id that the document states is taken, and others keep clear of it")
  func stated() {
    #expect(
      ids(
        [person("bo-li", "Li Bo"), person("1", "Bo Li", role: "Mayor")], stated: ["bo-li"])
        == ["bo-li", "bo-li~mayor"])
    let settled = person("x", "Ana Ruiz", ["verbatim": "ana"])
    #expect(ids([settled]) == ["ana"])
  }

  @Test("Ids are no longer than ids may be, and none comes twice")
  func bounds() {
    let name = String(repeating: "Longname ", count: 30)
    let role = String(repeating: "Minister of ", count: 30)
    let people = (0..<50).map { person("\($0)", name, role: $0 < 25 ? role : role + "\($0)") }
    let found = ids(people)
    #expect(Set(found).count == 50)
    #expect(found.allSatisfy { (1...128).contains($0.utf8.count) })
  }
}
