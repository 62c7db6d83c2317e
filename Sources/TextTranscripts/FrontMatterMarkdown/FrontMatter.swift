/// The YAML front matter of a Markdown file, between two lines `---`.
///
/// It is read as YAML 1.1 with its scalars as they are written. People write heads by hand that are
/// no YAML ("title: Remarks: part two"); those are read line by line as `key: value`, and ``fault``
/// says so.
struct FrontMatter {
  /// The scalars by key, and sequences of scalars as ``list``s joined by commas.
  private(set) var values: [String: String] = [:]
  /// Keys whose values are mappings or sequences of more than scalars, and are not read.
  private(set) var nested: [String] = []
  /// Why the head was not read as YAML; nil when it was.
  private(set) var fault: FrontMatterFault?
  /// The first line behind it, from 0.
  private(set) var end = 0

  /// How many lines front matter may have.
  static let maximumLines = 200
  /// How many bytes of it are read as YAML.
  private static let maximumSize = 64 * 1024

  /// Nil when the document does not begin with front matter.
  init?(_ document: TextDocument) {
    let lines = document.lines
    guard let first = lines.indices.first(where: { !lines[$0].isBlank }),
      document.text(line: first) == "---",
      let last = (first + 1..<min(lines.count, first + 2 + Self.maximumLines)).first(where: {
        let line = lines[$0]
        guard line.range.count == 3 else { return false }
        let text = document.text(line: $0)
        return text == "---" || text == "..."
      })
    else { return nil }
    end = last + 1
    guard last > first + 1 else { return }
    do throws(FrontMatterFault) {
      let start = lines[first + 1].start - lines[first + 1].indentation
      let bytes = start..<max(start, lines[last].start - lines[last].indentation)
      guard bytes.count <= Self.maximumSize else {
        throw FrontMatterFault(
          line: first + 1, problem: "it is longer than \(Self.maximumSize) bytes")
      }
      let head = try FrontMatterYAML(document.text(bytes), firstLine: first + 1)
      values = head.values
      nested = head.nested
    } catch {
      fault = error
      for line in first + 1..<last { readPlain(document, line) }
      values = values.compactMapValues(Self.unquoted)
    }
  }

  /// The key that lines which go on belong to.
  private var openKey = ""

  /// Takes a line of a head that is no YAML: `key: value`, or more of the value before it.
  private mutating func readPlain(_ document: TextDocument, _ line: Int) {
    let text = document.text(line: line)
    if document.lines[line].indentation == 0, !text.hasPrefix("-"),
      let colon = text.firstIndex(of: ":"),
      text[..<colon].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" })
    {
      openKey = String(text[..<colon])
      values[openKey] = String(text[text.index(after: colon)...].drop(while: \.isWhitespace))
    } else if !text.isEmpty, let value = values[openKey] {
      values[openKey] = value.isEmpty ? text : value + " " + text
    }
  }

  /// A value without the quotation marks around it; nil when it is empty.
  private static func unquoted(_ value: String) -> String? {
    guard value.utf8.count >= 2, let mark = value.first, mark == "\"" || mark == "'",
      value.last == mark
    else { return value.isEmpty ? nil : value }
    return String(value.dropFirst().dropLast())
  }
}

/// Why front matter could not be read as YAML.
struct FrontMatterFault: Error, Hashable {
  /// The line of the document, from 1; nil when it is not known.
  var line: Int?
  /// What was wrong.
  var problem: String

  init(line: Int?, problem: String) {
    self.line = line
    self.problem = problem
  }
}
