import Archive
import ArchiveWriting
import LastingArchive
import People
import RPC
import Testing
import Transcripts
import VerbatimClient

@Suite("Deciding over RPC who is who")
struct DecisionTests {
  /// A document by Ilse Brandvik and Aron Velt, and a meeting of one statement by I. Brandvik.
  private func fill(_ server: WritingServer) async throws {
    let reports = try await server.imports([document("may.txt", speeches)])
    #expect(reports.flatMap { $0.meetings.map(\.outcome) } == [.added])
    try await say("june", "The quay is long.", server)
  }

  private func say(_ id: String, _ words: String, _ server: WritingServer) async throws {
    var one = meeting(id, words)
    one.statements.removeLast()
    one.speakers.removeLast()
    one.speakers[0].name = "I. Brandvik"
    one.statements[0].attribution.label = "I. Brandvik"
    one.statements[0].attribution.name = "I. Brandvik"
    _ = try await server.client.put(one)
  }

  private func said(by id: String, _ server: WritingServer) async throws -> [String] {
    var words: [String] = []
    for try await statement in server.client.statements(
      matching: StatementFilter(speakerIDs: [id]))
    { words += statement.paragraphs }
    return words
  }

  /// What is asked for.
  private enum Wish {
    case merge([String], into: String)
    case split(String, SplitCondition, into: String)
    case apart(String, String)
    case name(String, String)
    case undo(UInt64)
  }

  private func refusal(of wish: Wish, _ client: ArchiveClient) async -> RPCError? {
    do {
      switch wish {
      case .merge(let ids, let kept): _ = try await client.mergeSpeakers(ids, into: kept)
      case .split(let id, let part, let other):
        _ = try await client.splitSpeaker(id, part, into: other)
      case .apart(let id, let other): _ = try await client.keepApart(id, other)
      case .name(let id, let name): _ = try await client.nameSpeaker(id, name)
      case .undo(let number): _ = try await client.undoDecision(number)
      }
      return nil
    } catch {
      return error as? RPCError
    }
  }

  @Test(
    "a merge is served at once, holds over a restart and for later imports, and is undone whole")
  func merge() async throws {
    let file = TemporaryFile()
    try await WritingServer.with(file, principal: "registrar") { server async throws in
      try await fill(server)
      let report = try await server.client.mergeSpeakers(["i-brandvik"], into: "ilse-brandvik")
      #expect(report.decisions.map(\.text) == ["merge i-brandvik -> ilse-brandvik"])
      #expect(report.decisions.map(\.number) == [1])
      #expect(report.decisions.map(\.principal) == ["registrar"])
      #expect(report.statementCount == 1)
      #expect(report.sequence == 3)
      #expect(try server.log().last == "3 people  0 registrar")
      #expect(try await said(by: "ilse-brandvik", server).count == 3)
      #expect(try await said(by: "i-brandvik", server).count == 3)
      let speaker = try await server.client.speaker("i-brandvik")
      #expect(speaker.id == "ilse-brandvik")
      #expect(speaker.otherIDs == ["i-brandvik"])
    }
    try await WritingServer.with(file, principal: "desk") { server async throws in
      #expect(try await server.client.speaker("i-brandvik").id == "ilse-brandvik")
      try await say("july", "The pier is short.", server)
      #expect(try await said(by: "ilse-brandvik", server).count == 4)
      let report = try await server.client.undoDecision(1)
      #expect(report.decisions.map(\.undone) == [report.sequence])
      #expect(report.statementCount == 2)
      #expect(try await server.client.speaker("i-brandvik").id == "i-brandvik")
      #expect(try await said(by: "ilse-brandvik", server).count == 2)
      #expect(try await said(by: "i-brandvik", server).count == 2)
      #expect(try await server.client.decisions() == [])
      #expect(try await server.client.decisions(includingUndone: true) == report.decisions)
      let gone = await refusal(of: .undo(1), server.client)
      #expect(gone?.code == .notFound)
    }
    let plain = Archive()
    let lasting = try LastingArchive(plain, path: file.path)
    try lasting.replay()
    #expect(plain.snapshot.speaker(id: "i-brandvik")?.id == "i-brandvik")
  }

