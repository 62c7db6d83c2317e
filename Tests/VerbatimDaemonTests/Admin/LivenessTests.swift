import AdminServer
import Archive
import Dispatch
import Logging
import RPC
import RPCClient
import RPCServer
import Testing

@testable import VerbatimDaemon

@Suite("Liveness")
struct LivenessTests {
  /// A method that holds its event loop up, as no method should.
  private struct Holding: Service {
    let gate = DispatchSemaphore(value: 0)
    let begin: AsyncStream<Void>.Continuation

    var name: String { "test.Holding" }
    var methods: [Method] {
      [
        Method(
          MethodDescriptor(service: name, method: "Hold", kind: .unary),
          .immediate { [gate, begin] _, _ in
            begin.yield()
            gate.wait()
            return .messages(EncodedMessages(length: 0) { _ in })
          })
      ]
    }
  }

  @Test("/livez is 503 with the number of an event loop that is held up, until it goes on")
  func held() async throws {
    let (begun, begin) = AsyncStream.makeStream(of: Void.self)
    let holding = Holding(begin: begin)
    var configuration = ServerConfiguration(
      addresses: [.init(host: "127.0.0.1", port: 0)], security: .insecurePlaintext)
    configuration.eventLoops = 1
    let server = try Server(
      configuration, services: [holding],
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let port = try await server.start()[0].port
    let site = AdminSite(
      archive: Archive(), server: server, state: DaemonState(), log: LineOutput(descriptor: -1))
    /// Off the threads of tasks, for it may block for as long as loops have.
    func livez() async -> AdminResponse {
      await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
          continuation.resume(returning: site.respond(AdminRequest(path: "/livez")))
        }
      }
    }
    /// On a busy machine a loop may have nothing to hold it up and yet no time.
    func lives() async -> Bool {
      for _ in 0..<100 {
        if await livez().status == 200 { return true }
        try? await Task.sleep(for: .milliseconds(50))
      }
      return false
    }
    #expect(await lives())
    let channel = try ClientChannel(
      ClientConfiguration(host: "127.0.0.1", port: port, security: .insecurePlaintext))
    let call = Task {
      try await channel.unary(
        MethodDescriptor(service: "test.Holding", method: "Hold", kind: .unary), [],
        encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes)
    }
    for await _ in begun { break }
    let held = await livez()
    #expect(held.status == 503)
    #expect(held.body.contains("event loops 0"))
    holding.gate.signal()
    _ = try? await call.value
    #expect(await lives())
    channel.close()
    await server.shutdown(grace: .zero)
  }
}
