internal import HTTP2
internal import RPC

/// A place for a call on a connection, one after another: it is an HTTP/2 stream's handler that takes an
/// answer to pieces without keeping it, and costs no memory a call.
///
/// States: free, waiting (for the response's headers), receiving, ended (the outcome was counted; the
/// stream may still have to be closed), then free again.
final class CallSlot: HTTP2StreamHandler {
  private enum State {
    case free
    case waiting
    case receiving
    case ended
  }

  // All access is on the connection's event loop and none is kept across a call.
  @exclusivity(unchecked) private unowned(unsafe) let connection: LoadConnection
  private(set) lazy var stream = HTTP2Stream(handler: self)
  @exclusivity(unchecked) private var state = State.free
  @exclusivity(unchecked) private(set) var call = LoadCall(
    due: 0, sent: 0, method: 0, draw: 0, isMeasured: false)
  @exclusivity(unchecked) private var run: StepRun?
  @exclusivity(unchecked) private var isStream = false
  /// What is left to send.
  @exclusivity(unchecked) private var request = UnsafeRawBufferPointer(start: nil, count: 0)
  @exclusivity(unchecked) private var hasSentEnd = false
  @exclusivity(unchecked) private var frames = FrameCounter(limit: 0)
  @exclusivity(unchecked) private var lastMessage: UInt64 = 0

  // What is usual of response headers is looked at in place.
  @exclusivity(unchecked) private var isHTTPOK = false
  @exclusivity(unchecked) private var isGRPC = false
  @exclusivity(unchecked) private var isOK = false
  /// Fields of a response that is not the usual one.
  @exclusivity(unchecked) private var unusual: ResponseHeaders?

  init(_ connection: LoadConnection) { self.connection = connection }

  /// Whether a call is under way that was not counted yet.
  var isOpen: Bool { state == .waiting || state == .receiving }

  /// Opens the stream of a call. False when the connection takes none.
  func start(_ call: LoadCall, of run: StepRun, on session: ClientSession) -> Bool {
    let method = connection.shared.methods[call.method]
    request = connection.shared.pool.request(method: call.method, draw: call.draw)
    isStream = method.isStream
    frames = FrameCounter(limit: connection.shared.maximumResponseSize)
    hasSentEnd = false
    isHTTPOK = false
    isGRPC = false
    isOK = false
    if unusual != nil { unusual = nil }
    self.call = call
    self.run = run
    state = .waiting
    guard session.open(self, headers: connection.headers[call.method]) else {
      state = .free
      return false
    }
    return true
  }

  // MARK: Ends

  /// Ends the call from this side.
  func fail(_ error: RPCError, wasAnswered: Bool) {
    guard isOpen else { return }
    state = .ended
    run?.failed(call, connection.now, error, wasAnswered: wasAnswered)
    connection.session?.http2.reset(stream, code: .cancel)
  }

  /// The step is over and the call is not.
  func giveUp(_ now: UInt64) {
    guard isOpen else { return }
    state = .ended
    run?.gaveUp(call, now)
    connection.session?.http2.reset(stream, code: .cancel)
  }

  func closed(_ code: HTTP2ErrorCode) {
    if isOpen {
      state = .ended
      let reason = connection.session?.lostReason
      run?.failed(
        call, connection.now, ClientCall.error(for: code, reason), wasAnswered: reason == nil)
    }
    state = .free
    run = nil
    connection.closed(self)
  }

  // MARK: Receiving

  func receivedHeader(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    guard isOpen else { return }
    switch name.count {
    case 7 where value.count == 3 && name.isSame(":status") && value.isSame("200"):
      isHTTPOK = true
    case 11 where value.count == 1 && name.isSame("grpc-status") && value[0] == UInt8(ascii: "0"):
      isOK = true
    case 12 where name.isSame("content-type") && value.isSame("application/grpc"): isGRPC = true
    default:
      // Metadata is nobody's concern here; what names the status is.
      guard
        name.first == UInt8(ascii: ":") || name.starts(with: Self.ownFields)
          || name.isSame("content-type")
      else { return }
      if unusual == nil { unusual = ResponseHeaders() }
      unusual?.receive(name: name, value: value)
    }
  }

  private static let ownFields = Array("grpc-".utf8)

  func receivedOversizedHeaders() {
    fail(RPCError(.resourceExhausted, "the response's headers are too large"), wasAnswered: true)
  }

  func receivedHeaders(isTrailers: Bool) {
    guard state == .waiting else { return }
    if !(isHTTPOK && isGRPC) {
      var response = unusual ?? ResponseHeaders()
      func give(_ name: StaticString, _ value: StaticString) {
        response.receive(
          name: UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount),
          value: UnsafeRawBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
      }
      if isHTTPOK { give(":status", "200") }
      if isGRPC { give("content-type", "application/grpc") }
      if isOK { give("grpc-status", "0") }
      if response.isInformational {
        unusual = nil
        return
      }
      if let error = response.refusal {
        fail(error, wasAnswered: true)
        return
      }
    }
    state = .receiving
  }

  func receivedData(_ bytes: UnsafeRawBufferPointer, inLastFrame: Bool) {
    connection.session?.http2.consume(bytes.count, of: stream)
    guard state == .receiving else { return }
    let before = frames.messages
    if let error = frames.add(bytes) {
      fail(error, wasAnswered: true)
      return
    }
    guard isStream, frames.messages > before, let run else { return }
    let now = connection.now
    var count = frames.messages - before
    if before == 0 {
      run.firstMessage(call, now)
      count -= 1
      if count > 0 { run.messages(count, of: call, after: 0) }
    } else {
      run.messages(count, of: call, after: now - lastMessage)
    }
    lastMessage = now
  }

  func receivedEnd() {
    guard isOpen else { return }
    if isOK, state == .receiving {
      if let error = frames.verdict(isStream: isStream) {
        fail(error, wasAnswered: true)
        return
      }
      state = .ended
      run?.succeeded(call, connection.now, messages: frames.messages, bytes: frames.bytes)
      if !hasSentEnd { connection.session?.http2.reset(stream, code: .cancel) }
    } else if let status = unusual?.status, status != .ok {
      fail(RPCError(status, unusual?.message ?? ""), wasAnswered: true)
    } else {
      fail(RPCError(.unknown, "the server ended the call without a grpc-status"), wasAnswered: true)
    }
  }

  // MARK: Sending

  func prepareBody(upTo limit: Int) -> BodyStep {
    request.count <= limit ? .last(request.count) : .more(limit)
  }

  func copyBody(_ count: Int, to destination: UnsafeMutableRawPointer) {
    guard let source = request.baseAddress else { return }
    destination.copyMemory(from: source, byteCount: count)
    request = UnsafeRawBufferPointer(rebasing: request[count...])
  }

  func sentEnd() { hasSentEnd = true }

  func trailers() -> HeaderBlock? { nil }
}

extension UnsafeRawBufferPointer {
  fileprivate func isSame(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount, let baseAddress else { return false }
    return memoryIsSame(baseAddress, text.utf8Start, count)
  }
}

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

private func memoryIsSame(
  _ left: UnsafeRawPointer, _ right: UnsafePointer<UInt8>, _ count: Int
) -> Bool { memcmp(left, right, count) == 0 }
