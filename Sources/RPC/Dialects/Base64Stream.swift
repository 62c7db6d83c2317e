internal import Protobuf

/// Reads base64 that comes in pieces: groups of four, of which any may be padded, for senders encode what
/// they have at a time (grpc/doc/PROTOCOL-WEB.md, "Text-encoded").
struct Base64Decoder {
  /// Up to three characters of a group that is not complete.
  private var rest: [UInt8] = []

  /// Characters of a group that is not complete.
  var heldBack: Int { rest.count }

  /// Decodes a piece. Throws INVALID_ARGUMENT for what is not base64.
  mutating func decode(_ text: UnsafeRawBufferPointer) throws(RPCError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity((rest.count + text.count) / 4 * 3)
    var group: UInt32 = 0
    var padding = 0
    var count = 0
    let held = rest
    let whole = (held.count + text.count) / 4 * 4
    for index in 0..<whole {
      let character = index < held.count ? held[index] : text[index - held.count]
      if character == UInt8(ascii: "=") {
        padding += 1
        group <<= 6
      } else {
        guard padding == 0, let digit = Base64.digit(character) else { throw Self.notBase64 }
        group = group << 6 | UInt32(digit)
      }
      count += 1
      guard count == 4 else { continue }
      guard padding <= 2 else { throw Self.notBase64 }
      for place in 0..<(3 - padding) {
        bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * place)))
      }
      (group, padding, count) = (0, 0, 0)
    }
    rest =
      whole < held.count ? held + Array(text) : Array(text[(whole - held.count)...])
    return bytes
  }

  static let notBase64 = RPCError(.invalidArgument, "the request's body is not base64")
}

/// Writes base64 in pieces.
struct Base64Encoder {
  /// Up to two bytes that no group is complete with.
  private var rest: [UInt8] = []

  /// Whether nothing is held back.
  var isComplete: Bool { rest.isEmpty }

  /// Appends what is complete.
  mutating func encode(_ bytes: [UInt8], to text: inout [UInt8]) {
    let all = rest.isEmpty ? bytes : rest + bytes
    let whole = all.count / 3 * 3
    all.withUnsafeBytes { Base64.encode(.init(rebasing: $0[..<whole]), to: &text) }
    rest = Array(all[whole...])
  }

  /// Appends what was held back, padded.
  mutating func finish(to text: inout [UInt8]) {
    rest.withUnsafeBytes { Base64.encode($0, to: &text) }
    rest = []
  }
}
