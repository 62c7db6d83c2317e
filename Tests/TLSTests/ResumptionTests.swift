import COpenSSL
import Synchronization
import TestSupport
import Testing

@testable import TLS

/// What a client goes on with from an earlier session.
@Suite struct ResumptionTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture() }

  /// A clock that a test sets.
  private final class Clock: Sendable {
    private let time = Mutex(TLSContext.currentSeconds())
    var now: Int64 { time.withLock { $0 } }
    func advance(_ seconds: Int64) { time.withLock { $0 += seconds } }
  }

  private func isResumed(
    _ client: TLSContext, _ server: TLSContext, as name: String = "localhost"
  ) throws -> Bool {
    let pair = try SessionPair.open(client: client, server: server, serverName: name)
    #expect(pair.client.isResumed == pair.server.isResumed)
    #expect(pair.client.peerIdentity?.subject.hasPrefix("CN=server,") == true)
    return pair.client.isResumed
  }

  @Test(
    "a client goes on with its last session, and from there again, though no connection ended in order",
    arguments: [TLSVersion.tls12, .tls13])
  func again(_ version: TLSVersion) throws {
    let server = try fixture.server { $0.minimumVersion = .tls12 }
    let client = try fixture.client { $0.minimumVersion = .tls12 }
    if version == .tls12 {
      SSL_CTX_ctrl(client.pointer, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
    }
    #expect(try !isResumed(client, server))
    // Before TLS 1.3 a broken connection ends its session, too: the next handshake is a full one.
    for _ in 0..<(version == .tls13 ? 3 : 1) { #expect(try isResumed(client, server)) }
  }

  @Test("a client that shows a certificate is the same to the server when it goes on")
  func identity() throws {
    let server = try fixture.server {
      $0.clientCertificates = .required(.file(fixture.authority.file))
    }
    let client = try fixture.clientWithCertificate()
    for round in 0..<2 {
      let pair = try SessionPair.open(client: client, server: server)
      #expect(pair.server.isResumed == (round == 1))
      #expect(pair.server.peerIdentity?.subject.hasPrefix("CN=reader,") == true)
    }
  }

  @Test("a ticket is used once: of two connections at a time one begins anew")
  func once() throws {
    let server = try fixture.server { $0.tickets = 1 }
    let client = try fixture.client()
    #expect(try !isResumed(client, server))
    let pairs = try (0..<2).map { _ in try SessionPair(client: client, server: server) }
    for pair in pairs {
      let outcome = pair.handshake()
      #expect(outcome.client == nil && outcome.server == nil)
    }
    #expect(pairs.map(\.client.isResumed) == [true, false])
  }

  @Test("a session is gone on with for no other name than its own, though one certificate has both")
  func names() throws {
    let server = try fixture.server()
    let client = try fixture.client()
    #expect(try !isResumed(client, server))
    #expect(try !isResumed(client, server, as: "127.0.0.1"))
    #expect(try isResumed(client, server))
    #expect(try isResumed(client, server, as: "127.0.0.1"))
  }

  @Test(
    "no session is gone on with when its ticket or its server's certificate has expired",
    arguments: [
      (8_000, 7_199, true), (8_000, 7_201, false), (1_000, 999, true), (1_000, 1_001, false),
    ])
  func expiry(_ certificate: Int, _ later: Int64, _ isExpected: Bool) throws {
    let clock = Clock()
    let files = try fixture.authority.issue("server", valid: -3_600..<certificate)
    let server = try fixture.server {
      $0.certificateFile = files.certificateFile
      $0.privateKeyFile = files.privateKeyFile
    }
    let client = try TLSContext(fixture.clientConfiguration, clock: { clock.now })
    #expect(try !isResumed(client, server))
    // A second may have passed since.
    clock.advance(isExpected ? later - 60 : later)
    #expect((client.resumable?.take("localhost", at: clock.now) != nil) == isExpected)
  }

  @Test(
    "with files read anew on either side, and where it is not wanted, each handshake is a full one")
  func reloads() throws {
    let server = try fixture.server()
    let client = try fixture.client()
    #expect(try !isResumed(client, server))
    #expect(try !isResumed(fixture.client(), server))
    #expect(try !isResumed(client, fixture.server()))
    let unwilling = try fixture.client { $0.resumesSessions = false }
    for _ in 0..<2 { #expect(try !isResumed(unwilling, server)) }
  }

  @Test("sessions are kept of few servers, and few of each, the newest of them")
  func bounds() throws {
    let server = try fixture.server { $0.tickets = 4 }
    let client = try fixture.client { $0.verification = .insecureNoVerification }
    let store = try #require(client.resumable)
    for number in 0..<20 { _ = try isResumed(client, server, as: "server\(number)") }
    #expect(store.count == ResumableSessions.maximum)
    #expect(store.take("server0", at: TLSContext.currentSeconds()) == nil)
    for _ in 0..<ResumableSessions.perServer {
      #expect(store.take("server19", at: TLSContext.currentSeconds()) != nil)
    }
    #expect(store.take("server19", at: TLSContext.currentSeconds()) == nil)
  }

  @Test("after a handshake that failed with an earlier session the next one is a full one")
  func failed() throws {
    let server = try fixture.server()
    let client = try fixture.client()
    #expect(try !isResumed(client, server))
    #expect(client.resumable?.count ?? 0 > 0)
    let session = try TLSSession(context: client, serverName: "localhost")
    _ = try session.handshake()
    #expect(throws: TLSError.self) { try session.take(Array("HTTP/1.1 400 Bad Request\r\n".utf8)) }
    #expect(client.resumable?.count == 0)
  }
}
