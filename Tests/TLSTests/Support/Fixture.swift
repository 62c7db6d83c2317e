import TestSupport

@testable import TLS

/// An authority with a server and a client certificate, and contexts over them.
struct Fixture {
  let authority: TestAuthority
  let serverFiles: TestAuthority.Issued
  let clientFiles: TestAuthority.Issued

  init() throws {
    authority = try TestAuthority()
    serverFiles = try authority.issue("server")
    clientFiles = try authority.issue("reader", names: "URI:spiffe://example/reader")
  }

  var serverConfiguration: TLSServerConfiguration {
    TLSServerConfiguration(
      certificateFile: serverFiles.certificateFile, privateKeyFile: serverFiles.privateKeyFile)
  }

  var clientConfiguration: TLSClientConfiguration {
    TLSClientConfiguration(trust: .file(authority.file))
  }

  func server(_ change: (inout TLSServerConfiguration) -> Void = { _ in }) throws -> TLSContext {
    var configuration = serverConfiguration
    change(&configuration)
    return try TLSContext(configuration)
  }

  func client(_ change: (inout TLSClientConfiguration) -> Void = { _ in }) throws -> TLSContext {
    var configuration = clientConfiguration
    change(&configuration)
    return try TLSContext(configuration)
  }

  func clientWithCertificate(
    _ files: TestAuthority.Issued? = nil,
    _ change: (inout TLSClientConfiguration) -> Void = { _ in }
  ) throws -> TLSContext {
    let files = files ?? clientFiles
    return try client {
      $0.certificate = .init(
        certificateFile: files.certificateFile, privateKeyFile: files.privateKeyFile)
      change(&$0)
    }
  }
}
