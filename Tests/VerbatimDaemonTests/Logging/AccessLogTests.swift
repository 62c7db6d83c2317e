import Foundation
import RPC
import RPCClient
import TLS
import TestSupport
import Testing

/// Whom the access log and the metrics name.
@Suite struct AccessLogTests {
  @Test("who shows a certificate is named by its subject in log and metrics, who shows none is not")
  func client() async throws {
    let folder = try TemporaryFolder()
    try folder.write("good.jsonl", meetingLines("one"))
    let socket = "\(folder.path)/admin.sock"
    let authority = try TestAuthority()
    let server = try authority.issue("server")
    let reader = try authority.issue("reader", names: nil)
    let daemon = try DaemonProcess([
      "--certificate", server.certificateFile, "--private-key", server.privateKeyFile,
      "--client-ca", authority.file, "--client-certificates", "optional", "--listen",
      "127.0.0.1:0", "--access-log", "--metrics-clients", "1", "--admin-listen", "unix:\(socket)",
      folder.path,
    ])
    let line = try #require(daemon.outputLine())
    let port = try #require(line.firstMatch(of: #/127\.0\.0\.1:([0-9]+)/#)?.1)
    let own = TLSClientConfiguration.Certificate(
      certificateFile: reader.certificateFile, privateKeyFile: reader.privateKeyFile)
    for certificate in [own, nil] {
      let channel = try ClientChannel(
        ClientConfiguration(
          host: "127.0.0.1", port: try #require(Int(port)),
          security: .tls(
            TLSClientConfiguration(trust: .file(authority.file), certificate: certificate))))
      await #expect(throws: RPCError.self) {
        try await channel.unary(
          MethodDescriptor(service: "no.Service", method: "Nothing", kind: .unary), [],
          encoding: .bytes, decoding: .bytes)
      }
      channel.close()
    }
    let metrics = try await httpGet("/metrics", socket: socket).body
    let counted = metrics.split(separator: "\n").filter {
      $0.hasPrefix("verbatim_client_calls_total{")
    }
    // One client is told from all others.
    #expect(counted.count == 2, "\(counted)")
    #expect(counted.contains { $0.contains("client=\"(others)\",status=\"UNIMPLEMENTED\"} 1") })
    #expect(counted.contains { $0.contains("client=\"CN=reader,") && $0.hasSuffix("} 1") })
    daemon.signal(SIGTERM)
    let lines = daemon.end().errors.split(separator: "\n").filter { $0.contains("no.Service") }
    #expect(lines.count == 2)
    #expect(lines.first?.contains("client=\"CN=reader,") == true, "\(lines)")
    #expect(lines.last?.contains("client=") == false)
  }
}
