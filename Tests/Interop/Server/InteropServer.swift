import ArgumentParser
import InteropService
import Logging
import RPC
import RPCServer
import TLS

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The gRPC project's interoperability server on Verbatim's gRPC.
@main
struct InteropServer: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interop-server",
    abstract: "Serves grpc.testing.TestService until it is ended by a signal.")

  @Option(name: .customLong("port"), help: "Port to listen on; 0 takes a free one.")
  var port = 0
  @Option(name: .customLong("host"), help: "Address to listen on.")
  var host = "127.0.0.1"
  @Option(name: .customLong("use_tls"), help: "true or false.")
  var usesTLS = true
  @Option(name: .customLong("tls_cert_file"), help: "PEM file with the certificate.")
  var certificate = "certs/server.pem"
  @Option(name: .customLong("tls_key_file"), help: "PEM file with the private key.")
  var key = "certs/server.key"

  func validate() throws {
    guard (0...65_535).contains(port) else {
      throw ValidationError("--port \(port) is no port: 0 to 65535")
    }
  }

  func run() async throws {
    var security = ServerConfiguration.Security.insecurePlaintext
    if usesTLS {
      security = .tls(
        TLSServerConfiguration(
          certificateFile: certificate, privateKeyFile: key, minimumVersion: .tls12))
    }
    let server = try Server(
      ServerConfiguration(addresses: [.init(host: host, port: port)], security: security),
      services: [InteropService()], logger: Logger(label: "interop-server"))
    let address = try await server.start()[0]
    print("listening on \(address)")
    // Whoever started this waits for the line.
    fflush(nil)
    try await Task.sleep(for: .seconds(1 << 30))
  }
}
