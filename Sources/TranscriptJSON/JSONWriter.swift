/// Writes JSON (RFC 8259) without white space, members in the order they are given.
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  private mutating func begin() {
    if needsComma { bytes.append(0x2C) }
    needsComma = false
  }

  mutating func object(_ body: (inout JSONWriter) -> Void) {
    begin()
    bytes.append(0x7B)
    body(&self)
    bytes.append(0x7D)
    needsComma = true
  }

  mutating func array<Element>(
    _ elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void
  ) {
    begin()
    bytes.append(0x5B)
    for element in elements { body(&self, element) }
    bytes.append(0x5D)
    needsComma = true
  }

  mutating func key(_ key: String) {
    string(key)
    bytes.append(0x3A)
    needsComma = false
  }

  mutating func field(_ key: String, _ value: String) {
    self.key(key)
    string(value)
  }

  mutating func field(_ key: String, _ value: [String]) {
    self.key(key)
    array(value) { $0.string($1) }
  }

  mutating func field(_ key: String, _ value: some BinaryInteger) {
    self.key(key)
    number(value)
  }

  /// A member that is left out when it is empty.
  mutating func optional(_ key: String, _ value: String) {
    if !value.isEmpty { field(key, value) }
  }

  /// A member that is left out when it is 0.
  mutating func optional(_ key: String, _ value: UInt32) {
    if value != 0 { field(key, value) }
  }

  mutating func endLine() {
    bytes.append(0x0A)
    needsComma = false
  }

  mutating func number(_ value: some BinaryInteger) {
    begin()
    bytes.append(contentsOf: String(value).utf8)
    needsComma = true
  }

  mutating func string(_ value: String) {
    begin()
    bytes.append(0x22)
    var value = value
    value.withUTF8 { text in
      var copied = 0
      for index in text.indices {
        let byte = text[index]
        guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
        bytes.append(contentsOf: text[copied..<index])
        copied = index + 1
        switch byte {
        case 0x22: bytes.append(contentsOf: [0x5C, 0x22])
        case 0x5C: bytes.append(contentsOf: [0x5C, 0x5C])
        case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
        case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
        case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
        default:
          let digits = Array("0123456789abcdef".utf8)
          bytes.append(contentsOf: [0x5C, 0x75, 0x30, 0x30])
          bytes.append(digits[Int(byte >> 4)])
          bytes.append(digits[Int(byte & 15)])
        }
      }
      bytes.append(contentsOf: text[copied...])
    }
    bytes.append(0x22)
    needsComma = true
  }
}
