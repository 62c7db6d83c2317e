/// What a peer's first bytes say about who it is, where they are not HTTP/2's.
enum OpeningBytes {
  /// Bytes that are shown of what is neither.
  private static let shown = 60

  /// Why a client's first bytes are not the preface, in words for who reads the log.
  static func ofClient(_ bytes: UnsafeRawBufferPointer) -> String {
    if isTLS(bytes) {
      return
        "the client speaks TLS, and this port has none: let it connect without TLS, or serve over "
        + "TLS"
    }
    if let line = requestLine(bytes) {
      return
        "the client speaks HTTP/1 (\(line)), and this port HTTP/2 with prior knowledge, for gRPC"
    }
    return "the client does not speak HTTP/2; its first bytes are \(readable(bytes))"
  }

  /// Why a server's first bytes are no SETTINGS frame, in words for who made the connection; nil where they
  /// may be one.
  static func ofServer(_ bytes: UnsafeRawBufferPointer) -> String? {
    // RFC 9113, section 3.4: a server's first frame is SETTINGS, whose type is the fourth byte.
    guard bytes.count >= 4, bytes[3] != 4 else { return nil }
    if isTLS(bytes) { return "the server speaks TLS on this port: connect to it over TLS" }
    guard bytes.starts(with: "HTTP/".utf8) else {
      return "the server does not speak HTTP/2; its first bytes are \(readable(bytes))"
    }
    let answer = String(decoding: bytes.prefix(1024), as: UTF8.self)
    if answer.contains("TLS") || answer.contains("HTTPS") {
      return "the server speaks TLS on this port: connect to it over TLS"
    }
    return "the server answers in HTTP/1, not in HTTP/2: \(readable(bytes))"
  }

  /// A handshake or an alert of TLS (RFC 8446, section 5.1).
  private static func isTLS(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 2 && (bytes[0] == 22 || bytes[0] == 21) && bytes[1] == 3
  }

  private static func requestLine(_ bytes: UnsafeRawBufferPointer) -> String? {
    let line = bytes.prefix(200).prefix { $0 != 0x0d && $0 != 0x0a }
    let text = String(decoding: line, as: UTF8.self)
    return text.contains(" HTTP/1.") ? readable(bytes) : nil
  }

  /// The beginning of the first line, in quotes, with what is not printable ASCII as a dot.
  private static func readable(_ bytes: UnsafeRawBufferPointer) -> String {
    let line = bytes.prefix(shown).prefix { $0 != 0x0d && $0 != 0x0a }
    let text = line.map { (0x20...0x7e).contains($0) ? Character(UnicodeScalar($0)) : "." }
    return "\"\(String(text))\""
  }
}
