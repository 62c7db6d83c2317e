import COpenSSL
import TestSupport
import Testing

@testable import TLS

@Suite struct PeerCheckTests {
  let fixture: Fixture

  init() throws { fixture = try Fixture() }

  @Test(
    "a server is accepted by each name and address its certificate holds",
    arguments: [
      "localhost", "LOCALHOST", "localhost.", "127.0.0.1", "::1", "[::1]", "0:0:0:0:0:0:0:1",
    ])
  func rightHost(name: String) throws {
    let pair = try SessionPair.open(
      client: fixture.client(), server: fixture.server(), serverName: name)
    #expect(pair.client.version == .tls13)
  }

  @Test(
    "a server is refused by any other name, and the error lists those it has",
    arguments: ["example.com", "127.0.0.2", "::2", "sub.localhost", "server", "localhos"])
  func wrongHost(name: String) throws {
    let pair = try SessionPair(
      client: fixture.client(), server: fixture.server(), serverName: name)
    let outcome = pair.handshake()
    #expect(outcome.client?.code == .wrongHost)
    #expect(outcome.client?.message.contains("not for \(name)") == true)
    #expect(
      outcome.client?.message.contains("DNS:localhost, IP:127.0.0.1, IP:::1") == true)
    #expect(outcome.server?.code == .peerAlert, "the server hears of it")
  }

  @Test("a common name is not a host name")
  func commonName() throws {
    let files = try fixture.authority.issue("localhost", names: nil)
    let pair = try SessionPair(
      client: fixture.client(),
      server: fixture.server {
        $0.certificateFile = files.certificateFile
        $0.privateKeyFile = files.privateKeyFile
      })
    let error = pair.handshake().client
    #expect(error?.code == .wrongHost)
    #expect(error?.message.contains("no names") == true)
  }

  @Test("the configuration's server name goes before the one connected to")
  func overridden() throws {
    let pair = try SessionPair.open(
      client: fixture.client { $0.serverName = "localhost" }, server: fixture.server(),
      serverName: "10.0.0.1")
    #expect(pair.client.serverName == "localhost")
  }

  @Test(
    "a server name that cannot be checked is refused before anything is sent",
    arguments: [
      nil, "", ".", ".example.com", "a b", "a\0b", "bücher.example",
      String(repeating: "a", count: 300),
    ])
  func uncheckable(name: String?) throws {
    let context = try fixture.client()
    let error = try failure { try TLSSession(context: context, serverName: name) }
    #expect(error.code == .invalidConfiguration)
  }

  @Test("without verification, asked for by name, anything is accepted")
  func insecure() throws {
    let pair = try SessionPair.open(
      client: fixture.client {
        $0.verification = .insecureNoVerification
        $0.trust = .system
      }, server: fixture.server(), serverName: nil)
    #expect(pair.client.peerIdentity?.subject == "CN=server,O=Example")
  }

  @Test("trust is pinned to the file or the text, and the system's does not count")
  func pinning() throws {
    let other = try TestAuthority("Other Authority")
    for trust in [TLSTrust.file(other.file), .pem(try bytes(other.file)), .system] {
      let pair = try SessionPair(
        client: fixture.client { $0.trust = trust }, server: fixture.server())
      let outcome = pair.handshake()
      #expect(outcome.client?.code == .unknownAuthority)
      #expect(outcome.client?.message.contains("CN=Test Authority") == true)
      #expect(outcome.server?.alert == 48)
    }
    let text = try bytes(other.file) + bytes(fixture.authority.file)
    _ = try SessionPair.open(
      client: fixture.client { $0.trust = .pem(text) }, server: fixture.server())
  }

  @Test("a single server's certificate can be trusted without its authority")
  func pinnedLeaf() throws {
    let leaf = fixture.serverFiles.certificateFile
    _ = try SessionPair.open(
      client: fixture.client { $0.trust = .file(leaf) }, server: fixture.server())
  }

  @Test("an expired certificate of the server, or one not valid yet, is refused with its moment")
  func validity() throws {
    let cases: [(Range<Int>, Int64, TLSError.Code, String)] = [
      (-7_200..<(-3_600), -5_000, .peerCertificateExpired, "expired on 20"),
      (3_600..<7_200, 5_000, .peerCertificateNotYetValid, "not valid before 20"),
    ]
    for (valid, shift, code, words) in cases {
      let files = try fixture.authority.issue("timed", valid: valid)
      let configuration = TLSServerConfiguration(
        certificateFile: files.certificateFile, privateKeyFile: files.privateKeyFile)
      let server = try TLSContext(configuration, now: TLSContext.currentSeconds() + shift)
      let outcome = try SessionPair(client: fixture.client(), server: server).handshake()
      #expect(outcome.client?.code == code)
      #expect(outcome.client?.message.contains(words) == true)
    }
  }

  // MARK: Client certificates

  @Test(
    "a client's certificate tells the server who it is",
    arguments: [TLSVersion.tls12, .tls13], [true, false])
  func clientCertificate(version: TLSVersion, required: Bool) throws {
    let trust = TLSTrust.file(fixture.authority.file)
    let pair = try SessionPair.open(
      client: fixture.clientWithCertificate { $0.minimumVersion = version },
      server: server(required ? .required(trust) : .optional(trust), version: version))
    #expect(pair.server.version == version)
    let identity = try #require(pair.server.peerIdentity)
    #expect(identity.subject == "CN=reader,O=Example")
    #expect(identity.issuer == "CN=Test Authority,O=Example")
    #expect(identity.uris == ["spiffe://example/reader"])
    #expect(identity.dnsNames.isEmpty && identity.emails.isEmpty && identity.ipAddresses.isEmpty)
    #expect(identity.sha256.count == 32 && identity.fingerprint.count == 64)
    let left = try #require(identity.notAfter) - TLSContext.currentSeconds()
    #expect((86_000 * 90...86_400 * 90 + 60).contains(left))
  }

  @Test("a client without certificate passes where it is optional")
  func optional() throws {
    let pair = try SessionPair.open(
      client: fixture.client(),
      server: fixture.server { $0.clientCertificates = .optional(.file(fixture.authority.file)) })
    #expect(pair.server.peerIdentity == nil)
  }

  @Test(
    "a client without certificate is refused where one is required, and both learn why",
    arguments: [
      (TLSVersion.tls12, TLSError.Code.peerAlert, UInt8(40)),
      (.tls13, .certificateRequiredByPeer, 116),
    ])
  func absent(version: TLSVersion, code: TLSError.Code, alert: UInt8) throws {
    let outcome = try SessionPair(
      client: fixture.client { $0.minimumVersion = version },
      server: server(.required(.file(fixture.authority.file)), version: version)
    ).handshake()
    #expect(outcome.server?.code == .peerCertificateMissing)
    #expect(outcome.client?.code == code)
    #expect(outcome.client?.alert == alert)
    #expect(outcome.client?.message.contains("client certificate") == true)
  }

  @Test("a client's certificate by another authority is refused, optional or not")
  func wrongAuthority() throws {
    let other = try TestAuthority("Other Authority")
    let client = try fixture.clientWithCertificate(other.issue("reader"))
    let trust = TLSTrust.file(fixture.authority.file)
    for mode in [TLSServerConfiguration.ClientCertificates.optional(trust), .required(trust)] {
      let outcome = try SessionPair(
        client: client, server: fixture.server { $0.clientCertificates = mode }
      ).handshake()
      #expect(outcome.server?.code == .unknownAuthority)
      #expect(outcome.server?.message.contains("CN=Other Authority") == true)
      #expect(outcome.client?.alert == 48)
    }
  }

  @Test("an expired certificate of a client is refused")
  func expiredClient() throws {
    let files = try fixture.authority.issue("late", valid: -7_200..<(-3_600))
    var configuration = fixture.clientConfiguration
    configuration.certificate = .init(
      certificateFile: files.certificateFile, privateKeyFile: files.privateKeyFile)
    let client = try TLSContext(configuration, now: TLSContext.currentSeconds() - 5_000)
    let outcome = try SessionPair(
      client: client,
      server: fixture.server { $0.clientCertificates = .required(.file(fixture.authority.file)) }
    ).handshake()
    #expect(outcome.server?.code == .peerCertificateExpired)
    #expect(outcome.client?.alert == 45)
  }

  @Test("bytes in alternative names that could deceive are escaped")
  func escapedNames() throws {
    let files = try fixture.authority.issue(
      "odd", names: "email:a\\\\b@example.org,DNS:good.example")
    let pair = try SessionPair.open(
      client: fixture.clientWithCertificate(files),
      server: fixture.server { $0.clientCertificates = .required(.file(fixture.authority.file)) })
    #expect(pair.server.peerIdentity?.emails.first?.contains("\\x5c") == true)
    #expect(pair.server.peerIdentity?.dnsNames == ["good.example"])
  }

  /// A server that speaks one version only.
  private func server(
    _ certificates: TLSServerConfiguration.ClientCertificates, version: TLSVersion
  ) throws -> TLSContext {
    let context = try fixture.server {
      $0.clientCertificates = certificates
      $0.minimumVersion = version
    }
    try #require(verbatim_SSL_CTX_set_max_proto_version(context.pointer, version.wire) == 1)
    return context
  }
}
