internal import InteropMessages
internal import RPC
internal import RPCClient

/// All that came of one call.
struct Outcome<Response: Sendable>: Sendable {
  var responses: [Response] = []
  /// Whether each response came compressed.
  var compressed: [Bool] = []
  var initialMetadata: Metadata?
  var trailingMetadata = Metadata()
  var error: RPCError?

  /// Makes a call and reads it to its end.
  init(_ call: ResponseStream<Response>) async throws {
    var iterator = call.makeAsyncIterator()
    do {
      while let response = try await iterator.next() {
        responses.append(response)
        compressed.append(iterator.lastMessageWasCompressed)
      }
    } catch let error as RPCError {
      self.error = error
    }
    initialMetadata = iterator.initialMetadata
    trailingMetadata = iterator.trailingMetadata
  }

  /// The one response of a call that succeeded.
  func single() throws -> Response {
    try succeeded()
    try InteropFailure.unless("number of responses", responses.count, is: 1)
    return responses[0]
  }

  func succeeded() throws {
    if let error { throw error }
  }

  func failed(with code: StatusCode) throws {
    guard let error else {
      throw InteropFailure(description: "the call succeeded; expected \(code)")
    }
    try InteropFailure.unless(error.code == code, "expected \(code), got \(error)")
  }
}

/// The calls that cases are made of.
enum Calls {
  static let requestSize = 271_828
  static let responseSize = 314_159

  /// Nothing that a case waits for takes this long.
  static func options(
    metadata: Metadata = Metadata(), compression: CompressionAlgorithm? = nil
  ) -> CallOptions {
    CallOptions(timeout: .seconds(60), metadata: metadata, compression: compression)
  }

  static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  static func unary(
    _ channel: ClientChannel, _ request: SimpleRequest, _ options: CallOptions = Self.options()
  ) async throws -> Outcome<[UInt8]> {
    try await Outcome(
      channel.serverStreaming(
        Methods.unaryCall, request, encoding: Codings.simpleRequest,
        decoding: Codings.simpleResponse, options: options))
  }

  static func empty(
    _ channel: ClientChannel, _ method: MethodDescriptor
  ) async throws -> Outcome<Void> {
    try await Outcome(
      channel.serverStreaming(
        method, (), encoding: Codings.empty, decoding: Codings.empty, options: options()))
  }

  /// A FullDuplexCall whose requests are all sent at once.
  static func fullDuplex(
    _ channel: ClientChannel, _ requests: [StreamedOutputRequest],
    _ options: CallOptions = Self.options()
  ) async throws -> Outcome<[UInt8]> {
    try await Outcome(
      channel.bidirectionalStreaming(
        Methods.fullDuplexCall, encoding: Codings.streamedOutputRequest,
        decoding: Codings.streamedOutput, options: options
      ) { writer in
        for request in requests { try await writer.write(request) }
      })
  }

  /// Checks that a response is this many zeros.
  static func check(_ payload: [UInt8], size: Int) throws {
    try InteropFailure.unless("bytes of the response's payload", payload.count, is: size)
    try InteropFailure.unless(
      payload.allSatisfy { $0 == 0 }, "the response's payload is not all zeros")
  }
}
