import RPC
import RPCClient
import RPCServer
import Synchronization
import Testing

/// Interceptors of both sides, over sockets.
@Suite struct InterceptorTests {
  private enum Caller: CallValueKey { typealias Value = String }
  @TaskLocal private static var trace = ""

  /// Lets in who has the token, tells handlers who that is, and binds a task-local value around them.
  private struct Authorisation: ServerInterceptor {
    func callStarted(_ call: ServerCallInfo) throws(RPCError) {
      guard let token = call.metadata[text: "authorization"].first else {
        throw RPCError(.unauthenticated, "a token is required")
      }
      guard token == "Bearer secret" else { throw RPCError(.permissionDenied, "not with this one") }
      call[Caller.self] = "maria"
    }

    func run(
      _ call: ServerCallInfo, _ body: @Sendable () async throws -> Void
    ) async throws {
      try await InterceptorTests.$trace.withValue("trace-1") { try await body() }
    }
  }

  private struct Credentials: ClientInterceptor {
    let token: String?
    func callStarted(_ call: ClientCallInfo) async throws(RPCError) {
      guard let token else { throw RPCError(.unauthenticated, "no token is to be had") }
      call.metadata.append(token, for: "authorization")
    }
  }

  private final class Log: ClientInterceptor, ServerInterceptor {
    private let lines = Mutex<[(MethodDescriptor?, CallSummary)]>([])
    func callEnded(_ call: ClientCallInfo, _ summary: CallSummary) {
      lines.withLock { $0.append((call.method, summary)) }
    }
    func callEnded(_ call: ServerCallInfo, _ summary: CallSummary) {
      lines.withLock { $0.append((call.method, summary)) }
    }
    func summaries(_ method: MethodDescriptor) -> [CallSummary] {
      lines.withLock { lines in lines.filter { $0.0 == method }.map(\.1) }
    }
  }

  private struct WhoAmI: Service {
    static let descriptor = MethodDescriptor(service: "test.Who", method: "AmI", kind: .unary)
    var name: String { "test.Who" }
    var methods: [Method] {
      [
        .unary(Self.descriptor, request: .bytes, response: .bytes) { _, context in
          Array("\(context[Caller.self] ?? "nobody") \(InterceptorTests.trace)".utf8)
        }
      ]
    }
  }

  @Test("authorisation refuses, admits, and tells the handler who calls")
  func authorisation() async throws {
    try await TestServer.with(also: [WhoAmI()]) {
      $0.interceptors = [Authorisation()]
    } _: { server in
      for (token, code) in [
        (nil, StatusCode.unauthenticated), ("Bearer wrong", .permissionDenied),
      ] {
        let channel = try server.channel {
          if let token { $0.interceptors = [Credentials(token: token)] }
        }
        let error = await #expect(throws: RPCError.self) { try await channel.echo([1]) }
        #expect(error?.code == code)
      }
      let channel = try server.channel { $0.interceptors = [Credentials(token: "Bearer secret")] }
      let answer = try await channel.unary(
        WhoAmI.descriptor, [], encoding: .bytes, decoding: .bytes)
      #expect(String(decoding: answer, as: UTF8.self) == "maria trace-1")
    }
  }

  @Test("a client's interceptor that throws ends the call before it is made")
  func refusedByClient() async throws {
    let log = Log()
    try await TestServer.with { server in
      let channel = try server.channel { $0.interceptors = [log, Credentials(token: nil)] }
      let error = await #expect(throws: RPCError.self) { try await channel.echo([1]) }
      #expect(error == RPCError(.unauthenticated, "no token is to be had"))
      #expect(server.server.openConnections == 0)
      #expect(log.summaries(TestService.echo).map(\.status) == [.unauthenticated])
    }
  }

  @Test("both sides count the same messages and bytes, and see the same status")
  func counts() async throws {
    let (serverLog, clientLog) = (Log(), Log())
    try await TestServer.with(TestService()) {
      $0.interceptors = [serverLog]
    } _: { server in
      let channel = try server.channel { $0.interceptors = [clientLog] }
      for try await _ in channel.stream(TestService.count, [100]) {}
      #expect(await eventually { !serverLog.summaries(TestService.count).isEmpty })
      for log in [serverLog, clientLog] {
        let summary = try #require(log.summaries(TestService.count).first)
        #expect(summary.status == .ok)
        #expect(summary.requests.messages == 1)
        #expect(summary.requests.bytes == 6)
        #expect(summary.responses.messages == 100)
        #expect(summary.responses.bytes == 600)
      }
      let missing = MethodDescriptor(service: "test.Service", method: "No", kind: .unary)
      _ = try? await channel.unary(missing, [1], encoding: .bytes, decoding: .bytes)
      #expect(clientLog.summaries(missing).map(\.status) == [.unimplemented])
    }
  }

  @Test("a client's interceptors see a call that takes several attempts once, as it ends at last")
  func attempts() async throws {
    for (failures, status) in [(2, StatusCode.ok), (9, .unavailable)] {
      let log = Log()
      let flaky = StreamingRetryTests.Flaky(failures: failures)
      try await TestServer.with(also: [flaky]) { server in
        let channel = try server.channel {
          $0.interceptors = [log]
          $0.retryPolicy = RetryPolicy(maximumAttempts: 3, initialBackoff: .milliseconds(1))
        }
        _ = try? await channel.clientStreaming(
          StreamingRetryTests.upload, encoding: .bytes, decoding: .bytes
        ) {
          try await $0.write([1])
        }
        #expect(await eventually { !log.summaries(StreamingRetryTests.upload).isEmpty })
        #expect(flaky.attempts.value == 3)
        #expect(log.summaries(StreamingRetryTests.upload).map(\.status) == [status])
        #expect(log.summaries(StreamingRetryTests.upload).map(\.requests.messages) == [1])
      }
    }
  }

  @Test("a call that its reader leaves ends as CANCELLED on both sides")
  func leaving() async throws {
    let (serverLog, clientLog) = (Log(), Log())
    try await TestServer.with(TestService()) {
      $0.interceptors = [serverLog]
    } _: { server in
      let channel = try server.channel { $0.interceptors = [clientLog] }
      for try await _ in channel.stream(TestService.endless) { break }
      for log in [serverLog, clientLog] {
        #expect(await eventually { !log.summaries(TestService.endless).isEmpty })
        #expect(log.summaries(TestService.endless).map(\.status) == [.cancelled])
      }
    }
  }

  @Test("a call that is given up before anything of its answer came has one end, too")
  func leavingUnanswered() async throws {
    let log = Log()
    let service = TestService()
    try await TestServer.with(service) { server in
      let channel = try server.channel { $0.interceptors = [log] }
      let call = Task {
        let answers = channel.bidirectionalStreaming(
          TestService.deaf, encoding: .bytes, decoding: .bytes
        ) { requests in try await requests.write([1]) }
        for try await _ in answers {}
      }
      #expect(await eventually { service.waiting.value == 1 })
      call.cancel()
      _ = await call.result
      #expect(await eventually { !log.summaries(TestService.deaf).isEmpty })
      #expect(log.summaries(TestService.deaf).map(\.status) == [.cancelled])
    }
  }
}
