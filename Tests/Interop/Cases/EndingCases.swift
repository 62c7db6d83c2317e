internal import InteropMessages
internal import RPC
internal import RPCClient

/// Calls that the client ends before they are complete.
extension InteropCase {
  static let endingCases = [
    InteropCase("cancel_after_begin") { channel in
      let (begun, begin) = AsyncStream<Void>.makeStream()
      let call = Task {
        try await Outcome(
          channel.bidirectionalStreaming(
            Methods.streamingInputCall, encoding: Codings.streamedInput,
            decoding: Codings.streamedInputResponse, options: Calls.options()
          ) { _ in
            // The headers are on their way; no message ever follows.
            begin.finish()
            try await Task.sleep(for: .seconds(60))
          })
      }
      for await _ in begun {}
      call.cancel()
      try await call.value.failed(with: .cancelled)
    },
    InteropCase("cancel_after_first_response") { channel in
      let (answered, answer) = AsyncStream<Void>.makeStream()
      let call = Task {
        var responses = channel.bidirectionalStreaming(
          Methods.fullDuplexCall, encoding: Codings.streamedOutputRequest,
          decoding: Codings.streamedOutput, options: Calls.options()
        ) { writer in
          try await writer.write(
            StreamedOutputRequest(
              responses: [.init(size: 31_415)], payload: Calls.zeros(27_182)))
          try await Task.sleep(for: .seconds(60))
        }.makeAsyncIterator()
        defer { answer.finish() }
        guard let first = try await responses.next() else { return "no response" }
        try Calls.check(first, size: 31_415)
        answer.finish()
        do {
          return try await responses.next() == nil ? "OK" : "a second response"
        } catch let error as RPCError {
          return "\(error.code)"
        }
      }
      for await _ in answered {}
      call.cancel()
      try InteropFailure.unless("the end of the call", await call.value, is: "CANCELLED")
    },
    InteropCase("timeout_on_sleeping_server") { channel in
      // Connected first, so that the time runs out with the server and not on the way there.
      _ = try await Calls.empty(channel, Methods.emptyCall).single()
      let outcome = try await Outcome(
        channel.bidirectionalStreaming(
          Methods.fullDuplexCall, encoding: Codings.streamedOutputRequest,
          decoding: Codings.streamedOutput, options: CallOptions(timeout: .milliseconds(1))
        ) { writer in
          try await writer.write(StreamedOutputRequest(payload: Calls.zeros(27_182)))
          try await Task.sleep(for: .seconds(60))
        })
      try outcome.failed(with: .deadlineExceeded)
    },
  ]
}
