import TranscriptReading

/// Reads records of delimited text (RFC 4180): fields in quotation marks may hold delimiters, line
/// breaks and doubled marks. Spaces may stand before and behind the marks.
struct DelimitedText {
  private let bytes: [UInt8]
  private let delimiter: UInt8
  private var index: Int
  /// The line that the next record begins on, from 1.
  private(set) var line = 1

  init(_ bytes: [UInt8], delimiter: UInt8) {
    self.bytes = bytes
    self.delimiter = delimiter
    index = Self.start(bytes)
    line = 1 + bytes[..<index].count { $0 == 0x0A }
  }

  /// Where the first record begins: behind blank lines, and a line "sep=;", which tells Excel of the
  /// delimiter.
  static func start(_ bytes: [UInt8]) -> Int {
    var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    if let end = statedDelimiter(bytes)?.end { index = end }
    while index < bytes.count, bytes[index] == 0x0A || bytes[index] == 0x0D { index += 1 }
    return index
  }

  /// The delimiter that a first line "sep=;" states, and where that line ends.
  static func statedDelimiter(_ bytes: [UInt8]) -> (delimiter: UInt8, end: Int)? {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let line = bytes[start...].prefix(8)
    guard line.starts(with: "sep=".utf8), bytes.count > start + 5,
      bytes[start + 4] > 0x20
        || bytes[start + 4] == 0x09, bytes[start + 5] == 0x0A || bytes[start + 5] == 0x0D
    else { return nil }
    return (bytes[start + 4], start + 5)
  }

  /// What is wrong with a record.
  struct Fault: Error {
    /// The line, from 1.
    var line: Int
    /// What was wrong.
    var problem: String
  }

  /// The fields of the next record that is not blank, and the line it begins on; nil at the end.
  mutating func next() throws(Fault) -> (fields: [String], line: Int)? {
    while index < bytes.count {
      let first = line
      let fields = try record()
      if fields.count == 1, fields[0].isEmpty { continue }
      return (fields, first)
    }
    return nil
  }

  private mutating func record() throws(Fault) -> [String] {
    var fields: [String] = []
    while true {
      fields.append(try field())
      guard index < bytes.count else { return fields }
      let byte = bytes[index]
      index += 1
      if byte == delimiter { continue }
      if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
      line += 1
      return fields
    }
  }

  /// Reads up to the delimiter or line break behind a field.
  private mutating func field() throws(Fault) -> String {
    let start = index
    while index < bytes.count, bytes[index] == 0x20 { index += 1 }
    guard index < bytes.count, bytes[index] == 0x22 else { return rest(from: start) }
    let first = line
    index += 1
    var value: [UInt8] = []
    // Whether what is quoted could not stand there without its marks.
    var needsMarks = false
    while true {
      guard index < bytes.count else {
        throw Fault(line: first, problem: "a quotation mark is not closed")
      }
      let byte = bytes[index]
      index += 1
      switch byte {
      case 0x22:
        guard index < bytes.count, bytes[index] == 0x22 else {
          return try end(value, from: start, first: first, needsMarks: needsMarks)
        }
        index += 1
      case 0x0A: line += 1
      case 0x0D where index == bytes.count || bytes[index] != 0x0A: line += 1
      default: break
      }
      needsMarks = needsMarks || byte == delimiter || byte == 0x0A || byte == 0x0D
      value.append(byte)
    }
  }

  /// The field whose quotation mark was closed. Marks that words follow are those of a quotation, and
  /// part of the words.
  private mutating func end(
    _ value: [UInt8], from start: Int, first: Int, needsMarks: Bool
  ) throws(Fault) -> String {
    let close = index
    let whole = rest(from: start)
    guard bytes[close..<index].contains(where: { $0 != 0x20 }) else {
      return String(decoding: value, as: UTF8.self)
    }
    guard !needsMarks else {
      throw Fault(
        line: first,
        problem:
          "words stand behind the closing quotation mark of a field: marks within one are doubled")
    }
    return whole
  }

  /// Goes on to the delimiter or line break.
  private mutating func rest(from start: Int) -> String {
    while index < bytes.count, bytes[index] != delimiter, bytes[index] != 0x0A, bytes[index] != 0x0D
    {
      index += 1
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }
}
