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

  /// Bytes of a header list that a peer is taken to read which has not said so: what the gRPC documents
  /// suggest.
  package static let usualLimit = 8 * 1024

  /// What else a response's header list holds: `:status`, `content-type`, and what those on the way add.
  private static let reserve = 512

  /// What is sent at most, whatever a peer says that it takes: nghttp2 sends no longer header blocks.
  private static let largest = 60 * 1024

  /// The longest header list to send to a peer that has named this limit, or none.
  package static func limit(of peer: Int?) -> Int { min(peer ?? usualLimit, largest) }

  private typealias Field = (name: String, value: String)

  /// Bytes that a field takes of a header list (RFC 9113, section 6.5.2).
  private static func size(_ fields: [Field]) -> Int {
    fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 32 }
  }

  /// Why metadata cannot be sent to a peer that takes header lists of so many bytes; nil when it can.
  package static func refusal(
    of metadata: Metadata, limit: @autoclosure () -> Int
  ) -> RPCError? {
    if metadata.isEmpty { return nil }
    let limit = limit()
    let count = size(metadata.headerFields) + reserve
    guard count > limit else { return nil }
    return RPCError(
      .resourceExhausted,
      "the call's metadata takes headers of \(count) bytes; the client reads at most \(limit)")
  }

  /// The fields that state how a call ended, in a header list of at most `limit` bytes: beyond what the
  /// peer takes nothing of it would arrive. What does not fit is left out, the details first, then the
  /// metadata, then the end of the message, which says so; in a word where there is room for no more, and
  /// not at all where even that is too long.
  package static func fields(
    for error: RPCError, limit: Int = usualLimit
  ) -> [(name: String, value: String)] {
    let status: Field = ("grpc-status", "\(error.code.rawValue)")
    let metadata = error.trailingMetadata.headerFields
    let details = encodedDetails(of: error)
    let room = limit - reserve - size([status])
    let wanted: [Field] =
      error.message.isEmpty ? [] : [("grpc-message", PercentEncoding.encode(error.message))]
    if size(wanted) + size(metadata) + size(details) <= room {
      return [status] + wanted + details + metadata
    }
    // A long message does not crowd out the metadata, for which programs look.
    let kept = size(metadata) <= room / 2 ? metadata : []
    let lost =
      (details.isEmpty ? [] : ["details"]) + (kept.count == metadata.count ? [] : ["metadata"])
    let note =
      "[cut: the client reads headers of \(limit) bytes at most"
      + (lost.isEmpty ? "" : "; without \(lost.joined(separator: ", "))") + "]"
    for note in [note, "[cut]"] {
      let left = room - size(kept) - size([("grpc-message", note)])
      guard left >= 0 else { continue }
      // A space stands between the two.
      let text = beginning(of: error.message, upTo: left - 1)
      let message = text.isEmpty ? note : "\(text) \(note)"
      return [status, ("grpc-message", PercentEncoding.encode(message))] + kept
    }
    return [status] + kept
  }

  /// A text's beginning whose escaped form has at most `limit` bytes.
  private static func beginning(of text: String, upTo limit: Int) -> String {
    var count = 0
    let end = text.unicodeScalars.firstIndex { scalar in
      // Between others, where a space needs no escape.
      count += PercentEncoding.encode("x\(scalar)x").utf8.count - 2
      return count > limit
    }
    return String(text.unicodeScalars[..<(end ?? text.endIndex)])
  }

  private static func encodedDetails(of error: RPCError) -> [Field] {
    if error.details.isEmpty { return [] }
    return [(StatusDetails.field, Metadata.encodeBinary(StatusDetails.encode(error)))]
  }

  /// The end of a call that failed after its headers were sent.
  package static func trailers(for error: RPCError, limit: Int = usualLimit) -> HeaderBlock {
    HeaderBlock(fields(for: error, limit: limit))
  }

  /// A whole response that is nothing but a status ("Trailers-Only").
  package static func response(
    for error: RPCError, fields: [(name: String, value: String)] = [], limit: Int = usualLimit
  ) -> HeaderBlock {
    HeaderBlock(
      [(":status", "200"), ("content-type", "application/grpc")] + fields
        + Self.fields(for: error, limit: limit))
  }
}
