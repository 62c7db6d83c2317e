import ArchiveProtocol
import Testing
import Transcripts

@testable import Archive

@Suite struct ImportTests {
  @Test("A meeting is kept with its first revision and the number of its statements")
  func firstRevision() throws {
    let archive = Archive()
    let report = try archive.add([transcript("m", [("A", "one"), ("B", "two")])])
    #expect(report == ImportReport(added: 1, replaced: 0, unchanged: 0, statements: 2))
    let found = try decodedMeeting(#require(archive.snapshot.meeting(id: "m")).frame)
    #expect(found.revision == 1)
    #expect(found.statementCount == 2)
  }

  @Test("A meeting imported again unchanged changes nothing")
  func unchanged() throws {
    let archive = Archive()
    let made = [transcript("m", [("A", "one"), ("B", "two")]), transcript("n", [])]
    try archive.add(made)
    for _ in 0..<3 {
      #expect(try archive.add(made) == ImportReport(unchanged: 2))
      #expect(try archive.snapshot.meetingList().map(\.revision) == [1, 1])
      #expect(try archive.snapshot.statementList().count == 2)
    }
  }

  @Test("A meeting imported again changed replaces the earlier one")
  func replaced() throws {
    let archive = Archive()
    try archive.add([transcript("m", [("A", "one"), ("B", "two")]), transcript("n", [("A", "x")])])
    let report = try archive.add([transcript("m", [("A", "one"), ("B", "three"), ("B", "four")])])
    #expect(report == ImportReport(replaced: 1, statements: 3))
    let snapshot = archive.snapshot
    #expect(
      try snapshot.statementList().flatMap(\.paragraphs) == ["one", "three", "four", "x"])
    #expect(try decodedMeeting(#require(snapshot.meeting(id: "m")).frame).revision == 2)
    #expect(snapshot.statementCount == 4)
    #expect(snapshot.meetingCount == 2)
    #expect(try snapshot.count(StatementFilter(speakerNames: ["b"])) == 2)
  }

  @Test("Within one import the last transcript of a meeting counts")
  func lastCounts() throws {
    let archive = Archive()
    let (first, second) = (transcript("m", [("A", "one")]), transcript("m", [("A", "two")]))
    try archive.add([first, second, transcript("n", [("A", "x")])])
    #expect(try archive.snapshot.statementList().flatMap(\.paragraphs) == ["two", "x"])
    var outcomes: [Loader.Outcome] = []
    try archive.load { loader in
      for made in [first, first, second] { outcomes.append(try loader.append(made)) }
    }
    #expect(outcomes == [.replaced, .unchanged, .unchanged])
    #expect(try archive.snapshot.statementList().flatMap(\.paragraphs) == ["two", "x"])
    #expect(try archive.snapshot.meetingList().map(\.revision) == [1, 1])
  }

  @Test("Meetings are listed by day and id, filtered, limited and resumed")
  func listing() throws {
    let archive = Archive()
    try archive.add([
      transcript("b", on: "2023-01-02", title: "Talks with Ruritania", place: "Moscow", []),
      transcript("a", on: "2023-01-02", title: "Plenary session", place: "The Hall, New York", []),
    ])
    try archive.add([transcript("c", on: "2023-01-01", title: "Talks", place: "York", [])])
    let snapshot = archive.snapshot
    func ids(_ query: MeetingQuery) throws -> [String] { try snapshot.meetingList(query).map(\.id) }
    #expect(try ids(MeetingQuery()) == ["c", "a", "b"])
    #expect(try ids(MeetingQuery(order: .reverseChronological)) == ["b", "a", "c"])
    #expect(try ids(MeetingQuery(from: day("2023-01-02"))) == ["a", "b"])
    #expect(try ids(MeetingQuery(to: day("2023-01-01"))) == ["c"])
    #expect(try ids(MeetingQuery(places: ["york"])) == ["c", "a"])
    #expect(try ids(MeetingQuery(places: ["york", "moscow"], title: "talks")) == ["c", "b"])
    #expect(try ids(MeetingQuery(limit: 2)) == ["c", "a"])
    #expect(try ids(MeetingQuery(afterID: "c")) == ["a", "b"])
    #expect(try ids(MeetingQuery(order: .reverseChronological, afterID: "a")) == ["c"])
    #expect(try ids(MeetingQuery(title: "session plenary")) == [])
  }

  @Test("A list longer than its batches arrives whole")
  func longList() throws {
    let archive = Archive()
    try archive.load { loader in
      for number in 0..<3_000 {
        try loader.append(
          transcript(
            "m\(number)", title: String(repeating: "long ", count: 20), [("P \(number)", "")]))
      }
    }
    for cursor in [
      try archive.snapshot.meetings(MeetingQuery()) as any MessageCursor,
      try archive.snapshot.speakers(SpeakerQuery()),
    ] {
      #expect(frames(pull(cursor) { 16_384 }).count == 3_000)
    }
    #expect(try archive.snapshot.meetingList().count == 3_000)
    #expect(try archive.snapshot.speakerList().count == 3_000)
  }

