import Foundation
import Logging
import RPC
import RPCServer
import Synchronization
import TLS
import TestSupport
import Testing

@testable import RPCClient

/// Channels with several servers, and sockets in the file system.
@Suite struct ManyServersTests {
  private func path() -> String {
    "\(NSTemporaryDirectory())/verbatim-\(UInt32.random(in: 0 ... .max)).sock"
  }

  @Test(
    "a Unix domain socket serves over TLS and without, has its mode, and is removed at the end",
    arguments: [true, false])
  func unixSocket(_ isPlain: Bool) async throws {
    let path = path()
    var configuration = try TestServer.configuration()
    if isPlain { configuration.security = .insecurePlaintext }
    configuration.addresses = [.unixSocket(path: path)]
    configuration.unixSocketMode = 0o600
    let server = try Server(configuration, services: [TestService()], logger: .init(label: "t"))
    #expect(try await server.start().map(\.description) == ["unix:\(path)"])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    var client = ClientConfiguration(
      targets: [.unixSocket(path: path)], security: .insecurePlaintext)
    if !isPlain {
      let authority = try Certificates.shared.get().authority.file
      client.security = .tls(TLSClientConfiguration(trust: .file(authority)))
    }
    let channel = try ClientChannel(client)
    #expect(try await channel.echo([1]) == [1])
    // Somebody listens there: a second server does not take it away.
    let second = try Server(configuration, services: [], logger: .init(label: "t"))
    let error = await #expect(throws: ServerError.self) { try await second.start() }
    #expect(error?.description.contains(path) == true)
    await second.shutdown(grace: .zero)
    #expect(try await channel.echo([2]) == [2])
    await server.shutdown(grace: .seconds(5))
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("the file of a dead server's socket is replaced, and one that is no socket is not")
  func staleSocket() async throws {
    let path = path()
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(bound == 0)
    close(descriptor)
    var configuration = try TestServer.configuration()
    configuration.addresses = [.unixSocket(path: path)]
    let server = try Server(configuration, services: [], logger: .init(label: "t"))
    _ = try await server.start()
    await server.shutdown(grace: .zero)
    try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
    let other = try Server(configuration, services: [], logger: .init(label: "t"))
    await #expect(throws: ServerError.self) { try await other.start() }
    await other.shutdown(grace: .zero)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    try FileManager.default.removeItem(atPath: path)
  }

