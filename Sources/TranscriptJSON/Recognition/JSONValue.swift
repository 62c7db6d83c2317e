import ArchiveProtocol

/// A JSON value as a tree, for documents whose layout is found by looking.
enum JSONValue {
  case object([String: JSONValue])
  case array([JSONValue])
  case string(String)
  case number(Double)
  case boolean(Bool)
  case null

  /// What a tree may take, and has taken.
  struct Budget {
    /// How many bytes of memory are left.
    private var left: Int

    init(_ bytes: Int) { left = bytes }

    /// There is none left.
    struct Spent: Error {}

    /// What an object or an array takes besides its members, as measured.
    static let container = 128
    /// What a member takes besides its text.
    static let member = 48

    mutating func spend(_ bytes: Int) throws {
      left -= bytes
      guard left >= 0 else { throw Spent() }
    }
  }

  /// Reads the next value.
  /// - Throws: `JSONFault`, for a key that is there twice too; ``Budget/Spent``.
  init(
    _ scanner: inout JSONScanner, _ bytes: UnsafeRawBufferPointer, _ budget: inout Budget
  ) throws {
    var isFirst = true
    try budget.spend(Budget.member)
    switch try scanner.kind() {
    case .object:
      var members: [String: JSONValue] = [:]
      try budget.spend(Budget.container)
      try scanner.beginObject()
      while let key = try scanner.nextKey(&isFirst) {
        try budget.spend(key.count)
        let name = String(decoding: key, as: UTF8.self)
        let start = scanner.index
        let value = try JSONValue(&scanner, bytes, &budget)
        guard members.updateValue(value, forKey: name) == nil else {
          throw JSONFault(
            byte: start, problem: "the key “\(name.prefix(40))” is there twice in one object")
        }
      }
      self = .object(members)
    case .array:
      var elements: [JSONValue] = []
      try budget.spend(Budget.container)
      try scanner.beginArray()
      while try scanner.hasElement(&isFirst) {
        elements.append(try JSONValue(&scanner, bytes, &budget))
      }
      self = .array(elements)
    case .string:
      let text = try scanner.string()
      try budget.spend(text.count)
      self = .string(String(decoding: text, as: UTF8.self))
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
