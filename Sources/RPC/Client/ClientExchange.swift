internal import Synchronization

/// A task's side of a call that a client makes. Usable from any thread.
package final class ClientExchange: Sendable {
  package let descriptor: MethodDescriptor
  package let requests: OutboundQueue
  package let responses: InboundQueue
  /// Nil where the channel has no interceptors.
  package let interception: ClientInterception?
  /// Which of the call's attempts this is to them.
  private let attempt: Int
  /// Whether the call can be made anew if nothing of its response comes.
  private let canBeRepeated: Bool
  /// What requests are compressed with.
  package let compression: CompressionAlgorithm?
  private let state = Mutex(State())

  private struct State {
    var initialMetadata: Metadata?
    var responseEncoding: CompressionAlgorithm?
    var trailingMetadata = Metadata()
    var wasRefused = false
    var hasEnded = false
    var hasFailed = false
  }

  package init(
    descriptor: MethodDescriptor, requests: OutboundQueue, responses: InboundQueue,
    compression: CompressionAlgorithm? = nil, interception: ClientInterception? = nil,
    canBeRepeated: Bool = false
  ) {
    attempt = interception?.beginAttempt() ?? 0
    self.canBeRepeated = canBeRepeated
    self.descriptor = descriptor
    self.requests = requests
    self.responses = responses
    self.compression = compression
    self.interception = interception
  }

  /// The metadata that came before the first response; nil before it came.
  package var initialMetadata: Metadata? { state.withLock { $0.initialMetadata } }

  /// The metadata that ended the call.
  package var trailingMetadata: Metadata { state.withLock { $0.trailingMetadata } }

  /// Whether the server has said that it did nothing for the call: it can be made again safely.
  package var wasRefused: Bool { state.withLock { $0.wasRefused } }

  /// Whether the call is over; what came of its responses may still be unread.
  package var hasEnded: Bool { state.withLock { $0.hasEnded } }

  /// Whether the call has failed before any of its response came.
  package var hasFailedUnanswered: Bool {
    state.withLock { $0.hasFailed && $0.initialMetadata == nil }
  }

  /// What compressed responses are compressed with; known when the first of them is here.
  package var responseEncoding: CompressionAlgorithm? { state.withLock { $0.responseEncoding } }

  /// The call ends with this before another attempt could begin.
  package func endInterception(_ error: RPCError) { interception?.finish(.failure(error)) }

  /// There will be no other attempt after this one.
  package func concludeInterception() { interception?.conclude(attempt) }

  func countRequests(_ bytes: UnsafeRawBufferPointer) {
    interception?.countRequests(bytes, of: attempt)
  }

  func countResponses(_ bytes: UnsafeRawBufferPointer) {
    interception?.countResponses(bytes, of: attempt)
  }

  func setInitialMetadata(_ metadata: Metadata, encoding: CompressionAlgorithm?) {
    state.withLock {
      $0.initialMetadata = metadata
      $0.responseEncoding = encoding
    }
  }

  /// The call is over. Only the first end counts.
  package func finish(
    _ result: Result<Void, RPCError>, trailingMetadata: Metadata = Metadata(),
    wasRefused: Bool = false
  ) {
    let isUnanswered = state.withLock { state -> Bool? in
      guard !state.hasEnded else { return nil }
      state.trailingMetadata = trailingMetadata
      state.wasRefused = wasRefused
      state.hasEnded = true
      if case .failure = result { state.hasFailed = true }
      return state.hasFailed && state.initialMetadata == nil
    }
    guard let isUnanswered else { return }
    if isUnanswered, canBeRepeated {
      interception?.suspend(result, of: attempt)
    } else {
      interception?.finish(result)
    }
    responses.finish(result)
    switch result {
    case .success: requests.fail(RPCError(.cancelled, "the server has ended the call"))
    case .failure(let error): requests.fail(error)
    }
  }
}
