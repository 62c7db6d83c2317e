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

  /// Whether a `grpc-accept-encoding` lists this algorithm.
  func isListed(in value: UnsafeRawBufferPointer) -> Bool {
    value.split(separator: UInt8(ascii: ",")).contains { part in
      part.filter { $0 != UInt8(ascii: " ") }.elementsEqual(rawValue.utf8)
    }
  }
}
