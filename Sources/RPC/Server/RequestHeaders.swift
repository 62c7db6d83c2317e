internal import HTTP1

/// What a server keeps of a request's header fields, without making Strings of those it only checks.
struct RequestHeaders {
  /// The path, and its query, when no method has it.
  var unknownPath = ""
  /// The header list was larger than the limit.
  var isOversized = false
  /// `grpc-timeout` in nanoseconds.
  private(set) var timeout: UInt64?
  private(set) var httpMethod = HTTPMethod.other
  /// Whether that is gRPC's own.
  private(set) var hasContentType = false
  /// The place among all dialects of the one that is spoken where that is not gRPC's own: a number, for it
  /// costs nothing to forget.
  private var dialectNumber: Int?
  /// What messages are said to be encoded as, if not as protobuf.
  private var unknownSubtype: String?
  private var badTimeout: String?
  /// What compressed messages of the request are compressed with.
  private(set) var encoding: CompressionAlgorithm?
  private var unknownEncoding: String?
  /// Metadata as received: for each field two lengths and the bytes.
  private var raw: [UInt8] = []

  enum HTTPMethod {
    case post
    case get
    case head
    case options
    case other
  }

  /// Whether the answer has no body.
  var isHead: Bool { httpMethod == .head }

  /// Whether this is a request of gRPC's own.
  @inline(__always)
  var isPlain: Bool { httpMethod == .post && hasContentType }

  /// What is spoken where that is not gRPC's own.
  var dialect: Dialect? { dialectNumber.map { Dialect.all[$0] } }

  mutating func removeAll() {
    isOversized = false
    timeout = nil
    httpMethod = .other
    hasContentType = false
    dialectNumber = nil
    if unknownSubtype != nil { unknownSubtype = nil }
    // Strings are rare here, and a look is cheaper than a release.
    if !unknownPath.isEmpty { unknownPath = "" }
    if badTimeout != nil { badTimeout = nil }
    encoding = nil
    if unknownEncoding != nil { unknownEncoding = nil }
    raw.removeAll(keepingCapacity: raw.capacity <= ServerCall.State.keptCapacity)
  }

  mutating func receive(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    switch name.count {
    case 7 where name.equals(":method"):
      httpMethod =
        if value.equals("POST") {
          .post
        } else if value.equals("GET") {
          .get
        } else if value.equals("HEAD") {
          .head
        } else if value.equals("OPTIONS") {
          .options
        } else {
          .other
        }
    case 12 where name.equals("content-type"):
      receiveContentType(value)
    case 12 where name.equals("grpc-timeout"):
      timeout = Timeout.decode(value)
      if timeout == nil { badTimeout = String(decoding: value, as: UTF8.self) }
    case 13 where name.equals("grpc-encoding"):
      switch CompressionAlgorithm.Named(value) {
      case .identity: (encoding, unknownEncoding) = (nil, nil)
      case .known(let algorithm): (encoding, unknownEncoding) = (algorithm, nil)
      case .unknown(let name): unknownEncoding = name
      }
    case 2 where name.equals("te"): break
    case 1... where name[0] != UInt8(ascii: ":"):
      let lengths = (
        UInt32(truncatingIfNeeded: name.count), UInt32(truncatingIfNeeded: value.count)
      )
      withUnsafeBytes(of: lengths) { raw.append(contentsOf: $0) }
      raw.append(contentsOf: name)
      raw.append(contentsOf: value)
    default: break
    }
  }

  /// `application/grpc`, alone or with a subtype or parameters.
  private mutating func receiveContentType(_ value: UnsafeRawBufferPointer) {
    switch GRPCContentType(value) {
    case .protobuf: (hasContentType, unknownSubtype, dialectNumber) = (true, nil, nil)
    case .other(let subtype):
      (hasContentType, unknownSubtype, dialectNumber) = (true, subtype, nil)
    case nil:
      hasContentType = false
      dialectNumber = Dialect.named(value)?.number
    }
  }

  /// The last value of a field that is no pseudo-header; nil without any.
  func field(_ name: StaticString) -> String? {
    var found: String?
    forEachField { if $0.equals(name) { found = String(decoding: $1, as: UTF8.self) } }
    return found
  }

