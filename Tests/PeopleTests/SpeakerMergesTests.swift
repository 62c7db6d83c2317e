import Testing
import Transcripts

@testable import People

@Suite struct SpeakerMergesTests {
  @Test("Spelling alone never merges; a merge file does, and old ids stay findable")
  func merge() throws {
    let documents = [
      document("a", [person("1", "Sergei Brilyov")]),
      document("b", [person("1", "Sergei Brilev", role: "Anchor")]),
    ]
    #expect(try Settled(documents).people.count == 2)
    let merged = try Settled(documents, "merge sergei-brilev -> sergei-brilyov # one man\n")
    #expect(merged.people.map(\.id) == ["sergei-brilyov"])
    #expect(merged.people[0].name == "Sergei Brilyov")
    #expect(merged.people[0].names.count == 2)
    #expect(merged.people[0].roles.map(\.wording) == ["Anchor"])
    #expect(
      merged.people[0].identifiers == [.init(scheme: "verbatim", value: "sergei-brilyov")])
    #expect(merged.settlement.people.number(ofID: "sergei-brilev") == 0)
    #expect(merged.problems.isEmpty)
    let renamed = try Settled(documents, "merge sergei-brilev -> anchor\n")
    #expect(renamed.people.map(\.id) == ["anchor", "sergei-brilyov"])
  }

  @Test("Long chains of merges lead to their end, whichever link comes first")
  func chains() throws {
    let links = (0..<20_000).map { "merge p\($0) -> p\($0 + 1)" }
    for lines in [links, links.reversed()] {
      let merges = try SpeakerMerges(lines.joined(separator: "\n"))
      for index in 0...20_000 { #expect(merges.canonical("p\(index)") == "p20000") }
      #expect(throws: SpeakerMerges.SyntaxError.self) {
        try SpeakerMerges((lines + ["merge p20000 -> p7"]).joined(separator: "\n"))
      }
    }
  }

  @Test(
    "Lines may end and begin as editors like",
    arguments: [
      "# notes\r\nmerge b-li -> bo-li\r\n", "\u{feff}merge b-li -> bo-li\n",
      "\tmerge\tb-li  ->\tbo-li  \t\n\n", "merge b-li -> bo-li", "\r\n\r\nmerge b-li -> bo-li # x",
      "# a\rmerge b-li -> bo-li\r",
    ])
  func lineEnds(file: String) throws {
    let documents = [document("a", [person("1", "B Li")]), document("b", [person("1", "Bo Li")])]
    #expect(try Settled(documents, file).people.map(\.id) == ["bo-li"])
  }

  @Test(
    "A split parts by role, meeting, document or days, and takes name and roles along",
    arguments: [
      "split sergei-morozov \"governor of ASTRAKHAN\" -> astrakhan",
      "split sergei-morozov meeting m2 -> astrakhan",
      "split sergei-morozov document second.txt -> astrakhan",
      "split sergei-morozov 2019-06-05..2019-12-31 -> astrakhan",
      "split sergei-morozov 2019-06-05.. -> astrakhan",
      "merge sergei-morozov -> moroz\nsplit sergei-morozov meeting m2 -> astrakhan",
      "split sergei-morozov meeting m2 -> b\nmerge b -> astrakhan",
    ])
  func split(file: String) throws {
    let settled = try Settled(
      [
        document(
          "m1", on: "2018-01-01", file: "first.txt",
          [person("1", "Sergei Morozov", role: "Governor of Ulyanovsk")]),
        document(
          "m2", on: "2019-07-01", file: "second.txt",
          [person("1", "Sergei Morozov", role: "Governor of Astrakhan")]),
      ], file)
    #expect(settled.problems.isEmpty)
    #expect(settled.ids["m2"] == ["astrakhan"])
    let new = try #require(settled.person("astrakhan"))
    #expect(new.name == "Sergei Morozov")
    #expect(new.roles.map(\.wording) == ["Governor of Astrakhan"])
    let old = try #require(settled.people.first { $0.id != "astrakhan" })
    #expect(old.roles.map(\.wording) == ["Governor of Ulyanovsk"])
    #expect(old.name == "Sergei Morozov")
  }

  @Test("A name line says which name to show")
  func name() throws {
    let settled = try Settled(
      [document("a", [person("1", "Ilse Brandvik")])], "name ilse-brandvik \"Dr Ilse Brandvik\"")
    #expect(settled.people[0].name == "Dr Ilse Brandvik")
    #expect(settled.people[0].names.map(\.wording) == ["Dr Ilse Brandvik", "Ilse Brandvik"])
  }

  @Test("A line about an id that nobody has, or that does nothing, is told with its number")
  func idle() throws {
    let settled = try Settled(
      [
        document("a", [person("1", "Bo Li", role: "Mayor")]),
        document("b", [person("1", "Ada Holt")]),
      ],
      """
      merge nobody-a -> nobody-b
      apart bo-li ada-holt

      name nobody-a "Nobody"
      apart bo-li nobody-a
      split bo-li "Minister" -> minister
      split nobody-a meeting a -> minister
      merge ada-holt -> ada
      merge ada -> ada-holm
      name ada-holt "Ada"
      """)
    #expect(settled.problems == [1, 4, 5, 6, 7])
    #expect(settled.people.map(\.id) == ["ada-holm", "bo-li"])
  }

  @Test("Lines that others make idle are told too, and a chain that ends in somebody is not")
  func idleChains() throws {
    let documents = [document("a", [person("1", "Bo Li", role: "Mayor")])]
    let idle = try Settled(
      documents,
      """
      merge nobody -> ghost
      merge ghost -> spirit
      merge bo-li -> li
      merge bo-li -> li
      name li "Bo"
      name bo-li "Li"
      """)
    #expect(idle.problems == [1, 2, 4, 5])
    #expect(idle.people.map(\.name) == ["Li"])
    let chain = try Settled(
      documents, "merge b -> c\nmerge c -> d\nsplit bo-li \"Mayor\" -> b")
    #expect(chain.problems.isEmpty)
    #expect(chain.people.map(\.id) == ["d"])
    #expect(chain.settlement.people.number(ofID: "b") == 0)
  }

  @Test("A chain of merges joins all who stand in it, whichever line comes first")
  func chainOfPeople() throws {
    let documents = ["Bo Li", "B Li", "Li Bo"].enumerated().map { index, name in
      document("m\(index)", [person("1", name)])
    }
    let lines = ["merge b-li -> bo-li", "merge bo-li -> li-bo"]
    for lines in [lines, lines.reversed()] {
      let settled = try Settled(documents, lines.joined(separator: "\n"))
      #expect(settled.people.map(\.id) == ["li-bo"])
      #expect(settled.people[0].otherIDs == ["b-li", "bo-li"])
      #expect(settled.problems.isEmpty)
    }
  }

  @Test("Merged ids are listed with the person, and read back with it")
  func otherIDs() throws {
    let documents = [document("a", [person("1", "B Li"), person("2", "Bo Li")])]
    let merged = try Settled(documents, "merge b-li -> bo-li")
    #expect(merged.people.map(\.otherIDs) == [["b-li"]])
    var made = document("m", merged.people, stated: ["bo-li"])
    made.meeting.id = "x"
    let read = try Settled([made])
    #expect(read.people == merged.people)
    #expect(read.settlement.people.number(ofID: "b-li") == 0)
    // Who is found by another id is known by it in other documents too.
    let more = try Settled([made, document("b", [person("1", "B. Li")])])
    #expect(more.ids["b"] == ["bo-li"])
  }

  @Test("Of stated people who have said nothing the stated name is shown")
  func silentName() throws {
    var silent = Speaker(
      id: "bo-li", name: "Dr Bo Li",
      names: [.init("Dr Bo Li", from: day("2020-01-01")), .init("Bo Li", from: day("2010-01-01"))])
    silent.identifiers = [.init(scheme: "k", value: "1")]
    var made = document("m", [person("1", "Ada Holt")])
    made.speakers.append(silent)
    made.statedSpeakers = ["bo-li"]
    #expect(try Settled([made]).person("bo-li") == silent)
  }

  @Test(
    "A bad merge file is refused with its line",
    arguments: [
      "merge a", "# fine\nfoo a b", "merge a -> b\nmerge b -> a", "merge a -> a",
      "merge a -> B/c", "apart a a", "split a b c -> d", "split a 2019-02-30.. -> d",
      "split a .. -> d", "split a 2020-01-01..2019-01-01 -> d", "split a \"\" -> d",
      "name a \"\"", "merge a -> b\r\nmerge a -> c", "split a \"Role\" -> a",
    ])
  func badFile(text: String) throws {
    let error = try #require(throws: SpeakerMerges.SyntaxError.self) { try SpeakerMerges(text) }
    #expect(error.line == text.split(whereSeparator: \.isNewline).count)
  }
}
