import RPC
import Testing
import Transcripts
import VerbatimClient
import VerbatimTesting

/// Meetings as they were.
@Suite struct RevisionTests {
  private func code(_ body: () async throws -> Void) async -> StatusCode? {
    do {
      try await body()
      return nil
    } catch { return (error as? RPCError)?.code }
  }

  @Test("Each revision of a meeting is there as it was, the newest first")
  func past() async throws {
    let server = try await LastingServer()
    let client = try server.client()
    try server.put("m1", "One.", "Two.")
    try server.put("m1", "One.", "Two and a half.", "Three.")
    try server.put("m1", "One.", "Two and a half.", "Three.")

    let revisions = try await client.revisions(ofMeeting: "m1")
    #expect(revisions.map(\.revision) == [2, 1])
    #expect(revisions.map(\.statementCount) == [3, 2])
    #expect(revisions.map(\.isCurrent) == [true, false])
    #expect(revisions.map(\.sequence) == [2, 1])
    #expect(revisions.allSatisfy { $0.principal == "test" && $0.title == "Meeting m1" })
    #expect(revisions.allSatisfy { $0.time.hasPrefix("20") && $0.time.hasSuffix("Z") })

    let old = try await client.meeting("m1", revision: 1)
    #expect((old.revision, old.statementCount) == (1, 2))
    let words = try await client.statements(ofMeeting: "m1", revision: 1)
    #expect(words.map(\.paragraphs) == [["One."], ["Two."]])
    // What is served and its revision are the same, speakers too.
    var served: [Statement] = []
    for try await statement in client.statements() { served.append(statement) }
    #expect(try await client.statements(ofMeeting: "m1", revision: 2) == served)
    #expect(words.map(\.attribution.speakerID) == served.prefix(2).map(\.attribution.speakerID))
    #expect(served.allSatisfy { !$0.attribution.speakerID.isEmpty })
    #expect(try await client.meeting("m1", revision: 2) == client.meeting("m1"))
    await server.stop()
  }

  @Test("Many statements come whole, through small windows, too")
  func many() async throws {
    let server = try await LastingServer()
    let client = try server.client()
    var transcript = Transcript(
      id: "m1", title: "Long", date: "2031-03-04",
      turns: (0..<3_000).map {
        ("Ilse Brandvik", "Statement \($0) " + String(repeating: "word ", count: $0 % 200))
      })
    try server.put(&transcript)
    let statements = try await client.statements(ofMeeting: "m1", revision: 1)
    #expect(statements.map(\.ordinal) == Array(0..<3_000))
    #expect(statements.map(\.paragraphs) == transcript.statements.map(\.paragraphs))
    await server.stop()
  }

  @Test("What is not kept is NOT_FOUND, and a server without a file has no past")
  func missing() async throws {
    let server = try await LastingServer()
    let client = try server.client()
    try server.put("m1", "One.")
    #expect(await code { _ = try await client.revisions(ofMeeting: "m2") } == .notFound)
    #expect(await code { _ = try await client.revisions(ofMeeting: "") } == .invalidArgument)
    #expect(await code { _ = try await client.meeting("m1", revision: 2) } == .notFound)
    #expect(
      await code { _ = try await client.statements(ofMeeting: "m2", revision: 1) } == .notFound)
    await server.stop()

    let archive = try await TestArchive()
    let other = archive.client
    #expect(await code { _ = try await other.revisions(ofMeeting: "m1") } == .failedPrecondition)
    #expect(
      await code { _ = try await other.meeting("m1", revision: 1) } == .failedPrecondition)
    #expect(
      await code { _ = try await other.statements(ofMeeting: "m1", revision: 1) }
        == .failedPrecondition)
    await archive.stop()
  }
}
