package import HTTP2

/// One call on the client's side of a connection, a state machine over its HTTP/2 stream.
///
/// States: `waiting` (for the response's headers), `receiving` (messages come in), `finished` (the
/// status is known and was handed on; what still comes is dropped; terminal). A response that is not
/// gRPC, a reset, the deadline and the end of the connection all lead to `finished` with a status
/// (grpc/doc/http-grpc-status-mapping.md, PROTOCOL-HTTP2.md "HTTP2 Transport Mapping").
package final class ClientCall: HTTP2StreamHandler {
  private enum Phase {
    case waiting
    case receiving
    case finished
  }

  @exclusivity(unchecked) unowned(unsafe) private let session: ClientSession
  package private(set) lazy var stream = HTTP2Stream(handler: self)
  private let exchange: ClientExchange
  /// Borrowed by nghttp2 until the headers were sent.
  let headers: HeaderBlock
  @exclusivity(unchecked) private var phase = Phase.waiting
  @exclusivity(unchecked) private var response = ResponseHeaders()
  /// The headers hold a status, which counts only if they are the end of the call.
  @exclusivity(unchecked) private var mayBeStatusOnly = false
  @exclusivity(unchecked) private var hasSentEnd = false

  init(session: ClientSession, exchange: ClientExchange, headers: HeaderBlock) {
    self.session = session
    self.exchange = exchange
    self.headers = headers
  }

  // MARK: Receiving

  package func receivedHeader(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    if mayBeStatusOnly { headersWereNotTheEnd() }
    if phase != .finished { response.receive(name: name, value: value) }
  }

  /// More follows on headers that looked like a response that is nothing but a status.
  private func headersWereNotTheEnd() {
    mayBeStatusOnly = false
    guard phase != .finished else { return }
    response.dropStatus()
    if let error = response.refusal {
      finish(error)
      return
    }
    exchange.setInitialMetadata(response.metadata, encoding: response.encoding)
    response = ResponseHeaders()
  }

  package func receivedOversizedHeaders() {
    finish(
      RPCError(
        .resourceExhausted,
        "the response's headers are larger than "
          + "\(session.http2.settings.maximumHeaderListSize) bytes"))
  }

  package func receivedHeaders(isTrailers: Bool) {
    guard phase == .waiting else { return }
    if response.isInformational {
      response = ResponseHeaders()
      return
    }
    if let error = response.refusal {
      finish(error)
      return
    }
    phase = .receiving
    // A response that is nothing but a status ends with these headers; its metadata is trailing.
    if response.status == nil {
      exchange.setInitialMetadata(response.metadata, encoding: response.encoding)
      response = ResponseHeaders()
    } else {
      mayBeStatusOnly = true
    }
  }

  package func receivedData(_ bytes: UnsafeRawBufferPointer, inLastFrame: Bool) {
    if mayBeStatusOnly { headersWereNotTheEnd() }
    guard phase == .receiving else {
      session.http2.consume(bytes.count, of: stream)
      return
    }
    exchange.countResponses(bytes)
    if exchange.responses.append(bytes) { session.deliverLater(exchange.responses) }
  }

  package func receivedEnd() {
    guard phase != .finished else { return }
    guard let status = response.status else {
      finish(RPCError(.unknown, "the server ended the call without a grpc-status"))
      return
    }
    phase = .finished
    let metadata = response.metadata
    let result: Result<Void, RPCError> =
      status == .ok
      ? .success(())
      : .failure(
        RPCError(
          status, response.message, details: response.details, trailingMetadata: metadata))
    exchange.finish(result, trailingMetadata: metadata)
    // Nothing that is still unsent can matter any more, and the stream would wait for it.
    if !hasSentEnd { session.http2.reset(stream, code: .cancel) }
  }

  package func closed(_ code: HTTP2ErrorCode) {
    if phase != .finished {
      phase = .finished
      exchange.finish(
        .failure(Self.error(for: code, session.lostReason)), wasRefused: code == .refusedStream)
    }
    session.callClosed()
  }

  /// Ends the call from this side.
  func finish(_ error: RPCError) {
    guard phase != .finished else { return }
    phase = .finished
    exchange.finish(.failure(error))
    session.http2.reset(stream, code: .cancel)
  }

  /// What a reset means (PROTOCOL-HTTP2.md, "Errors"), or the end of the connection.
  package static func error(for code: HTTP2ErrorCode, _ lostReason: String?) -> RPCError {
    if let lostReason { return RPCError(.unavailable, lostReason) }
    let status: StatusCode =
      switch code {
      case .refusedStream: .unavailable
      case .cancel: .cancelled
      case .enhanceYourCalm: .resourceExhausted
      case .inadequateSecurity: .permissionDenied
      default: .internalError
      }
    return RPCError(status, "the server reset the call with \(code)")
  }

  // MARK: Sending

  func resume() { session.http2.resume(stream) }

  package func prepareBody(upTo limit: Int) -> BodyStep { exchange.requests.prepare(upTo: limit) }

  package func copyBody(_ count: Int, to destination: UnsafeMutableRawPointer) {
    exchange.requests.copy(count, to: destination)
    exchange.countRequests(UnsafeRawBufferPointer(start: destination, count: count))
  }

  package func sentEnd() { hasSentEnd = true }

  package func trailers() -> HeaderBlock? { nil }
}
