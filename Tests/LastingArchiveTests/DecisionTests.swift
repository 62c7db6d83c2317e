import People
import Testing
import Transcripts

@testable import Archive
@testable import ArchiveStorage
@testable import LastingArchive

@Suite("Decisions about who is who, of a lasting archive")
struct DecisionTests {
  let indexed = IndexedFile()

  private static let lines = """
    merge i-b -> ilse-brandvik
    split ana-ruiz "Clerk" -> ana-ruiz~clerk
    name ana-ruiz~clerk "Ana Ruiz the Younger"
    apart tomas-herrera ana-ruiz
    """

  /// Writes those of the lines that are taken; their numbers.
  @discardableResult
  private func decide(_ lasting: LastingArchive) throws -> [UInt64] {
    try SpeakerMerges(Self.lines).lines.compactMap { line in
      do {
        return try lasting.decide(.add([line.decision]), principal: "registrar").decisions[0].number
      } catch is DecisionError {
        return nil
      }
    }
  }

  @Test(
    "leads to the same archive whether they come before or after the meetings they touch",
    arguments: 0..<20)
  func order(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed) &+ 900)
    // Namesakes whom identifiers tell apart have ids by the order in which they come, decided or not.
    let others = randomTranscripts(12, of: 1_000_000, using: &random).map { transcript in
      var transcript = transcript
      for index in transcript.speakers.indices { transcript.speakers[index].identifiers = [] }
      return transcript
    }
    let everybody = transcript(
      "z",
      [
        ("Ilse Brandvik", "", "One."), ("I. B.", "", "Two."), ("Ana Ruiz", "Clerk", "Three."),
        ("Tomás Herrera", "", "Four."), ("Ana Ruiz", "", "Five."),
      ])
    let later = IndexedFile()
    func fill(_ early: LastingArchive, _ late: LastingArchive) throws {
      try early.put([everybody])
      try late.put([everybody])
      #expect(try decide(early).count == 4)
      for some in [others.prefix(6), others.suffix(6)] {
        try early.put(Array(some))
        try late.put(Array(some))
      }
      #expect(try decide(late).count == 4)
      try expectAlike(early.archive.snapshot, late.archive.snapshot)
    }
    try fill(try indexed.start(), try later.start())
    try expectAlike(
      try indexed.file.start().archive.snapshot, try later.file.start().archive.snapshot)
  }

  @Test(
    "is after a restart what it was before, from the index and from the file", arguments: 0..<20)
  func restart(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed) &+ 40)
    let pool = Int.random(in: 2...8, using: &random)
    for _ in 0..<3 {
      let before: Snapshot
      let (sequence, isOf): (UInt64, Bool)
      do {
        let lasting = try indexed.start()
        for _ in 0..<3 {
          try lasting.put(randomTranscripts(5, of: pool, using: &random))
          if Bool.random(using: &random) { try lasting.writeIndex() }
          if Bool.random(using: &random) { try decide(lasting) }
          let standing = try lasting.listDecisions()
          if let one = standing.randomElement(using: &random), Bool.random(using: &random) {
            _ = try? lasting.decide(.undo(one.number), principal: "registrar")
          }
        }
        if Bool.random(using: &random) { try lasting.writeIndex() }
        (before, sequence) = (lasting.archive.snapshot, lasting.sequence)
        isOf = lasting.index?.isOf(sequence) == true
      }
      try expectAlike(try indexed.file.start().archive.snapshot, before, "from the file")
      let again = try indexed.start()
      if isOf { #expect(again.problem == nil, "\(String(describing: again.start))") }
      #expect(again.sequence == sequence)
      try expectAlike(again.archive.snapshot, before, "from the index")
    }
  }

  @Test("an index from before a decision is not used, and one from after it is")
  func index() throws {
    do {
      let lasting = try indexed.start()
      try lasting.put([
        transcript("a", [("Ilse Brandvik", "", "One."), ("I. B.", "", "Two.")]),
        transcript("b", [("Ana Ruiz", "Clerk", "Three.")]),
      ])
      try lasting.writeIndex()
      try lasting.decide(.add([.name("ana-ruiz", "Ana R.")]), principal: "registrar")
    }
    do {
      let lasting = try indexed.start()
      #expect(lasting.problem == .outdated)
      #expect(lasting.archive.snapshot.speaker(id: "ana-ruiz")?.name == "Ana R.")
      #expect(try lasting.writeIndex())
    }
    let lasting = try indexed.start()
    #expect(lasting.start == .read(sequence: 3, changedMeetings: 0))
    #expect(lasting.archive.snapshot.speaker(id: "ana-ruiz")?.name == "Ana R.")
  }

  @Test(
    "undone is as if it had never been, also of namesakes who came one by one", arguments: 0..<20)
  func undo(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed) &+ 3_000)
    let lasting = try indexed.start()
    for _ in 0..<4 {
      var some = randomTranscripts(4, of: 1_000_000, using: &random)
      // What two could both be found by, an identifier or an id that it makes, finds one of them, whoever that is.
      for meeting in some.indices {
        for index in some[meeting].speakers.indices {
          let name = some[meeting].speakers[index].name.utf8.reduce(0) { $0 + Int($1) }
          some[meeting].speakers[index].identifiers = some[meeting].speakers[index].identifiers
            .map { Speaker.Identifier(scheme: $0.scheme, value: "\(name)-\($0.value)") }
        }
      }
      try lasting.put(some)
    }
    try lasting.load(principal: "test") { recorder in
      let silent = Speaker(id: "i-b", name: "Ilse B.", otherIDs: ["ilse-b"])
      try recorder.append(bystander: silent, of: transcript("z", [("Ana Ruiz", "", "One.")]))
    }
    let before = lasting.archive.snapshot
    let numbers = try decide(lasting)
    try #require(!numbers.isEmpty)
    try #require(lasting.archive.snapshot.archive != before.archive)
    for number in numbers.reversed() {
      try lasting.decide(.undo(number), principal: "registrar")
    }
    try expectAlike(lasting.archive.snapshot, before)
    #expect(try lasting.listDecisions() == [])
    #expect(try lasting.listDecisions(includingUndone: true).count == numbers.count)
  }

  @Test("leaves those of whom it says nothing their ids, also those whose meetings were deleted")
  func others() throws {
    let lasting = try indexed.start()
    for number in ["1", "2"] {
      try lasting.put([
        transcript(
          number, [("Tomás Herrera", "", "Good day, \(number).")],
          identifiers: ["Tomás Herrera": number])
      ])
    }
    try lasting.put([
      transcript("a", [("Ilse Brandvik", "", "One."), ("I. B.", "", "Two.")]),
      transcript("b", [("Ana Ruiz", "", "Three.")]),
    ])
    try lasting.load(principal: "test") { _ = try $0.delete("b") }
    func ids() -> [String] {
      let speakers = lasting.archive.snapshot.speakers
      return speakers.listing.map { speakers[$0].id }.sorted()
    }
    let before = ids()
    #expect(
      before == [
        "ana-ruiz", "i-b", "ilse-brandvik", "tomas-herrera", "tomas-herrera~council-2",
      ])
    for _ in 0..<2 {
      try lasting.decide(.add([.merge("i-b", into: "ilse-brandvik")]), principal: "registrar")
      #expect(ids() == before.filter { $0 != "i-b" })
      try lasting.decide(
        .add([.merge("tomas-herrera", into: "ilse-brandvik")]), principal: "registrar")
      #expect(ids() == ["ana-ruiz", "ilse-brandvik", "tomas-herrera~council-2"])
      for decision in try lasting.listDecisions() {
        #expect(decision.problem == "")
        try lasting.decide(.undo(decision.number), principal: "registrar")
      }
      #expect(ids() == before)
    }
  }

  @Test("those who follow are told that who is who was settled", arguments: [true, false])
  func following(isClose: Bool) throws {
    let lasting = try indexed.start()
    try lasting.put([transcript("a", [("Ilse Brandvik", "", "One."), ("I. B.", "", "Two.")])])
    let wakeUps = isClose ? lasting.feed.wakeUps(atMost: 1) : nil
    let follower = try Follower(
      lasting,
      FollowQuery(
        filter: StatementFilter(words: "nothing"),
        after: ChangePlace(log: lasting.log, sequence: 1)))
    try lasting.decide(.add([.merge("i-b", into: "ilse-brandvik")]), principal: "registrar")
    try lasting.put([transcript("b", [("I. B.", "", "Nothing.")])])
    let (events, isCaughtUp) = try follower.next()
    #expect(isCaughtUp)
    #expect(
      events.map { "\($0.sequence) \($0.part)" } == ["2 0", "3 0"])
    guard case .settled? = events.first?.what, case .statement? = events.last?.what else {
      Issue.record("\(events)")
      return
    }
    let again = try Follower(
      lasting, FollowQuery(after: ChangePlace(log: lasting.log, sequence: 2)))
    #expect(try again.next().events.count == 1)
    withExtendedLifetime(wakeUps) {}
  }

  @Test("as many stand as may, and one more is refused by its limit's name")
  func limit() throws {
    let lasting = try indexed.start()
    try lasting.put([transcript("a", [("Ilse Brandvik", "", "One."), ("I. B.", "", "Two.")])])
    func name(_ id: String) throws {
      try lasting.decide(.add([.name(id, "Somebody")]), principal: "registrar", maximum: 1)
    }
    try name("i-b")
    #expect(lasting.standingDecisionCount == 1)
    #expect(throws: DecisionError.tooMany(maximum: 1)) { try name("ilse-brandvik") }
    #expect(lasting.sequence == 2)
    try lasting.decide(.undo(1), principal: "registrar", maximum: 0)
    #expect(lasting.standingDecisionCount == 0)
    try name("ilse-brandvik")
  }

  @Test("a file of version 1 keeps what it has, and takes decisions")
  func migration() throws {
    let before: Snapshot
    let file = indexed.file
    do {
      let lasting = try file.start()
      for number in ["1", "2"] {
        try lasting.put([
          transcript(
            number, [("Tomás Herrera", "", "Good day."), ("I. B.", "", "Two.")],
            identifiers: ["Tomás Herrera": number])
        ])
      }
      before = lasting.archive.snapshot
    }
    try Connection(path: file.path, .readWrite).execute(
      """
      DROP TABLE written_decisions;
      DROP TABLE bystanders;
      ALTER TABLE meant DROP COLUMN own_id;
      PRAGMA user_version = 1;
      """)
    let version1 = try Connection(path: file.path, .readOnly)
    #expect(try version1.number("PRAGMA user_version") == 1)
    do {
      let lasting = try file.start()
      try expectSame(lasting.archive.snapshot, before)
      let merge = SpeakerMerges.Decision.merge("i-b", into: "tomas-herrera")
      try lasting.decide(.add([merge]), principal: "registrar")
      #expect(lasting.archive.snapshot.speaker(id: "i-b")?.id == "tomas-herrera")
      #expect(lasting.archive.snapshot.speaker(id: "tomas-herrera~council-2") != nil)
      try lasting.decide(.undo(1), principal: "registrar")
    }
    try expectSame(try file.start().archive.snapshot, before)
    #expect(try version1.number("PRAGMA user_version") == 2)
  }
}
