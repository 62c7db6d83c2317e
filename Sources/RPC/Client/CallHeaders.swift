package import HTTP2

/// The headers that open a call.
package enum CallHeaders {
  private static let userAgent = "verbatim-swift/1.0"

  /// The header list of PROTOCOL-HTTP2.md, "Requests". `timeout` is in nanoseconds.
  package static func block(
    _ method: MethodDescriptor, scheme: String, authority: String, timeout: UInt64?,
    compression: CompressionAlgorithm? = nil, metadata: Metadata
  ) -> HeaderBlock {
    var fields = [
      (name: ":method", value: "POST"), (":scheme", scheme), (":path", method.path),
      (":authority", authority), ("te", "trailers"), ("content-type", "application/grpc"),
      ("user-agent", userAgent), ("grpc-accept-encoding", CompressionAlgorithm.acceptEncoding),
    ]
    if let compression { fields.append(("grpc-encoding", compression.rawValue)) }
    if let timeout { fields.append(("grpc-timeout", Timeout.encode(nanoseconds: timeout))) }
    return HeaderBlock(fields + metadata.headerFields)
  }
}
