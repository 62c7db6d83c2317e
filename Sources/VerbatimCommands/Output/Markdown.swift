/// Text of others as CommonMark that shows it as it is.
enum Markdown {
  /// The text in one line with all that CommonMark and GitHub's extensions take for markup escaped.
  static func escaped(_ text: String) -> String {
    let text = VisibleText.visible(text)
    var result = ""
    for character in text {
      switch character {
      case "\\", "`", "*", "_", "[", "]", "<", ">", "#", "~", "|", "&", "$":
        result += "\\"
        result.append(character)
      // A list or a heading, at the beginning of a line.
      case "+", "-", "=":
        if result.allSatisfy({ $0 == " " }) { result += "\\" }
        result.append(character)
      case ".", ")":
        if !result.isEmpty, result.allSatisfy({ $0.isASCII && $0.isNumber }) { result += "\\" }
        result.append(character)
      default: result.append(character)
      }
    }
    // Four spaces would begin a block of code.
    return String(result.drop { $0 == " " })
  }

  /// A table's row.
  static func row(_ cells: [String]) -> String {
    "| " + cells.map(escaped).joined(separator: " | ") + " |\n"
  }

  /// A table's head.
  static func head(_ cells: [String]) -> String {
    row(cells) + "|" + String(repeating: "---|", count: cells.count) + "\n"
  }
}
