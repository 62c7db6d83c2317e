import Testing
import Transcripts

@testable import People

@Suite struct SpeakerCatalogueTests {
  @Test(
    "Spellings that may be one person's are proposed, with the reason",
    arguments: [
      ("Sergei Brilyov", "Sergey Brilev", NameVariants.Reason.transliteration),
      ("Tatyana Golik", "Tatiana Golik", .transliteration),
      ("VladimirVelt", "Vladimir Velt", .accents),
      ("A. Repin", "Alexander Repin", .initials),
      ("Vladimir Velt", "Vladimir Ivanovich Velt", .middleName),
      ("Andrei Sokolov", "Andrei Sokolova", .oneLetter), ("Bo Li", "Bo Li", .sameName),
    ])
  func reasons(left: String, right: String, reason: NameVariants.Reason) {
    #expect(NameVariants.reason(left, right) == reason)
    #expect(NameVariants.reason(right, left) == reason)
  }

  @Test(
    "Names that have little in common are not",
    arguments: [("Ada Holt", "Bo Holt"), ("Ada Holt", "Ada Berg"), ("Li", "Bo")])
  func unlike(left: String, right: String) { #expect(NameVariants.reason(left, right) == nil) }

  private func catalogue(_ documents: [Transcript], _ merges: String = "") throws
    -> SpeakerCatalogue
  {
    let merges = try SpeakerMerges(merges)
    var intake = PeopleIntake(merges: merges)
    for document in documents { intake.learn(intake.add(document)) }
    return SpeakerCatalogue(intake.settle(), merges: merges)
  }

  private let pair = [
    document("a", on: "2018-09-12", [person("1", "Sergei Brilyov", role: "Anchor\nof news")]),
    document("b", on: "2019-06-20", [person("1", "Sergey Brilev", role: "Anchor\nof news")]),
  ]

  @Test("Pairs that a merge file has settled are not proposed again")
  func settled() throws {
    #expect(try catalogue(pair).offers().proposals.map(\.reason) == [.transliteration])
    #expect(try catalogue(pair, "apart sergei-brilyov sergey-brilev").offers().proposals.isEmpty)
    #expect(try catalogue(pair, "merge sergei-brilyov -> sergey-brilev").offers().proposals.isEmpty)
    let apart = "merge sergei-brilyov -> anchor\napart sergei-brilyov sergey-brilev"
    #expect(try catalogue(pair, apart).offers().proposals.isEmpty)
  }

  @Test(
    "Whom a document, a source or the merge file keeps apart is not offered",
    arguments: [
      ([document("a", [person("1", "Sergei Brilyov"), person("2", "Sergey Brilev")])], ""),
      (
        [
          document("a", [person("1", "Bo Li", ["k": "1"])]),
          document("b", [person("1", "Bo Li", ["k": "2"])]),
        ], ""
      ),
      (
        [
          document("a", [person("1", "Bo Li", role: "Mayor")]),
          document("b", [person("1", "Bo Li")]),
          document("c", [person("1", "Bo Li", role: "Poet")]),
        ], "split bo-li \"Mayor\" -> mayor\nsplit bo-li \"Poet\" -> poet"
      ),
    ])
  func keptApart(documents: [Transcript], merges: String) throws {
    #expect(try catalogue(documents, merges).speakers.count > 1)
    #expect(try catalogue(documents, merges).offers().proposals.isEmpty)
  }

  @Test("One who is known by name alone is offered with each of that name whom a source knows")
  func sameName() throws {
    let documents = [
      document("a", [person("1", "Bo Li", ["k": "1"])]),
      document("b", [person("1", "Bo Li", ["k": "2"])]), document("c", [person("1", "Bo Li")]),
    ]
    let offers = try catalogue(documents).offers().proposals
    #expect(offers.map(\.reason) == [.sameName, .sameName])
    #expect(offers.allSatisfy { [$0.pair.first, $0.pair.second].contains("bo-li") })
  }

  @Test("The table of people is a merge file that settles nothing until a line is uncommented")
  func table() throws {
    let text = try catalogue(pair).text
    #expect(
      text == """
        # 2 people
        #
        # sergei-brilyov  Sergei Brilyov
        #   name Sergei Brilyov, 2018-09-12
        #   role Anchor of news, 2018-09-12
        #
        # sergey-brilev  Sergey Brilev
        #   name Sergey Brilev, 2019-06-20
        #   role Anchor of news, 2019-06-20
        #
        # May be one person each; take the # away, or write “apart ID ID”:
        #
        # merge sergei-brilyov -> sergey-brilev  # transliteration: Sergei Brilyov, Sergey Brilev

        """)
    #expect(try SpeakerMerges(text) == SpeakerMerges())
    let decided = text.replacing("# merge", with: "merge")
    #expect(try SpeakerMerges(decided).canonical("sergei-brilyov") == "sergey-brilev")
  }

  @Test("A document gets the ids of its people in the archive, as the merge file has them")
  func relabelled() throws {
    let merges = try SpeakerMerges(
      "merge b-li -> bo-li\nsplit ada-holt \"Mayor of Tarn\" -> tarn\nname bo-li \"Bo Li\"")
    var intake = PeopleIntake(merges: merges)
    let read = document(
      "a",
      [
        person("1", "B Li", ["kremlin": "1"]), person("2", "Ada Holt", role: "Mayor of Tarn"),
        person("3", "Aron Velt"),
      ])
    intake.learn(intake.add(read))
    var settled = SettledDocuments(intake)
    let made = settled.relabel(read)
    #expect(made.statements.map(\.attribution.speakerID) == ["bo-li", "tarn", "aron-velt"])
    #expect(made.speakers.map(\.id) == ["bo-li", "tarn", "aron-velt"])
    #expect(made.speakers.map(\.name) == ["Bo Li", "Ada Holt", "Aron Velt"])
    #expect(
      made.speakers[0].identifiers.map(\.value) == ["bo-li", "1"])
    #expect(made.speakers[2].identifiers.isEmpty)
  }
}