  @Test("round-robin spreads calls over all targets")
  func roundRobin() async throws {
    let counts = Mutex<[Int]>([0, 0])
    struct Counting: Service {
      let name = "test.Counting"
      let methods: [RPCServer.Method]
    }
    let descriptor = MethodDescriptor(service: "test.Counting", method: "Hit", kind: .unary)
    var servers: [Server] = []
    var targets: [ClientConfiguration.Target] = []
    for index in 0..<2 {
      var configuration = try TestServer.configuration()
      configuration.security = .insecurePlaintext
      let hit = RPCServer.Method.unary(descriptor, request: .bytes, response: .bytes) {
        request, _ in
        counts.withLock { $0[index] += 1 }
        return request
      }
      let server = try Server(
        configuration, services: [Counting(methods: [hit])], logger: .init(label: "t"))
      targets.append(.host("127.0.0.1", port: try await server.start()[0].port))
      servers.append(server)
    }
    var configuration = ClientConfiguration(targets: targets, security: .insecurePlaintext)
    configuration.loadBalancing = .roundRobin
    let channel = try ClientChannel(configuration)
    #expect(
      await eventually {
        _ = try? await channel.unary(descriptor, [1], encoding: .bytes, decoding: .bytes)
        return counts.withLock { $0[0] > 0 && $0[1] > 0 }
      })
    counts.withLock { $0 = [0, 0] }
    for _ in 0..<100 {
      _ = try await channel.unary(descriptor, [1], encoding: .bytes, decoding: .bytes)
    }
    #expect(counts.withLock { $0 } == [50, 50])
    for server in servers { await server.shutdown(grace: .zero) }
  }

  @Test("pick-first goes past targets that refuse, and names with a dead address first")
  func refusedTargets() async throws {
    try await TestServer.with { server in
      let dead = try await TestServer.start()
      await dead.server.shutdown(grace: .zero)
      let channel = try server.channel {
        $0.targets = [
          .host("127.0.0.1", port: dead.port), .unixSocket(path: "/nonexistent.sock"),
          .host("localhost", port: server.port),
        ]
      }
      #expect(try await channel.echo([1]) == [1])
    }
  }

  @Test("a target that never answers holds nobody up for long")
  func happyEyeballs() async throws {
    try await TestServer.with { server in
      // A listener that accepts in the kernel and never says a word.
      let silent = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let port = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = bind(silent, $0, length)
          _ = listen(silent, 8)
          return getsockname(silent, $0, &length)
        }
      }
      #expect(port == 0)
      defer { close(silent) }
      let channel = try server.channel {
        $0.connectTimeout = .seconds(600)
        $0.targets = [
          .host("127.0.0.1", port: Int(UInt16(bigEndian: address.sin_port))),
          .host("127.0.0.1", port: server.port),
        ]
      }
      #expect(try await channel.echo([1]) == [1])
      // The attempt that lost is given up, and does not end the one that won.
      #expect(try await channel.echo([2]) == [2])
    }
  }

  @Test("a call that fails with UNAVAILABLE before it is answered is made again, and says so")
  func retries() async throws {
    let seen = Mutex<[[String]]>([])
    struct Flaky: Service {
      let name = "test.Flaky"
      let methods: [RPCServer.Method]
    }
    let descriptor = MethodDescriptor(service: "test.Flaky", method: "Try", kind: .unary)
    let flaky = RPCServer.Method.unary(descriptor, request: .bytes, response: .bytes) {
      request, context in
      let count = seen.withLock { seen in
        seen.append(context.metadata[text: "grpc-previous-rpc-attempts"])
        return seen.count
      }
      if count % 3 != 0 { throw RPCError(.unavailable, "not now") }
      return request
    }
    var configuration = try TestServer.configuration()
    configuration.security = .insecurePlaintext
    let server = try Server(
      configuration, services: [Flaky(methods: [flaky])], logger: .init(label: "t"))
    let port = try await server.start()[0].port
    var client = ClientConfiguration(host: "127.0.0.1", port: port, security: .insecurePlaintext)
    client.retryPolicy = RetryPolicy(initialBackoff: .milliseconds(1))
    let channel = try ClientChannel(client)
    let answer = try await channel.unary(descriptor, [7], encoding: .bytes, decoding: .bytes)
    #expect(answer == [7])
    #expect(seen.withLock { $0 } == [[], ["1"], ["2"]])
    client.retryPolicy = nil
    let plain = try ClientChannel(client)
    await #expect(throws: RPCError.self) {
      try await plain.unary(descriptor, [7], encoding: .bytes, decoding: .bytes)
    }
    #expect(seen.withLock { $0.count } == 4)
    await server.shutdown(grace: .zero)
  }

  @Test("at its maximum age a connection is replaced, and no call is lost")
  func age() async throws {
    try await TestServer.with(TestService()) {
      // Long beside what a call takes on a busy machine.
      $0.lifetime.maximumAge = .seconds(2)
    } _: { server in
      let channel = try server.channel()
      // A busy machine may take its time.
      let end = ContinuousClock.now + .seconds(120)
      var count: UInt8 = 0
      while server.server.statistics.connections.accepted < 3, ContinuousClock.now < end {
        count &+= 1
        #expect(try await channel.echo([count]) == [count])
      }
      #expect(server.server.statistics.connections.accepted >= 3)
    }
  }

  @Test("calls above a connection's number go to the next connection once the first one ends")
  func full() async throws {
    let service = TestService()
    try await TestServer.with(service) {
      $0.limits.maximumConcurrentCalls = 1
      $0.lifetime.maximumAge = .seconds(2)
    } _: { server in
      let channel = try server.channel()
      var long = channel.stream(TestService.wait).makeAsyncIterator()
      #expect(try await long.next() == [1])
      // The first call holds the only stream of the connection for ten minutes.
      #expect(try await channel.echo([2], CallOptions(timeout: .seconds(120))) == [2])
      #expect(service.waiting.value == 1)
    }
  }
}
