import TranscriptReading

/// Reads JSON (RFC 8259) from bytes in place, strictly: UTF-8 without NUL, escapes and surrogates in
/// order, nesting up to a limit.
struct JSONScanner: ~Copyable {
  private let bytes: UnsafeBufferPointer<UInt8>
  private(set) var index: Int
  private let maximumDepth: Int
  private var depth = 0
  private var scratch: [UInt8] = []

  /// What is wrong and at which byte of the line.
  struct Fault: Error {
    var byte: Int
    var problem: String
  }

  init(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
    self.bytes = bytes
    index = 0
    self.maximumDepth = maximumDepth
  }

  /// What the next value is.
  enum Kind {
    case object
    case array
    case string
    case number
    case boolean
    case null
  }

  private func fault(_ problem: String, at byte: Int? = nil) -> Fault {
    Fault(byte: byte ?? index, problem: problem)
  }

  private mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      default: return
      }
    }
  }

  /// Looks at the next value without reading it.
  mutating func kind() throws -> Kind {
    skipSpace()
    guard index < bytes.count else { throw fault("the line ends where a value is due") }
    switch bytes[index] {
    case 0x7B: return .object
    case 0x5B: return .array
    case 0x22: return .string
    case 0x2D, 0x30...0x39: return .number
    case 0x74, 0x66: return .boolean
    case 0x6E: return .null
    default: throw fault("byte 0x\(String(bytes[index], radix: 16)) begins no value")
    }
  }

  /// Reads an object; `member` must read or skip each value. The key is only good during the call.
  mutating func object(
    _ member: (inout JSONScanner, _ key: UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws {
    try open(0x7B, "an object is due here")
    skipSpace()
    if index < bytes.count, bytes[index] == 0x7D {
      index += 1
      depth -= 1
      return
    }
    while true {
      skipSpace()
      guard index < bytes.count, bytes[index] == 0x22 else { throw fault("a key is due here") }
      let key = try stringBytes()
      skipSpace()
      try take(0x3A, "a colon is due behind a key")
      switch key {
      case .plain(let range): try member(&self, UnsafeBufferPointer(rebasing: bytes[range]))
      case .unescaped(let text):
        try text.withUnsafeBufferPointer { try member(&self, $0) }
      }
      skipSpace()
      guard index < bytes.count else { throw fault("the object is not closed") }
      if bytes[index] == 0x2C {
        index += 1
        continue
      }
      try take(0x7D, "a comma or the object’s end is due here")
      depth -= 1
      return
    }
  }

  /// Reads an array; `element` must read or skip each value.
  mutating func array(_ element: (inout JSONScanner) throws -> Void) throws {
    try open(0x5B, "an array is due here")
    skipSpace()
    if index < bytes.count, bytes[index] == 0x5D {
      index += 1
      depth -= 1
      return
    }
    while true {
      try element(&self)
      skipSpace()
      guard index < bytes.count else { throw fault("the array is not closed") }
      if bytes[index] == 0x2C {
        index += 1
        continue
      }
      try take(0x5D, "a comma or the array’s end is due here")
      depth -= 1
      return
    }
  }

  /// Reads a string; null reads as empty.
  mutating func string() throws -> String {
    switch try kind() {
    case .string: break
    case .null:
      try word("null")
      return ""
    default: throw fault("a string is due here")
    }
    switch try stringBytes() {
    case .plain(let range): return String(decoding: bytes[range], as: UTF8.self)
    case .unescaped(let text): return String(decoding: text, as: UTF8.self)
    }
  }

  /// Reads an array of strings, or one string as an array of one; null reads as empty.
  mutating func strings() throws -> [String] {
    switch try kind() {
    case .array:
      var strings: [String] = []
      try array { strings.append(try $0.string()) }
      return strings
    case .null:
      try word("null")
      return []
    default: return [try string()]
    }
  }

  /// Reads a whole number from 0 to 2^53, as number or as a string of digits.
  mutating func number() throws -> UInt64 {
    let start = index
    switch try kind() {
    case .string:
      guard let number = UInt64(try string()) else {
        throw fault("a whole number is due here", at: start)
      }
      return number
    case .null:
      try word("null")
      return 0
    case .number: break
    default: throw fault("a number is due here")
    }
    let range = try numberRange()
    guard let number = UInt64(String(decoding: bytes[range], as: UTF8.self)), number <= 1 << 53
    else { throw fault("a whole number from 0 to 2^53 is due here", at: range.lowerBound) }
    return number
  }

  /// Reads over a value, checking it.
  mutating func skip() throws {
    switch try kind() {
    case .object: try object { scanner, _ in try scanner.skip() }
    case .array: try array { try $0.skip() }
    case .string: _ = try stringBytes()
    case .number: _ = try numberRange()
    case .boolean: try word(bytes[index] == 0x74 ? "true" : "false")
    case .null: try word("null")
    }
  }

  /// Checks that nothing follows.
  mutating func end() throws {
    skipSpace()
    guard index == bytes.count else { throw fault("there is more behind the end of the object") }
  }

  private mutating func open(_ byte: UInt8, _ problem: String) throws {
    skipSpace()
    try take(byte, problem)
    depth += 1
    guard depth <= maximumDepth else {
      throw fault("values nest more than \(maximumDepth) deep", at: index - 1)
    }
  }

  private mutating func take(_ byte: UInt8, _ problem: String) throws {
    guard index < bytes.count, bytes[index] == byte else { throw fault(problem) }
    index += 1
  }

  private mutating func word(_ word: StaticString) throws {
    let start = index
    let text = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard index + text.count <= bytes.count,
      bytes[index..<index + text.count].elementsEqual(text)
    else { throw fault("this is no JSON value", at: start) }
    index += text.count
  }

  private mutating func numberRange() throws -> Range<Int> {
    let start = index
    if bytes[index] == 0x2D { index += 1 }
    func digits(_ scanner: inout JSONScanner) -> Int {
      let from = scanner.index
      while scanner.index < scanner.bytes.count,
        (0x30...0x39).contains(scanner.bytes[scanner.index])
      {
        scanner.index += 1
      }
      return scanner.index - from
    }
    let first = index
    let count = digits(&self)
    guard count > 0, count == 1 || bytes[first] != 0x30 else {
      throw fault("this is no number", at: start)
    }
    if index < bytes.count, bytes[index] == 0x2E {
      index += 1
      guard digits(&self) > 0 else { throw fault("this is no number", at: start) }
    }
    if index < bytes.count, bytes[index] | 0x20 == 0x65 {
      index += 1
      if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
      guard digits(&self) > 0 else { throw fault("this is no number", at: start) }
    }
    return start..<index
  }

  private enum Text {
    /// Without escapes: where it stands.
    case plain(Range<Int>)
    case unescaped([UInt8])
  }

  /// Reads a string. Encoding and NUL were checked for the whole line before.
  private mutating func stringBytes() throws -> Text {
    let opening = index
    index += 1
    let start = index
    while index < bytes.count {
      // Eight bytes at a time while none is a quotation mark, backslash or control character.
      while index + 8 <= bytes.count {
        let word = ByteWord.load(bytes, index)
        if ByteWord.holds(word, 0x22) | ByteWord.holds(word, 0x5C)
          | ByteWord.holdsBelow(word, 0x20) != 0
        {
          break
        }
        index += 8
      }
      guard index < bytes.count else { break }
      switch bytes[index] {
      case 0x22:
        index += 1
        return .plain(start..<index - 1)
      case 0x5C: return .unescaped(try unescape(from: start, opening: opening))
      case ..<0x20: throw fault("a control character stands in a string")
      default: index += 1
      }
    }
    throw fault("the string is not closed", at: opening)
  }

  private mutating func unescape(from start: Int, opening: Int) throws -> [UInt8] {
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: bytes[start..<index])
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case 0x22:
        index += 1
        return scratch
      case ..<0x20: throw fault("a control character stands in a string")
      case 0x5C:
        guard index + 1 < bytes.count else { throw fault("the string is not closed", at: opening) }
        index += 2
        switch bytes[index - 1] {
        case 0x22: scratch.append(0x22)
        case 0x5C: scratch.append(0x5C)
        case 0x2F: scratch.append(0x2F)
        case 0x62: scratch.append(0x08)
        case 0x66: scratch.append(0x0C)
        case 0x6E: scratch.append(0x0A)
        case 0x72: scratch.append(0x0D)
        case 0x74: scratch.append(0x09)
        case 0x75: try unicodeEscape()
        default: throw fault("there is no such escape", at: index - 2)
        }
      default:
        // Plain bytes up to the next special one.
        var end = index + 1
        while end < bytes.count, bytes[end] != 0x22, bytes[end] != 0x5C, bytes[end] >= 0x20 {
          end += 1
        }
        scratch.append(contentsOf: bytes[index..<end])
        index = end
      }
    }
    throw fault("the string is not closed", at: opening)
  }

  private mutating func unicodeEscape() throws {
    let start = index - 2
    let first = try hexadecimal()
    var value = first
    switch first {
    case 0: throw fault("a string holds NUL (\\u0000)", at: start)
    case 0xDC00...0xDFFF: throw fault("a low surrogate stands alone", at: start)
    case 0xD800...0xDBFF:
      guard index + 1 < bytes.count, bytes[index] == 0x5C, bytes[index + 1] == 0x75 else {
        throw fault("a high surrogate stands alone", at: start)
      }
      index += 2
      let second = try hexadecimal()
      guard (0xDC00...0xDFFF).contains(second) else {
        throw fault("a high surrogate stands alone", at: start)
      }
      value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    default: break
    }
    guard let scalar = Unicode.Scalar(value) else { throw fault("this is no character", at: start) }
    scratch.append(contentsOf: UTF8.encode(scalar)!)
  }

  private mutating func hexadecimal() throws -> UInt32 {
    guard index + 4 <= bytes.count else { throw fault("an escape is cut off") }
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = bytes[index]
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46: digit = byte - 0x37
      case 0x61...0x66: digit = byte - 0x57
      default: throw fault("an escape has four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      index += 1
    }
    return value
  }
}
