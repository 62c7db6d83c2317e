package import Logging

/// How a log record becomes a line.
package enum LogFormat: String, Hashable, Sendable, CaseIterable {
  /// `2026-03-01T09:30:00.125Z INFO listening address=127.0.0.1:7443`: for people and grep.
  case text
  /// One JSON object: for programs.
  case json

  /// The line of a record, without its line feed. Holds no control character, whatever is in the
  /// record: what a client sends cannot forge a line.
  package func line(
    time: Timestamp, level: Logger.Level, message: String, metadata: Logger.Metadata
  ) -> String {
    switch self {
    case .text: textLine(time, level, message, metadata)
    case .json: jsonLine(time, level, message, metadata)
    }
  }

  private func textLine(
    _ time: Timestamp, _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata
  ) -> String {
    var line = "\(time) \(level.rawValue.uppercased()) "
    Self.appendEscaped(message, to: &line, quoted: false)
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      line += " "
      Self.appendEscaped(key, to: &line, quoted: false)
      line += "="
      let text = value.description
      let isPlain =
        !text.isEmpty
        && text.unicodeScalars.allSatisfy {
          $0 != " " && $0 != "\"" && $0 != "=" && $0 != "\\" && !Self.isControl($0)
        }
      if isPlain {
        line += text
      } else {
        line += "\""
        Self.appendEscaped(text, to: &line, quoted: true)
        line += "\""
      }
    }
    return line
  }

  /// Names that every JSON record has; metadata of the same name gets a `_` appended.
  private static let fixedNames: Set<String> = ["time", "level", "message"]

  private func jsonLine(
    _ time: Timestamp, _ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata
  ) -> String {
    var line = "{\"time\":\"\(time)\",\"level\":\"\(level.rawValue)\",\"message\":\""
    Self.appendEscaped(message, to: &line, quoted: true)
    line += "\""
    for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
      line += ",\""
      Self.appendEscaped(Self.fixedNames.contains(key) ? key + "_" : key, to: &line, quoted: true)
      line += "\":"
      Self.appendJSON(value, to: &line)
    }
    return line + "}"
  }

  private static func appendJSON(_ value: Logger.Metadata.Value, to line: inout String) {
    switch value {
    case .stringConvertible(let number as Int): line += String(number)
    case .stringConvertible(let number as Double) where number.isFinite: line += String(number)
    case .stringConvertible(let truth as Bool): line += String(truth)
    case .string(let text): appendString(text, to: &line)
    case .stringConvertible(let other): appendString(other.description, to: &line)
    case .array(let values):
      line += "["
      for (index, value) in values.enumerated() {
        if index > 0 { line += "," }
        appendJSON(value, to: &line)
      }
      line += "]"
    case .dictionary(let values):
      line += "{"
      for (index, (key, value)) in values.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { line += "," }
        appendString(key, to: &line)
        line += ":"
        appendJSON(value, to: &line)
      }
      line += "}"
    }
  }

  private static func appendString(_ text: String, to line: inout String) {
    line += "\""
    appendEscaped(text, to: &line, quoted: true)
    line += "\""
  }

  /// C0 and C1 controls, DEL, Unicode's line and paragraph separators, and what turns the direction of the
  /// text around.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// Escapes as JSON does (RFC 8259, section 7); quotes and backslashes only within quotes.
  private static func appendEscaped(_ text: String, to line: inout String, quoted: Bool) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"" where quoted: line += "\\\""
      case "\\" where quoted: line += "\\\\"
      case "\n": line += "\\n"
      case "\r": line += "\\r"
      case "\t": line += "\\t"
      case _ where isControl(scalar):
        let digits = String(scalar.value, radix: 16)
        line += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: line.unicodeScalars.append(scalar)
      }
    }
  }
}
