import ArchiveProtocol
import People
import Testing
import Transcripts

@testable import Archive

@Suite struct SpeakerTests {
  private func speaker(_ id: String, _ name: String, _ identifiers: [String: String] = [:])
    -> Speaker
  {
    Speaker(
      id: id, name: name,
      identifiers: identifiers.sorted { $0.key < $1.key }.map {
        .init(scheme: $0.key, value: $0.value)
      })
  }

  /// The settled ids of people whom successive documents propose.
  private func settle(_ proposals: [Speaker]) throws -> [String] {
    let archive = Archive()
    var ids: [String] = []
    for (index, proposal) in proposals.enumerated() {
      try archive.add([
        transcript("m\(index)", [(proposal.id, "words")], speakers: [proposal])
      ])
      let found = try #require(archive.snapshot.statement(id: "m\(index)/0"))
      ids.append(try decodedStatement(found.frame).attribution.speakerID)
    }
    return ids
  }

  @Test("An equal name is the same person, whatever its case, accents and punctuation")
  func equalName() throws {
    let ids = try settle([
      speaker("1", "Aleksandar Vučić"), speaker("2", "ALEKSANDAR VUCIC"),
      speaker("3", "Aleksandar Vucić."),
    ])
    #expect(Set(ids) == ["aleksandar-vucic"])
  }

  @Test("A name that is only alike is another person")
  func likeness() throws {
    let ids = try settle([
      speaker("1", "Dmitry Peskov"), speaker("2", "Dmitri Peskov"), speaker("3", "D Peskov"),
      speaker("4", "Peskov"),
    ])
    #expect(Set(ids).count == 4)
  }

  @Test("The same identifier is the same person under any name")
  func sameIdentifier() throws {
    let ids = try settle([
      speaker("1", "Ana Ruiz", ["wikidata": "Q1"]),
      speaker("2", "Ana Ruiz Soto", ["wikidata": "Q1"]),
      speaker("3", "Ana Ruiz Soto"),
    ])
    #expect(Set(ids) == ["ana-ruiz"])
  }

