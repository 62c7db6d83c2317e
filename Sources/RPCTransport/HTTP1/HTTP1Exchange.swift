internal import HTTP1
internal import HTTP2
internal import RPC

/// One request of HTTP/1.1 and its answer, the client of a stream within.
final class HTTP1Exchange: HTTP2StreamHandler {
  /// How the end of an answer's body is told.
  enum Framing {
    case nothing
    case length
    case chunked
    /// For clients of HTTP/1.0.
    case untilClose
  }

  // As in the calls of either side: all is on the connection's thread.
  @exclusivity(unchecked) unowned(unsafe) private let session: HTTP1Session
  private(set) lazy var stream = HTTP2Stream(handler: self)
  private let request: HTTPRequest
  /// Borrowed by nghttp2 until it is sent.
  private let headers: HeaderBlock

  // MARK: The request
  private var left: Int
  private var chunks: ChunkedBody?
  private var body: [UInt8] = []
  private var taken = 0

  // MARK: The answer
  private(set) var status = 0
  private(set) var fields: [(name: String, value: String)] = []
  private(set) var isAnswered = false
  private(set) var isEnded = false
  var isHeadWritten = false

  init(_ session: HTTP1Session, _ request: HTTPRequest, _ headers: HeaderBlock) {
    self.session = session
    self.request = request
    self.headers = headers
    left = if case .length(let count) = request.body { count } else { 0 }
    chunks = request.body == .chunked ? ChunkedBody() : nil
  }

  /// Whether the client wants the connection to end with the answer.
  var endsConnection: Bool { request.endsConnection }

  // MARK: Requests

  /// The fields of a stream's request (RFC 9113, sections 8.2.2 and 8.3.1), without what concerns the connection.
  static func headers(
    of request: HTTPRequest, isSecure: Bool
  ) throws(RequestHead.Refusal) -> HeaderBlock {
    if let expected = request.value(of: "expect"), expected.lowercased() != "100-continue" {
      throw .init(417, .malformed, "nothing but 100-continue can be expected")
    }
    let type = request.value(of: "content-type")?.lowercased() ?? ""
    if type == "application/grpc" || type.hasPrefix("application/grpc+")
      || type.hasPrefix("application/grpc;")
    {
      throw .init(
        505, .malformed,
        "gRPC itself is spoken over HTTP/2; over HTTP/1.1 there are gRPC-Web and Connect")
    }
    let named = (request.value(of: "connection") ?? "").lowercased().split(separator: ",").map {
      $0.filter { $0 != " " && $0 != "\t" }
    }
    var fields: [(name: String, value: String)] = [
      (":method", request.method), (":scheme", isSecure ? "https" : "http"),
      (":authority", request.value(of: "host").flatMap { $0.isEmpty ? nil : $0 } ?? "localhost"),
      (":path", request.target),
    ]
    for field in request.fields
    where !ofConnection.contains(field.name) && !named.contains(field.name) {
      fields.append((field.name, field.value))
    }
    return HeaderBlock(fields)
  }

  private static let ofConnection: Set<String> = [
    "connection", "expect", "host", "http2-settings", "keep-alive", "proxy-connection", "te",
    "trailer", "transfer-encoding", "upgrade",
  ]

  /// All of the request is here.
  var isComplete: Bool { left == 0 && chunks?.isComplete ?? true }

  /// Bytes that the stream has not taken.
  var waitingBytes: Int { body.count - taken }

  /// Takes bytes of the body; how many.
  func take(_ bytes: ArraySlice<UInt8>) throws(RequestHead.Refusal) -> Int {
    if chunks != nil { return try chunks?.take(bytes, to: &body) ?? 0 }
    let count = min(left, bytes.count)
    body += bytes.prefix(count)
    left -= count
    return count
  }

  func prepareBody(upTo limit: Int) -> BodyStep {
    let count = min(limit, waitingBytes)
    if isComplete { return count == waitingBytes ? .last(count) : .more(count) }
    return count == 0 ? .deferred : .more(count)
  }

  func copyBody(_ count: Int, to destination: UnsafeMutableRawPointer) {
    body.withUnsafeBytes {
      guard count > 0, let base = $0.baseAddress else { return }
      destination.copyMemory(from: base + taken, byteCount: count)
    }
    taken += count
    if taken == body.count {
      body.removeAll(keepingCapacity: true)
      taken = 0
    }
  }

  func trailers() -> HeaderBlock? { nil }

  func sentEnd() {}

  // MARK: Answers

  func receivedHeader(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    guard !isAnswered else { return }
    let (name, value) = (
      String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)
    )
    if name == ":status" {
      status = Int(value) ?? 500
    } else {
      fields.append((name, value))
    }
  }

  func receivedOversizedHeaders() {}

  func receivedHeaders(isTrailers: Bool) { isAnswered = true }

  /// Whether nothing else says that no body follows.
  var statesNoLength: Bool {
    request.method != "HEAD" && status != 204 && status != 304
      && !fields.contains { $0.name == "content-length" }
  }

  private(set) var framing = Framing.nothing

  /// Settles how the end of the body is told, once what is known of it has to do.
  func settleFraming() { framing = ownFraming }

  private var ownFraming: Framing {
    if request.method == "HEAD" || status == 204 || status == 304 { return .nothing }
    if fields.contains(where: { $0.name == "content-length" }) { return .length }
    if isEnded, !hasBody { return .nothing }
    return request.isOfHTTP10 ? .untilClose : .chunked
  }

  private var hasBody = false

  func receivedData(_ bytes: UnsafeRawBufferPointer, inLastFrame: Bool) {
    hasBody = true
    session.write(bytes, of: self)
  }

  func receivedEnd() {
    isEnded = true
    session.writeEnd(of: self)
  }

  func closed(_ code: HTTP2ErrorCode) {
    if !isEnded { session.wasReset(self, code) }
  }
}
