/// What a page's token holds, as text that clients hand back: hexadecimal digits of numbers in eight bytes
/// each, and of texts behind their lengths; behind all of them a sum by which a changed token is known.
struct TokenWriter {
  private var bytes: [UInt8] = []

  mutating func append(_ number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ text: String) {
    append(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  var text: String {
    var bytes = bytes
    withUnsafeBytes(of: TokenReader.sum(bytes[...]).littleEndian) { bytes.append(contentsOf: $0) }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}

/// Reads what a token holds, which nobody vouches for: everything is nil from the first fault on.
struct TokenReader {
  private var bytes: ArraySlice<UInt8>

  /// FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
  static func sum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// Nil where the text is not of pairs of hexadecimal digits, or was changed.
  init?(_ text: String) {
    guard text.utf8.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in text.utf8 {
      let digit: UInt8
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = character - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = character - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    guard bytes.count >= 8 else { return nil }
    self.bytes = bytes[(bytes.count - 8)...]
    let sum = number()
    self.bytes = bytes.dropLast(8)
    guard sum == Self.sum(self.bytes) else { return nil }
  }

  var isAtEnd: Bool { bytes.isEmpty }

  mutating func number() -> UInt64? {
    guard bytes.count >= 8 else { return nil }
    defer { bytes.removeFirst(8) }
    return bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func text() -> String? {
    guard let count = number(), count <= UInt64(bytes.count) else { return nil }
    defer { bytes.removeFirst(Int(count)) }
    return String(validating: bytes.prefix(Int(count)), as: UTF8.self)
  }
}
