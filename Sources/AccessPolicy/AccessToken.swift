internal import Digests

/// A bearer token: 256 random bits. Its holder has the text, the policy only a digest of it, which is enough
/// to know it again and nothing to come in by.
package struct AccessToken: Hashable, Sendable {
  /// What is shown to the server.
  package let text: String

  /// By this a token is known among other secrets, by people and by programs that look for them.
  package static let prefix = "vbt_"

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// A new token. The default generator is the system's, which is one for secrets.
  package static func random() -> AccessToken {
    var generator = SystemRandomNumberGenerator()
    return random(using: &generator)
  }

  /// 43 digits of six bits each: two bits more than the 256.
  static func random(using generator: inout some RandomNumberGenerator) -> AccessToken {
    let digits = (0..<43).map { _ in alphabet[Int.random(in: 0..<64, using: &generator)] }
    return AccessToken(text: prefix + String(decoding: digits, as: UTF8.self))
  }

  /// What the policy has of it: "sha256:" and 64 hexadecimal digits.
  package var digest: String {
    "sha256:"
      + Self.digest(of: text).map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
  }

  static func digest(of text: String) -> [UInt8] { Digest.sha256(Array(text.utf8)) }

  /// The bytes of what `digest` writes; nil for anything else.
  static func bytes(ofDigest text: Substring) -> [UInt8]? {
    guard text.hasPrefix("sha256:") else { return nil }
    let digits = Array(text.utf8.dropFirst(7))
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      guard let high = hexadecimal(digits[index]), let low = hexadecimal(digits[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// The token of an `authorization` header (RFC 6750, section 2.1); nil where that is of another form.
  static func bearer(_ header: String) -> Substring? {
    guard let space = header.firstIndex(of: " "), header[..<space].lowercased() == "bearer" else {
      return nil
    }
    let token = header[space...].drop { $0 == " " }
    // The characters of a `b64token`.
    let isToken = token.utf8.allSatisfy { byte in
      alphabet.contains(byte) || "._~+/=".utf8.contains(byte)
    }
    return token.isEmpty || !isToken ? nil : token
  }
}
