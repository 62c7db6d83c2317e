import TranscriptReading

/// Reads records of delimited text (RFC 4180): fields in quotation marks may hold delimiters, line
/// breaks and doubled marks.
struct DelimitedText {
  private let bytes: [UInt8]
  private let delimiter: UInt8
  private var index: Int
  /// The line that the next record begins on, from 1.
  private(set) var line = 1

  init(_ bytes: [UInt8], delimiter: UInt8) {
    self.bytes = bytes
    self.delimiter = delimiter
    index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
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
    guard index < bytes.count, bytes[index] == 0x22 else {
      let start = index
      while index < bytes.count, bytes[index] != delimiter, bytes[index] != 0x0A,
        bytes[index] != 0x0D
      {
        index += 1
      }
      return String(decoding: bytes[start..<index], as: UTF8.self)
    }
    let first = line
    index += 1
    var value: [UInt8] = []
    while true {
      guard index < bytes.count else {
        throw Fault(line: first, problem: "a quotation mark is not closed")
      }
      let byte = bytes[index]
      index += 1
      if byte == 0x22 {
        guard index < bytes.count, bytes[index] == 0x22 else { break }
        index += 1
      } else if byte == 0x0A {
        line += 1
      }
      value.append(byte)
    }
    // What follows the closing mark belongs to the field.
    while index < bytes.count, bytes[index] != delimiter, bytes[index] != 0x0A, bytes[index] != 0x0D
    {
      value.append(bytes[index])
      index += 1
    }
    return String(decoding: value, as: UTF8.self)
  }
}
