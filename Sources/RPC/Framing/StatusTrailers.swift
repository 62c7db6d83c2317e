package import HTTP2

/// The headers and trailers a server answers with.
package enum StatusTrailers {
  /// A response that has a body.
  package static let responseHeaders = HeaderBlock([
    (":status", "200"), ("content-type", "application/grpc"),
  ])
  /// The end of a call that succeeded.
  package static let ok = HeaderBlock([("grpc-status", "0")])

  /// A response that has a body and metadata of its own, or compressed messages.
  package static func responseHeaders(
    with metadata: Metadata, encoding: CompressionAlgorithm?
  ) -> HeaderBlock {
    HeaderBlock(
      [(":status", "200"), ("content-type", "application/grpc")]
        + (encoding.map { [("grpc-encoding", $0.rawValue)] } ?? []) + metadata.headerFields)
  }

  /// The end of a call that succeeded, with metadata.
  package static func ok(with metadata: Metadata) -> HeaderBlock {
    HeaderBlock([("grpc-status", "0")] + metadata.headerFields)
  }

  /// Longest status message that is sent, in bytes before escaping: with its escapes it stays
  /// within the 8 KiB of headers that every peer takes.
  private static let longestMessage = 2048

  /// Longest encoded details that are sent, in bytes before base64, for the same reason.
  private static let longestDetails = 3072

  /// The fields that state how a call ended.
  package static func fields(for error: RPCError) -> [(name: String, value: String)] {
    var fields = [("grpc-status", "\(error.code.rawValue)")]
    if !error.message.isEmpty {
      let message = String(decoding: error.message.utf8.prefix(longestMessage), as: UTF8.self)
      fields.append(("grpc-message", PercentEncoding.encode(message)))
    }
    if !error.details.isEmpty {
      let details = StatusDetails.encode(error)
      // Without them the status still arrives; beyond what the peer takes, nothing would.
      if details.count <= longestDetails {
        fields.append((StatusDetails.field, Metadata.encodeBinary(details)))
      }
    }
    return fields + error.trailingMetadata.headerFields
  }

  /// The end of a call that failed after its headers were sent.
  package static func trailers(for error: RPCError) -> HeaderBlock {
    HeaderBlock(fields(for: error))
  }

  /// A whole response that is nothing but a status ("Trailers-Only").
  package static func response(
    for error: RPCError, fields: [(name: String, value: String)] = []
  ) -> HeaderBlock {
    HeaderBlock(
      [(":status", "200"), ("content-type", "application/grpc")] + fields
        + Self.fields(for: error))
  }
}
