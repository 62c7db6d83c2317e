internal import InteropMessages
internal import RPC
internal import RPCClient

extension InteropCase {
  static let compressionCases = [
    InteropCase("client_compressed_unary") { channel in
      var request = SimpleRequest(
        responseSize: Calls.responseSize, payload: Calls.zeros(Calls.requestSize))
      request.expectCompressed = true
      try await Calls.unary(channel, request).failed(with: .invalidArgument)
      let compressed = try await Calls.unary(channel, request, Calls.options(compression: .gzip))
      try Calls.check(compressed.single(), size: Calls.responseSize)
      request.expectCompressed = false
      let plain = try await Calls.unary(channel, request)
      try Calls.check(plain.single(), size: Calls.responseSize)
    },
    InteropCase("server_compressed_unary") { channel in
      for isCompressed in [true, false] {
        let outcome = try await Calls.unary(
          channel,
          SimpleRequest(
            responseSize: Calls.responseSize, payload: Calls.zeros(Calls.requestSize),
            responseCompressed: isCompressed))
        try Calls.check(outcome.single(), size: Calls.responseSize)
        try InteropFailure.unless("compressed", outcome.compressed, is: [isCompressed])
      }
    },
    InteropCase("client_compressed_streaming") { channel in
      let probe = try await streamedInput(
        channel, [(27_182, expected: true, compressed: false)])
      try probe.failed(with: .invalidArgument)
      let size = try await streamedInput(
        channel,
        [(27_182, expected: true, compressed: true), (45_904, expected: false, compressed: false)])
      try InteropFailure.unless("aggregated_payload_size", size.single(), is: 73_086)
    },
    InteropCase("server_compressed_streaming") { channel in
      let request = StreamedOutputRequest(responses: [
        .init(size: 31_415, compressed: true), .init(size: 92_653, compressed: false),
      ])
      let outcome = try await Outcome(
        channel.serverStreaming(
          Methods.streamingOutputCall, request, encoding: Codings.streamedOutputRequest,
          decoding: Codings.streamedOutput, options: Calls.options()))
      try outcome.succeeded()
      try InteropFailure.unless("number of responses", outcome.responses.count, is: 2)
      try Calls.check(outcome.responses[0], size: 31_415)
      try Calls.check(outcome.responses[1], size: 92_653)
      try InteropFailure.unless("compressed", outcome.compressed, is: [true, false])
    },
  ]

  private static func streamedInput(
    _ channel: ClientChannel, _ requests: [(size: Int, expected: Bool, compressed: Bool)]
  ) async throws -> Outcome<Int> {
    try await Outcome(
      channel.bidirectionalStreaming(
        Methods.streamingInputCall, encoding: Codings.streamedInput,
        decoding: Codings.streamedInputResponse, options: Calls.options(compression: .gzip)
      ) { writer in
        for request in requests {
          try await writer.write(
            StreamedInput(
              payload: Calls.zeros(request.size), expectCompressed: request.expected),
            compressed: request.compressed)
        }
      })
  }
}
