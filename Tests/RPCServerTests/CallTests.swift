import RPC
import RPCClient
import RPCServer
import Testing

/// Calls of all four kinds over TLS on loopback.
@Suite struct CallTests {
  @Test(
    "a unary call carries its message and metadata both ways", arguments: [0, 1, 20_000, 3_000_000])
  func unary(_ size: Int) async throws {
    try await TestServer.with { server in
      let channel = try server.channel()
      let message = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
      #expect(try await channel.echo(message) == message)
      var metadata = Metadata()
      metadata.append("hello", for: "x-text")
      metadata.append([0, 255, 1], for: "x-raw-bin")
      var iterator = channel.stream(TestService.echo, [1], CallOptions(metadata: metadata))
        .makeAsyncIterator()
      #expect(try await iterator.next() == [1])
      #expect(try await iterator.next() == nil)
      #expect(iterator.initialMetadata?[text: "x-text"] == ["hello"])
      #expect(iterator.trailingMetadata[binary: "x-raw-bin"] == [[0, 255, 1]])
    }
  }

  @Test("a server stream comes whole and in order, also when it is empty", arguments: [0, 1, 200])
  func serverStreaming(_ count: UInt8) async throws {
    try await TestServer.with { server in
      var read: [UInt8] = []
      for try await message in try server.channel().stream(TestService.count, [count]) {
        read += message
      }
      #expect(read == Array(0..<count))
    }
  }

  @Test("a client stream is read to its end", arguments: [0, 1, 2_000])
  func clientStreaming(_ count: Int) async throws {
    try await TestServer.with { server in
      let sum = try await server.channel().clientStreaming(
        TestService.sum, encoding: .bytes, decoding: .bytes
      ) { requests in
        for _ in 0..<count { try await requests.write([2]) }
      }
      #expect(String(decoding: sum, as: UTF8.self) == "\(2 * count)")
    }
  }

  @Test("a bidirectional call answers while requests are still made")
  func pingPong() async throws {
    try await TestServer.with { server in
      let (turns, next) = AsyncStream<UInt8>.makeStream()
      next.yield(0)
      var read: [UInt8] = []
      let responses = try server.channel().bidirectionalStreaming(
        TestService.relay, encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes
      ) { requests in
        for await turn in turns { try await requests.write([turn]) }
      }
      for try await response in responses {
        read += response
        if response[0] < 50 { next.yield(response[0] + 1) } else { next.finish() }
      }
      #expect(read == Array(0...50))
    }
  }

  @Test("large messages go both ways at once without a deadlock")
  func largeBothWays() async throws {
    try await TestServer.with { server in
      let message = [UInt8](repeating: 3, count: 500_000)
      var read = 0
      let responses = try server.channel().bidirectionalStreaming(
        TestService.relay, encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes
      ) { requests in
        for _ in 0..<20 { try await requests.write(message) }
      }
      for try await response in responses { read += response.count }
      #expect(read == 10_000_000)
    }
  }

  @Test("what makes the requests fail ends the call, at the server too")
  func failedRequests() async throws {
    struct Broken: Error {}
    let service = TestService()
    try await TestServer.with(service) { server in
      let responses = try server.channel().bidirectionalStreaming(
        TestService.relay, encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes
      ) { requests in
        try await requests.write([1])
        throw Broken()
      }
      let error = await #expect(throws: RPCError.self) { for try await _ in responses {} }
      #expect(error?.code == .cancelled)
      #expect(error?.message.contains("Broken") == true)
      #expect(await eventually { service.waiting.value == 0 })
    }
  }

  @Test("a server that reads no requests holds their writer, and cancelling frees both")
  func requestBackPressure() async throws {
    let service = TestService()
    try await TestServer.with(service) { server in
      let written = Counter()
      let channel = try server.channel()
      let reader = Task {
        let responses = channel.bidirectionalStreaming(
          TestService.deaf, encoding: .bytes, decoding: MessageCoding<[UInt8]>.bytes
        ) { requests in
          while true {
            try await requests.write([UInt8](repeating: 1, count: 10_000))
            written.add(10_000)
          }
        }
        for try await _ in responses {}
      }
      #expect(await eventually { written.value > 100_000 })
      #expect(await settles { written.value })
      // One stream's window at the server, and the queue.
      #expect(written.value < 600_000)
      #expect(try await channel.echo([1]) == [1])
      reader.cancel()
      let error = await #expect(throws: RPCError.self) { try await reader.value }
      #expect(error?.code == .cancelled)
      #expect(await eventually { service.waiting.value == 0 })
    }
  }

