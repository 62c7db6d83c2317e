/// How a call is spoken that is not gRPC's own over HTTP/2: what its content type says of the messages and
/// of what stands around them. Chosen once, when the request's headers are complete.
final class Dialect: Sendable {
  /// What stands around messages, and how a call ends.
  enum Framing: Hashable, Sendable {
    /// gRPC's frames; the status follows in a frame of its own
    /// (grpc/doc/PROTOCOL-WEB.md).
    case grpcWeb
    /// The same, all of it in base64.
    case grpcWebText
    /// A message for a body, nothing around it; a failure is an HTTP status and an object of JSON
    /// (https://connectrpc.com/docs/protocol, "Unary").
    case connectUnary
    /// gRPC's frames; an object of JSON in a frame of its own says how the call ended.
    case connectStream
  }

  /// What messages are written as.
  enum Codec: Hashable, Sendable {
    case protobuf
    case json
  }

  let contentType: String
  let framing: Framing
  let codec: Codec

  /// Its place among all.
  var number: Int? { Self.all.firstIndex { $0 === self } }

  private init(_ contentType: String, _ framing: Framing, _ codec: Codec) {
    self.contentType = contentType
    self.framing = framing
    self.codec = codec
  }

  /// All there are, what is asked for in `accept-post` in this order.
  static let all: [Dialect] = [
    Dialect("application/grpc-web", .grpcWeb, .protobuf),
    Dialect("application/grpc-web+proto", .grpcWeb, .protobuf),
    Dialect("application/grpc-web+json", .grpcWeb, .json),
    Dialect("application/grpc-web-text", .grpcWebText, .protobuf),
    Dialect("application/grpc-web-text+proto", .grpcWebText, .protobuf),
    Dialect("application/proto", .connectUnary, .protobuf),
    Dialect("application/json", .connectUnary, .json),
    Dialect("application/connect+proto", .connectStream, .protobuf),
    Dialect("application/connect+json", .connectStream, .json),
  ]

  /// The dialect of a content type, in any case, with no parameter but a charset of UTF-8; nil for none.
  static func named(_ contentType: UnsafeRawBufferPointer) -> Dialect? {
    let text = String(decoding: contentType, as: UTF8.self).lowercased()
    let parts = text.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
    for parameter in parts.dropFirst() where parameter.hasPrefix("charset=") {
      guard parameter == "charset=utf-8" || parameter == "charset=\"utf-8\"" else { return nil }
    }
    return all.first { $0.contentType == parts[0] }
  }

  /// The dialect of the `encoding` of a call that is made by GET.
  static func ofQuery(encoding: String) -> Dialect? {
    all.first { $0.framing == .connectUnary && $0.contentType == "application/\(encoding)" }
  }

  /// Whether a method can be called like this: Connect has content types of its own for those that stream,
  /// and not every method's messages are known as JSON.
  func suits(_ method: ServerMethod) -> Bool {
    if codec == .json, method.json == nil { return false }
    return switch framing {
    case .grpcWeb, .grpcWebText: true
    case .connectUnary: method.descriptor.kind == .unary
    case .connectStream: method.descriptor.kind != .unary
    }
  }

  /// The content types that a method is called with, for `accept-post`.
  static func contentTypes(of method: ServerMethod?) -> String {
    let suiting = all.filter { dialect in method.map { dialect.suits($0) } ?? true }
    return (["application/grpc", "application/grpc+proto"] + suiting.map(\.contentType))
      .joined(separator: ", ")
  }

  /// Whether the body of a request and of an answer is a message and nothing else.
  var isBare: Bool { framing == .connectUnary }

  var isConnect: Bool { framing == .connectUnary || framing == .connectStream }

  // MARK: Compression

  /// The header field that says what the messages are compressed with.
  var encodingField: String {
    switch framing {
    case .grpcWeb, .grpcWebText: "grpc-encoding"
    case .connectUnary: "content-encoding"
    case .connectStream: "connect-content-encoding"
    }
  }

  /// The header field that says what the other side reads.
  var acceptEncodingField: String {
    switch framing {
    case .grpcWeb, .grpcWebText: "grpc-accept-encoding"
    case .connectUnary: "accept-encoding"
    case .connectStream: "connect-accept-encoding"
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    let start = text.firstIndex { !isSpace($0) } ?? text.endIndex
    let end = text.lastIndex { !isSpace($0) }.map { text.index(after: $0) } ?? start
    return String(text[start..<end])
  }
}
