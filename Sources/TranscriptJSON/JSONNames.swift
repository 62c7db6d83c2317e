import Transcripts

/// Names of enumeration values as `Proto/verbatim/v1` gives them.
enum JSONNames {
  static func name(of kind: Statement.Kind) -> String { statementKinds[Int(kind.rawValue)] }
  static func name(of kind: Mark.Kind) -> String { markKinds[Int(kind.rawValue)] }
  static func name(of mode: Attribution.Delivery.Mode) -> String { modes[Int(mode.rawValue)] }
  static func name(of certainty: Attribution.Certainty) -> String {
    certainties[Int(certainty.rawValue)]
  }

  /// The number of a value that JSON gives by name; nil when there is no such name.
  static func value(_ name: String, in names: [String]) -> UInt32? {
    names.firstIndex(of: name).map { UInt32($0) }
  }

  static let statementKinds = [
    "KIND_UNSPECIFIED", "KIND_SPEECH", "KIND_QUESTION", "KIND_ANSWER", "KIND_INTERJECTION",
  ]
  static let markKinds = [
    "KIND_UNSPECIFIED", "KIND_EDITORIAL_NOTE", "KIND_VOCAL", "KIND_KINESIC", "KIND_INCIDENT",
    "KIND_LANGUAGE", "KIND_INSERTION", "KIND_ELISION", "KIND_PULL_QUOTE", "KIND_PROCEDURAL",
    "KIND_TIME",
  ]
  static let modes = [
    "MODE_UNSPECIFIED", "MODE_DIRECT", "MODE_INTERPRETED", "MODE_RETRANSLATED",
  ]
  static let certainties = [
    "CERTAINTY_UNSPECIFIED", "CERTAINTY_IDENTIFIED", "CERTAINTY_ROLE_ONLY", "CERTAINTY_UNNAMED",
    "CERTAINTY_GROUP", "CERTAINTY_AMBIGUOUS",
  ]
}

/// Base64 with padding (RFC 4648, section 4).
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var value: UInt32 = 0
      for offset in 0..<3 {
        value = value << 8 | UInt32(offset < group.count ? group[start + offset] : 0)
      }
      for digit in 0..<4 {
        text.append(
          digit <= group.count ? alphabet[Int(value >> UInt32(18 - 6 * digit)) & 63] : 0x3D)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Nil when the text is no Base64, padded or not, of either alphabet.
  static func decode(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var value: UInt32 = 0
    var bits = 0
    for byte in text.utf8.prefix(while: { $0 != 0x3D }) {
      let plain: UInt8 = byte == 0x2D ? 0x2B : byte == 0x5F ? 0x2F : byte
      guard let digit = alphabet.firstIndex(of: plain) else { return nil }
      value = value << 6 | UInt32(digit)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: value >> UInt32(bits)))
      }
    }
    return bytes
  }
}
