/// The front matter of a Markdown file: YAML between two lines `---`, or lines of TOML between two `+++`.
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

  /// The lines of the head of a document, without the two that enclose it; nil when there is none.
  private static func lines(_ document: TextDocument) -> Range<Int>? {
    let lines = document.lines
    guard let first = lines.indices.first(where: { !lines[$0].isBlank }),
      case let mark = document.text(line: first), mark == "---" || mark == "+++",
      let last = (first + 1..<min(lines.count, first + 2 + maximumLines)).first(where: {
        let line = lines[$0]
        guard line.range.count == 3 else { return false }
        let text = document.text(line: $0)
        return text == mark || text == "..." && mark == "---"
      })
    else { return nil }
    return first + 1..<last
  }

  /// Whether the first line with words begins with three hyphens or plus signs, as nearly no document's
  /// does.
  static func mayBegin(_ bytes: [UInt8]) -> Bool {
    let first = bytes.firstIndex { !($0 <= 0x20 || blank.contains($0)) }
    return first.map {
      bytes[$0...].starts(with: "---".utf8) || bytes[$0...].starts(with: "+++".utf8)
    } ?? false
  }

  /// The bytes of a no-break space, of characters without width, and of a byte-order mark.
  private static let blank: [UInt8] = [0xC2, 0xA0, 0xE2, 0x80, 0x81, 0x8B, 0xEF, 0xBB, 0xBF]

  /// Whether a document begins with front matter, and whether that has a line that gives the day;
  /// nothing is read.
  static func recognise(_ document: TextDocument) -> (isThere: Bool, hasDay: Bool) {
    guard let head = lines(document) else { return (false, false) }
    let hasDay = head.contains {
      document.lines[$0].indentation == 0
        && (document.bytes[document.lines[$0].range].starts(with: "date:".utf8)
          || document.bytes[document.lines[$0].range].starts(with: "date =".utf8))
    }
    return (true, hasDay)
  }

  /// Nil when the document does not begin with front matter.
  init?(_ document: TextDocument) {
    guard let head = Self.lines(document) else { return nil }
    end = head.upperBound + 1
    guard let first = head.first else { return }
    if document.text(line: first - 1) == "+++" {
      for line in head { readTOML(document.text(line: line)) }
      return
    }
    do throws(FrontMatterFault) {
      let (begin, behind) = (document.lines[first], document.lines[head.upperBound])
      let start = begin.start - begin.indentation
      let bytes = start..<max(start, behind.start - behind.indentation)
      guard bytes.count <= Self.maximumSize else {
        throw FrontMatterFault(
          line: first + 1, problem: "it is longer than \(Self.maximumSize) bytes")
      }
      let yaml = try document.bytes.withUnsafeBufferPointer { whole throws(FrontMatterFault) in
        try FrontMatterYAML(UnsafeBufferPointer(rebasing: whole[bytes]), firstLine: first)
      }
      values = yaml.values
      nested = yaml.nested
    } catch {
      fault = error
      for line in head { readPlain(document, line) }
      values = values.compactMapValues(Self.unquoted)
    }
  }

  /// Takes a line of TOML: `key = "value"`, `key = ["one", "other"]`. Tables, which stand last, are not
  /// read.
  private mutating func readTOML(_ line: String) {
    if line.hasPrefix("[") { openKey = line }
    guard openKey.isEmpty, let sign = line.firstIndex(of: "="), line.first != "#" else { return }
    let key = String(line[..<sign]).trimmingSpace()
    var value = String(line[line.index(after: sign)...]).trimmingSpace()
    if value.hasPrefix("["), value.hasSuffix("]") {
      value = value.dropFirst().dropLast().split(separator: ",")
        .compactMap { Self.unquoted(String($0).trimmingSpace()) }.joined(separator: ", ")
    }
    values[key] = Self.unquoted(value)
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