  @Test("a served archive is the same as one that is filled with the decisions from the beginning")
  func sameAsRestart() async throws {
    let file = TemporaryFile()
    var served: Snapshot?
    try await WritingServer.with(file) { server async throws in
      try await fill(server)
      _ = try await server.client.mergeSpeakers(["i-brandvik"], into: "ilse-brandvik")
      _ = try await server.client.splitSpeaker(
        "aron-velt", .days("2031-05-12", nil), into: "aron-velt~younger")
      _ = try await server.client.nameSpeaker("aron-velt~younger", "Aron Velt the Younger")
      _ = try await server.client.keepApart("ilse-brandvik", "aron-velt~younger")
      #expect(
        try await server.client.decisions().map(\.text) == [
          "merge i-brandvik -> ilse-brandvik",
          "split aron-velt 2031-05-12.. -> aron-velt~younger",
          "name aron-velt~younger \"Aron Velt the Younger\"",
          "apart aron-velt~younger ilse-brandvik",
        ])
      served = server.lasting.archive.snapshot
    }
    let again = Archive()
    let lasting = try LastingArchive(again, path: file.path)
    try lasting.replay()
    #expect(again.snapshot.archive == served?.archive)
    #expect(again.snapshot.speaker(id: "aron-velt~younger")?.name == "Aron Velt the Younger")
    #expect(lasting.sequence == 6, "a restart with the same decisions settles nothing anew")
  }

  @Test("a dry run says what would come of it, and changes nothing")
  func dryRun() async throws {
    try await WritingServer.with { server async throws in
      try await fill(server)
      let before = server.lasting.archive.snapshot.archive
      let report = try await server.client.mergeSpeakers(
        ["i-brandvik"], into: "ilse-brandvik", isDryRun: true)
      #expect(report.statementCount == 1)
      #expect(report.sequence == 2)
      #expect(server.lasting.archive.snapshot.archive == before)
      #expect(try await server.client.decisions() == [])
      #expect(try server.log().count == 2)
    }
  }

  @Test("refuses what cannot be, is unknown or contradicts a decision, and changes nothing")
  func refused() async throws {
    try await WritingServer.with { server async throws in
      try await fill(server)
      let client = server.client
      let invalid: [Wish] = [
        .merge(["ilse-brandvik"], into: "ilse-brandvik"),
        .merge(["aron-velt", "aron-velt"], into: "ilse-brandvik"),
        .merge([], into: "ilse-brandvik"), .merge(["a b"], into: "ilse-brandvik"),
        .merge([""], into: "ilse-brandvik"), .apart("aron-velt", "aron-velt"),
        .name("aron-velt", "\"Al\" Velt"), .split("aron-velt", .role(""), into: "x"),
      ]
      for wish in invalid {
        let error = await refusal(of: wish, client)
        #expect(error?.code == .invalidArgument, "\(wish)")
      }
      let unknown = await refusal(of: .merge(["nobody"], into: "ilse-brandvik"), client)
      #expect(unknown?.code == .notFound)
      let idle = await refusal(of: .split("aron-velt", .role("Clerk"), into: "x"), client)
      #expect(idle?.code == .failedPrecondition)
      let none = try await client.decisions()
      #expect(none == [])
      _ = try await client.keepApart("i-brandvik", "ilse-brandvik")
      let apart = await refusal(of: .merge(["i-brandvik"], into: "ilse-brandvik"), client)
      #expect(apart?.code == .failedPrecondition)
      #expect(apart?.message.contains("two people") == true)
      // Also by way of a third.
      _ = try await client.mergeSpeakers(["aron-velt"], into: "ilse-brandvik")
      let third = await refusal(of: .merge(["i-brandvik"], into: "aron-velt"), client)
      #expect(third?.code == .failedPrecondition)
      let again = await refusal(of: .merge(["aron-velt"], into: "ilse-brandvik"), client)
      #expect(again?.code == .failedPrecondition)
      let standing = try await client.decisions().count
      #expect(standing == 2)
    }
  }

  @Test("what the merge file says goes before what was written, which counts again without it")
  func precedence() async throws {
    let file = TemporaryFile()
    try await WritingServer.with(file) { server async throws in
      try await fill(server)
      _ = try await server.client.mergeSpeakers(["i-brandvik"], into: "ilse-brandvik")
    }
    do {
      let archive = Archive()
      let lasting = try LastingArchive(archive, path: file.path)
      try lasting.replay(merges: SpeakerMerges("apart i-brandvik ilse-brandvik"))
      #expect(archive.snapshot.speaker(id: "i-brandvik")?.id == "i-brandvik")
      let listed = try lasting.listDecisions()
      #expect(listed.map(\.number) == [0, 1])
      #expect(listed[1].problem.contains("two people"))
    }
    let archive = Archive()
    try LastingArchive(archive, path: file.path).replay()
    #expect(archive.snapshot.speaker(id: "i-brandvik")?.id == "ilse-brandvik")
  }
}