  @Test("a client that stops reading costs the server one buffer, and nobody else anything")
  func responseBackPressure() async throws {
    let service = TestService()
    try await TestServer.with(service) { server in
      let slow = try server.channel {
        $0.callWindow = 100_000
        $0.connectionWindow = 200_000
      }
      var iterator = slow.stream(TestService.endless).makeAsyncIterator()
      #expect(try await iterator.next()?.count == 10_000)
      #expect(await settles { service.written.value })
      #expect(service.written.value < 600_000)
      #expect(try await server.channel().echo([7]) == [7])
      #expect(try await slow.echo([8]) == [8])
      // It goes on when the client does.
      let before = service.written.value
      for _ in 0..<100 { _ = try await iterator.next() }
      #expect(service.written.value > before)
    }
  }

  @Test("a cancelled client task cancels the handler")
  func cancellation() async throws {
    let service = TestService()
    try await TestServer.with(service) { server in
      let channel = try server.channel()
      let task = Task { for try await _ in channel.stream(TestService.wait) {} }
      #expect(await eventually { service.waiting.value == 1 })
      task.cancel()
      let error = await #expect(throws: RPCError.self) { try await task.value }
      #expect(error?.code == .cancelled)
      #expect(await eventually { service.waiting.value == 0 })
    }
  }

  @Test("a reader that leaves its loop cancels the call")
  func leaving() async throws {
    let service = TestService()
    try await TestServer.with(service) { server in
      let channel = try server.channel()
      for try await _ in channel.stream(TestService.endless) { break }
      let settled = await settles { service.written.value }
      #expect(settled)
      let open = await eventually { (try? await channel.echo([1])) == [1] }
      #expect(open)
    }
  }

  @Test("a deadline ends the call at the client and the work at the server")
  func deadline() async throws {
    let service = TestService()
    try await TestServer.with(service) { server in
      let channel = try server.channel()
      _ = try await channel.echo([1])
      let error = await #expect(throws: RPCError.self) {
        for try await _ in channel.stream(
          TestService.wait, [], CallOptions(timeout: .milliseconds(200)))
        {}
      }
      #expect(error?.code == .deadlineExceeded)
      #expect(await eventually { service.waiting.value == 0 })
    }
  }

  @Test("two hundred calls at once on one channel get their own answers")
  func concurrent() async throws {
    try await TestServer.with { server in
      let channel = try server.channel()
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<200 {
          group.addTask {
            let message = [UInt8](repeating: UInt8(number), count: 1 + number * 50)
            return try await channel.echo(message) == message
          }
        }
        for try await isRight in group { #expect(isRight) }
      }
      #expect(server.server.openConnections == 1)
    }
  }

  @Test("more calls than the server allows at once wait and are all served")
  func beyondTheLimit() async throws {
    try await TestServer.with(TestService()) {
      $0.limits.maximumConcurrentCalls = 4
    } _: { server in
      let channel = try server.channel()
      _ = try await channel.echo([0])
      try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for number in 0..<100 { group.addTask { try await channel.echo([UInt8(number)]) } }
        var sum = 0
        for try await answer in group { sum += Int(answer[0]) }
        #expect(sum == 4950)
      }
    }
  }

  @Test("messages over the limits are RESOURCE_EXHAUSTED, at the server and at the client")
  func sizes() async throws {
    try await TestServer.with(TestService()) {
      $0.limits.maximumRequestSize = 10_000
    } _: { server in
      let channel = try server.channel { $0.maximumResponseSize = 5_000 }
      for (size, code) in [
        (5_000, nil), (5_001, StatusCode.resourceExhausted), (2_000_000, .resourceExhausted),
      ] {
        var seen: StatusCode?
        do { _ = try await channel.echo([UInt8](repeating: 1, count: size)) } catch let error
          as RPCError
        {
          seen = error.code
        }
        #expect(seen == code, "\(size)")
      }
    }
  }

  @Test("an unknown method is UNIMPLEMENTED, and health answers by the service's name")
  func unknown() async throws {
    try await TestServer.with { server in
      let channel = try server.channel()
      let missing = MethodDescriptor(service: "test.Service", method: "No", kind: .unary)
      let error = await #expect(throws: RPCError.self) {
        try await channel.unary(missing, [1], encoding: .bytes, decoding: .bytes)
      }
      #expect(error?.code == .unimplemented)
      let check = MethodDescriptor(service: "grpc.health.v1.Health", method: "Check", kind: .unary)
      let name = Array("test.Service".utf8)
      let serving = try await channel.unary(
        check, [0x0a, UInt8(name.count)] + name, encoding: .bytes, decoding: .bytes)
      #expect(serving == [8, 1])
      let other = await #expect(throws: RPCError.self) {
        try await channel.unary(check, [0x0a, 1, 65], encoding: .bytes, decoding: .bytes)
      }
      #expect(other?.code == .notFound)
    }
  }
}

/// Whether a number stops changing.
func settles(_ value: @Sendable () -> Int) async -> Bool {
  for _ in 0..<200 {
    let before = value()
    try? await Task.sleep(for: .milliseconds(150))
    if value() == before { return true }
  }
  return false
}
