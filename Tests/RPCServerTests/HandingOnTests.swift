import RPC
import RPCClient
import RPCServer
import Synchronization
import Testing

/// Calls that a handler makes to another server for one of its own.
@Suite struct HandingOnTests {
  /// Has another server answer, and notes what time the calls had left.
  private final class Front: Service {
    static let wait = MethodDescriptor(
      service: "test.Front", method: "Wait", kind: .serverStreaming)

    let name = "test.Front"
    let timesLeft = Mutex<[Duration?]>([])
    private let channel: ClientChannel

    init(_ channel: ClientChannel) { self.channel = channel }

    var methods: [Method] {
      [
        .serverStreaming(Self.wait, request: .bytes, response: .bytes) {
          [self] request, responses, context in
          timesLeft.withLock { $0.append(context.timeLeft) }
          let options = CallOptions(timeout: context.timeLeft)
          for try await response in channel.stream(TestService.wait, request, options) {
            try await responses.write(response)
          }
        }
      ]
    }
  }

  private func withServers(
    _ body: (TestService, Front, ClientChannel) async throws -> Void
  ) async throws {
    let service = TestService()
    try await TestServer.with(service) { back in
      let front = Front(try back.channel())
      try await TestServer.with(also: [front]) { server in
        try await body(service, front, try server.channel())
      }
    }
  }

  @Test("a deadline is handed on, less the time that has passed, and its absence too")
  func deadline() async throws {
    try await withServers { service, front, channel in
      for timeout in [Duration?.none, .seconds(3_600)] {
        for try await _ in channel.stream(Front.wait, [], CallOptions(timeout: timeout)) { break }
      }
      let times = front.timesLeft.withLock { $0 }
      try #require(times.count == 2)
      #expect(times[0] == nil)
      let left = try #require(times[1])
      #expect(left > .seconds(1_800) && left <= .seconds(3_600))
      let error = await #expect(throws: RPCError.self) {
        for try await _ in channel.stream(
          Front.wait, [], CallOptions(timeout: .milliseconds(300)))
        {}
      }
      #expect(error?.code == .deadlineExceeded)
      #expect(await eventually { service.waiting.value == 0 })
    }
  }

  @Test("a call that its client gives up ends those that were made for it")
  func cancellation() async throws {
    try await withServers { service, _, channel in
      let task = Task { for try await _ in channel.stream(Front.wait) {} }
      #expect(await eventually { service.waiting.value == 1 })
      task.cancel()
      #expect(await eventually { service.waiting.value == 0 })
    }
  }
}