  /// As a request for a page.
  func httpRequest(isHead: Bool) -> HTTPRequest {
    var request = HTTPRequest(method: isHead ? "HEAD" : "GET", target: unknownPath)
    forEachField { name, value in
      request.fields.append(
        HTTPRequest.Field(
          String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
    }
    return request
  }

  /// Nothing is spoken until a dialect is adopted.
  mutating func forgetDialect() { dialectNumber = nil }

  /// Takes what a dialect's own fields say in the place of gRPC's. Why it cannot, if so.
  mutating func adopt(_ dialect: Dialect, _ query: ConnectQuery?) -> RPCError? {
    dialectNumber = dialect.number
    guard dialect.isConnect else { return nil }
    timeout = nil
    badTimeout = nil
    (encoding, unknownEncoding) = (nil, nil)
    if let version = field("connect-protocol-version"), version != "1" {
      return RPCError(.invalidArgument, "connect-protocol-version is 1")
    }
    if let milliseconds = field("connect-timeout-ms") {
      guard let value = Self.milliseconds(milliseconds) else {
        return RPCError(.invalidArgument, "connect-timeout-ms is a whole number of up to 10 digits")
      }
      timeout = value
    }
    if let query {
      encoding = query.compression
    } else if let name = field(
      dialect.isBare ? "content-encoding" : "connect-content-encoding"), name != "identity"
    {
      encoding = CompressionAlgorithm(rawValue: name)
      if encoding == nil { unknownEncoding = name }
    }
    return nil
  }

  /// Nanoseconds of `connect-timeout-ms`.
  private static func milliseconds(_ text: String) -> UInt64? {
    guard (1...10).contains(text.utf8.count),
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return UInt64(text).map { $0 * 1_000_000 }
  }

  /// The metadata, made when somebody asks for it.
  var metadata: Metadata {
    var metadata = Metadata()
    forEachField { metadata.receive(name: $0, value: $1) }
    return metadata
  }

  /// Whether the client reads messages compressed like this; looked up when that is of interest.
  func accepts(_ algorithm: CompressionAlgorithm) -> Bool {
    var isListed = false
    let field = Array((dialect?.acceptEncodingField ?? "grpc-accept-encoding").utf8)
    forEachField { name, value in
      if name.equals(field), algorithm.isListed(in: value) { isListed = true }
    }
    return isListed
  }

  private func forEachField(
    _ body: (_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Void
  ) {
    raw.withUnsafeBytes { bytes in
      var index = 0
      while index < bytes.count {
        let nameCount = Int(bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self))
        let valueCount = Int(bytes.loadUnaligned(fromByteOffset: index + 4, as: UInt32.self))
        let value = index + 8 + nameCount
        body(
          .init(rebasing: bytes[(index + 8)..<value]),
          .init(rebasing: bytes[value..<(value + valueCount)]))
        index = value + valueCount
      }
    }
  }

  /// Why a request is not taken, and how to say so.
  struct Refusal {
    var error: RPCError
    var fields: [(name: String, value: String)] = []
  }

  /// Why the request cannot be a gRPC call that this server takes; nil when it can.
  func refusal(limit: Int) -> Refusal? {
    if isOversized {
      return Refusal(
        error: RPCError(.resourceExhausted, "the headers are larger than \(limit) bytes"))
    }
    if let unknownSubtype {
      let message = "messages are encoded as proto here, not as \(unknownSubtype)"
      return Refusal(error: RPCError(.unimplemented, message))
    }
    if let badTimeout {
      let message = "grpc-timeout \"\(badTimeout)\" is not up to 8 digits and one of H M S m u n"
      return Refusal(error: RPCError(.internalError, message))
    }
    if let unknownEncoding {
      let message =
        "\(dialect?.encodingField ?? "grpc-encoding") \(unknownEncoding) is not supported"
      return Refusal(
        error: RPCError(.unimplemented, message),
        fields: [
          (
            dialect?.acceptEncodingField ?? "grpc-accept-encoding",
            CompressionAlgorithm.acceptEncoding
          )
        ])
    }
    return nil
  }
}
