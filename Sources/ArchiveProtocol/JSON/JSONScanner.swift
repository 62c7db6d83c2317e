package import Protobuf

/// What is wrong with JSON, and at which byte.
package struct JSONFault: Error, Hashable, Sendable {
  /// Where, from the beginning of what was read.
  package var byte: Int
  /// What, as a sentence without its full stop.
  package var problem: String

  package init(byte: Int, problem: String) {
    self.byte = byte
    self.problem = problem
  }
}

/// Reads JSON (RFC 8259) from bytes in place, strictly: escapes and surrogates in order, no NUL,
/// nesting up to a limit. That the bytes are UTF-8 is checked before, or where text is used.
///
/// What it gives out points into the bytes, or into the arena where there were escapes.
package struct JSONScanner {
  private let bytes: UnsafeRawBufferPointer
  private let arena: MessageArena
  private let maximumDepth: Int
  /// Where reading is, in bytes.
  package private(set) var index = 0
  private var depth = 0

  package init(_ bytes: UnsafeRawBufferPointer, arena: MessageArena, maximumDepth: Int) {
    self.bytes = bytes
    self.arena = arena
    self.maximumDepth = maximumDepth
  }

  /// What a value is.
  package enum Kind: Hashable, Sendable {
    case object
    case array
    case string
    case number
    case boolean
    case null
  }

  func fault(_ problem: String, at byte: Int? = nil) -> JSONFault {
    JSONFault(byte: byte ?? index, problem: problem)
  }

  @inline(__always)
  private mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      default: return
      }
    }
  }

  /// Looks at the next value without reading it.
  package mutating func kind() throws(JSONFault) -> Kind {
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

  // MARK: Objects and arrays

  /// Reads an object's beginning; its members are read by `nextKey` until that gives nil.
  package mutating func beginObject() throws(JSONFault) { try open(0x7B, "an object is due here") }

  /// Reads an array's beginning; `hasElement` says before each element whether there is one.
  package mutating func beginArray() throws(JSONFault) { try open(0x5B, "an array is due here") }

  /// The key of the next member, whose value must then be read or skipped; nil at the object's end.
  /// - Parameter isFirst: true before the first call for an object; set to false by it.
  package mutating func nextKey(
    _ isFirst: inout Bool
  ) throws(JSONFault) -> UnsafeRawBufferPointer? {
    skipSpace()
    guard index < bytes.count else { throw fault("the object is not closed") }
    if bytes[index] == 0x7D {
      index += 1
      depth -= 1
      return nil
    }
    if !isFirst {
      try take(0x2C, "a comma or the object’s end is due here")
      skipSpace()
    }
    isFirst = false
    guard index < bytes.count, bytes[index] == 0x22 else { throw fault("a key is due here") }
    let key = try text()
    skipSpace()
    try take(0x3A, "a colon is due behind a key")
    return key
  }

  /// Whether another element follows, which must then be read or skipped.
  package mutating func hasElement(_ isFirst: inout Bool) throws(JSONFault) -> Bool {
    skipSpace()
    guard index < bytes.count else { throw fault("the array is not closed") }
    if bytes[index] == 0x5D {
      index += 1
      depth -= 1
      return false
    }
    if !isFirst { try take(0x2C, "a comma or the array’s end is due here") }
    isFirst = false
    return true
  }

  private mutating func open(_ byte: UInt8, _ problem: String) throws(JSONFault) {
    skipSpace()
    try take(byte, problem)
    depth += 1
    guard depth <= maximumDepth else {
      throw fault("values nest more than \(maximumDepth) deep", at: index - 1)
    }
  }

  @inline(__always)
  private mutating func take(_ byte: UInt8, _ problem: String) throws(JSONFault) {
    guard index < bytes.count, bytes[index] == byte else { throw fault(problem) }
    index += 1
  }

  // MARK: Values

  /// Reads a string.
  package mutating func string() throws(JSONFault) -> UnsafeRawBufferPointer {
    guard try kind() == .string else { throw fault("a string is due here") }
    return try text()
  }

  /// Reads `null` if it is next.
  package mutating func null() throws(JSONFault) -> Bool {
    guard try kind() == .null else { return false }
    try word("null")
    return true
  }

  /// Reads `true` or `false`.
  package mutating func boolean() throws(JSONFault) -> Bool {
    guard try kind() == .boolean else { throw fault("true or false is due here") }
    let value = bytes[index] == 0x74
    try word(value ? "true" : "false")
    return value
  }

  /// Reads a whole number of a range, as a number or as a string that holds one.
  package mutating func number<Number: FixedWidthInteger>(
    _ type: Number.Type
  ) throws(JSONFault) -> Number {
    let digits: UnsafeRawBufferPointer
    let start: Int
    switch try kind() {
    case .string:
      start = index
      digits = try text()
      var inner = JSONScanner(digits, arena: arena, maximumDepth: 1)
      guard digits.first.map({ $0 == 0x2D || (0x30...0x39).contains($0) }) == true,
        let range = try? inner.numberRange(), range.count == digits.count
      else { throw fault("a whole number is due here", at: start) }
    case .number:
      start = index
      digits = UnsafeRawBufferPointer(rebasing: bytes[try numberRange()])
    default: throw fault("a whole number is due here")
    }
    guard let whole = JSONNumber.whole(digits) else {
      throw fault("a whole number is due here", at: start)
    }
    let value: Number? =
      whole.isNegative ? JSONNumber.negative(whole.magnitude) : Number(exactly: whole.magnitude)
    guard let value else {
      throw fault("the number is not from \(Number.min) to \(Number.max)", at: start)
    }
    return value
  }

  /// Reads a number of single precision, as a number or as a string that holds one, "NaN" or "Infinity".
  package mutating func float() throws(JSONFault) -> Float {
    let start = index
    let digits: UnsafeRawBufferPointer
    switch try kind() {
    case .string: digits = try text()
    case .number: digits = UnsafeRawBufferPointer(rebasing: bytes[try numberRange()])
    default: throw fault("a number is due here")
    }
    let text = String(decoding: digits, as: UTF8.self)
    switch text {
    case "NaN": return .nan
    case "Infinity": return .infinity
    case "-Infinity": return -.infinity
    default: break
    }
    // Swift reads more than JSON allows: hexadecimal, and names of what is no number.
    guard text.utf8.allSatisfy({ (0x2B...0x39).contains($0) || $0 | 0x20 == 0x65 }),
      let value = Float(text), value.isFinite
    else { throw fault("a number of single precision is due here", at: start) }
    return value
  }

  /// Reads over a value, checking it.
  package mutating func skip() throws(JSONFault) {
    var isFirst = true
    switch try kind() {
    case .object:
      try beginObject()
      while try nextKey(&isFirst) != nil { try skip() }
    case .array:
      try beginArray()
      while try hasElement(&isFirst) { try skip() }
    case .string: _ = try text()
    case .number: _ = try numberRange()
    case .boolean: _ = try boolean()
    case .null: try word("null")
    }
  }

  /// Checks that nothing follows.
  package mutating func end() throws(JSONFault) {
    skipSpace()
    guard index == bytes.count else { throw fault("there is more behind the end of the object") }
  }

  private mutating func word(_ word: StaticString) throws(JSONFault) {
    guard index + word.utf8CodeUnitCount <= bytes.count,
      bytes[index..<index + word.utf8CodeUnitCount].elementsEqual(
        UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    else { throw fault("this is no JSON value") }
    index += word.utf8CodeUnitCount
  }

  private mutating func numberRange() throws(JSONFault) -> Range<Int> {
    let start = index
    if bytes[index] == 0x2D { index += 1 }
    let first = index
    let count = skipDigits()
    guard count > 0, count == 1 || bytes[first] != 0x30 else {
      throw fault("this is no number", at: start)
    }
    if index < bytes.count, bytes[index] == 0x2E {
      index += 1
      guard skipDigits() > 0 else { throw fault("this is no number", at: start) }
    }
    if index < bytes.count, bytes[index] | 0x20 == 0x65 {
      index += 1
      if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
      guard skipDigits() > 0 else { throw fault("this is no number", at: start) }
    }
    return start..<index
  }

  private mutating func skipDigits() -> Int {
    let start = index
    while index < bytes.count, (0x30...0x39).contains(bytes[index]) { index += 1 }
    return index - start
  }
}

// MARK: - Strings

extension JSONScanner {
  /// Reads a string, whose quotation mark is next.
  private mutating func text() throws(JSONFault) -> UnsafeRawBufferPointer {
    let opening = index
    let start = opening + 1
    guard let next = JSONBytes.special(bytes, from: start) else {
      throw fault("the string is not closed", at: opening)
    }
    index = next
    switch bytes[next] {
    case 0x22:
      index += 1
      return UnsafeRawBufferPointer(rebasing: bytes[start..<next])
    case 0x5C: return try unescape(from: start, opening: opening)
    default: throw fault("a control character stands in a string")
    }
  }

  /// Reads the rest of a string whose first escape is next.
  private mutating func unescape(
    from start: Int, opening: Int
  ) throws(JSONFault) -> UnsafeRawBufferPointer {
    let end = try closing(opening)
    // Nothing grows: an escape is longer than the character it means.
    let memory = UnsafeMutableRawBufferPointer(
      start: arena.allocate(byteCount: end - start), count: end - start)
    var count = 0
    var copied = start
    while true {
      let plain = UnsafeRawBufferPointer(rebasing: bytes[copied..<index])
      UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: plain)
      count += plain.count
      guard index < end else { break }
      if bytes[index] != 0x5C { throw fault("a control character stands in a string") }
      index += 2
      switch bytes[index - 1] {
      case 0x22, 0x5C, 0x2F: memory[count] = bytes[index - 1]
      case 0x62: memory[count] = 0x08
      case 0x66: memory[count] = 0x0C
      case 0x6E: memory[count] = 0x0A
      case 0x72: memory[count] = 0x0D
      case 0x74: memory[count] = 0x09
      case 0x75:
        for byte in UTF8.encode(try unicodeEscape())! {
          memory[count] = byte
          count += 1
        }
        count -= 1
      default: throw fault("there is no such escape", at: index - 2)
      }
      count += 1
      copied = index
      index = JSONBytes.special(bytes, from: index) ?? end
    }
    index = end + 1
    return UnsafeRawBufferPointer(rebasing: memory[..<count])
  }

  /// Where the quotation mark is that closes the string whose first backslash is next.
  private func closing(_ opening: Int) throws(JSONFault) -> Int {
    var place = index
    while let next = JSONBytes.special(bytes, from: place) {
      if bytes[next] == 0x22 { return next }
      place = next + (bytes[next] == 0x5C ? 2 : 1)
    }
    throw fault("the string is not closed", at: opening)
  }

  /// Reads what follows `\u`.
  private mutating func unicodeEscape() throws(JSONFault) -> Unicode.Scalar {
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
    return scalar
  }

  private mutating func hexadecimal() throws(JSONFault) -> UInt32 {
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
