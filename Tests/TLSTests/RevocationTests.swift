import Foundation
import TestSupport
import Testing

@testable import TLS

/// Clients whose certificates are in a revocation list.
@Suite struct RevocationTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture() }

  private func server(_ list: String) throws -> TLSContext {
    try fixture.server {
      $0.clientCertificates = .required(.file(fixture.authority.file))
      $0.revocationListFile = list
    }
  }

  @Test("a client whose certificate is revoked is refused and told so, others are not")
  func revoked() throws {
    let other = try fixture.authority.issue("other")
    let context = try server(fixture.authority.revoke([fixture.clientFiles]))
    let refused = try SessionPair(client: fixture.clientWithCertificate(), server: context)
      .handshake()
    #expect(refused.server?.code == .peerCertificateRevoked)
    #expect(refused.server?.message.contains("CN=reader") == true)
    #expect(refused.client?.alert == 44)
    let taken = try SessionPair(client: fixture.clientWithCertificate(other), server: context)
      .handshake()
    #expect(taken.server == nil && taken.client == nil)
  }

  @Test("a client whose issuer has no list is refused, and the error says what is missing")
  func noList() throws {
    let another = try TestAuthority("Another Authority")
    let outcome = try SessionPair(
      client: fixture.clientWithCertificate(), server: server(another.revoke([]))
    ).handshake()
    #expect(outcome.server?.code == .peerCertificateInvalid)
    #expect(outcome.server?.message.contains("revocation list") == true)
  }

  @Test("a list that is read anew ends what tickets had promised to those in it")
  func tickets() throws {
    var configuration = fixture.serverConfiguration
    configuration.clientCertificates = .required(.file(fixture.authority.file))
    configuration.revocationListFile = try fixture.authority.revoke([])
    let source = try TLSContextSource(configuration)
    let client = try fixture.clientWithCertificate()
    for isResumed in [false, true] {
      let pair = try SessionPair.open(client: client, server: source.current)
      #expect(pair.server.isResumed == isResumed)
    }
    _ = try fixture.authority.revoke([fixture.clientFiles])
    try source.reload()
    let outcome = try SessionPair(client: client, server: source.current).handshake()
    #expect(outcome.server?.code == .peerCertificateRevoked)
  }

  @Test("a list that has expired, is damaged or is none is refused when it is read")
  func unusable() throws {
    let expired = try fixture.authority.revoke([], valid: -7_200..<(-3_600))
    #expect(try failure { try server(expired) }.code == .revocationListExpired)
    let early = try fixture.authority.revoke([], valid: 3_600..<7_200)
    #expect(try failure { try server(early) }.code == .revocationListNotYetValid)
    #expect(try failure { try server(fixture.authority.file) }.code == .notPEM)
    #expect(try failure { try server("/nowhere/list.pem") }.code == .fileNotFound)
    let path = fixture.authority.path("damaged.pem")
    try "-----BEGIN X509 CRL-----\nMAAA\n-----END X509 CRL-----\n".write(
      toFile: path, atomically: false, encoding: .utf8)
    #expect(try failure { try server(path) }.code == .malformedPEM)
  }

  @Test("a pipe in a key's place that nobody writes to is not waited for without end")
  func pipe() throws {
    let path = fixture.authority.path("pipe.key")
    try #require(mkfifo(path, 0o600) == 0)
    let error = try failure { try fixture.server { $0.privateKeyFile = path } }
    #expect(error.code == .fileUnreadable)
    #expect(error.message.contains("pipe"))
  }
}
