/// Text of others made safe to show: characters that steer a terminal become visible ones.
package enum VisibleText {
  /// The text with control characters (C0, DEL, C1) replaced: those that have a Unicode picture by
  /// it, tabs and line ends by a space, C1 by U+FFFD. Everything else stays.
  package static func visible(_ text: String) -> String {
    guard hasControls(text.utf8) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: result.append(" ")
      case 0x00...0x1F: result.append(Unicode.Scalar(0x2400 + scalar.value)!)
      case 0x7F: result.append("\u{2421}")
      case 0x80...0x9F: result.append("\u{FFFD}")
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

  /// Lines of JSON on their way to a terminal: DEL and C1, which JSON leaves as they are, become
  /// escapes that mean the same.
  package static func visible(json: [UInt8]) -> [UInt8] {
    guard hasControls(json.lazy.filter { $0 != 0x0A }) else { return json }
    var result: [UInt8] = []
    for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
      if (0x7F...0x9F).contains(scalar.value) {
        result += Array("\\u00".utf8) + Array(String(scalar.value, radix: 16).utf8)
      } else {
        result += Array(UTF8.encode(scalar)!)
      }
    }
    return result
  }

  private static func hasControls(_ bytes: some Sequence<UInt8>) -> Bool {
    var previous: UInt8 = 0
    for byte in bytes {
      // C1 is 0xC2 0x80 to 0xC2 0x9F in UTF-8.
      if byte < 0x20 || byte == 0x7F || (previous == 0xC2 && byte < 0xA0) { return true }
      previous = byte
    }
    return false
  }
}
