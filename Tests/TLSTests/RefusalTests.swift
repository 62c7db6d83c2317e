import COpenSSL
import TestSupport
import Testing

@testable import TLS

@Suite struct RefusalTests {
  let fixture: Fixture

  init() throws { fixture = try Fixture() }

  @Test("a client without ALPN is refused with no_application_protocol")
  func noALPN() throws {
    let pair = try SessionPair(
      client: fixture.client { $0.applicationProtocols = [] }, server: fixture.server())
    let outcome = pair.handshake()
    #expect(outcome.server?.code == .noApplicationProtocol)
    #expect(outcome.server?.message.contains("offers no application protocol") == true)
    #expect(outcome.client?.code == .noApplicationProtocol)
    #expect(outcome.client?.alert == 120)
  }

  @Test("a client with other protocols is refused, and the error names both sides'")
  func otherALPN() throws {
    let pair = try SessionPair(
      client: fixture.client { $0.applicationProtocols = ["http/1.1", "x\u{1}"] },
      server: fixture.server())
    let outcome = pair.handshake()
    #expect(outcome.server?.code == .noApplicationProtocol)
    #expect(outcome.server?.message.contains("\"http/1.1\", \"x\\x1\"") == true)
    #expect(outcome.server?.message.contains("needs \"h2\"") == true)
    #expect(outcome.client?.alert == 120)
  }

  @Test("the server's order decides among shared protocols")
  func order() throws {
    let pair = try SessionPair.open(
      client: fixture.client { $0.applicationProtocols = ["a", "b", "h2"] },
      server: fixture.server { $0.applicationProtocols = ["h2", "a"] })
    #expect(pair.client.negotiatedProtocol == "h2")
    #expect(pair.server.negotiatedProtocol == "h2")
  }

  @Test("a server that picks no protocol is refused by the client")
  func silentServer() throws {
    let pair = try SessionPair(
      client: fixture.client(), server: fixture.server { $0.applicationProtocols = [] })
    let error = pair.handshake().client
    #expect(error?.code == .noApplicationProtocol)
    #expect(error?.message.contains("needs \"h2\"") == true)
  }

  @Test(
    "protocols that ALPN cannot carry are refused in the configuration",
    arguments: [[""], [String(repeating: "x", count: 256)]])
  func badALPN(protocols: [String]) throws {
    let error = try failure { try fixture.client { $0.applicationProtocols = protocols } }
    #expect(error.code == .invalidConfiguration)
  }

  @Test("TLS 1.2 is refused unless allowed, and spoken where it is")
  func versions() throws {
    let twelve = try fixture.client { $0.minimumVersion = .tls12 }
    _ = verbatim_SSL_CTX_set_max_proto_version(twelve.pointer, TLS1_2_VERSION)
    let outcome = try SessionPair(client: twelve, server: fixture.server()).handshake()
    #expect(outcome.server?.code == .unsupportedVersion)
    #expect(outcome.server?.message.contains("TLS 1.2 at most, and this side TLS 1.3") == true)
    #expect(outcome.client?.code == .unsupportedVersion)

    let pair = try SessionPair.open(
      client: twelve, server: fixture.server { $0.minimumVersion = .tls12 })
    #expect(pair.client.version == .tls12 && pair.server.version == .tls12)
    #expect(pair.server.cipher?.contains("ECDHE") == true)
  }

  @Test("a client of TLS 1.3 refuses a server of TLS 1.2, and the error names both versions")
  func oldServer() throws {
    let server = try fixture.server { $0.minimumVersion = .tls12 }
    _ = verbatim_SSL_CTX_set_max_proto_version(server.pointer, TLS1_2_VERSION)
    let error = try SessionPair(client: fixture.client(), server: server).handshake().client
    #expect(error?.code == .unsupportedVersion)
  }

  @Test(
    "a client of TLS 1.1 is refused by name, whatever the minimum",
    arguments: [TLSVersion.tls12, .tls13])
  func tls11(minimum: TLSVersion) throws {
    let client = try RawClient { context in
      SSL_CTX_set_security_level(context, 0)
      _ = verbatim_SSL_CTX_set_min_proto_version(context, TLS1_1_VERSION)
      _ = verbatim_SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION)
    }
    let server = try TLSSession(context: fixture.server { $0.minimumVersion = minimum })
    let hello = client.advance()
    try #require(!hello.isEmpty)
    let error = try failure { try server.take(hello) }
    #expect(error.code == .unsupportedVersion)
    #expect(error.message.contains("TLS 1.1"))
    // An alert record of two bytes: fatal, protocol_version.
    #expect(server.output().suffix(2) == [2, 70])
  }

  @Test(
    "HTTP without TLS is called that",
    arguments: [
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "POST /x HTTP/1.1\r\n\r\n",
      "CONNECT localhost:443 HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "OPTIONS * HTTP/1.1\r\n\r\n",
    ])
  func plainHTTP(request: String) throws {
    let server = try TLSSession(context: fixture.server())
    let error = try failure { try server.take(Array(request.utf8)) }
    #expect(error.code == .plainHTTP)
    #expect(server.pendingOutputCount == 0, "nothing is said in TLS to who does not speak it")
  }

  @Test("a server that answers in plain HTTP is called that, and so is one that speaks no TLS")
  func plainServer() throws {
    let answers: [([UInt8], TLSError.Code)] = [
      (Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), .plainHTTP),
      ([0, 0, 18, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0], .notTLS),
    ]
    for (answer, code) in answers {
      let client = try TLSSession(context: fixture.client(), serverName: "localhost")
      _ = try client.handshake()
      let error = try failure { try client.take(answer) }
      #expect(error.code == code)
      #expect(error.message.contains("localhost") && error.message.contains("port"))
      #expect(error.message.contains("HTTP"))
    }
  }

  @Test(
    "other protocols and noise are refused, whole or a byte at a time",
    arguments: [
      Array("SSH-2.0-OpenSSH_9.2\r\n".utf8), [UInt8](repeating: 0, count: 64),
      [UInt8](repeating: 0xFF, count: 64),
      (0..<64).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) },
    ])
  func garbage(bytes: [UInt8]) throws {
    let whole = try TLSSession(context: fixture.server())
    #expect(try failure { try whole.take(bytes) }.code == .notTLS)
    let slow = try TLSSession(context: fixture.server())
    let error = try failure { for byte in bytes { _ = try slow.take([byte]) } }
    #expect(error.code == .notTLS)
  }

  @Test("a ClientHello with any one byte changed never crashes the server")
  func mutatedHello() throws {
    let client = try TLSSession(context: fixture.client(), serverName: "localhost")
    _ = try client.handshake()
    let hello = client.output()
    let context = try fixture.server()
    var refused = 0
    for index in hello.indices {
      var changed = hello
      changed[index] ^= 0xFF
      let server = try TLSSession(context: context)
      do { _ = try server.take(changed) } catch {
        refused += 1
        #expect(!error.message.isEmpty)
      }
    }
    #expect(refused > hello.count / 8)
  }
}
