import InteropCases
import InteropService
import Logging
import RPCClient
import RPCServer
import TLS
import TestSupport
import Testing

@Suite struct InteropTests {
  @Test("Our client and our server agree on the gRPC project's case", arguments: InteropCase.all)
  func agree(on test: InteropCase) async throws {
    let authority = try TestAuthority()
    let files = try authority.issue("server")
    let server = try Server(
      ServerConfiguration(
        addresses: [.init(host: "127.0.0.1", port: 0)],
        security: .tls(
          TLSServerConfiguration(
            certificateFile: files.certificateFile, privateKeyFile: files.privateKeyFile))),
      services: [InteropService()], logger: Logger(label: "test"))
    let port = try await server.start()[0].port
    let ca = authority.file
    let result: Result<Void, any Error>
    do {
      try await test.run(
        InteropCase.Peer(soakIterations: 3) {
          try ClientChannel(
            ClientConfiguration(
              host: "127.0.0.1", port: port,
              security: .tls(TLSClientConfiguration(trust: .file(ca)))))
        })
      result = .success(())
    } catch {
      result = .failure(error)
    }
    await server.shutdown(grace: .zero)
    try result.get()
  }
}

extension InteropCase: CustomTestStringConvertible {
  /// The name in the gRPC project's document.
  public var testDescription: String { name }
}
