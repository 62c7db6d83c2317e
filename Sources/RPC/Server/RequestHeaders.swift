/// What a server keeps of a request's header fields, without making Strings of those it only checks.
struct RequestHeaders {
  /// The path when no method has it.
  var unknownPath = ""
  /// The header list was larger than the limit.
  var isOversized = false
  /// `grpc-timeout` in nanoseconds.
  private(set) var timeout: UInt64?
  private var hasMethodPost = false
  /// Whether the method is HEAD, whose answer has no body.
  private(set) var isHead = false
  private var hasContentType = false
  /// What messages are said to be encoded as, if not as protobuf.
  private var unknownSubtype: String?
  private var badTimeout: String?
  /// What compressed messages of the request are compressed with.
  private(set) var encoding: CompressionAlgorithm?
  private var unknownEncoding: String?
  /// Metadata as received: for each field two lengths and the bytes.
  private var raw: [UInt8] = []

  mutating func removeAll() {
    isOversized = false
    timeout = nil
    hasMethodPost = false
    isHead = false
    hasContentType = false
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
      hasMethodPost = value.equals("POST")
      isHead = value.equals("HEAD")
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
    case .protobuf: (hasContentType, unknownSubtype) = (true, nil)
    case .other(let subtype): (hasContentType, unknownSubtype) = (true, subtype)
    case nil: hasContentType = false
    }
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
    forEachField { name, value in
      if name.equals("grpc-accept-encoding"), algorithm.isListed(in: value) { isListed = true }
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
    var httpStatus = 200
    var fields: [(name: String, value: String)] = []
  }

  /// Why the request cannot be a gRPC call that this server takes; nil when it can.
  func refusal(limit: Int) -> Refusal? {
    if !hasMethodPost {
      return Refusal(
        error: RPCError(.internalError, "a gRPC request's method is POST"), httpStatus: 405,
        fields: [("allow", "POST")])
    }
    if isOversized {
      return Refusal(
        error: RPCError(.resourceExhausted, "the headers are larger than \(limit) bytes"))
    }
    if !hasContentType {
      let message = "a gRPC request's content-type starts with application/grpc"
      return Refusal(error: RPCError(.internalError, message), httpStatus: 415)
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
      let message = "grpc-encoding \(unknownEncoding) is not supported"
      return Refusal(
        error: RPCError(.unimplemented, message),
        fields: [("grpc-accept-encoding", CompressionAlgorithm.acceptEncoding)])
    }
    return nil
  }
}
