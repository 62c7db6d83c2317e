import Archive
import LastingArchive
import Logging
import Protobuf
import RPC
import RPCServer
import Testing
import TranscriptReading
import Transcripts
import VerbatimClient
import VerbatimServer
import VerbatimTesting

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A server of an archive that is kept in a file.
final class LastingServer {
  let path: String
  private(set) var lasting: LastingArchive?
  private var server: Server?
  private(set) var port = 0
  private var limits = Following.Limits()

  init(_ limits: Following.Limits = .init()) async throws {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    path = "\(folder)/follow-\(getpid())-\(UInt64.random(in: 0 ... .max))"
    self.limits = limits
    try await start()
  }

  deinit { for end in ["", "-wal", "-shm", ".lock"] { unlink(path + end) } }

  func start() async throws {
    let lasting = try LastingArchive(Archive(), path: path)
    try lasting.replay()
    var configuration = ServerConfiguration(
      addresses: [.init(host: "127.0.0.1", port: port)], security: .insecurePlaintext)
    configuration.eventLoops = 1
    let server = try Server(
      configuration,
      services: [
        ArchiveService(
          archive: lasting.archive, following: Following(lasting, limits: limits))
      ], logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    port = try await server.start()[0].port
    (self.lasting, self.server) = (lasting, server)
  }

  func stop(grace: Duration = .zero) async {
    await server?.shutdown(grace: grace)
    (server, lasting) = (nil, nil)
  }

  func client() throws -> ArchiveClient {
    try ArchiveClient(
      ClientConfiguration(host: "127.0.0.1", port: port, security: .insecurePlaintext))
  }

  func put(_ id: String, _ words: String...) throws {
    var transcript = Transcript(
      id: id, title: "Meeting \(id)", date: "2031-03-04",
      turns: words.map { ("Ilse Brandvik", $0) })
    try put(&transcript)
  }

  func put(_ transcript: inout Transcript) throws {
    transcript.statesMeetingID = true
    try lasting!.load(principal: "test") { recorder in
      let words = try MeetingWords(checking: transcript, readFrom: "", in: MessageArena())
      _ = try recorder.append(valid: &transcript, words: words)
    }
  }
}

extension ArchiveEvent {
  fileprivate var short: String {
    switch kind {
    case .added: "+" + statement!.id
    case .revised: "~" + statement!.id
    case .removed: "-" + statementID
    case .forgotten: "!" + meetingID
    case .caughtUp: "."
    case .heartbeat: "heartbeat"
    case .settled: "?"
    }
  }
}

@Suite struct FollowingTests {
  @Test("What is imported is told to who follows, and that all was told")
  func live() async throws {
    let server = try await LastingServer()
    let client = try server.client()
    try server.put("m1", "One.")
    var events = client.follow().makeAsyncIterator()
    #expect(try await events.next()?.short == ".")
    try server.put("m2", "Two.", "Three.")
    #expect(try await events.next()?.short == "+m2/0")
    #expect(try await events.next()?.statement?.paragraphs == ["Three."])
    #expect(try await events.next()?.short == ".")
    #expect(events.place?.sequence == 2)
    await server.stop()
  }

  @Test("A follower goes on by itself when the server comes back, and has what happened meanwhile")
  func restarted() async throws {
    let server = try await LastingServer()
    let client = try server.client()
    var events = client.follow(after: ChangePlace()).makeAsyncIterator()
    try server.put("m1", "One.")
    var told: [String] = []
    while told.last != "+m1/0" { told.append(try await events.next()!.short) }
    await server.stop()
    try await server.start()
    try server.put("m1", "Another.")
    while told.last != "~m1/0" { told.append(try await events.next()!.short) }
    #expect(told.filter { $0 != "." } == ["+m1/0", "~m1/0"])
    await server.stop()
  }

  @Test("Following holds up no server that ends")
  func ending() async throws {
    let server = try await LastingServer()
    let client = try server.client()
    var events = client.follow().makeAsyncIterator()
    _ = try await events.next()
    // As long as it takes: the test would not end.
    await server.stop(grace: .seconds(3_600))
  }

  @Test("Who follows in vain is told that the server keeps no file")
  func withoutFile() async throws {
    let archive = try await TestArchive()
    var events = archive.client.follow().makeAsyncIterator()
    let error = await #expect(throws: RPCError.self) { try await events.next() }
    #expect(error?.code == .failedPrecondition)
    #expect(error?.message.contains("--archive") == true)
    await archive.stop()
  }

  @Test(
    "More followers than there may be are refused by the setting's name, and taken when one has gone"
  )
  func tooMany() async throws {
    var limits = Following.Limits()
    limits.maximumFollowers = 1
    let server = try await LastingServer(limits)
    let client = try server.client()
    do {
      var first = client.follow().makeAsyncIterator()
      _ = try await first.next()
      var second = client.follow().makeAsyncIterator()
      let error = await #expect(throws: RPCError.self) { try await second.next() }
      #expect(error?.code == .resourceExhausted)
      #expect(error?.message.contains("maximum-followers") == true)
    }
    while server.lasting!.feed.followerCount > 0 { try await Task.sleep(for: .milliseconds(5)) }
    var third = client.follow().makeAsyncIterator()
    #expect(try await third.next()?.short == ".")
    await server.stop()
  }

  @Test("A place of another archive is refused with what to do")
  func otherArchive() async throws {
    let server = try await LastingServer()
    let client = try server.client()
    var events = client.follow(after: ChangePlace(log: "other", sequence: 3)).makeAsyncIterator()
    let error = await #expect(throws: RPCError.self) { try await events.next() }
    #expect(error?.code == .aborted)
    await server.stop()
  }

  @Test("Nothing is told of what does not match, and the place moves on")
  func filtered() async throws {
    let server = try await LastingServer()
    let client = try server.client()
    var events = client.follow(matching: StatementFilter(words: "harbour")).makeAsyncIterator()
    #expect(try await events.next()?.short == ".")
    try server.put("m1", "A road.")
    try server.put("m2", "The harbour.")
    #expect(try await events.next()?.short == "+m2/0")
    #expect(events.place?.sequence == 2)
    await server.stop()
  }

  @Test("A place is read as it is written", arguments: ["ab/0", "ab/12", "ab/12/3", "/1"])
  func places(text: String) {
    #expect(ChangePlace(text)?.description == text)
  }

  @Test(
    "What is no place is not taken for one", arguments: ["", "ab", "ab/x", "ab/1/2/3", "ab/-1"])
  func noPlaces(text: String) { #expect(ChangePlace(text) == nil) }
}