  @Test("Different identifiers of one scheme are different people of one name")
  func differentIdentifiers() throws {
    let ids = try settle([
      speaker("1", "John Smith", ["parlamint": "A1"]),
      speaker("2", "John Smith", ["parlamint": "B2"]),
      speaker("3", "John Smith", ["parlamint": "A1"]),
      speaker("4", "John Smith", ["parlamint": "B2", "wikidata": "Q7"]),
      speaker("5", "John Smith", ["wikidata": "Q7"]),
    ])
    #expect(
      ids == [
        "john-smith", "john-smith~parlamint-b2", "john-smith", "john-smith~parlamint-b2",
        "john-smith~parlamint-b2",
      ])
  }

  @Test("A name that fits several known people is a person of its own, the same one each time")
  func ambiguousName() throws {
    let ids = try settle([
      speaker("1", "John Smith", ["parlamint": "A1"]),
      speaker("2", "John Smith", ["parlamint": "B2"]), speaker("3", "John Smith"),
      speaker("4", "john smith"),
    ])
    #expect(ids[2] == "john-smith~unidentified")
    #expect(ids[3] == "john-smith~unidentified")
  }

  @Test("An id that a user has settled is that person's, whatever the name says")
  func settledID() throws {
    let ids = try settle([
      speaker("1", "Sergei Morozov", ["verbatim": "sergei-morozov"]),
      speaker("2", "Sergei Morozov", ["verbatim": "sergei-morozov~astrakhan"]),
      speaker("3", "S. Morozov", ["verbatim": "sergei-morozov"]),
      speaker("4", "Sergei Brilev", ["verbatim": "sergei-brilyov", "kremlin": "7"]),
      speaker("5", "Sergei Brilyov", ["verbatim": "sergei-brilyov"]),
      speaker("6", "Sergei Brilyov", ["kremlin": "7"]),
    ])
    #expect(
      ids == [
        "sergei-morozov", "sergei-morozov~astrakhan", "sergei-morozov", "sergei-brilyov",
        "sergei-brilyov", "sergei-brilyov",
      ])
  }

  @Test("The name that a user has settled is shown and listed by; the others are still found")
  func settledName() throws {
    let archive = Archive()
    for (meeting, name) in [("m0", "Zoya Brilev"), ("m1", "Adam Brilyov")] {
      let proposal = speaker("x", name, ["verbatim": "brilyov"])
      try archive.add([transcript(meeting, [("x", "words")], speakers: [proposal])])
      try archive.add([
        transcript(meeting + "b", [("y", "words")], speakers: [speaker("y", "Bo Li")])
      ])
    }
    let listed = try archive.snapshot.speakerList(SpeakerQuery()).map(\.name)
    #expect(listed == ["Adam Brilyov", "Bo Li"])
    let found = try archive.snapshot.speakerList(SpeakerQuery(name: "zoya")).map(\.id)
    #expect(found == ["brilyov"])
  }

  @Test("An id that was merged into another finds that one, and never hides anybody's own")
  func mergedID() throws {
    let archive = Archive()
    let merges = try SpeakerMerges("merge brilev -> brilyov\nmerge lee -> brilyov")
    try archive.load(merges: merges) { loader in
      for (index, id) in ["brilev", "brilyov", "li"].enumerated() {
        let proposal = speaker("x", "Name \(id)", ["verbatim": id])
        try loader.append(transcript("m\(index)", [("x", "words")], speakers: [proposal]))
      }
      #expect(loader.settlePeople().problems.map(\.line) == [2])
    }
    func meetings(_ id: String) throws -> [String] {
      try archive.snapshot.statementList(StatementQuery(filter: .init(speakerIDs: [id])))
        .map(\.id)
    }
    #expect(try meetings("brilev") == ["m0/0", "m1/0"])
    #expect(try meetings("brilyov") == ["m0/0", "m1/0"])
    #expect(try meetings("li") == ["m2/0"])
    #expect(try meetings("nobody").isEmpty)
  }

  @Test("A settled id that can be no id is refused", arguments: ["", "A b", "ä", "x/y"])
  func badSettledID(id: String) {
    let proposal = speaker("x", "Ada Holt", ["verbatim": id])
    #expect(throws: ImportError.self) {
      try Archive().add([transcript("m", [("x", "words")], speakers: [proposal])])
    }
  }

  @Test(
    "Ids are made of the name",
    arguments: [
      ("Владимир Путин", "vladimir-putin"), ("Jean-Claude O’Neil 3", "jean-claude-oneil-3"),
      ("Κυριάκος", "kyriakos"), ("習近平", "u7fd2u8fd1u5e73"),
    ])
  func ids(name: String, id: String) throws {
    #expect(try settle([speaker("x", name)]) == [id])
  }

  @Test("A long name has an id within bounds")
  func longName() throws {
    let ids = try settle([
      speaker("x", String(repeating: "习", count: 160)),
      speaker(
        "y", String(repeating: "习", count: 161), ["scheme": String(repeating: "v", count: 400)]),
    ])
    #expect(Set(ids).count == 2)
    for id in ids { #expect((1...128).contains(id.utf8.count)) }
  }

  @Test("People are found by any name, in whole words of any order")
  func found() throws {
    let archive = Archive()
    var putin = speaker("p", "Vladimir Putin")
    putin.names = [.init("В. В. Путин"), .init("Vladimir Vladimirovich Putin")]
    try archive.add([
      transcript(
        "m", [("p", "a"), ("v", "b"), ("n", "c")],
        speakers: [putin, speaker("v", "Vladimir Vučić"), speaker("n", "Sauli Niinistö")])
    ])
    func ids(_ name: String) throws -> [String] {
      try archive.snapshot.speakerList(SpeakerQuery(name: name)).map(\.id)
    }
    for name in ["putin", "PUTIN, Vladimir", "путин", "vladimirovich putin"] {
      #expect(try ids(name) == ["vladimir-putin"])
    }
    #expect(try ids("vladimir") == ["vladimir-putin", "vladimir-vucic"])
    #expect(try ids("niinisto") == ["sauli-niinisto"])
    #expect(try ids("puti") == [])
    #expect(try ids("Путин Vladimir") == ["vladimir-putin"])
    #expect(try ids("") == ["sauli-niinisto", "vladimir-putin", "vladimir-vucic"])
  }

  @Test(
    "People are found however their names are parted, and in scripts without spaces by a part",
    arguments: [
      ("o brien", ["maeve-obrien"]), ("obrien", ["maeve-obrien"]), ("O’Brien", ["maeve-obrien"]),
      ("maeve o brien", ["maeve-obrien"]), ("o'brien maeve", ["maeve-obrien"]),
      ("vankirk", ["ada-van-kirk"]), ("van kirk", ["ada-van-kirk"]), ("Kirk", ["ada-van-kirk"]),
      ("ada vankirk", ["ada-van-kirk"]), ("jeanmarc", ["jean-marc-holt"]),
      ("明", ["u674eu660eu535a"]), ("李明", ["u674eu660eu535a"]),
      ("李明博", ["u674eu660eu535a"]), ("明李", []), ("博士", []), ("li na", ["na-li"]),
      ("lin a", ["lina-berg"]),
    ])
  func parted(name: String, ids: [String]) throws {
    let archive = Archive()
    let names = ["Maeve O’Brien", "Ada Van Kirk", "Jean-Marc Holt", "李明博", "Na Li", "Lina Berg"]
    try archive.add([transcript("m", names.map { ($0, "words") })])
    let found = try archive.snapshot.speakerList(SpeakerQuery(name: name)).map(\.id)
    #expect(found == ids)
  }

  @Test("A speaker has names and roles with their days, and what the statements say")
  func collected() throws {
    let archive = Archive()
    func add(_ id: String, _ date: String, _ name: String, _ role: String) throws {
      var proposal = speaker("x", name, ["wikidata": "Q1"])
      proposal.roles = [.init(role)]
      try archive.add([
        transcript(id, on: date, [("x", "one"), ("", "two"), ("x", "three")], speakers: [proposal])
      ])
    }
    try add("b", "2022-05-01", "Ana Ruiz", "Minister")
    try add("a", "2021-01-01", "Ana Ruiz Soto", "Member")
    try add("c", "2023-01-01", "Ana Ruiz", "Minister")
    let found = try #require(archive.snapshot.speaker(id: "ana-ruiz"))
    #expect(found.name == "Ana Ruiz")
    #expect(
      found.names == [
        .init("Ana Ruiz", from: day("2022-05-01"), to: day("2023-01-01")),
        .init("Ana Ruiz Soto", from: day("2021-01-01"), to: day("2021-01-01")),
      ])
    #expect(
      found.roles == [
        .init("Member", from: day("2021-01-01"), to: day("2021-01-01")),
        .init("Minister", from: day("2022-05-01"), to: day("2023-01-01")),
      ])
    #expect(found.statementCount == 6)
    #expect(found.firstDate == day("2021-01-01"))
    #expect(found.lastDate == day("2023-01-01"))
    try archive.add([transcript("a", on: "2021-01-01", [("", "nobody")])])
    let later = try #require(archive.snapshot.speaker(id: "ana-ruiz"))
    #expect(later.statementCount == 4)
    #expect(later.firstDate == day("2022-05-01"))
  }

  @Test("Candidates of an ambiguous statement get settled ids too")
  func candidates() throws {
    let archive = Archive()
    var made = transcript(
      "m", [("", "who?")], speakers: [speaker("1", "Ana Ruiz"), speaker("2", "Bo Lind")])
    made.statements[0].attribution.certainty = .ambiguous
    made.statements[0].attribution.candidateIDs = ["2", "1"]
    try archive.add([made])
    #expect(
      try archive.snapshot.statementList()[0].attribution.candidateIDs == ["bo-lind", "ana-ruiz"])
  }

  @Test("Two people of one name whom a document keeps apart are two, and each is found by id")
  func keptApart() throws {
    let archive = Archive()
    let people = ["Astrakhan", "Ulyanovsk"].map { place in
      var governor = speaker(place, "Sergei Morozov")
      governor.roles = [.init("Governor of \(place) Region")]
      return governor
    }
    try archive.add([
      transcript("m", [("Astrakhan", "a"), ("Ulyanovsk", "b")], speakers: people)
    ])
    #expect(archive.snapshot.speakerCount == 2)
    for (index, place) in ["astrakhan", "ulyanovsk"].enumerated() {
      let id = "sergei-morozov~governor-of-\(place)-region"
      let said = try archive.snapshot.statementList(
        StatementQuery(filter: .init(speakerIDs: [id])))
      #expect(said.map(\.id) == ["m/\(index)"])
      #expect(said.map(\.attribution.speakerID) == [id])
    }
  }

  @Test("Ids that are settled only in the end are those that statements and candidates have")
  func settledLate() throws {
    let archive = Archive()
    var doubtful = transcript(
      "c", [("", "who?"), ("1", "I")], speakers: [speaker("1", "Bo Li", ["k": "1"])])
    doubtful.statements[0].attribution.certainty = .ambiguous
    doubtful.statements[0].attribution.candidateIDs = ["1"]
    let long = String(repeating: "long words ", count: 500)
    try archive.add([
      transcript(
        "a", [("1", "first"), ("", long), ("1", "third")],
        speakers: [speaker("1", "Bo Li", ["k": "1"])]),
      transcript(
        "b", [("1", long), ("Ana Ruiz", "b")],
        speakers: [speaker("1", "Bo Li", ["k": "2"]), speaker("Ana Ruiz", "Ana Ruiz")]),
      doubtful, transcript("d", [("Bo Li", "d")]),
    ])
    let list = try archive.snapshot.statementList()
    #expect(
      list.map(\.attribution.speakerID) == [
        "bo-li~k-1", "", "bo-li~k-1", "bo-li~k-2", "ana-ruiz", "", "bo-li~k-1", "bo-li",
      ])
    #expect(list[5].attribution.candidateIDs == ["bo-li~k-1"])
    #expect(
      list.map { $0.paragraphs[0] } == [
        "first", long, "third", long, "b", "who?", "I", "d",
      ])
    for id in Set(list.map(\.attribution.speakerID)) where !id.isEmpty {
      let found = try archive.snapshot.statementList(
        StatementQuery(filter: .init(speakerIDs: [id])))
      #expect(found == list.filter { $0.attribution.speakerID == id })
    }
    // Imported again, nothing has changed.
    #expect(
      try archive.add([
        transcript(
          "a", [("1", "first"), ("", long), ("1", "third")],
          speakers: [speaker("1", "Bo Li", ["k": "1"])])
      ]).unchanged == 1)
  }

  @Test("However many roles somebody has, every meeting is served", arguments: [false, true])
  func busyPerson(hasMergeFile: Bool) throws {
    let archive = Archive()
    let merges = try SpeakerMerges(hasMergeFile ? "name ana-ruiz \"Dr Ana Ruiz\"" : "")
    let report = try archive.load(merges: merges) { loader in
      for index in 0..<3_000 {
        var busy = speaker("x", "Ana Ruiz")
        busy.roles = [.init("Role \(index)")]
        var made = transcript("m\(index)", [("x", "words")], speakers: [busy])
        made.statements[0].attribution.role = "Role \(index)"
        try loader.append(made)
      }
    }
    #expect(report.added == 3_000)
    #expect(report.people.droppedWordings == 2_000)
    #expect(archive.snapshot.statementCount == 3_000)
    let found = try #require(archive.snapshot.speaker(id: "ana-ruiz"))
    #expect(found.statementCount == 3_000)
    #expect(found.roles.count == 1_000)
  }

  @Test("Speakers of a meeting are those its statements are attributed to")
  func atMeeting() throws {
    let archive = Archive()
    try archive.add([
      transcript("m", [("Ana Ruiz", "a"), ("", "b")]), transcript("n", [("Bo Lind", "c")]),
    ])
    let snapshot = archive.snapshot
    #expect(try snapshot.speakerList(SpeakerQuery(meetingID: "m")).map(\.id) == ["ana-ruiz"])
    #expect(try snapshot.speakerList(SpeakerQuery(name: "bo", meetingID: "m")).isEmpty)
    #expect(try snapshot.speakerList(SpeakerQuery(meetingID: "none")).isEmpty)
    #expect(try snapshot.speakerList(SpeakerQuery(limit: 1)).map(\.id) == ["ana-ruiz"])
  }
}
