import Archive
import Foundation
import Logging
import RPC
import RPCClient
import RPCServer
import Synchronization
import Transcripts
import VerbatimServer

@testable import LoadTesting

/// A server of invented meetings, in this process, that can be made to stall and to refuse.
final class TestArchive: Sendable {
  let server: Server
  let trouble: Trouble
  let port: Int

  /// What befalls calls of the server, by how many have come.
  final class Trouble: ServerInterceptor {
    private let calls = Mutex(0)
    private let body: @Sendable (Int, ServerCallInfo) throws(RPCError) -> Void

    init(_ body: @escaping @Sendable (Int, ServerCallInfo) throws(RPCError) -> Void) {
      self.body = body
    }

    var count: Int { calls.withLock { $0 } }

    func callStarted(_ call: ServerCallInfo) throws(RPCError) {
      let number = calls.withLock { calls in
        calls += 1
        return calls
      }
      try body(number, call)
    }
  }

  init(
    meetings: Int = 20,
    trouble: @escaping @Sendable (Int, ServerCallInfo) throws(RPCError) -> Void = { _, _ in }
  ) async throws {
    let archive = Archive()
    if meetings > 0 { try archive.add((0..<meetings).map(Self.transcript)) }
    self.trouble = Trouble(trouble)
    var configuration = ServerConfiguration(
      addresses: [.init(host: "127.0.0.1", port: 0)], security: .insecurePlaintext)
    configuration.eventLoops = 1
    configuration.interceptors = [self.trouble]
    server = try Server(
      configuration, services: [ArchiveService(archive: archive)],
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    port = try await server.start()[0].port
  }

  static func transcript(_ number: Int) -> Transcript {
    let id = "meeting-\(number)"
    let date = CalendarDate(daysSinceEpoch: 18_262 + Int32(number % 366))!
    let speakers = (0..<3).map {
      Speaker(
        id: "speaker-\($0)", name: "Speaker Number\($0)", names: [.init("Speaker Number\($0)")])
    }
    return Transcript(
      meeting: Meeting(id: id, title: "Meeting \(number)", date: date, place: "Hall"),
      statements: (0..<12).map { index in
        let speaker = speakers[index % 3]
        return Statement(
          id: "\(id)/s\(index)", meetingID: id, ordinal: UInt32(index), date: date,
          attribution: Attribution(
            label: speaker.name, speakerID: speaker.id, name: speaker.name, certainty: .identified),
          paragraphs: ["Words \(index) of meeting \(number)."])
      }, speakers: speakers)
  }

  func plan(
    _ course: LoadPlan.Course, mix: Mix = Mix(.getStatement), duration: Double = 0.5
  ) -> LoadPlan {
    var client = ClientConfiguration(host: "127.0.0.1", port: port, security: .insecurePlaintext)
    // Machines on which all tests run at once take their time.
    client.connectTimeout = .seconds(300)
    var plan = LoadPlan(
      client: client, label: "test", program: "test", commandLine: [], course: course)
    plan.mix = mix
    plan.duration = duration
    plan.warmUp = 0
    plan.timeout = 300_000_000_000
    return plan
  }

  /// Runs `body` with a server that is gone afterwards.
  static func with(
    meetings: Int = 20,
    trouble: @escaping @Sendable (Int, ServerCallInfo) throws(RPCError) -> Void = { _, _ in },
    _ body: (TestArchive) async throws -> Void
  ) async throws {
    let archive = try await TestArchive(meetings: meetings, trouble: trouble)
    do {
      try await body(archive)
    } catch {
      await archive.server.shutdown(grace: .zero)
      throw error
    }
    await archive.server.shutdown(grace: .zero)
  }
}
