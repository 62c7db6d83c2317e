internal import FoundationEssentials

/// Pairs of keys and values that travel beside a call's messages, in order; a key may repeat.
///
/// Keys are lower case `[0-9a-z_.-]`. A key that ends in `-bin` has bytes for its value; every other
/// has printable ASCII, 0x20 to 0x7E (grpc/doc/PROTOCOL-HTTP2.md, "Custom-Metadata"). Keys that
/// start with `grpc-` or `:`, and those of HTTP itself such as `content-type`, belong to the protocol
/// and are refused. `user-agent` can be read; a client sends its own by its channel's configuration.
public struct Metadata: Hashable, Sendable {
  /// A value of either kind.
  public enum Value: Hashable, Sendable {
    /// Printable ASCII.
    case text(String)
    /// Any bytes, for keys that end in `-bin`.
    case binary([UInt8])
  }

  private var pairs: [Pair] = []

  private struct Pair: Hashable, Sendable {
    var key: String
    var value: Value
  }

  /// No pairs.
  public init() {}

  /// Appends a text value, without spaces at its ends: they may be lost on the way anyway. Returns
  /// false, and appends nothing, when key or value are not allowed.
  @discardableResult
  public mutating func append(_ value: String, for key: String) -> Bool {
    guard Self.isValid(key: key), !Self.reserved.contains(key), key != "user-agent",
      !key.hasSuffix("-bin"),
      value.utf8.allSatisfy({ (0x20...0x7e).contains($0) })
    else { return false }
    let start = value.firstIndex { $0 != " " } ?? value.endIndex
    let trimmed = value[start...].reversed().drop { $0 == " " }.reversed()
    pairs.append(Pair(key: key, value: .text(String(trimmed))))
    return true
  }

  /// Appends a binary value; the key must end in `-bin`. Returns false when it does not.
  @discardableResult
  public mutating func append(_ value: [UInt8], for key: String) -> Bool {
    guard Self.isValid(key: key), key.hasSuffix("-bin") else { return false }
    pairs.append(Pair(key: key, value: .binary(value)))
    return true
  }

  /// Appends every pair of other metadata.
  public mutating func append(contentsOf other: Metadata) { pairs += other.pairs }

  /// The text values of a key, in order.
  public subscript(text key: String) -> [String] {
    pairs.compactMap {
      if $0.key == key, case .text(let text) = $0.value { text } else { nil }
    }
  }

  /// The binary values of a key, in order.
  public subscript(binary key: String) -> [[UInt8]] {
    pairs.compactMap {
      if $0.key == key, case .binary(let bytes) = $0.value { bytes } else { nil }
    }
  }

  /// Removes every value of a key.
  public mutating func remove(_ key: String) { pairs.removeAll { $0.key == key } }

  /// How many pairs there are.
  public var count: Int { pairs.count }

  /// Whether there is no pair.
  public var isEmpty: Bool { pairs.isEmpty }

  /// The pairs in order.
  public var elements: [(key: String, value: Value)] { pairs.map { ($0.key, $0.value) } }

  /// What handlers and calls may read, and a handler may set, of the protocol's own (gRPC A6).
  private static let retryKeys: Set<String> = [
    "grpc-previous-rpc-attempts", "grpc-retry-pushback-ms",
  ]

  private static func isValid(key: String) -> Bool {
    guard !key.isEmpty, !key.hasPrefix("grpc-") || retryKeys.contains(key) else { return false }
    return key.utf8.allSatisfy {
      switch $0 {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
        true
      default: false
      }
    }
  }
}

// MARK: Header fields

extension Metadata {
  /// Names of header fields that belong to HTTP and gRPC and are not metadata.
  private static let reserved: Set<String> = [
    "content-type", "te", "content-length", "connection", "host", "trailer", "transfer-encoding",
    "keep-alive", "proxy-connection", "upgrade",
  ]

  /// Takes a received header field, unless it belongs to the protocol. A `-bin` value that is not
  /// base64 is dropped, as the gRPC libraries do; several may be joined by commas.
  package mutating func receive(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    guard let first = name.first, first != UInt8(ascii: ":") else { return }
    let key = String(decoding: name, as: UTF8.self)
    guard Self.isValid(key: key), !Self.reserved.contains(key) else { return }
    guard key.hasSuffix("-bin") else {
      pairs.append(Pair(key: key, value: .text(String(decoding: value, as: UTF8.self))))
      return
    }
    for bytes in Self.decodeBinary(value) {
      pairs.append(Pair(key: key, value: .binary(bytes)))
    }
  }

  /// The values of a `-bin` field: base64, with padding or without.
  static func decodeBinary(_ value: UnsafeRawBufferPointer) -> [[UInt8]] {
    value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).compactMap { part in
      var text = String(decoding: part, as: UTF8.self)
      text.removeAll { $0 == " " || $0 == "=" }
      text += String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
      return Data(base64Encoded: text).map { Array($0) }
    }
  }

  /// Base64 without padding.
  static func encodeBinary(_ bytes: [UInt8]) -> String {
    var text = Data(bytes).base64EncodedString()
    while text.last == "=" { text.removeLast() }
    return text
  }

  /// The header fields that carry these pairs; binary values in base64 without padding.
  package var headerFields: [(name: String, value: String)] {
    pairs.map { pair in
      switch pair.value {
      case .text(let text): return (pair.key, text)
      case .binary(let bytes):
        return (pair.key, Self.encodeBinary(bytes))
      }
    }
  }
}
