/// Text of others made safe to show: characters that steer a terminal become visible ones.
package enum VisibleText {
  /// The text with control characters replaced: C0 and DEL by their Unicode pictures, tabs, line ends and
  /// the separators of lines and paragraphs (U+2028, U+2029) by a space, C1 and what turns the direction
  /// of the text around (U+202A to U+202E, U+2066 to U+2069) by U+FFFD. Everything else stays.
  package static func visible(_ text: String) -> String {
    guard hasControls(text.utf8) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x2028, 0x2029: result.append(" ")
      case 0x00...0x1F: result.append(Unicode.Scalar(0x2400 + scalar.value)!)
      case 0x7F: result.append("\u{2421}")
      case 0x80...0x9F, 0x202A...0x202E, 0x2066...0x2069: result.append("\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// Lines of data on their way to a terminal: line ends stay, other controls are made visible.
  package static func visible(data: [UInt8]) -> [UInt8] {
    let lines = data.split(separator: 0x0A, omittingEmptySubsequences: false)
    guard lines.contains(where: { hasControls($0) }) else { return data }
    return Array(
      lines.map { visible(String(decoding: $0.last == 0x0D ? $0.dropLast() : $0, as: UTF8.self)) }
        .joined(separator: "\n").utf8)
  }

  /// Lines of JSON on their way to a terminal: the controls that JSON leaves as they are become escapes
  /// that mean the same.
  package static func visible(json: [UInt8]) -> [UInt8] {
    guard hasControls(json.lazy.filter { $0 != 0x0A }) else { return json }
    var result: [UInt8] = []
    for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
      switch scalar.value {
      case 0x7F...0x9F: result += Array("\\u00\(String(scalar.value, radix: 16))".utf8)
      case 0x2028...0x202E, 0x2066...0x2069:
        result += Array("\\u\(String(scalar.value, radix: 16))".utf8)
      default:
        result += Array(UTF8.encode(scalar)!)
      }
    }
    return result
  }

  private static func hasControls(_ bytes: some Sequence<UInt8>) -> Bool {
    var (previous, first) = (0 as UInt8, 0 as UInt8)
    for byte in bytes {
      // C1 is C2 80 to C2 9F in UTF-8, U+2028 to U+202E are E2 80 A8 to AE, U+2066 to U+2069 E2 81 A6 to A9.
      if byte < 0x20 || byte == 0x7F || (previous == 0xC2 && byte < 0xA0) { return true }
      if first == 0xE2, previous <= 0x81 {
        let range: ClosedRange<UInt8> = previous == 0x80 ? 0xA8...0xAE : 0xA6...0xA9
        if range.contains(byte) { return true }
      }
      (first, previous) = (previous, byte)
    }
    return false
  }
}
