import COpenSSL
import Synchronization
import TestSupport
import Testing

@testable import TLS

/// What is gone on with by a ticket of an earlier session.
@Suite struct TicketTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture() }

  /// A clock that a test sets.
  private final class Clock: Sendable {
    private let time = Mutex(TLSContext.currentSeconds())
    var now: Int64 { time.withLock { $0 } }
    func advance(_ seconds: Int64) { time.withLock { $0 += seconds } }
  }

  private func client(
    showing files: TestAuthority.Issued?, _ version: Int32
  ) throws -> RawClient {
    try RawClient { context in
      SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(version), nil)
      SSL_CTX_set_alpn_protos(context, [2, 0x68, 0x32], 3)
      if let files {
        SSL_CTX_use_certificate_file(context, files.certificateFile, SSL_FILETYPE_PEM)
        SSL_CTX_use_PrivateKey_file(context, files.privateKeyFile, SSL_FILETYPE_PEM)
      }
    }
  }

  /// Shakes hands, and takes the ticket.
  private func connect(_ client: RawClient, to context: TLSContext) throws -> TLSSession {
    let server = try TLSSession(context: context)
    var bytes = client.advance()
    for _ in 0..<4 where !bytes.isEmpty || !client.isDone {
      _ = try server.take(bytes)
      bytes = client.advance(server.output())
    }
    #expect(client.isDone)
    _ = client.read()
    return server
  }

  @Test(
    "a client goes on by its ticket until its certificate expires, and then has to show it again",
    arguments: [TLS1_2_VERSION, TLS1_3_VERSION])
  func expiry(version: Int32) throws {
    let clock = Clock()
    let files = try fixture.authority.issue("reader", valid: -3_600..<10_000)
    var configuration = fixture.serverConfiguration
    configuration.minimumVersion = .tls12
    configuration.clientCertificates = .required(.file(fixture.authority.file))
    let context = try TLSContext(configuration, clock: { clock.now })
    let first = try client(showing: files, version)
    #expect(try !connect(first, to: context).isResumed)

    clock.advance(9_000)
    let second = try client(showing: files, version)
    second.resume(first)
    let resumed = try connect(second, to: context)
    #expect(resumed.isResumed)
    #expect(resumed.peerIdentity != nil)

    clock.advance(2_000)
    let third = try client(showing: files, version)
    third.resume(first)
    #expect(try !connect(third, to: context).isResumed)
  }

  @Test("clients without a certificate go on by their tickets")
  func without() throws {
    let context = try fixture.server()
    let first = try client(showing: nil, TLS1_3_VERSION)
    #expect(try !connect(first, to: context).isResumed)
    let second = try client(showing: nil, TLS1_3_VERSION)
    second.resume(first)
    #expect(try connect(second, to: context).isResumed)
  }
}
