internal import InteropMessages
internal import RPC
internal import RPCClient

/// The cases of grpc/doc/negative-http2-interop-test-descriptions.md. Each needs a server that behaves
/// as its case says; such a server answers with 1024 bytes, whatever it is asked for.
extension InteropCase {
  private static let answerSize = 1024

  package static let negative = [
    InteropCase("goaway") { channel in
      try await answered(channel)
      // The server has said after the first call that it goes away.
      try await answered(channel)
    },
    InteropCase("rst_after_header") { channel in try await reset(channel) },
    InteropCase("rst_during_data") { channel in try await reset(channel) },
    InteropCase("rst_after_data") { channel in try await reset(channel) },
    InteropCase("ping") { channel in try await answered(channel) },
    InteropCase("max_streams") { channel in
      try await answered(channel)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<10 { group.addTask { try await answered(channel) } }
        try await group.waitForAll()
      }
    },
  ]

  private static func call(_ channel: ClientChannel) async throws -> Outcome<[UInt8]> {
    try await Calls.unary(
      channel,
      SimpleRequest(responseSize: Calls.responseSize, payload: Calls.zeros(Calls.requestSize)))
  }

  private static func answered(_ channel: ClientChannel) async throws {
    try await Calls.check(call(channel).single(), size: answerSize)
  }

  /// RST_STREAM with NO_ERROR and without a status is no success, whatever came before it.
  private static func reset(_ channel: ClientChannel) async throws {
    try await call(channel).failed(with: .internalError)
  }
}
