package import HTTP2
internal import Synchronization

/// The headers that open calls to one server, kept for the methods that were called already: most
/// calls differ in nothing but their deadline.
package final class CallHeaders: Sendable {
  /// As gRPC has it: the language, a variant, the version (PROTOCOL-HTTP2.md, "User Agents").
  private static let userAgent = "grpc-swift-verbatim/\(ProgramVersion.current)"
  /// How many methods are kept; more than a service has, and a bound for made-up ones.
  private static let limit = 128

  private let scheme: String
  private let authority: String
  private let userAgent: String
  private let known = Mutex<[MethodDescriptor: HeaderBlock]>([:])

  /// Headers of calls that name the server like this. `program` goes before the name of this library.
  package init(scheme: String, authority: String, program: String? = nil) {
    self.scheme = scheme
    self.authority = authority
    userAgent = (program.map { "\($0) " } ?? "") + Self.userAgent
  }

  /// The header list of PROTOCOL-HTTP2.md, "Requests". `timeout` is in nanoseconds.
  package func block(
    _ method: MethodDescriptor, timeout: UInt64?, compression: CompressionAlgorithm? = nil,
    metadata: Metadata
  ) -> HeaderBlock {
    let base = fixed(method)
    if timeout == nil, compression == nil, metadata.isEmpty { return base }
    var fields: [(name: String, value: String)] = []
    if let compression { fields.append(("grpc-encoding", compression.rawValue)) }
    if let timeout { fields.append(("grpc-timeout", Timeout.encode(nanoseconds: timeout))) }
    return HeaderBlock(base, adding: metadata.isEmpty ? fields : fields + metadata.headerFields)
  }

  private func fixed(_ method: MethodDescriptor) -> HeaderBlock {
    known.withLock { known in
      if let block = known[method] { return block }
      let block = HeaderBlock([
        (name: ":method", value: "POST"), (":scheme", scheme), (":path", method.path),
        (":authority", authority), ("te", "trailers"), ("content-type", "application/grpc"),
        ("user-agent", userAgent),
        ("grpc-accept-encoding", CompressionAlgorithm.acceptEncoding),
      ])
      if known.count < Self.limit { known[method] = block }
      return block
    }
  }
}
