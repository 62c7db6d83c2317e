import Foundation
import TestSupport
import Testing

@testable import TLS

@Suite struct CertificateFileTests {
  let fixture: Fixture

  init() throws { fixture = try Fixture() }

  @Test("a missing file is named, with what it is for")
  func missing() throws {
    let path = fixture.authority.path("nowhere.pem")
    let errors = try [
      ("certificate", failure { try fixture.server { $0.certificateFile = path } }),
      ("private key", failure { try fixture.server { $0.privateKeyFile = path } }),
      ("trust", failure { try fixture.client { $0.trust = .file(path) } }),
      (
        "trust", failure { try fixture.server { $0.clientCertificates = .required(.file(path)) } }
      ),
    ]
    for (role, error) in errors {
      #expect(error.code == .fileNotFound)
      #expect(error.message.contains(path) && error.message.contains(role))
    }
  }

  @Test("a folder, an empty path and a file that is too large are refused")
  func unusable() throws {
    let folder = fixture.authority.folder.path
    let directory = try failure { try fixture.server { $0.certificateFile = folder } }
    #expect(directory.code == .fileUnreadable && directory.message.contains("folder"))
    let empty = try failure { try fixture.server { $0.certificateFile = "" } }
    #expect(empty.code == .invalidConfiguration)
    let endless = try failure { try fixture.client { $0.trust = .file("/dev/zero") } }
    #expect(endless.code == .fileUnreadable && endless.message.contains("MiB"))
  }

  @Test(
    "a file without rights says whom to give them",
    .enabled(
      if: geteuid() != 0, "SKIPPED: runs as root, whom no file refuses; run as another user"))
  func noRights() throws {
    let path = fixture.serverFiles.privateKeyFile
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    let error = try failure { try fixture.server() }
    #expect(error.code == .fileUnreadable)
    #expect(error.message.contains(path) && error.message.contains("\(geteuid())"))
  }

  @Test("text that is no PEM is refused, with a guess at what it is")
  func notPEM() throws {
    let authority = fixture.authority
    let cases: [([UInt8], String)] = [
      (Array("hello".utf8), "BEGIN"), ([], "empty"), ([0x30, 0x82, 1, 2, 3], "DER"),
      (try bytes(fixture.serverFiles.privateKeyFile), "swapped"),
    ]
    let path = authority.path("odd.pem")
    for (content, words) in cases {
      try Data(content).write(to: URL(fileURLWithPath: path))
      let error = try failure { try fixture.server { $0.certificateFile = path } }
      #expect(error.code == .notPEM)
      #expect(error.message.contains(path) && error.message.contains(words))
    }
    let swapped = try failure {
      try fixture.server { $0.privateKeyFile = fixture.serverFiles.certificateFile }
    }
    #expect(swapped.code == .notPEM && swapped.message.contains("swapped"))
    let text = try failure { try fixture.client { $0.trust = .pem(Array("x".utf8)) } }
    #expect(text.code == .notPEM)
  }

  @Test("a damaged PEM block is refused, wherever it stands")
  func malformed() throws {
    let good = String(decoding: try bytes(fixture.serverFiles.certificateFile), as: UTF8.self)
    let bad = good.replacingOccurrences(of: "MII", with: "AAA")
    let path = fixture.authority.path("bad.pem")
    for (text, number) in [(bad, 1), (good + bad, 2)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      let error = try failure { try fixture.server { $0.certificateFile = path } }
      #expect(error.code == .malformedPEM)
      #expect(error.message.contains("certificate \(number)"))
    }
  }

  @Test("an encrypted key is refused without asking for its password")
  func encrypted() throws {
    let files = try fixture.authority.issue("locked", password: "secret")
    let error = try failure {
      try fixture.server {
        $0.certificateFile = files.certificateFile
        $0.privateKeyFile = files.privateKeyFile
      }
    }
    #expect(error.code == .encryptedKey)
    #expect(error.message.contains(files.privateKeyFile) && error.message.contains("openssl pkey"))
  }

  @Test("a key that belongs to another certificate is refused, and both files are named")
  func mismatch() throws {
    let error = try failure {
      try fixture.server { $0.privateKeyFile = fixture.clientFiles.privateKeyFile }
    }
    #expect(error.code == .keyMismatch)
    #expect(error.message.contains(fixture.serverFiles.certificateFile))
    #expect(error.message.contains(fixture.clientFiles.privateKeyFile))
  }

