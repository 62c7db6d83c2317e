/// Finds where text stops being JSON (RFC 8259), which Foundation's decoder does not tell everywhere.
struct JSONSyntax {
  private let bytes: [UInt8]
  private var place = 0

  /// As deep as Foundation's decoder goes.
  private static let maximumDepth = 512

  private struct Unexpected: Error {
    var message: String
  }

  /// What is wrong first, with its line and column in bytes, both from 1; nil for JSON.
  static func problem(in bytes: [UInt8]) -> String? {
    guard String(validating: bytes, as: UTF8.self) != nil else { return "not UTF-8" }
    var syntax = JSONSyntax(bytes: bytes)
    do {
      try syntax.value(depth: 0)
      syntax.skipSpace()
      if syntax.place < bytes.count { throw syntax.unexpected("the end") }
      return nil
    } catch {
      let before = bytes.prefix(syntax.place)
      let line = before.count { $0 == 0x0A } + 1
      let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
      let message = (error as? Unexpected)?.message ?? "\(error)"
      return "line \(line), column \(column): \(message)"
    }
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private func unexpected(_ wanted: String) -> Unexpected {
    guard let next else { return Unexpected(message: "the text ends where \(wanted) belongs") }
    let shown =
      (0x21...0x7E).contains(next) ? "“\(Character(Unicode.Scalar(next)))”" : "a byte \(next)"
    return Unexpected(message: "\(shown) where \(wanted) belongs")
  }

  private mutating func skipSpace() {
    while let next, next == 0x20 || next == 0x09 || next == 0x0A || next == 0x0D { place += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar, _ wanted: String) throws {
    guard next == UInt8(ascii: character) else { throw unexpected(wanted) }
    place += 1
  }

  private mutating func value(depth: Int) throws {
    guard depth < Self.maximumDepth else {
      throw Unexpected(message: "nested deeper than \(Self.maximumDepth) levels")
    }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): try object(depth: depth)
    case UInt8(ascii: "["): try list(depth: depth)
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    case UInt8(ascii: "-"), .some(0x30...0x39): try number()
    default: throw unexpected("a value")
    }
  }

  private mutating func object(depth: Int) throws {
    place += 1
    skipSpace()
    if next == UInt8(ascii: "}") { return place += 1 }
    while true {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw unexpected("a member's name") }
      try string()
      skipSpace()
      try take(":", "a colon")
      try value(depth: depth + 1)
      skipSpace()
      if next == UInt8(ascii: "}") { return place += 1 }
      try take(",", "a comma or a closing brace")
    }
  }

  private mutating func list(depth: Int) throws {
    place += 1
    skipSpace()
    if next == UInt8(ascii: "]") { return place += 1 }
    while true {
      try value(depth: depth + 1)
      skipSpace()
      if next == UInt8(ascii: "]") { return place += 1 }
      try take(",", "a comma or a closing bracket")
    }
  }

  private mutating func string() throws {
    place += 1
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw unexpected("a character of a text") }
      place += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    place = min(place, bytes.count)
    try take("\"", "a closing quotation mark")
  }

  private mutating func word(_ word: StaticString) throws {
    let letters = word.withUTF8Buffer { Array($0) }
    guard bytes[place...].starts(with: letters) else { throw unexpected("a value") }
    place += letters.count
  }

  private mutating func number() throws {
    if next == UInt8(ascii: "-") { place += 1 }
    try digits()
    if next == UInt8(ascii: ".") {
      place += 1
      try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      place += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
      try digits()
    }
  }

  private mutating func digits() throws {
    guard let first = next, (0x30...0x39).contains(first) else { throw unexpected("a digit") }
    while let next, (0x30...0x39).contains(next) { place += 1 }
  }
}
