import TestSupport
import Testing

@testable import TLS

/// Which certificate a server shows to whom.
@Suite struct NamedCertificateTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture() }

  private func named(_ files: TestAuthority.Issued) -> TLSServerConfiguration.NamedCertificate {
    .init(certificateFile: files.certificateFile, privateKeyFile: files.privateKeyFile)
  }

  @Test("a client is shown the certificate that has the name it asks for, else the first")
  func names() throws {
    let archive = try fixture.authority.issue("archive", names: "DNS:Archive.example,DNS:a.example")
    let wild = try fixture.authority.issue("wild", names: "DNS:*.wild.example,DNS:a.example")
    let server = try fixture.server { $0.namedCertificates = [named(archive), named(wild)] }
    let client = try fixture.client { $0.verification = .insecureNoVerification }
    for (name, subject) in [
      ("archive.example", "archive"), ("ARCHIVE.example", "archive"), ("a.example", "archive"),
      ("other.wild.example", "wild"), ("deep.other.wild.example", "server"),
      ("wild.example", "server"), ("example", "server"),
      ("localhost", "server"), ("127.0.0.1", "server"), ("elsewhere.test", "server"),
    ] {
      for _ in 0..<2 {
        let pair = try SessionPair.open(client: client, server: server, serverName: name)
        #expect(pair.client.peerIdentity?.subject == "CN=\(subject),O=Example", "\(name)")
      }
    }
    let checking = try fixture.client()
    for name in ["archive.example", "other.wild.example", "localhost"] {
      _ = try SessionPair.open(client: checking, server: server, serverName: name)
    }
  }

  @Test(
    "so it is where the keys are of different kinds", arguments: [(false, true), (true, false)])
  func kinds(firstIsRSA: Bool, namedIsRSA: Bool) throws {
    let first = try fixture.authority.issue("first", key: firstIsRSA ? .rsa : .ec)
    let archive = try fixture.authority.issue(
      "archive", names: "DNS:archive.example", key: namedIsRSA ? .rsa : .ec)
    let server = try fixture.server {
      $0.certificateFile = first.certificateFile
      $0.privateKeyFile = first.privateKeyFile
      $0.namedCertificates = [named(archive)]
    }
    let client = try fixture.client()
    for (name, subject) in [("archive.example", "archive"), ("localhost", "first")] {
      let pair = try SessionPair.open(client: client, server: server, serverName: name)
      #expect(pair.client.peerIdentity?.subject == "CN=\(subject),O=Example")
    }
  }

  @Test("a certificate comes with those that lead to its root, and its warnings are the server's")
  func warnings() throws {
    let soon = try fixture.authority.issue(
      "soon", names: "DNS:soon.example", valid: -3_600..<86_400)
    let server = try fixture.server { $0.namedCertificates = [named(soon)] }
    #expect(
      server.warnings.contains { $0.contains(soon.certificateFile) && $0.contains("expires") })
    let same = try fixture.authority.issue("same", names: "DNS:localhost")
    let useless = try fixture.server { $0.namedCertificates = [named(same)] }
    #expect(useless.warnings.contains { $0.contains("never shown") })
  }

  @Test("a key of another certificate, one that has expired, and one without names are refused")
  func refused() throws {
    let archive = try fixture.authority.issue("archive", names: "DNS:archive.example")
    let expired = try fixture.authority.issue(
      "expired", names: "DNS:old.example", valid: -7_200..<(-3_600))
    let nameless = try fixture.authority.issue("nameless", names: nil)
    var swapped = named(archive)
    swapped.privateKeyFile = expired.privateKeyFile
    for (certificate, code) in [
      (swapped, TLSError.Code.keyMismatch), (named(expired), .certificateExpired),
      (named(nameless), .invalidConfiguration),
    ] {
      let error = try failure { try fixture.server { $0.namedCertificates = [certificate] } }
      #expect(error.code == code)
    }
  }
}
