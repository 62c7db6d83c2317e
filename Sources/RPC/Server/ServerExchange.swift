internal import Synchronization

/// An asynchronous handler's side of a call. Usable from any thread.
package final class ServerExchange: Sendable {
  package let descriptor: MethodDescriptor
  package let metadata: Metadata
  package let peer: ConnectionPeer
  /// Nanoseconds of the server's clock left when the call began; nil without a deadline.
  package let timeout: UInt64?
  package let requests: InboundQueue
  package let responses: OutboundQueue
  package let maximumRequestSize: Int
  /// The call as interceptors see it; nil without any.
  package let interceptedCall: ServerCallInfo?
  let ending = Mutex(Ending())

  struct Ending {
    var initialMetadata = Metadata()
    var headersSent = false
    var trailingMetadata = Metadata()
    var error: RPCError?
  }

  init(
    descriptor: MethodDescriptor, metadata: Metadata, peer: ConnectionPeer, timeout: UInt64?,
    maximumRequestSize: Int, interceptedCall: ServerCallInfo?, requests: InboundQueue,
    responses: OutboundQueue
  ) {
    self.descriptor = descriptor
    self.metadata = metadata
    self.peer = peer
    self.timeout = timeout
    self.maximumRequestSize = maximumRequestSize
    self.interceptedCall = interceptedCall
    self.requests = requests
    self.responses = responses
  }

  /// Sets the metadata that precedes the first response. False when that has already left.
  package func setInitialMetadata(_ metadata: Metadata) -> Bool {
    ending.withLock {
      guard !$0.headersSent else { return false }
      $0.initialMetadata = metadata
      return true
    }
  }

  /// Sets the metadata that ends a successful call.
  package func setTrailingMetadata(_ metadata: Metadata) {
    ending.withLock { $0.trailingMetadata = metadata }
  }

  /// The handler returned.
  func finish(_ error: RPCError?) {
    ending.withLock { $0.error = error }
    requests.discard()
    responses.finish()
  }

  /// The connection is done with the call before the handler is.
  func abandon(_ error: RPCError) {
    requests.finish(.failure(error))
    responses.fail(error)
    requests.discard()
  }

  /// How the handler failed, if it did.
  var error: RPCError? { ending.withLock { $0.error } }

  /// The metadata that goes with an OK.
  var trailingMetadata: Metadata { ending.withLock { $0.trailingMetadata } }

  /// The metadata to send first; from now on it cannot be changed.
  func takeInitialMetadata() -> Metadata {
    ending.withLock {
      $0.headersSent = true
      return $0.initialMetadata
    }
  }
}
