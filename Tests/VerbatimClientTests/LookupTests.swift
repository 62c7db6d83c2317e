import RPC
import Testing
import Transcripts
import VerbatimClient
import VerbatimTesting

struct LookupTests {
  private static let transcripts = (1...3).map {
    Transcript(
      id: "m\($0)", title: "Meeting \($0)", date: "2031-03-04",
      turns: [("Ilse Brandvik", "Good morning."), ("Aron Velt \($0)", "Is it?\nYes.")])
  }

  private static func with(_ body: (ArchiveClient) async throws -> Void) async throws {
    let archive = try await TestArchive(transcripts)
    do { try await body(archive.client) } catch {
      await archive.stop()
      throw error
    }
    await archive.stop()
  }

  @Test("one speaker is found by the id that statements carry")
  func speaker() async throws {
    try await Self.with { client in
      let speaker = try await client.speaker("ilse-brandvik")
      #expect(speaker.name == "Ilse Brandvik")
      #expect(speaker.statementCount == 3)
      await #expect(throws: RPCError.self) { try await client.speaker("nobody") }
    }
  }

  @Test("several ids are looked up at once, and missing ones are missing")
  func several() async throws {
    try await Self.with { client in
      let meetings = try await client.meetings(ids: ["m1", "m3", "none"])
      #expect(Set(meetings.keys) == ["m1", "m3"])
      #expect(meetings["m3"]?.title == "Meeting 3")
      let speakers = try await client.speakers(ids: ["aron-velt-2", "nobody"])
      #expect(speakers.mapValues(\.name) == ["aron-velt-2": "Aron Velt 2"])
      let statements = try await client.statements(ids: ["m2/1", "m2/9"])
      #expect(statements.mapValues(\.paragraphs) == ["m2/1": ["Is it?", "Yes."]])
    }
  }

  @Test(
    "a query of many ids is answered as one of few, and one of too many is refused",
    arguments: [(2, true), (1_000, true), (1_001, false), (20_000, false)])
  func many(count: Int, isAnswered: Bool) async throws {
    try await Self.with { client in
      let ids = ["ilse-brandvik"] + (1..<count).map { "nobody-\($0)" }
      var found = 0
      do {
        for try await _ in client.statements(matching: StatementFilter(speakerIDs: ids)) {
          found += 1
        }
        #expect(isAnswered)
        #expect(found == 3)
      } catch let error as RPCError {
        #expect(!isAnswered)
        #expect(error.code == .invalidArgument)
        #expect(error.message.contains("speaker_ids"))
      }
    }
  }

  @Test("a search gives hit after hit of all pages")
  func search() async throws {
    try await Self.with { client in
      let query = SearchQuery(
        filter: StatementFilter(words: "is it"), order: .oldest, pageSize: 1,
        facets: [.init(by: .meeting)])
      var ids: [String] = []
      for try await hit in client.hits(of: query) { ids.append(hit.statement.id) }
      #expect(ids == ["m1/1", "m2/1", "m3/1"])
      let page = try await client.search(query)
      #expect(page.total == 3 && page.facets[0].groups.count == 3)
      for try await hit in client.search("morning", matching: .init(meetingIDs: ["m2"])) {
        #expect(hit.statement.id == "m2/0" && hit.snippet.highlights == [5..<12])
        #expect(hit.highlights == [TextSpan(paragraph: 0, range: 5..<12)])
      }
    }
  }

  @Test("no ids ask for nothing, and never for everything")
  func none() async throws {
    try await Self.with { client in
      let meetings = try await client.meetings(ids: [String]())
      let speakers = try await client.speakers(ids: [String]())
      let statements = try await client.statements(ids: [String]())
      #expect(meetings.isEmpty)
      #expect(speakers.isEmpty)
      #expect(statements.isEmpty)
    }
  }

  @Test("speakers are listed on from one of them")
  func after() async throws {
    try await Self.with { client in
      var ids: [String] = []
      for try await speaker in client.speakers(
        matching: SpeakerQuery(limit: 2, afterID: "aron-velt-1"))
      {
        ids.append(speaker.id)
      }
      #expect(ids == ["aron-velt-2", "aron-velt-3"])
    }
  }

  @Test("groups by several groupings come page by page, and are all there")
  func groups() async throws {
    try await Self.with { client in
      var groups: [String] = []
      for try await group in client.groups(by: [.speaker, .meeting]) {
        groups.append("\(group.key) \(group.further.map(\.key)) \(group.count)")
      }
      #expect(groups.count == 6)
      #expect(groups.first == #"aron-velt-1 ["m1"] 1"#)
      let top = try await client.count(
        CountQuery(groupings: [.speaker], order: .count, limit: 1))
      #expect(top.groups.map(\.key) == ["ilse-brandvik"])
      #expect(top.groupCount == 4)
    }
  }

  @Test("a view has what a statement has")
  func views() async throws {
    try await Self.with { client in
      for try await view in client.statementViews(limit: 1) {
        #expect(view.name == "Ilse Brandvik")
        #expect(view.certainty == .identified)
        #expect(view.role == "")
        #expect(view.markCount == 0)
        let statement = try view.statement()
        #expect(view.kind == statement.kind)
      }
    }
  }

  @Test(
    "a host or port that cannot be is refused in words",
    arguments: [
      ("", 7443, "host is empty"), ("a.example", 0, "0 is no port"), ("a b", 1, "no host"),
    ])
  func targets(host: String, port: Int, words: String) throws {
    do {
      _ = try ArchiveClient(host: host, port: port)
      Issue.record("\(host):\(port) was taken")
    } catch let error as RPCError {
      #expect(error.code == .invalidArgument)
      #expect(error.message.contains(words), "\(error.message)")
    }
  }
}
