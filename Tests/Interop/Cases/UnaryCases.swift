internal import InteropMessages
internal import RPC
internal import RPCClient

extension InteropCase {
  static let unaryCases = [
    InteropCase("empty_unary") { channel in
      _ = try await Calls.empty(channel, Methods.emptyCall).single()
    },
    InteropCase("large_unary") { channel in try await largeUnary(channel) },
  ]

  /// Repeated calls, over one channel and over one each.
  static let soakCases = [
    InteropCase(name: "rpc_soak") { peer in
      let channel = try peer.connect()
      defer { channel.close() }
      for _ in 0..<peer.soakIterations { try await largeUnary(channel) }
    },
    InteropCase(name: "channel_soak") { peer in
      for _ in 0..<peer.soakIterations {
        let channel = try peer.connect()
        defer { channel.close() }
        try await largeUnary(channel)
      }
    },
  ]

  private static func largeUnary(_ channel: ClientChannel) async throws {
    let response = try await Calls.unary(
      channel,
      SimpleRequest(responseSize: Calls.responseSize, payload: Calls.zeros(Calls.requestSize)))
    try Calls.check(response.single(), size: Calls.responseSize)
  }
}
