/// What a client keeps of a response's header fields.
package struct ResponseHeaders {
  /// `grpc-status`; nil when it is missing, UNKNOWN when it is no known number.
  package private(set) var status: StatusCode?
  package private(set) var message = ""
  private(set) var metadata = Metadata()
  private(set) var details: [ErrorDetail] = []
  private var httpStatus = 0
  private var contentType: String?
  private var grpcType: GRPCContentType?
  /// What compressed messages of the response are compressed with.
  private(set) var encoding: CompressionAlgorithm?
  private var unknownEncoding: String?

  /// No fields yet.
  package init() {}

  /// Takes a field.
  package mutating func receive(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    switch name.count {
    case 7 where name.elementsEqual(":status".utf8):
      httpStatus = Int(String(decoding: value, as: UTF8.self)) ?? 0
    case 11 where name.elementsEqual("grpc-status".utf8):
      let number = Int(String(decoding: value, as: UTF8.self))
      status = number.flatMap(StatusCode.init(rawValue:)) ?? .unknown
    case 12 where name.elementsEqual("grpc-message".utf8):
      message = PercentEncoding.decode(value)
    case 12 where name.elementsEqual("content-type".utf8):
      contentType = String(decoding: value, as: UTF8.self)
      grpcType = GRPCContentType(value)
    case 13 where name.elementsEqual("grpc-encoding".utf8):
      switch CompressionAlgorithm.Named(value) {
      case .identity: (encoding, unknownEncoding) = (nil, nil)
      case .known(let algorithm): (encoding, unknownEncoding) = (algorithm, nil)
      case .unknown(let name): unknownEncoding = name
      }
    case 23 where name.equals("grpc-status-details-bin"):
      details = StatusDetails.decode(Metadata.decodeBinary(value).first ?? [])
    default: metadata.receive(name: name, value: value)
    }
  }

  /// Whether this was an informational response, after which the real one comes.
  package var isInformational: Bool { (100..<200).contains(httpStatus) }

  /// Takes back a status that stood in headers which were not the end of the call: it means nothing
  /// there (grpc/doc/PROTOCOL-HTTP2.md, "Responses").
  mutating func dropStatus() {
    status = nil
    message = ""
    details = []
  }

  /// Why the response is not one of gRPC; nil when it is.
  package var refusal: RPCError? {
    guard let grpcType else {
      let type = contentType.map { "content-type \($0)" } ?? "no content-type"
      let http = httpStatus == 200 ? "" : "HTTP status \(httpStatus) and "
      return RPCError(codeOfHTTP, "the server answered with \(http)\(type), not with gRPC")
    }
    if httpStatus != 200, status == nil {
      return RPCError(
        codeOfHTTP, "the server answered with HTTP status \(httpStatus), not with gRPC")
    }
    if case .other(let subtype) = grpcType {
      return RPCError(
        .internalError, "the server answered with messages encoded as \(subtype), not as proto")
    }
    if let unknownEncoding {
      return RPCError(
        .internalError, "the server used grpc-encoding \(unknownEncoding), not asked for")
    }
    return nil
  }

  /// See grpc/doc/http-grpc-status-mapping.md.
  private var codeOfHTTP: StatusCode {
    switch httpStatus {
    case 400, 431: .internalError
    case 401: .unauthenticated
    case 403: .permissionDenied
    case 404: .unimplemented
    case 429, 502, 503, 504: .unavailable
    default: .unknown
    }
  }
}
