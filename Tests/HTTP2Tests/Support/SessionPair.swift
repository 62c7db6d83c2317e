@testable import HTTP2

/// A stream's end that records what comes and sends what it was given.
final class Recorder: HTTP2StreamHandler {
  private(set) lazy var stream = HTTP2Stream(handler: self)
  weak var endpoint: Endpoint?
  var headers: [(name: String, value: String)] = []
  var trailerFields: [(name: String, value: String)] = []
  var body: [UInt8] = []
  var hasEnded = false
  var hasSentEnd = false
  var isOversized = false
  var closeCodes: [HTTP2ErrorCode] = []
  /// Consume what comes at once.
  var consumes = true
  var outgoing: [UInt8] = []
  var sent = 0
  var isComplete = true
  var ownTrailers: HeaderBlock?
  var ownHeaders: HeaderBlock?
  private var isInTrailers = false

  init(_ endpoint: Endpoint) { self.endpoint = endpoint }

  func receivedHeader(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    let field = (String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
    if isInTrailers { trailerFields.append(field) } else { headers.append(field) }
  }

  func receivedOversizedHeaders() { isOversized = true }

  func receivedHeaders(isTrailers: Bool) {
    isInTrailers = true
    if !isTrailers { endpoint?.onRequest(self) }
  }

  func receivedData(_ bytes: UnsafeRawBufferPointer, inLastFrame: Bool) {
    body += bytes
    if consumes { endpoint?.session.consume(bytes.count, of: stream) }
  }

  func receivedEnd() {
    hasEnded = true
    endpoint?.onEnd(self)
  }

  func sentEnd() { hasSentEnd = true }

  func closed(_ code: HTTP2ErrorCode) { closeCodes.append(code) }

  func prepareBody(upTo limit: Int) -> BodyStep {
    let left = outgoing.count - sent
    if left == 0, !isComplete { return .deferred }
    return left <= limit && isComplete ? .last(left) : .more(min(left, limit))
  }

  func copyBody(_ count: Int, to destination: UnsafeMutableRawPointer) {
    outgoing.withUnsafeBytes {
      destination.copyMemory(from: $0.baseAddress! + sent, byteCount: count)
    }
    sent += count
  }

  func trailers() -> HeaderBlock? { ownTrailers }
}

/// One side of a connection.
final class Endpoint: HTTP2SessionDelegate {
  private(set) var session: HTTP2Session!
  var streams: [Recorder] = []
  var refuses = false
  var keepsStreams = true
  var onRequest: (Recorder) -> Void = { _ in }
  var onEnd: (Recorder) -> Void = { _ in }
  var settingsCount = 0
  var resets = 0
  var pings: [(payload: UInt64, isAcknowledgement: Bool)] = []
  var goAways: [(last: Int32, code: HTTP2ErrorCode, debug: String)] = []
  var room = HTTP2Session.minimumRoom
  var now: UInt64 = 0

  init(_ role: HTTP2Session.Role, _ settings: HTTP2Settings = HTTP2Settings()) throws {
    session = try HTTP2Session(role: role, settings: settings, delegate: self)
  }

  func makeHandler(on session: HTTP2Session) -> (any HTTP2StreamHandler)? {
    if refuses { return nil }
    let recorder = Recorder(self)
    if keepsStreams { streams.append(recorder) }
    return recorder
  }

  func receivedSettings(on session: HTTP2Session) { settingsCount += 1 }

  func receivedReset(on session: HTTP2Session) { resets += 1 }
  func receivedEmptyData(on session: HTTP2Session) {}

  func receivedGoAway(
    on session: HTTP2Session, lastStream: Int32, code: HTTP2ErrorCode, debugData: String
  ) {
    goAways.append((lastStream, code, debugData))
  }

  func receivedPing(on session: HTTP2Session, payload: UInt64, isAcknowledgement: Bool) {
    pings.append((payload, isAcknowledgement))
  }

  /// What `send` gives in one call.
  func output() throws -> [UInt8] {
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
    defer { space.deallocate() }
    return Array(space[..<(try session.send(into: space))])
  }

  func receive(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try session.receive($0) } }

  /// Opens a stream with this body.
  func request(
    _ body: [UInt8] = [], complete: Bool = true, keep: Bool = true, path: String = "/"
  ) throws -> Recorder {
    let recorder = Recorder(self)
    recorder.outgoing = body
    recorder.isComplete = complete
    if keep { streams.append(recorder) }
    let headers = HeaderBlock([
      (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "test"),
    ])
    recorder.ownHeaders = headers
    try session.submitRequest(recorder.stream, headers: headers)
    return recorder
  }
}

/// A client and a server in memory.
struct SessionPair {
  let client: Endpoint
  let server: Endpoint

  init(
    client: HTTP2Settings = HTTP2Settings(), server: HTTP2Settings = HTTP2Settings()
  ) throws {
    self.client = try Endpoint(.client, client)
    self.server = try Endpoint(.server, server)
  }

  /// Carries bytes both ways until there are none, in pieces of at most `chunk`.
  func exchange(chunk: Int = .max) throws {
    while true {
      let up = try client.output()
      try deliver(up, to: server, chunk)
      let down = try server.output()
      try deliver(down, to: client, chunk)
      if up.isEmpty, down.isEmpty { return }
    }
  }

  private func deliver(_ bytes: [UInt8], to target: Endpoint, _ chunk: Int) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      try target.receive(Array(rest.prefix(chunk)))
      rest = rest.dropFirst(chunk)
    }
  }
}

let answerHeaders = HeaderBlock([(":status", "200")])
let answerTrailers = HeaderBlock([("grpc-status", "0")])

/// Bytes that tell where they belong.
func pattern(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) } }
