import ArgumentParser
import InteropCases
import RPCClient
import TLS

/// The gRPC project's interoperability client on Verbatim's gRPC.
@main
struct InteropClient: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interop-client",
    abstract: "Runs cases of grpc/doc/interop-test-descriptions.md against a server.",
    discussion: """
      Those of negative-http2-interop-test-descriptions.md as well, which are not among "all": each
      takes a server of its own.
      """)

  @Option(name: .customLong("server_host"), help: "Host to connect to.")
  var serverHost = "localhost"
  @Option(name: .customLong("server_port"), help: "Port to connect to.")
  var serverPort: Int
  @Option(name: .customLong("server_host_override"), help: "Name that the certificate must hold.")
  var serverHostOverride: String?
  @Option(
    name: .customLong("test_case"), help: "Cases, separated by commas; \"all\" for every one.")
  var testCase = "large_unary"
  @Option(name: .customLong("use_tls"), help: "true or false.")
  var usesTLS = true
  @Option(name: .customLong("use_test_ca"), help: "false: trust what the system trusts.")
  var usesTestCA = true
  @Option(name: .customLong("ca_file"), help: "PEM file with the authorities to trust.")
  var caFile = "certs/ca.pem"
  @Option(name: .customLong("soak_iterations"), help: "Calls of rpc_soak and channel_soak.")
  var soakIterations = 10

  func run() async throws {
    let names = testCase.split(separator: ",").map(String.init)
    let cases = try testCase == "all" ? InteropCase.all : names.map(Self.named)
    let peer = InteropCase.Peer(soakIterations: soakIterations) { [configuration] in
      try ClientChannel(configuration)
    }
    var failures = 0
    for test in cases {
      do {
        try await test.run(peer)
        print("\(test.name): passed")
      } catch {
        failures += 1
        print("\(test.name): FAILED: \(error)")
      }
    }
    if failures > 0 { throw ExitCode.failure }
  }

  private var configuration: ClientConfiguration {
    let trust: TLSTrust = usesTestCA ? .file(caFile) : .system
    return ClientConfiguration(
      host: serverHost, port: serverPort,
      security: usesTLS
        ? .tls(
          TLSClientConfiguration(
            trust: trust, minimumVersion: .tls12, serverName: serverHostOverride))
        : .insecurePlaintext)
  }

  private static func named(_ name: String) throws -> InteropCase {
    let cases = InteropCase.all + InteropCase.negative
    guard let test = cases.first(where: { $0.name == name }) else {
      let known = cases.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no case \(name); there are \(known)")
    }
    return test
  }
}