  @Test("Single imports add up to few segments and the same order")
  func segments() throws {
    let archive = Archive()
    for number in (0..<300).shuffled() {
      try archive.add([
        transcript(
          "m\(number)", on: number.isMultiple(of: 2) ? "2023-01-01" : "2022-01-01", [("A", "x")])
      ])
    }
    #expect(archive.snapshot.segmentCount <= 10)
    let list = try archive.snapshot.statementList()
    #expect(list.count == 300)
    for (left, right) in zip(list, list.dropFirst()) {
      #expect((left.date, left.meetingID) < (right.date, right.meetingID))
    }
  }

  @Test("What is wrong with a transcript is said, and the archive stays as it was")
  func refused() throws {
    typealias Change = (inout Transcript) -> Void
    let changes: [(String, Change)] = [
      ("the id must be", { $0.meeting.id = "a b" }), ("the id must be", { $0.meeting.id = "" }),
      ("the id must be", { $0.meeting.id = String(repeating: "a", count: 129) }),
      ("before it begins", { $0.meeting.endDate = day("2000-01-01") }),
      ("a NUL character in the title of the meeting", { $0.meeting.title = "a\0" }),
      ("SHA-256", { $0.meeting.source.sha256 = [1] }),
      ("ordinal", { $0.statements[1].ordinal = 2 }),
      ("of another meeting", { $0.statements[1].meetingID = "n" }),
      ("its id", { $0.statements[1].id = "n/1" }), ("its id", { $0.statements[1].id = "m/" }),
      ("its id", { $0.statements[1].id = "m/a b" }), ("its id", { $0.statements[1].id = "m" }),
      ("its id", { $0.statements[1].id = "m/" + String(repeating: "a", count: 160) }),
      ("the id of an earlier one", { $0.statements[1].id = $0.statements[0].id }),
      (
        "a NUL character in the paragraphs of the statement",
        { $0.statements[1].paragraphs = ["a\0b"] }
      ),
      ("not among the transcript's speakers", { $0.statements[1].attribution.speakerID = "zz" }),
      (
        "not among the transcript's speakers",
        { $0.statements[1].attribution.candidateIDs = ["zz"] }
      ),
      (
        "speakers; at most",
        {
          $0.statements[1].attribution.candidateIDs = .init(repeating: "A B", count: 65)
        }
      ),
      ("section 0 of 0", { $0.statements[1].section = 0 }),
      (
        "mark in paragraph 2",
        {
          $0.statements[1].marks = [Mark(kind: .vocal, paragraph: 2, wording: "x")]
        }
      ),
      (
        "mark beyond the end",
        {
          $0.statements[1].marks = [
            Mark(
              kind: .vocal, paragraph: 0, offset: 4_000_000_000,
              length: 4_000_000_000, wording: "x")
          ]
        }
      ),
      (
        "paragraphs or marks", { $0.statements[1].paragraphs = .init(repeating: "", count: 20_001) }
      ),
      (
        "more than 4194304 bytes",
        {
          $0.statements[1].paragraphs = .init(
            repeating: String(repeating: "a", count: 1 << 20), count: 5)
        }
      ),
      (
        "more than 4194304 bytes",
        {
          $0.meeting.lead = .init(repeating: String(repeating: "a", count: 1 << 20), count: 5)
        }
      ),
      ("has no name", { $0.speakers[0].name = "…" }),
      ("two speakers", { $0.speakers.append($0.speakers[0]) }),
      (
        "speaker's name has 501 bytes", { $0.speakers[0].name = String(repeating: "a", count: 501) }
      ),
      ("an identifier", { $0.speakers[0].identifiers = [.init(scheme: "", value: "x")] }),
      (
        "two settled ids",
        {
          $0.speakers[0].identifiers = ["x", "y"].map { .init(scheme: "verbatim", value: $0) }
        }
      ),
      (
        "two speakers, are stated to be p2",
        {
          $0.speakers[0].identifiers = [.init(scheme: "verbatim", value: "p2")]
          $0.speakers.append(Speaker(id: "p2", name: "C D"))
          $0.statedSpeakers = ["p2"]
        }
      ),
      (
        "two speakers, are stated to be p3",
        {
          $0.speakers[0].identifiers = [.init(scheme: "verbatim", value: "p3")]
          $0.speakers.append(
            Speaker(
              id: "C D", name: "C D", identifiers: [.init(scheme: "verbatim", value: "p3")]))
        }
      ),
    ]
    let archive = Archive()
    try archive.add([transcript("n", [("A", "one")])])
    for (expected, change) in changes {
      var made = transcript("m", [("A B", "one"), ("A B", "two")])
      change(&made)
      try archive.load { loader in
        let error = #expect(throws: ImportError.self) { try loader.append(made) }
        #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
      }
      #expect(throws: ImportError.self) { try archive.add([transcript("o", []), made]) }
    }
    #expect(archive.snapshot.meetingCount == 1)
    #expect(archive.snapshot.speakerCount == 1)
  }

