import ArchiveProtocol
import Testing
import Transcripts

@testable import Archive

@Suite struct StatementQueryTests {
  @Test(
    "Every query gives what a plain scan of the statements gives",
    arguments: Array(UInt64(1)...40))
  func likeAScan(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let made = try RandomArchive(
      using: &generator, meetings: 60, imports: [1, 3, 12, 60].randomElement(using: &generator)!)
    let current = made.archive.snapshot
    // Half of the time as if every place had too many meetings to list.
    let snapshot = Snapshot(
      segments: current.segments, speakers: current.speakers, places: current.places,
      listedRuns: seed.isMultiple(of: 2) ? 0 : current.listedRuns)
    #expect(snapshot.statementCount == made.ordered.count)
    #expect(snapshot.meetingCount == made.transcripts.count)
    for view in snapshot.segments { #expect(view.segment.fault == nil) }
    var ids: [String: String] = [:]
    for speaker in try snapshot.speakerList() { ids[speaker.name] = speaker.id }

    for _ in 0..<50 {
      let query = made.randomQuery(ids: ids, using: &generator)
      let expected = made.scan(query, ids: ids).map { settled($0, ids) }
      let bytes = pull(try snapshot.statements(query)) {
        Int.random(in: 1...2_000, using: &generator)
      }
      let answer = try frames(bytes).map { try $0.withUnsafeBytes { try decodedStatement($0) } }
      try #require(answer == expected, "\(query)")
      if query.limit == 0 && query.afterID.isEmpty {
        #expect(try snapshot.count(query.filter) == UInt64(expected.count), "\(query)")
      }
    }
    for statement in made.ordered {
      let found = try #require(snapshot.statement(id: statement.id))
      #expect(try decodedStatement(found.frame) == settled(statement, ids))
    }
  }

  private func settled(_ statement: Statement, _ ids: [String: String]) -> Statement {
    var statement = statement
    statement.attribution.speakerID = ids[statement.attribution.speakerID] ?? ""
    return statement
  }

  @Test("Frames are full as long as there is more, however small the statements")
  func fullFrames() throws {
    let archive = Archive()
    try archive.add([
      transcript("m", (0..<5_000).map { ($0.isMultiple(of: 2) ? "A B" : "C D", "x") })
    ])
    for order in Order.allCases {
      let cursor = try archive.snapshot.statements(
        StatementQuery(filter: StatementFilter(speakerNames: ["a"]), order: order))
      while true {
        let (count, isLast) = cursor.prepare(upTo: 16_384)
        if isLast { break }
        #expect(count == 16_384)
        withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) {
          cursor.copy(count, to: $0.baseAddress!)
        }
      }
    }
  }

  @Test("The first row that is not before another is found, however rows lie")
  func lowerBounds() {
    var generator = SplitMix(state: 5)
    for _ in 0..<2_000 {
      let spread = [2, 50, 100_000].randomElement(using: &generator)!
      var rows = Set<UInt32>()
      for _ in 0..<Int.random(in: 0...60, using: &generator) {
        rows.insert(UInt32(Int.random(in: 0..<spread, using: &generator)))
      }
      // Some lists have a long tail, which a guess of even rows misses.
      if Bool.random(using: &generator) { rows.insert(4_000_000_000) }
      let sorted = rows.sorted()
      let row = Int.random(in: 0...spread, using: &generator)
      let expected = sorted.firstIndex { Int($0) >= row } ?? sorted.count
      #expect(sorted.withUnsafeBufferPointer { lowerBound($0, row) } == expected)
    }
  }

  @Test("Preparing does not move")
  func preparing() throws {
    let archive = Archive()
    try archive.add([transcript("m", [("A", "one"), ("B", "two")])])
    let cursor = try archive.snapshot.statements(StatementQuery())
    let first = cursor.prepare(upTo: 10)
    #expect(first.count == 10 && !first.isLast)
    #expect(cursor.prepare(upTo: 10).count == 10)
    let all = cursor.prepare(upTo: 1_000)
    #expect(all.isLast)
    #expect(cursor.prepare(upTo: all.count) == all)
    #expect(cursor.prepare(upTo: all.count - 1).isLast == false)
    #expect(cursor.prepare(upTo: 3).count == 3)
  }

