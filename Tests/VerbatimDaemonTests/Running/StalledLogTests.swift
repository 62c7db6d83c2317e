import Foundation
import RPC
import RPCClient
import Testing

@Suite("A log whose reader stalls")
struct StalledLogTests {
  @Test("calls are answered all the same, and metrics count the records that were dropped")
  func stalled() async throws {
    let folder = try TemporaryFolder()
    try folder.write("good.jsonl", meetingLines("one"))
    let fifo = folder.path + "/log"
    #expect(mkfifo(fifo, 0o600) == 0)
    // Open for reading and writing, so that neither end waits for the other; nobody reads.
    let end = open(fifo, O_RDWR)
    defer { close(end) }
    let admin = folder.path + "/admin"
    let daemon = try DaemonProcess(
      [
        "--insecure-plaintext", "--listen", "127.0.0.1:0", "--access-log", "--event-loops", "1",
        "--admin-listen", "unix:\(admin)", folder.path + "/good.jsonl",
      ], errors: FileHandle(fileDescriptor: end))
    let line = try #require(daemon.outputLine())
    let port = try #require(line.firstMatch(of: #/127\.0\.0\.1:([0-9]+) /#)?.1)
    let channel = try ClientChannel(
      ClientConfiguration(host: "127.0.0.1", port: Int(port)!, security: .insecurePlaintext))
    let method = MethodDescriptor(
      service: "no." + String(repeating: "Service", count: 850), method: "Nothing", kind: .unary)
    // The queue takes 4 MiB beside what the pipe holds: so many records of over 6 kB are more.
    for _ in 0..<12 {
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<80 {
          group.addTask {
            _ = try? await channel.unary(
              method, [1, 2, 3], encoding: .bytes, decoding: .bytes,
              options: CallOptions(timeout: .seconds(300)))
          }
        }
      }
    }
    _ = try await channel.unary(
      MethodDescriptor(service: "grpc.health.v1.Health", method: "Check", kind: .unary), [],
      encoding: .bytes, decoding: .bytes, options: CallOptions(timeout: .seconds(300)))
    channel.close()
    let metrics = try await httpGet("/metrics", socket: admin)
    let dropped = try #require(
      metrics.body.firstMatch(of: #/\nverbatim_log_lines_dropped_total ([0-9]+)\n/#)?.1)
    #expect(Int(dropped)! > 0)
    #expect(try await httpGet("/livez", socket: admin).status == 200)
    daemon.signal(SIGTERM)
    // Nor does its end wait for the reader, but for the two seconds that it has.
    #expect(daemon.exitCode() == 0)
  }
}
