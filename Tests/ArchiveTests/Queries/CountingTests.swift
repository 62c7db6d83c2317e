import ArchiveProtocol
import Testing
import Transcripts

@testable import Archive

@Suite struct CountingTests {
  @Test(
    "Counts by any groupings are those of a plain scan, in every order and page by page",
    arguments: Array(UInt64(1)...12))
  func likeAScan(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let made = try RandomArchive(
      using: &generator, meetings: 60, imports: [1, 3, 12].randomElement(using: &generator)!)
    let snapshot = made.archive.snapshot
    var ids: [String: String] = [:]
    for speaker in try snapshot.speakerList() { ids[speaker.name] = speaker.id }
    let all: [GroupBy] = [.speaker, .year, .month, .meeting, .place, .day, .kind]
    for _ in 0..<25 {
      let filter = made.randomQuery(ids: ids, using: &generator).filter
      let matching = made.scan(StatementQuery(filter: filter), ids: ids)
      let groupings = Array(
        all.shuffled(using: &generator).prefix(Int.random(in: 1...4, using: &generator)))
      var expected: [[String]: UInt64] = [:]
      for statement in matching {
        expected[groupings.map { key($0, statement, made, ids) }, default: 0] += 1
      }
      let byKey = expected.sorted { bytewise($0.key, $1.key) }
      let byCount = expected.sorted {
        $0.value == $1.value ? bytewise($0.key, $1.key) : $0.value > $1.value
      }
      let limit = UInt32.random(in: 1...7, using: &generator)
      for order in GroupOrder.allCases {
        let query = CountQuery(filter: filter, groupings: groupings, order: order)
        let isByKey =
          order == .key
          || order == .automatic && groupings.count == 1
            && [.year, .month, .day, .meeting].contains(groupings[0])
        let counts = try snapshot.count(query)
        #expect(counts.total == UInt64(matching.count))
        #expect(counts.groupCount == UInt64(expected.count))
        #expect(counts.nextPageToken.isEmpty)
        try #require(
          counts.groups.map(\.allKeys) == (isByKey ? byKey : byCount).map(\.key), "\(query)")
        #expect(counts.groups.map(\.count) == (isByKey ? byKey : byCount).map(\.value))

        var page = query
        page.limit = limit
        if isByKey {
          #expect(try pages(of: page, snapshot) == byKey.map(\.key))
        } else {
          let first = try snapshot.count(page)
          #expect(first.groups.map(\.allKeys) == byCount.prefix(Int(limit)).map(\.key))
          #expect(first.groupCount == UInt64(expected.count))
          #expect(first.nextPageToken.isEmpty)
        }
      }
    }
  }

  private func pages(of query: CountQuery, _ snapshot: Snapshot) throws -> [[String]] {
    var query = query
    var keys: [[String]] = []
    repeat {
      let page = try snapshot.count(query)
      #expect(page.groups.count <= Int(query.limit))
      keys += page.groups.map(\.allKeys)
      query.pageToken = page.nextPageToken
    } while !query.pageToken.isEmpty
    return keys
  }

  private func key(
    _ grouping: GroupBy, _ statement: Statement, _ made: RandomArchive, _ ids: [String: String]
  ) -> String {
    switch grouping {
    case .speaker: ids[statement.attribution.speakerID] ?? ""
    case .year: String(statement.date.description.prefix(4))
    case .month: String(statement.date.description.prefix(7))
    case .meeting: statement.meetingID
    case .place: made.transcripts[statement.meetingID]!.meeting.place
    case .day: statement.date.description
    case .kind: statement.kind == .unspecified ? "" : "\(statement.kind)"
    }
  }

  private func bytewise(_ left: [String], _ right: [String]) -> Bool {
    for (left, right) in zip(left, right) where left != right {
      return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    return false
  }

  @Test("Speakers and meetings are shown by name and title, others by their key")
  func displays() throws {
    let archive = Archive()
    try archive.add([
      transcript("m", title: "On bridges", place: "Tarn", [("Ana Ruiz", "a"), ("", "b")])
    ])
    let counts = try archive.snapshot.count(
      CountQuery(groupings: [.speaker, .meeting, .place, .year], order: .key))
    #expect(
      counts.groups == [
        StatementCounts.Group(
          key: "", display: "", count: 1,
          further: [
            .init(key: "m", display: "On bridges"), .init(key: "Tarn", display: "Tarn"),
            .init(key: "2023", display: "2023"),
          ]),
        StatementCounts.Group(
          key: "ana-ruiz", display: "Ana Ruiz", count: 1,
          further: [
            .init(key: "m", display: "On bridges"), .init(key: "Tarn", display: "Tarn"),
            .init(key: "2023", display: "2023"),
          ]),
      ])
  }

  @Test("An answer of many groups, or of long ones, is a page within its bounds")
  func bounds() throws {
    let archive = Archive()
    try archive.load { loader in
      for number in 0..<12_000 {
        try loader.append(
          transcript("m\(number)", title: String(repeating: "t", count: 300), [("A", "x")]))
      }
    }
    let snapshot = archive.snapshot
    var query = CountQuery(groupings: [.meeting])
    var seen = 0
    repeat {
      let page = try snapshot.count(query)
      #expect(page.groups.reduce(0) { $0 + $1.encodedByteCount } <= GroupPage.byteCount)
      #expect(page.groups.count <= CountQuery.maximumGroups)
      #expect(page.groupCount == 12_000)
      seen += page.groups.count
      query.pageToken = page.nextPageToken
    } while !query.pageToken.isEmpty
    #expect(seen == 12_000)
    #expect(try !snapshot.isQuick(CountQuery(groupings: [.meeting])))
    #expect(try snapshot.isQuick(CountQuery()))
    #expect(try snapshot.isQuick(CountQuery(filter: StatementFilter(speakerNames: ["a"]))))
    #expect(throws: QueryError.cancelled) {
      try snapshot.counting(query).run { true }
    }
  }

  @Test("More groups than are held at once are refused with what to do")
  func tooManyGroups() throws {
    let cells = HashedCells(limit: 5_000)
    for cell in 0..<5_000 { try cells.add(1, to: UInt64(cell) << 30) }
    try cells.add(1, to: 0)
    let error = #expect(throws: QueryError.self) { try cells.add(1, to: 1) }
    #expect(error?.code == .resourceExhausted)
    #expect(error?.message.contains("5000 groups") == true)
    var total: UInt64 = 0
    try cells.forEach { _, count in total += count }
    #expect(total == 5_001)
  }

  @Test("Counts that make no sense are refused with the field and what it takes")
  func refused() throws {
    let archive = Archive()
    try archive.add([transcript("m", [("A", "one")]), transcript("n", [("A", "one")])])
    let snapshot = archive.snapshot
    let token = try snapshot.count(CountQuery(groupings: [.meeting], limit: 1)).nextPageToken
    #expect(!token.isEmpty)
    let cases: [(CountQuery, String)] = [
      (.init(filter: .init(from: day("2023-02-01"), to: day("2023-01-31"))), "filter.from"),
      (.init(filter: .init(statementIDs: [""])), "filter.statement_ids"),
      (.init(groupings: [.year, .year]), "then_by"),
      (.init(groupings: [.year, .month, .day, .kind, .place]), "then_by"),
      (.init(groupings: [.year], limit: 10_001), "limit"),
      (.init(groupings: [.year], pageToken: token), "page_token"),
      (.init(groupings: [.meeting], pageToken: token + "00"), "page_token"),
      (
        .init(filter: .init(kinds: [.speech]), groupings: [.meeting], pageToken: token),
        "page_token"
      ),
      (.init(groupings: [.meeting, .year], order: .key, pageToken: token), "page_token"),
      (.init(groupings: [.meeting], pageToken: "zz"), "page_token"),
      (.init(groupings: [.meeting], order: .count, pageToken: token), "page_token"),
      (.init(groupings: [.speaker], pageToken: token), "page_token"),
      (.init(pageToken: token), "page_token"),
    ]
    for (query, field) in cases {
      let error = #expect(throws: QueryError.self) { try snapshot.count(query) }
      #expect(error?.code == .invalidArgument)
      #expect(error?.field == field)
    }
  }
}

extension StatementCounts.Group {
  fileprivate var allKeys: [String] { [key] + further.map(\.key) }
}

extension Snapshot {
  fileprivate func isQuick(_ query: CountQuery) throws -> Bool { try counting(query).isQuick }
}
