/// How a call's messages are compressed (grpc/doc/compression.md).
///
/// Compressing a secret beside text that an attacker chooses tells its length apart (CRIME, BREACH):
/// leave such messages uncompressed.
public enum CompressionAlgorithm: String, Hashable, Sendable, CaseIterable {
  /// RFC 1952.
  case gzip
  /// The zlib format, RFC 1950, which gRPC and HTTP call deflate.
  case deflate

  /// What this side can read, as `grpc-accept-encoding` says it.
  static let acceptEncoding = "identity,deflate,gzip"

  /// What a `grpc-encoding` names.
  enum Named: Hashable, Sendable {
    case identity
    case known(CompressionAlgorithm)
    case unknown(String)

    init(_ value: UnsafeRawBufferPointer) {
      if value.equals("identity") {
        self = .identity
      } else if value.equals("gzip") {
        self = .known(.gzip)
      } else if value.equals("deflate") {
        self = .known(.deflate)
      } else {
        self = .unknown(String(decoding: value, as: UTF8.self))
      }
    }
  }

  /// Whether a `grpc-accept-encoding`, or HTTP's own, lists this algorithm, and not as one that is refused.
  func isListed(in value: UnsafeRawBufferPointer) -> Bool {
    value.split(separator: UInt8(ascii: ",")).contains { part in
      let text = part.filter { $0 != UInt8(ascii: " ") }
      let parts = text.split(separator: UInt8(ascii: ";"))
      return parts.first?.elementsEqual(rawValue.utf8) == true
        && !parts.dropFirst().contains {
          let weight = String(decoding: $0, as: UTF8.self)
          return weight.hasPrefix("q=0") && weight.dropFirst(3).allSatisfy { ".0".contains($0) }
        }
    }
  }
}
