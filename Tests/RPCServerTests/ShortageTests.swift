import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import RPCServer
@testable import RPCTransport

/// What a server does when the system has no room for more connections, and what it writes of it.
@Suite struct ShortageTests {
  @Test(
    "a listener that cannot accept for want of descriptors or memory stops for a moment, others do not",
    arguments: [
      (EMFILE, true), (ENFILE, true), (ENOBUFS, true), (ENOMEM, true), (ECONNABORTED, false),
    ])
  func shortage(_ code: CInt, _ pauses: Bool) async throws {
    let reasons = Reasons()
    let channel = try await listener(pause: .hours(1), reasons)
    // As often as an accept would fail.
    for _ in 0..<3 {
      channel.pipeline.fireErrorCaught(IOError(errnoCode: code, reason: "accept"))
    }
    try await channel.eventLoop.submit {}.get()
    #expect(reasons.all.count == (pauses ? 1 : 0))
    #expect(try await channel.getOption(.autoRead).get() == !pauses)
    try await channel.close()
  }

  @Test("a listener that has paused accepts again, and pauses anew")
  func resumption() async throws {
    let reasons = Reasons()
    let channel = try await listener(pause: .milliseconds(1), reasons)
    for count in 1...2 {
      channel.pipeline.fireErrorCaught(IOError(errnoCode: EMFILE, reason: "accept"))
      #expect(await eventually { reasons.all.count == count })
      #expect(await eventually { (try? await channel.getOption(.autoRead).get()) == true })
    }
    try await channel.close()
  }

  private final class Reasons: Sendable {
    private let reasons = Mutex<[String]>([])
    var all: [String] { reasons.withLock { $0 } }
    func append(_ reason: String) { reasons.withLock { $0.append(reason) } }
  }

  private func listener(pause: TimeAmount, _ reasons: Reasons) async throws -> any Channel {
    try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            AcceptPause(pause) { reasons.append($0) })
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  @Test("a limit on descriptors holds the connections that leave room for the rest")
  func room() {
    #expect(DescriptorLimit.holds(connections: 900, loops: 2, limit: 1024))
    #expect(!DescriptorLimit.holds(connections: 10_000, loops: 2, limit: 1024))
    #expect(!DescriptorLimit.holds(connections: 1024, loops: 2, limit: 1024))
  }

  @Test("what peers cause is logged a few times in ten seconds, and then how often it was left out")
  func limitedLog() {
    let lines = Lines()
    let now = Mutex<UInt64>(5)
    let log = LimitedLog(Logger(label: "test") { _ in lines }, .warning, burst: 2) {
      now.withLock { $0 }
    }
    for number in 0..<10 { log.log("refused", ["number": "\(number)"]) }
    #expect(lines.all == ["refused 0 nil", "refused 1 nil"])
    now.withLock { $0 += 10_000_000_000 }
    log.log("refused", ["number": "10"])
    log.log("refused", ["number": "11"])
    #expect(lines.all.suffix(2) == ["refused 10 8", "refused 11 nil"])
  }

  private final class Lines: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    var logLevel: Logger.Level {
      get { .trace }
      set {}
    }
    var metadata: Logger.Metadata {
      get { [:] }
      set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { nil }
      set {}
    }
    func log(event: LogEvent) {
      let fields = event.metadata ?? [:]
      let omitted = fields["omittedBefore"].map { "\($0)" } ?? "nil"
      lines.withLock { $0.append("\(event.message) \(fields["number"] ?? "") \(omitted)") }
    }
  }
}
