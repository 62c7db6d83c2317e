import Foundation
import RPC
import RPCClient
import Testing

@Suite("The limit on open files")
struct OpenFilesTests {
  private func connectedSocket(port: Int) -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    return descriptor
  }

  private func check(_ channel: ClientChannel) async throws {
    let method = MethodDescriptor(service: "grpc.health.v1.Health", method: "Check", kind: .unary)
    _ = try await channel.unary(
      method, [], encoding: .bytes, decoding: .bytes,
      options: CallOptions(timeout: .seconds(300), waitsForReady: true))
  }

  @Test("too low a limit is said at the start, and when it is reached; open connections go on")
  func reached() async throws {
    let daemon = try DaemonProcess(
      [
        // Those that are silent keep their places.
        "--insecure-plaintext", "--listen", "127.0.0.1:0", "--settings-timeout", "1h",
      ], openFiles: 64)
    let words = try #require(daemon.outputLine()).split(separator: " ")
    #expect(words.prefix(2) == ["listening", "on"])
    let port = try #require(Int(words[2].split(separator: ":")[1]))
    #expect(daemon.errorLine(with: "openFiles=64") != nil)
    let channel = try ClientChannel(
      ClientConfiguration(host: "127.0.0.1", port: port, security: .insecurePlaintext))
    try await check(channel)
    let sockets = (0..<90).map { _ in connectedSocket(port: port) }
    #expect(daemon.errorLine(with: "no connection can be accepted") != nil)
    try await check(channel)
    for descriptor in sockets { close(descriptor) }
    // There is room again.
    let other = try ClientChannel(
      ClientConfiguration(host: "127.0.0.1", port: port, security: .insecurePlaintext))
    try await check(other)
    channel.close()
    other.close()
    daemon.signal(SIGTERM)
    let end = daemon.end()
    #expect(end.code == 0)
    #expect(!end.errors.contains("no connection can be accepted"))
  }
}
