import ConformanceMessages
import ConformanceService
import Foundation
import Logging
import RPC
import RPCServer
import TLS
import TestSupport

/// A server under test for Connect's conformance suite: reads what it is to be on standard input, says where it
/// listens on standard output, and serves until it is ended or its input ends.
@main
struct ConformanceServer {
  static func main() async throws {
    guard let message = try StandardStreams.next() else { exit(EX_NOINPUT) }
    let request = try ServerCompatRequest(message)
    var configuration = ServerConfiguration(
      addresses: [.init(host: "127.0.0.1", port: 0)], security: .insecurePlaintext)
    // Of certificates that live as long as this program.
    let authority = try TestAuthority("Conformance")
    var certificate: [UInt8] = []
    if request.usesTLS {
      let issued = try authority.issue("server")
      certificate = Array(try Data(contentsOf: URL(fileURLWithPath: authority.file)))
      configuration.security = .tls(
        TLSServerConfiguration(
          certificateFile: issued.certificateFile, privateKeyFile: issued.privateKeyFile,
          clientCertificates: request.clientCertificate.isEmpty
            ? .none : .required(.pem(request.clientCertificate)),
          minimumVersion: .tls12))
    }
    if request.receiveLimit > 0 { configuration.limits.maximumRequestSize = request.receiveLimit }
    configuration.responseCompression = .gzip
    var logger = Logger(label: "conformance-server") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .warning
    let server = try Server(configuration, services: [ConformanceService()], logger: logger)
    let address = try await server.start()[0]
    StandardStreams.write(
      ServerCompatRequest.response(
        host: "127.0.0.1", port: address.port, certificate: certificate))
    try await Task.sleep(for: .seconds(1 << 30))
    withExtendedLifetime(authority) {}
  }
}
