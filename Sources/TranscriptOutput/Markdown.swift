/// Text of others as CommonMark that shows it as it is.
package enum Markdown {
  /// The text in one line with all that CommonMark and GitHub's extensions take for markup escaped.
  package static func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    write(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Adds the text, escaped as `escaped` does.
  package static func write(_ text: String, to output: inout [UInt8]) {
    var text = VisibleText.visible(text)
    text.withUTF8 { write($0, to: &output) }
  }

  private static let backslash = UInt8(ascii: "\\")

  private static func write(_ text: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
    // Four spaces would begin a block of code.
    let start = text.firstIndex { $0 != UInt8(ascii: " ") } ?? text.count
    /// Whether the text before consists of digits, as a list's number does.
    var isNumber = true
    var copied = start
    for index in start..<text.count {
      let byte = text[index]
      var isMarkup = false
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"),
        UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: ">"),
        UInt8(ascii: "#"), UInt8(ascii: "~"), UInt8(ascii: "|"), UInt8(ascii: "&"),
        UInt8(ascii: "$"):
        isMarkup = true
      // A list or a heading, at the beginning of a line.
      case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "="): isMarkup = index == start
      case UInt8(ascii: "."), UInt8(ascii: ")"): isMarkup = index > start && isNumber
      case UInt8(ascii: "0")...UInt8(ascii: "9"): continue
      default: break
      }
      isNumber = false
      guard isMarkup else { continue }
      output.append(contentsOf: text[copied..<index])
      output.append(backslash)
      copied = index
    }
    output.append(contentsOf: text[copied...])
  }

  /// A table's row.
  package static func row(_ cells: [String]) -> String {
    "| " + cells.map(escaped).joined(separator: " | ") + " |\n"
  }

  /// A table's head.
  package static func head(_ cells: [String]) -> String {
    row(cells) + "|" + String(repeating: "---|", count: cells.count) + "\n"
  }
}
