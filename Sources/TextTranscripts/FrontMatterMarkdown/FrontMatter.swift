/// The YAML front matter of a Markdown file: `key: value` between two lines `---`.
///
/// Scalars are read, plain or quoted, also wrapped over several lines (YAML 1.2, sections 7.3 and
/// 6.5); of nested values only the key is known.
struct FrontMatter {
  private(set) var values: [String: String] = [:]
  /// The first line behind it, from 0.
  private(set) var end = 0

  /// How many lines front matter may have.
  private static let maximumLines = 200

  /// Nil when the document does not begin with front matter.
  init?(_ document: TextDocument) {
    let lines = document.lines
    guard let first = lines.indices.first(where: { !lines[$0].isBlank }),
      document.text(line: first) == "---"
    else { return nil }
    var key = ""
    var value = ""
    var index = first + 1
    while index < lines.count, index - first <= Self.maximumLines {
      let text = document.text(line: index)
      if text == "---" || text == "..." {
        finish(key, value)
        end = index + 1
        return
      }
      if lines[index].indentation == 0, !text.hasPrefix("-"), let colon = text.firstIndex(of: ":"),
        text[..<colon].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" })
      {
        finish(key, value)
        key = String(text[..<colon])
        value = String(text[text.index(after: colon)...].drop(while: \.isWhitespace))
      } else if !text.isEmpty {
        // A line that goes on: a line break within quotation marks folds to a space, an escaped one
        // to nothing.
        if value.hasSuffix("\\"), value.hasPrefix("\"") {
          value.removeLast()
          value += text.hasPrefix("\\ ") ? String(text.dropFirst()) : text
        } else {
          value += value.isEmpty ? text : " " + text
        }
      }
      index += 1
    }
    return nil
  }

  private mutating func finish(_ key: String, _ value: String) {
    if !key.isEmpty { values[key] = Self.scalar(value) }
  }

  private static func scalar(_ value: String) -> String {
    if value.count >= 2, value.first == "'", value.last == "'" {
      return String(value.dropFirst().dropLast()).split(
        separator: "''", omittingEmptySubsequences: false
      ).joined(separator: "'")
    }
    guard value.count >= 2, value.first == "\"", value.last == "\"" else {
      return value
    }
    var result = ""
    var scalars = Substring(value.dropFirst().dropLast()).unicodeScalars
    while let scalar = scalars.popFirst() {
      guard scalar == "\\", let escape = scalars.popFirst() else {
        result.unicodeScalars.append(scalar)
        continue
      }
      switch escape {
      case "_": result += "\u{A0}"
      case "n": result += "\n"
      case "t": result += "\t"
      case "r": result += "\r"
      case "N": result += "\u{85}"
      case "L": result += "\u{2028}"
      case "P": result += "\u{2029}"
      case "x": appendCode(2, &scalars, &result)
      case "u": appendCode(4, &scalars, &result)
      case "U": appendCode(8, &scalars, &result)
      default: result.unicodeScalars.append(escape)
      }
    }
    return result
  }

  private static func appendCode(
    _ digits: Int, _ scalars: inout Substring.UnicodeScalarView, _ result: inout String
  ) {
    let code = String(String.UnicodeScalarView(scalars.prefix(digits)))
    guard code.unicodeScalars.count == digits, let value = UInt32(code, radix: 16), value != 0,
      let scalar = Unicode.Scalar(value)
    else { return }
    scalars.removeFirst(digits)
    result.unicodeScalars.append(scalar)
  }
}
