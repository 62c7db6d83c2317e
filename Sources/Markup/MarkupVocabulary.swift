/// The names of elements that a handler knows, each with a code that is its place in the list.
package struct MarkupVocabulary: Sendable {
  let names: [String]
  let codes: [String: Int]

  /// The names of an enumeration's cases, in their order.
  package init<Name: RawRepresentable<String> & CaseIterable>(_ type: Name.Type) {
    self.init(Name.allCases.map(\.rawValue))
  }

  /// Names, in the order of their codes.
  package init(_ names: [String]) {
    self.names = names
    codes = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

/// Codes of names by the address at which libxml2 keeps the name.
///
/// libxml2 keeps each name once, in a dictionary that lives as long as its parser, or as a constant
/// of its own; so equal addresses mean equal names, and comparing words is needed once a name only.
struct NameTable {
  private var keys: [UInt]
  private var values: [Int]
  private var used = 0
  private let vocabulary: MarkupVocabulary
  private var others: [String] = []
  private var otherCodes: [String: Int] = [:]
  private let maximumOthers: Int

  init(_ vocabulary: MarkupVocabulary, maximumOthers: Int) {
    self.vocabulary = vocabulary
    self.maximumOthers = maximumOthers
    keys = Array(repeating: 0, count: 256)
    values = Array(repeating: 0, count: 256)
  }

  /// The code of a name: its place in the vocabulary, or a number behind it.
  mutating func code(of name: UnsafePointer<UInt8>) -> Int {
    let key = UInt(bitPattern: name)
    var slot = Self.slot(of: key, count: keys.count)
    while keys[slot] != 0 {
      if keys[slot] == key { return values[slot] }
      slot = (slot + 1) & (keys.count - 1)
    }
    let code = resolve(String(cString: name))
    keys[slot] = key
    values[slot] = code
    used += 1
    if used * 2 > keys.count { grow() }
    return code
  }

  /// The name that has a code.
  func name(of code: Int) -> String {
    code < vocabulary.names.count
      ? vocabulary.names[code] : others[code - vocabulary.names.count]
  }

  private mutating func resolve(_ name: String) -> Int {
    if let known = vocabulary.codes[name] ?? otherCodes[name] { return known }
    guard others.count < maximumOthers else { return vocabulary.names.count + others.count - 1 }
    let code = vocabulary.names.count + others.count
    others.append(name)
    otherCodes[name] = code
    return code
  }

  private mutating func grow() {
    let old = zip(keys, values).filter { $0.0 != 0 }
    keys = Array(repeating: 0, count: keys.count * 2)
    values = Array(repeating: 0, count: keys.count)
    for (key, value) in old {
      var slot = Self.slot(of: key, count: keys.count)
      while keys[slot] != 0 { slot = (slot + 1) & (keys.count - 1) }
      keys[slot] = key
      values[slot] = value
    }
  }

  private static func slot(of key: UInt, count: Int) -> Int {
    // Fibonacci hashing: the low bits of addresses are alike, the product's high bits are not.
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & (count - 1)
  }
}