  @Test(
    "A message that is too large is refused, whichever of its fields makes it so",
    arguments: [
      "title", "kind", "language", "place", "licence", "file name", "label", "delivery", "timing",
      "mark", "heading", "names", "roles",
    ])
  func tooLarge(field: String) throws {
    let long = String(repeating: "a", count: 5 << 20)
    var made = transcript("m", [("A B", "one"), ("A B", "two")])
    switch field {
    case "title": made.meeting.title = long
    case "kind": made.meeting.kind = long
    case "language": made.meeting.language = long
    case "place": made.meeting.place = long
    case "licence": made.meeting.source.licence = long
    case "file name": made.meeting.source.fileName = long
    case "label": made.statements[0].attribution.label = long
    case "delivery":
      made.statements[0].attribution.delivery = .init(mode: .interpreted, wording: long)
    case "timing": made.statements[0].timing = .init(start: long)
    case "mark": made.statements[0].marks = [Mark(kind: .vocal, paragraph: 0, wording: long)]
    case "heading": made.meeting.sections = [.init(heading: long, level: 1)]
    case "names":
      made.speakers[0].names = (0..<20_000).map { .init("\($0)" + String(long.prefix(400))) }
    default: made.speakers[0].roles = (0..<20_000).map { .init("\($0)" + String(long.prefix(400))) }
    }
    let archive = Archive()
    let error = #expect(throws: ImportError.self) { try archive.add([made]) }
    #expect(error?.message.contains("more than 4194304 bytes") == true)
    #expect(archive.snapshot.meetingCount == 0)
  }

  @Test("What fits without the settled ids of its speakers, and not with them, is refused")
  func settledIDs() throws {
    var made = transcript("m", [("A B", "one")])
    made.statements[0].attribution.candidateIDs = .init(repeating: "A B", count: 64)
    made.statements[0].paragraphs = [String(repeating: "a", count: 4 << 20 - 5_000)]
    #expect(throws: ImportError.self) { try Archive().add([made]) }
    made.statements[0].paragraphs = [String(repeating: "a", count: 4 << 20 - 50_000)]
    try Archive().add([made])
    let id = String(repeating: "a", count: 129)
    made.speakers[0].id = id
    made.statements[0].attribution.speakerID = id
    made.statements[0].attribution.candidateIDs = []
    try Archive().add([made])
    made.statedSpeakers = [id]
    let error = #expect(throws: ImportError.self) { try Archive().add([made]) }
    #expect(error?.message.contains("speaker's id has 129 bytes; at most 128") == true)
  }

  @Test(
    "What is said of people is learnt where the meeting is as it was, and from the last that says it"
  )
  func peopleOfUnchanged() throws {
    func made(_ roles: [String], _ more: [Speaker] = []) -> Transcript {
      var made = transcript("m", [("a-b", "one")])
      made.speakers = [Speaker(id: "a-b", name: "A B", names: [.init("A B")])] + more
      made.speakers[0].roles = roles.map { .init($0) }
      made.statedSpeakers = Set(made.speakers.map(\.id))
      return made
    }
    func roles(_ archive: Archive) throws -> [[String]] {
      try archive.snapshot.speakerList().map { $0.roles.map(\.wording).sorted() }
    }
    let archive = Archive()
    // One after another in one import: the last counts.
    #expect(try archive.add([made(["Chair"]), made(["Mayor"])]).unchanged == 1)
    #expect(try roles(archive) == [["Mayor"]])
    #expect(archive.snapshot.statementCount == 1)
    // In a later one: what is new is added, and somebody new is known.
    let silent = Speaker(id: "c-d", name: "C D", roles: [.init("Clerk")])
    #expect(try archive.add([made(["Mayor", "Minister"], [silent])]) == ImportReport(unchanged: 1))
    #expect(try roles(archive) == [["Mayor", "Minister"], ["Clerk"]])
    // With a listing of people that came before.
    var other = made(["Mayor", "Minister"])
    other.meeting.id = "n"
    other.statements[0].meetingID = "n"
    other.statements[0].id = "n/0"
    try archive.add([made(["Mayor", "Minister"]), other])
    #expect(try roles(archive) == [["Mayor", "Minister"], ["Clerk"]])
    #expect(archive.snapshot.meetingCount == 2)
  }

  @Test("After a transcript that was refused the others are kept")
  func goesOn() throws {
    let archive = Archive()
    try archive.load { loader in
      try loader.append(transcript("a", [("A", "one")]))
      #expect(throws: ImportError.self) { try loader.append(transcript("b c", [("A", "two")])) }
      try loader.append(transcript("d", [("A", "three")]))
    }
    #expect(try archive.snapshot.statementList().flatMap(\.paragraphs) == ["one", "three"])
  }

  @Test("Meetings of several days lie in the order of their statements' days")
  func severalDays() throws {
    var made = transcript("m", on: "2023-01-01", [("A", "1"), ("A", "2"), ("A", "3"), ("A", "4")])
    made.statements[1].date = day("2023-01-03")
    made.statements[3].date = day("2023-01-03")
    let archive = Archive()
    try archive.add([made, transcript("n", on: "2023-01-02", [("A", "n")])])
    #expect(
      try archive.snapshot.statementList().flatMap(\.paragraphs) == ["1", "3", "n", "2", "4"])
    #expect(try archive.add([made]) == ImportReport(unchanged: 1))
  }
}
