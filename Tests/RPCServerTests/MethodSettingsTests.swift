import RPC
import RPCServer
import Synchronization
import TestSupport
import Testing

@testable import RPCClient

/// What calls of a method do otherwise than their channel's.
@Suite struct MethodSettingsTests {
  private let method = MethodDescriptor(service: "test.Flaky", method: "Try", kind: .unary)

  /// Fails every call but each third; counts them, and keeps what time they have.
  private final class Flaky: Service {
    let name = "test.Flaky"
    let timeouts = Mutex<[Duration?]>([])
    let method: MethodDescriptor
    init(_ method: MethodDescriptor) { self.method = method }
    var count: Int { timeouts.withLock { $0.count } }

    var methods: [RPCServer.Method] {
      [
        .unary(method, request: .bytes, response: .bytes) { [self] request, context in
          let count = timeouts.withLock { timeouts in
            timeouts.append(context.timeout)
            return timeouts.count
          }
          if count % 3 != 0 { throw RPCError(.unavailable, "not now") }
          return request
        }
      ]
    }
  }

  private func index(_ list: [MethodSettings]) throws -> MethodIndex { try MethodIndex(list) }

  @Test("the settings of a method go before those of its service, and those before those of all")
  func order() throws {
    func settings(_ name: MethodSettings.Name, _ size: Int) -> MethodSettings {
      var settings = MethodSettings(name)
      settings.maximumResponseSize = size
      return settings
    }
    let index = try index([
      settings(.all, 1), settings(.method("a.B", "C"), 2), settings(.service("a.B"), 3),
    ])
    let sizes = [("a.B", "C"), ("a.B", "D"), ("a", "C")].map { service, method in
      index[MethodDescriptor(service: service, method: method, kind: .unary)]?.maximumResponseSize
    }
    #expect(sizes == [2, 3, 1])
    #expect(try self.index([])[method]?.timeout == nil)
  }

  @Test("a name that two settings have, sizes below 0 and timeouts of nothing are refused")
  func wrong() throws {
    var negative = MethodSettings(.all)
    negative.maximumRequestSize = -1
    var never = MethodSettings(.all)
    never.timeout = .zero
    for list in [[MethodSettings(.all), MethodSettings(.all)], [negative], [never]] {
      var configuration = ClientConfiguration(
        host: "localhost", port: 1, security: .insecurePlaintext)
      configuration.methods = list
      let error = #expect(throws: RPCError.self) { try ClientChannel(configuration) }
      #expect(error?.code == .invalidArgument)
    }
  }

  @Test("a method's policy goes before the channel's, and it may have none")
  func retries() async throws {
    let flaky = Flaky(method)
    let method = method
    try await TestServer.with(also: [flaky]) { server in
      var settings = MethodSettings(.method("test.Flaky", "Try"))
      settings.retry = .policy(RetryPolicy(initialBackoff: .milliseconds(1)))
      let channel = try server.channel { $0.methods = [settings] }
      #expect(
        try await channel.unary(method, [7], encoding: .bytes, decoding: .bytes) == [7])
      #expect(flaky.count == 3)
      settings.retry = .never
      let other = try server.channel {
        $0.retryPolicy = RetryPolicy(initialBackoff: .milliseconds(1))
        $0.methods = [settings]
      }
      await #expect(throws: RPCError.self) {
        try await other.unary(method, [7], encoding: .bytes, decoding: .bytes)
      }
      #expect(flaky.count == 4)
    }
  }

  @Test("the sooner of a method's timeout and a call's is what the server is told")
  func timeouts() async throws {
    let flaky = Flaky(method)
    let method = method
    try await TestServer.with(also: [flaky]) { server in
      var settings = MethodSettings(.service("test.Flaky"))
      settings.timeout = .seconds(500)
      let channel = try server.channel { $0.methods = [settings] }
      for timeout in [nil, Duration.seconds(900), .seconds(300)] {
        _ = try? await channel.unary(
          method, [7], encoding: .bytes, decoding: .bytes, options: CallOptions(timeout: timeout))
      }
      let told = flaky.timeouts.withLock { $0 }.map { $0.map { Int($0 / .seconds(1)) / 100 } }
      #expect(told.map { $0 ?? -1 }.allSatisfy { $0 <= 5 && $0 >= 0 })
      #expect(told.count == 3 && (told[2] ?? 9) <= 3)
    }
  }

  @Test("a request, one of a stream too, and a response larger than a method's may be end the call")
  func sizes() async throws {
    try await TestServer.with { server in
      var settings = MethodSettings(.service(TestService.echo.service))
      settings.maximumRequestSize = 10
      let channel = try server.channel { $0.methods = [settings] }
      #expect(try await channel.echo([1]) == [1])
      let large = [UInt8](repeating: 1, count: 11)
      let error = await #expect(throws: RPCError.self) { try await channel.echo(large) }
      #expect(error?.code == .resourceExhausted)
      #expect(error?.message.contains("maximumRequestSize") == true)
      settings.maximumRequestSize = nil
      settings.maximumResponseSize = 10
      let reader = try server.channel { $0.methods = [settings] }
      #expect(try await reader.echo([1]) == [1])
      let late = await #expect(throws: RPCError.self) { try await reader.echo(large) }
      #expect(late?.code == .resourceExhausted)
    }
  }
}