  @Test("an own certificate that is not valid now is refused, and one about to expire warned about")
  func validity() throws {
    let cases: [(Range<Int>, TLSError.Code)] = [
      (-7_200..<(-3_600), .certificateExpired), (3_600..<7_200, .certificateNotYetValid),
    ]
    for (valid, code) in cases {
      let files = try fixture.authority.issue("timed", valid: valid)
      let error = try failure { try TLSContext(configuration(files)) }
      #expect(error.code == code)
      #expect(error.message.contains(files.certificateFile) && error.message.contains("UTC"))
    }
    let soon = try fixture.authority.issue("soon", valid: -3_600..<86_400)
    let context = try TLSContext(configuration(soon))
    #expect(context.warnings.count == 1 && context.warnings[0].contains("expires on"))
    #expect(try fixture.server().warnings == [])
    let left = try #require(context.certificateNotAfter) - TLSContext.currentSeconds()
    #expect((86_000...86_401).contains(left))
  }

  @Test("a key that everybody can read, and a chain out of order, are warned about")
  func warnings() throws {
    let files = fixture.serverFiles
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o644], ofItemAtPath: files.privateKeyFile)
    try Data(bytes(files.certificateFile) + bytes(fixture.clientFiles.certificateFile))
      .write(to: URL(fileURLWithPath: files.certificateFile))
    let warnings = try fixture.server().warnings
    #expect(warnings.count == 2)
    #expect(warnings.contains { $0.contains("chmod 600") })
    #expect(warnings.contains { $0.contains("not issued by the next") })
  }

  @Test(
    "a chain in the certificate file is sent whole, even a long one, and a client needs it",
    arguments: [0, 60_000])
  func chain(padding: Int) throws {
    let middle = try TestAuthority("Middle Authority", issuedBy: fixture.authority)
    let files = try middle.issue("chained", padding: padding)
    let alone = try SessionPair(
      client: fixture.client(), server: TLSContext(configuration(files))
    ).handshake()
    #expect(alone.client?.code == .unknownAuthority)
    #expect(alone.client?.message.contains("whole chain") == true)

    try Data(bytes(files.certificateFile) + bytes(middle.file))
      .write(to: URL(fileURLWithPath: files.certificateFile))
    let server = try TLSContext(configuration(files))
    #expect(server.warnings == [])
    _ = try SessionPair.open(client: fixture.client(), server: server)
  }

  @Test("the number of session tickets has limits", arguments: [-1, 9])
  func tickets(count: Int) throws {
    #expect(try failure { try fixture.server { $0.tickets = count } }.code == .invalidConfiguration)
  }

  @Test("so many session tickets are sent as the configuration says", arguments: [0, 1, 2])
  func ticketFlight(count: Int) throws {
    let pair = try SessionPair(
      client: fixture.client(), server: fixture.server { $0.tickets = count })
    _ = try pair.client.handshake()
    _ = try pair.server.take(pair.client.output())
    _ = try pair.client.take(pair.server.output())
    #expect(try pair.server.take(pair.client.output()))
    // A ticket is one record of about 230 bytes; without any the server has nothing left to say.
    #expect((pair.server.pendingOutputCount + 150) / 250 == count)
  }

  // MARK: Reload

  @Test("a reload shows the new certificate to new sessions only")
  func reload() throws {
    let source = try TLSContextSource(fixture.serverConfiguration)
    let before = source.current
    let running = try SessionPair.open(client: fixture.client(), server: before)
    let first = try #require(running.client.peerIdentity)

    _ = try fixture.authority.issue("server")  // Overwrites the files.
    try source.reload()
    #expect(source.current !== before)
    let later = try SessionPair.open(client: fixture.client(), server: source.current)
    #expect(later.client.peerIdentity?.fingerprint != first.fingerprint)
    var received: [UInt8] = []
    _ = try running.client.receive(running.server.send([1]), into: &received)
    #expect(received == [1], "a running session goes on")
  }

  @Test("a reload that finds anything wrong keeps the old certificate and says what it found")
  func failedReload() throws {
    let source = try TLSContextSource(fixture.serverConfiguration)
    let before = source.current
    let key = fixture.serverFiles.privateKeyFile
    try Data(bytes(fixture.clientFiles.privateKeyFile)).write(to: URL(fileURLWithPath: key))
    #expect(try failure { try source.reload() }.code == .keyMismatch)
    #expect(source.current === before)
    try FileManager.default.removeItem(atPath: key)
    #expect(try failure { try source.reload() }.code == .fileNotFound)
    #expect(source.current === before)
    _ = try SessionPair.open(client: fixture.client(), server: source.current)
  }

  private func configuration(_ files: TestAuthority.Issued) -> TLSServerConfiguration {
    TLSServerConfiguration(
      certificateFile: files.certificateFile, privateKeyFile: files.privateKeyFile)
  }
}

/// A file's bytes.
func bytes(_ path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}
