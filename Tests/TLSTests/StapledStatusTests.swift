import COpenSSL
import Foundation
import TestSupport
import Testing

@testable import TLS

/// What a server hands on of what its issuer says of its certificate.
@Suite struct StapledStatusTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture() }

  /// What a client is handed on; `asks` for it, and for a name.
  private func status(
    from context: TLSContext, asks: Bool = true, name: String? = nil
  ) throws -> [UInt8] {
    let client = try RawClient { SSL_CTX_set_alpn_protos($0, [2, 0x68, 0x32], 3) }
    if asks { client.askForStatus() }
    if let name { client.askFor(name) }
    let server = try TLSSession(context: context)
    var bytes = client.advance()
    for _ in 0..<4 where !bytes.isEmpty || !client.isDone {
      _ = try server.take(bytes)
      bytes = client.advance(server.output())
    }
    #expect(client.isDone)
    return client.status
  }

  @Test("the status is handed on to clients that ask, as the file has it, and to no others")
  func handedOn() throws {
    let file = try fixture.authority.status(of: fixture.serverFiles)
    let server = try fixture.server { $0.statusFile = file }
    #expect(server.warnings.isEmpty)
    #expect(try status(from: server) == Array(Data(contentsOf: URL(filePath: file))))
    #expect(try status(from: server, asks: false).isEmpty)
    #expect(try status(from: fixture.server()).isEmpty)
  }

  @Test("a status that has expired is not handed on, and one that was read so is warned about")
  func expired() throws {
    let file = try fixture.authority.status(of: fixture.serverFiles, valid: -3_600..<1_000)
    var configuration = fixture.serverConfiguration
    configuration.statusFile = file
    let later = TLSContext.currentSeconds() + 2_000
    #expect(try status(from: TLSContext(configuration, clock: { later })).isEmpty)
    let warnings = try TLSContext(configuration, now: later).warnings
    #expect(warnings.contains { $0.contains(file) && $0.contains("expired") })
  }

  @Test("it goes with the first certificate, and not with one for another name")
  func named() throws {
    let archive = try fixture.authority.issue("archive", names: "DNS:archive.example")
    let file = try fixture.authority.status(of: fixture.serverFiles)
    let server = try fixture.server {
      $0.statusFile = file
      $0.namedCertificates = [
        .init(
          certificateFile: archive.certificateFile, privateKeyFile: archive.privateKeyFile)
      ]
    }
    #expect(try !status(from: server, name: "localhost").isEmpty)
    #expect(try status(from: server, name: "archive.example").isEmpty)
  }

  @Test(
    "a status that says revoked is warned about; one of another certificate, or none, is refused")
  func unusable() throws {
    let revoked = try fixture.authority.status(of: fixture.serverFiles, isRevoked: true)
    #expect(
      try fixture.server { $0.statusFile = revoked }.warnings.contains { $0.contains("is revoked") }
    )
    let other = try fixture.authority.status(of: fixture.clientFiles)
    for file in [other, fixture.serverFiles.certificateFile] {
      let error = try failure { try fixture.server { $0.statusFile = file } }
      #expect(error.code == .malformedPEM)
      #expect(error.message.contains(file))
    }
  }
}