  @Test("An answer without statements ends at once")
  func empty() throws {
    let archive = Archive()
    for cursor in [
      try archive.snapshot.statements(StatementQuery()) as any MessageCursor,
      try archive.snapshot.meetings(MeetingQuery()), try archive.snapshot.speakers(SpeakerQuery()),
    ] {
      let (count, isLast) = cursor.prepare(upTo: 100)
      #expect(count == 0 && isLast)
    }
    #expect(archive.snapshot.statement(id: "m/1") == nil)
    #expect(archive.snapshot.statement(id: "") == nil)
    #expect(archive.snapshot.meeting(id: "m") == nil)
  }

  @Test("An answer is that of its snapshot, whatever is imported while it is pulled")
  func snapshotHeld() throws {
    let archive = Archive()
    try archive.add([transcript("m", [("A", "one"), ("B", "two")])])
    let cursor = try archive.snapshot.statements(StatementQuery())
    _ = cursor.prepare(upTo: 1)
    try archive.add([transcript("m", [("C", "three")]), transcript("n", [("C", "four")])])
    let answer = frames(pull(cursor) { 7 })
    #expect(answer.count == 2)
    #expect(try archive.snapshot.statementList().count == 2)
  }

  @Test("Queries that make no sense are refused with the field and what it takes")
  func refused() throws {
    let archive = Archive()
    try archive.add([transcript("m", [("A", "one")])])
    let snapshot = archive.snapshot
    let many = [String](repeating: "x", count: 1_001)
    let cases: [(StatementQuery, QueryError.Code, String)] = [
      (
        .init(filter: .init(from: day("2023-02-01"), to: day("2023-01-31"))), .invalidArgument,
        "filter.from"
      ),
      (.init(filter: .init(speakerIDs: many)), .invalidArgument, "filter.speaker_ids"),
      (.init(filter: .init(speakerNames: many)), .invalidArgument, "filter.speaker_names"),
      (.init(filter: .init(meetingIDs: many)), .invalidArgument, "filter.meeting_ids"),
      (.init(filter: .init(places: many)), .invalidArgument, "filter.places"),
      (
        .init(filter: .init(kinds: .init(repeating: .speech, count: 1_001))), .invalidArgument,
        "filter.kinds"
      ),
      (.init(filter: .init(speakerNames: [""])), .invalidArgument, "filter.speaker_names"),
      (.init(filter: .init(speakerNames: ["?!"])), .invalidArgument, "filter.speaker_names"),
      (
        .init(filter: .init(speakerNames: [String(repeating: "a", count: 501)])), .invalidArgument,
        "filter.speaker_names"
      ),
      (.init(filter: .init(places: ["—"])), .invalidArgument, "filter.places"),
      (.init(filter: .init(speakerIDs: [""])), .invalidArgument, "filter.speaker_ids"),
      (.init(filter: .init(meetingIDs: [""])), .invalidArgument, "filter.meeting_ids"),
      (.init(afterID: "m/9"), .notFound, "after_id"),
      (.init(filter: .init(speakerNames: ["nobody"]), afterID: "m/9"), .notFound, "after_id"),
    ]
    for (query, code, field) in cases {
      let error = #expect(throws: QueryError.self) { try snapshot.statements(query) }
      #expect(error?.code == code)
      #expect(error?.field == field)
    }
    #expect(throws: QueryError.self) { try snapshot.meetings(MeetingQuery(afterID: "n")) }
    #expect(throws: QueryError.self) { try snapshot.meetings(MeetingQuery(title: "!")) }
    #expect(throws: QueryError.self) { try snapshot.speakers(SpeakerQuery(name: "!")) }
  }
}
