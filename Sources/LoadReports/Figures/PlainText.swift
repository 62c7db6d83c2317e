/// Text of users and servers on its way to a terminal or a page.
enum PlainText {
  /// One line in which nothing steers a terminal, reverses what stands beside it, or is no
  /// character of XML: such scalars become U+FFFD, line ends and tabs a space.
  static func line(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { !isHarmless($0) }) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D: result.append(" ")
      default: result.append(isHarmless(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return String(result)
  }

  /// The line, cut to so many characters with an ellipsis.
  static func line(_ text: String, upTo limit: Int) -> String {
    let line = line(text)
    guard line.count > limit else { return line }
    return line.prefix(max(0, limit - 1)) + "…"
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: false  // C0, DEL, C1.
    case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: false  // Marks of direction (UAX #9).
    case 0x2028, 0x2029: false  // Line and paragraph separators.
    case 0xFFFE, 0xFFFF: false  // No characters of XML.
    default: true
    }
  }
}
