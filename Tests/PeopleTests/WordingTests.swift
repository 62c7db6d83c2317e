import Testing
import Transcripts

@testable import People

/// What people were called stays as it was printed, and in an order that exports keep.
@Suite struct WordingTests {
  private static let composed = "Pr\u{E9}sident"
  private static let decomposed = "Pre\u{301}sident"

  private func bytes(_ list: [Speaker.Dated]) -> [[UInt8]] { list.map { Array($0.wording.utf8) } }

  @Test("A role of one spelling does not take that of another, of this or another person")
  func roles() throws {
    for (first, second) in [(Self.composed, Self.decomposed), (Self.decomposed, Self.composed)] {
      let settled = try Settled([
        document("a", [person("1", "Ann Ab", role: first)]),
        document("b", [person("1", "Bo Cd", role: second)]),
        document("c", [person("1", "Bo Cd", role: first)]),
      ])
      let ann = try #require(settled.person("ann-ab"))
      let bo = try #require(settled.person("bo-cd"))
      #expect(bytes(ann.roles) == [Array(first.utf8)])
      #expect(Set(bytes(bo.roles)) == [Array(first.utf8), Array(second.utf8)])
    }
  }

  @Test("Two spellings of a name are one person, who has both")
  func names() throws {
    let (one, other) = ("Jos\u{E9} Ruiz", "Jose\u{301} Ruiz")
    for documents in [[one, other], [other, one]] {
      let settled = try Settled(
        documents.map { document($0 == one ? "a" : "b", [person("1", $0)]) })
      #expect(settled.people.map(\.id) == ["jose-ruiz"])
      #expect(bytes(settled.people[0].names) == [other, one].map { Array($0.utf8) })
    }
  }

  @Test("Many wordings are told apart by their bytes as well")
  func many() {
    var wordings = Wordings()
    for _ in 0..<2 {
      for number in 0..<20 {
        wordings.note("\(number) \(Self.composed)", from: nil, to: nil, count: 1)
        wordings.note("\(number) \(Self.decomposed)", from: nil, to: nil, count: 1)
      }
    }
    #expect(wordings.list.count == 40)
    #expect(wordings.list.allSatisfy { $0.count == 2 })
  }

  @Test(
    "The order of names is the same when an export is read",
    arguments: [
      "merge ann-ab -> bo-cd\nmerge cy-ef -> bo-cd\n", "name ann-ab \"Annie\"\n",
      "merge ann-ab -> cy-ef\nname cy-ef \"Cyd\"\n", "merge bo-cd -> x\nmerge cy-ef -> x\n", "",
    ])
  func order(merges: String) throws {
    var documents = (1...5).map {
      document("a\($0)", on: "2022-01-0\($0)", [person("1", "Ann Ab")])
    }
    documents.append(document("c", on: "2021-01-01", [person("1", "Cy Ef", role: "Mayor")]))
    documents.append(document("b", on: "2023-01-01", [person("1", "Bo Cd", role: "Clerk")]))
    var settled = try Settled(documents, merges)
    let names = settled.people.map(\.names)
    for _ in 0..<2 {
      // What an export says: ids are the archive's, and people stand as they are served.
      let exported = documents.map { document in
        var exported = document
        let ids = settled.ids[document.meeting.id]!
        for index in exported.statements.indices {
          exported.statements[index].attribution.speakerID = ids[index]
        }
        exported.speakers = settled.people.filter { ids.contains($0.id) }
        exported.statedSpeakers = Set(ids)
        return exported
      }
      let people = settled.people
      settled = try Settled(exported)
      #expect(settled.people.map(\.names) == names)
      #expect(settled.people == people)
    }
  }
}
