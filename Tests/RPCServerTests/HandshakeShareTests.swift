import RPC
import RPCClient
import RPCServer
import Testing

/// What becomes of handshakes that take more of a server's time than they may.
@Suite struct HandshakeShareTests {
  @Test("handshakes beyond their share wait for their turn, and all are done")
  func wait() async throws {
    try await TestServer.with(TestService()) {
      $0.eventLoops = 1
      $0.handshakeShare = 0.02
      $0.handshakeTimeout = .seconds(600)
    } _: { server in
      try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for number in 0..<8 {
          group.addTask {
            let channel = try server.channel { $0.connectTimeout = .seconds(600) }
            return try await channel.echo([UInt8(number)])
          }
        }
        var answers: Set<[UInt8]> = []
        for try await answer in group { answers.insert(answer) }
        #expect(answers.count == 8)
      }
      #expect(server.server.statistics.delayedHandshakes > 0)
      #expect(server.server.statistics.connections.failed == [:])
    }
  }

  @Test("a handshake whose turn does not come in time fails for that reason")
  func failed() async throws {
    try await TestServer.with(TestService()) {
      $0.eventLoops = 1
      $0.handshakeShare = 1e-9
      $0.handshakeTimeout = .milliseconds(300)
    } _: { server in
      // The server's first flight takes all of the time that there is; the client's answer has to wait.
      let channel = try server.channel()
      let call = Task { try await channel.echo([1], CallOptions(waitsForReady: true)) }
      let isTold = await eventually {
        server.server.statistics.connections.failed[.handshakeShare, default: 0] > 0
      }
      #expect(isTold)
      call.cancel()
      channel.close()
    }
  }
}
