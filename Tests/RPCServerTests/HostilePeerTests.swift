import RPC
import RPCClient
import TLS
import TestSupport
import Testing

@testable import RPCServer

/// After each of these the server still answers.
@Suite struct HostilePeerTests {
  @Test("plain HTTP on the TLS port is told so in HTTP/1.1, with the right Content-Length")
  func plainHTTP() async throws {
    try await TestServer.with { server in
      let socket = RawSocket(port: server.port)
      socket.write(Array("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
      let answer = String(decoding: try #require(await socket.readToEnd()), as: UTF8.self)
      let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1)
      let lines = parts[0].split(separator: "\r\n")
      #expect(lines[0] == "HTTP/1.1 400 Bad Request")
      #expect(lines.contains("Content-Length: \(parts[1].utf8.count)"))
      #expect(parts[1].contains("TLS"))
      try await server.answers()
    }
  }

  @Test(
    "garbage ends the connection and nothing else",
    arguments: [
      [], [0], Array(repeating: 0, count: 5_000), Array(repeating: 255, count: 5_000),
      [0x16, 3, 1, 0xff, 0xff] + Array(repeating: 1, count: 3_000),
      [0x16, 3, 1, 0, 4, 1, 0, 0, 0], Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8),
    ] as [[UInt8]])
  func garbage(_ bytes: [UInt8]) async throws {
    try await TestServer.with { server in
      let socket = RawSocket(port: server.port)
      socket.write(bytes)
      socket.endWriting()
      #expect(await socket.readToEnd() != nil)
      #expect(await eventually { server.server.openConnections == 0 })
      try await server.answers()
    }
  }

  @Test("a client that speaks TLS 1.1 at most gets the alert protocol_version")
  func oldTLS() async throws {
    try await TestServer.with { server in
      let hello: [UInt8] =
        [3, 2] + Array(repeating: 9, count: 32) + [0, 0, 4, 0, 0x2f, 0xc0, 0x13, 1, 0]
      let message = [1, 0, 0, UInt8(hello.count)] + hello
      let socket = RawSocket(port: server.port)
      socket.write([0x16, 3, 1, 0, UInt8(message.count)] + message)
      let answer = try #require(await socket.readToEnd())
      #expect(answer.first == 21)
      #expect(answer.last == 70)
      try await server.answers()
    }
  }

  @Test("a client without ALPN is refused with a reason where only HTTP/2 is taken")
  func noALPN() async throws {
    try await TestServer.with(TestService()) {
      $0.takesHTTP1 = false
    } _: { server in
      let channel = try server.channel {
        $0.security = .tls(
          TLSClientConfiguration(
            trust: .file(try Certificates.shared.get().authority.file), applicationProtocols: []))
      }
      let error = await #expect(throws: RPCError.self) { try await channel.echo([1]) }
      #expect(error?.code == .unavailable)
      try await server.answers()
    }
  }

  @Test("a client that trusts somebody else says so and gets nothing")
  func untrusted() async throws {
    let stranger = try TestAuthority("Stranger")
    try await TestServer.with { server in
      let channel = try server.channel {
        $0.security = .tls(TLSClientConfiguration(trust: .file(stranger.file)))
      }
      let error = await #expect(throws: RPCError.self) { try await channel.echo([1]) }
      #expect(error?.code == .unavailable)
      #expect(error?.message.contains("certificate") == true)
      try await server.answers()
    }
  }

  @Test("a handshake that takes too long is ended")
  func handshakeTimeout() async throws {
    try await TestServer.with(TestService()) {
      $0.handshakeTimeout = .milliseconds(200)
    } _: { server in
      let socket = RawSocket(port: server.port)
      #expect(await socket.readToEnd() != nil)
      // A busy machine may need longer than that itself, once or twice.
      #expect(await eventually { (try? await server.channel().echo([1])) == [1] })
    }
  }

  @Test("connections over the limit are closed at once, and room is made when one ends")
  func connectionLimit() async throws {
    try await TestServer.with(TestService()) {
      $0.maximumConnections = 1
    } _: { server in
      let first = try server.channel()
      #expect(try await first.echo([1]) == [1])
      #expect(await RawSocket(port: server.port).readToEnd() == [])
      #expect(try await first.echo([2]) == [2])
      first.close()
      #expect(await eventually { server.server.openConnections == 0 })
      #expect(try await server.channel().echo([3], CallOptions(waitsForReady: true)) == [3])
    }
  }

  @Test("one address has only so many connections, and the others their own")
  func addressLimit() async throws {
    try await TestServer.with(TestService()) {
      $0.maximumConnectionsPerAddress = 1
    } _: { server in
      let first = try server.channel()
      #expect(try await first.echo([1]) == [1])
      #expect(await RawSocket(port: server.port).readToEnd() == [])
      #expect(server.server.statistics.connections.refusedByAddress == 1)
      first.close()
      #expect(await eventually { server.server.openConnections == 0 })
      #expect(try await server.channel().echo([3], CallOptions(waitsForReady: true)) == [3])
    }
    let connections = Connections(limit: 4, limitOfOrigin: 2)
    func refusals(_ origins: [UInt8]...) -> [Connections.Refusal?] {
      origins.map(connections.reserve)
    }
    #expect(refusals([1], [1], [1], [2], [1]) == [nil, nil, .originLimit, nil, .originLimit])
    connections.release([1])
    #expect(refusals([1], [2], [2]) == [nil, nil, .limit])
    // Who is nobody in particular is not counted.
    connections.release([1])
    connections.release([1])
    #expect(refusals([], [], []) == [nil, nil, .limit])
  }

  @Test("HTTP/2 that breaks the protocol ends its connection with GOAWAY")
  func brokenHTTP2() async throws {
    try await TestServer.with(TestService()) {
      $0.security = .insecurePlaintext
    } _: { server in
      for frame in [
        Frame(.headers, flags: 4, stream: 2, payload: [0x82]), Frame(.data, stream: 1),
        Frame(.ping, payload: [1]), Frame(.windowUpdate, payload: [0, 0, 0, 0]),
        Frame(.headers, flags: 4, stream: 1, payload: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
      ] {
        let socket = RawSocket(port: server.port)
        socket.write(Frame.preface + Frame.settings().bytes + frame.bytes)
        let reader = FrameReader()
        reader.receive(try #require(await socket.readToEnd()))
        #expect(reader.goAwayCode ?? 0 != 0, "\(frame)")
        try await server.answers()
      }
    }
  }

  @Test("a peer with an endless window that never reads costs the server a bounded number of bytes")
  func neverReads() async throws {
    let service = TestService()
    try await TestServer.with(service) {
      $0.security = .insecurePlaintext
    } _: { server in
      let socket = RawSocket(port: server.port)
      let request = Frame.headers(
        1,
        [
          (":method", "POST"), (":scheme", "http"), (":path", "/test.Service/Endless"),
          (":authority", "test"), ("te", "trailers"), ("content-type", "application/grpc"),
        ])
      socket.write(
        Frame.preface + Frame.settings([(4, 0x7fff_ffff)]).bytes
          + Frame.windowUpdate(0, 0x7ff0_0000).bytes + request.bytes
          + Frame.data(1, [0, 0, 0, 0, 0], end: true).bytes)
      #expect(await eventually { service.written.value > 100_000 })
      #expect(await settles { service.written.value })
      // The kernel's buffers on both sides take several MB; the server's own share is 0.6.
      #expect(service.written.value < 32_000_000)
      try await server.answers()
      withExtendedLifetime(socket) {}
    }
  }

  @Test("a required client certificate is asked for, and its identity reaches the handler")
  func clientCertificates() async throws {
    try await TestServer.with(TestService()) {
      var tls = try TestServer.tls
      tls.clientCertificates = .required(.file(try Certificates.shared.get().authority.file))
      $0.security = .tls(tls)
    } _: { server in
      let anonymous = try server.channel()
      let error = await #expect(throws: RPCError.self) { try await anonymous.echo([1]) }
      #expect(error?.code == .unavailable)
      let known = try server.channel {
        $0.security = .tls(
          TLSClientConfiguration(
            trust: .file(try Certificates.shared.get().authority.file),
            certificate: .init(
              certificateFile: try Certificates.shared.get().client.certificateFile,
              privateKeyFile: try Certificates.shared.get().client.privateKeyFile)))
      }
      let who = try await known.unary(TestService.who, [], encoding: .bytes, decoding: .bytes)
      #expect(String(decoding: who, as: UTF8.self).contains("spiffe://example/reader"))
    }
  }
}
