import ArchiveProtocol

/// A JSON value as a tree, for documents whose layout is found by looking.
enum JSONValue {
  case object([String: JSONValue])
  case array([JSONValue])
  case string(String)
  case number(Double)
  case boolean(Bool)
  case null

  /// Reads the next value.
  init(_ scanner: inout JSONScanner, _ bytes: UnsafeRawBufferPointer) throws(JSONFault) {
    var isFirst = true
    switch try scanner.kind() {
    case .object:
      var members: [String: JSONValue] = [:]
      try scanner.beginObject()
      while let key = try scanner.nextKey(&isFirst) {
        let name = String(decoding: key, as: UTF8.self)
        members[name] = try JSONValue(&scanner, bytes)
      }
      self = .object(members)
    case .array:
      var elements: [JSONValue] = []
      try scanner.beginArray()
      while try scanner.hasElement(&isFirst) { elements.append(try JSONValue(&scanner, bytes)) }
      self = .array(elements)
    case .string: self = .string(String(decoding: try scanner.string(), as: UTF8.self))
    case .number:
      let start = scanner.index
      try scanner.skip()
      let digits = String(decoding: bytes[start..<scanner.index], as: UTF8.self)
      self = .number(Double(digits.filter { !$0.isWhitespace }) ?? 0)
    case .boolean: self = .boolean(try scanner.boolean())
    case .null:
      _ = try scanner.null()
      self = .null
    }
  }

  /// The value of a key of an object.
  subscript(_ key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  /// The elements of an array.
  var elements: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The text of a string, or of a number as a voice's number is written.
  var text: String? {
    switch self {
    case .string(let text): text
    case .number(let number):
      number == number.rounded() && abs(number) < 1e9 ? String(Int(number)) : String(number)
    default: nil
    }
  }

  /// The number, which some programs write as a string.
  var number: Double? {
    switch self {
    case .number(let number): number.isFinite ? number : nil
    case .string(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
    default: nil
    }
  }
}
