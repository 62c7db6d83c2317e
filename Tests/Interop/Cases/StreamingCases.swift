internal import InteropMessages
internal import RPC
internal import RPCClient

extension InteropCase {
  private static let requestSizes = [27_182, 8, 1_828, 45_904]
  private static let responseSizes = [31_415, 9, 2_653, 58_979]

  static let streamingCases = [
    InteropCase("client_streaming") { channel in
      let size = try await channel.clientStreaming(
        Methods.streamingInputCall, encoding: Codings.streamedInput,
        decoding: Codings.streamedInputResponse, options: Calls.options()
      ) { writer in
        for size in requestSizes {
          try await writer.write(StreamedInput(payload: Calls.zeros(size)))
        }
      }
      try InteropFailure.unless("aggregated_payload_size", size, is: 74_922)
    },
    InteropCase("server_streaming") { channel in
      let request = StreamedOutputRequest(responses: responseSizes.map { .init(size: $0) })
      let outcome = try await Outcome(
        channel.serverStreaming(
          Methods.streamingOutputCall, request, encoding: Codings.streamedOutputRequest,
          decoding: Codings.streamedOutput, options: Calls.options()))
      try outcome.succeeded()
      try InteropFailure.unless("number of responses", outcome.responses.count, is: 4)
      for (response, size) in zip(outcome.responses, responseSizes) {
        try Calls.check(response, size: size)
      }
    },
    InteropCase("ping_pong") { channel in try await pingPong(channel) },
    InteropCase("empty_stream") { channel in
      let outcome = try await Calls.fullDuplex(channel, [])
      try outcome.succeeded()
      try InteropFailure.unless("number of responses", outcome.responses.count, is: 0)
    },
  ]

  /// A request, its response, the next request: never two under way.
  private static func pingPong(_ channel: ClientChannel) async throws {
    let (turns, turn) = AsyncStream<Int>.makeStream()
    var responses = channel.bidirectionalStreaming(
      Methods.fullDuplexCall, encoding: Codings.streamedOutputRequest,
      decoding: Codings.streamedOutput, options: Calls.options()
    ) { writer in
      for await index in turns {
        try await writer.write(
          StreamedOutputRequest(
            responses: [.init(size: responseSizes[index])],
            payload: Calls.zeros(requestSizes[index])))
      }
    }.makeAsyncIterator()
    for index in responseSizes.indices {
      turn.yield(index)
      guard let response = try await responses.next() else {
        throw InteropFailure(description: "the call ended before response \(index + 1) of 4")
      }
      try Calls.check(response, size: responseSizes[index])
    }
    turn.finish()
    let more = try await responses.next()
    try InteropFailure.unless(more == nil, "a fifth response came to four requests")
  }
}
