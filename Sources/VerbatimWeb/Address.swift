internal import Transcripts

/// The address of a page: segments of a path and what stands behind the question mark, percent-encoded.
struct Address: Hashable, CustomStringConvertible {
  var path: [String]
  var query: [Parameter] = []
  var fragment = ""

  struct Parameter: Hashable {
    var name: String
    var value: String

    init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  init(_ path: String..., query: [Parameter] = [], fragment: String = "") {
    self.path = path
    self.query = query
    self.fragment = fragment
  }

  var description: String {
    var text = path.isEmpty ? "/" : ""
    for segment in path { text += "/" + Self.encoded(segment) }
    for (index, parameter) in query.enumerated() {
      text += (index == 0 ? "?" : "&") + Self.encoded(parameter.name) + "="
      text += Self.encoded(parameter.value)
    }
    return fragment.isEmpty ? text : text + "#" + Self.encoded(fragment)
  }

  static let home = Address()
  static func meeting(_ id: String, page: Int = 1, fragment: String = "") -> Address {
    Address(
      "meetings", id, query: page > 1 ? [Parameter("page", String(page))] : [], fragment: fragment)
  }
  static func statement(_ id: String) -> Address {
    var address = Address("statements")
    address.path += id.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    return address
  }
  static func speaker(_ id: String) -> Address { Address("speakers", id) }
  static func place(_ name: String) -> Address { Address("places", name) }
  /// A day, a month or a year, as ISO 8601 writes it.
  static func days(_ text: String) -> Address { Address("days", text) }

  /// All but letters, digits and `-._~:,` as `%XX`.
  static func encoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"), UInt8(ascii: ","):
        bytes.append(byte)
      default:
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    // A segment of dots alone would mean another folder.
    if bytes == Array(".".utf8) { return "%2E" }
    if bytes == Array("..".utf8) { return "%2E%2E" }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Takes apart what a client sent; nil where it is no address of text: bad escapes, bytes that are no UTF-8,
  /// NUL, or more parameters than a page has.
  init?(target: String) {
    let rest = target.prefix { $0 != "#" }
    let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = []
    for segment in parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let text = Self.decoded(segment, plusIsSpace: false) else { return nil }
      path.append(text)
    }
    if path == [""] { path = [] }
    guard parts.count > 1 else { return }
    for pair in parts[1].split(separator: "&") {
      guard query.count < Self.maximumParameters else { return nil }
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decoded(sides[0], plusIsSpace: true),
        let value = sides.count > 1 ? Self.decoded(sides[1], plusIsSpace: true) : ""
      else { return nil }
      query.append(Parameter(name, value))
    }
  }

  private static let maximumParameters = 100

  private static func decoded(_ text: Substring, plusIsSpace: Bool) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
        else { return nil }
        bytes.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
      default: bytes.append(byte)
      }
    }
    guard !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
  }

  /// The value of a parameter, without space around it; nil where it is not given or empty.
  func value(of name: String) -> String? { values(of: name).first }

  func values(of name: String) -> [String] {
    query.filter { $0.name == name }.map { parameter in
      var value = parameter.value[...]
      while value.first?.isWhitespace == true { value.removeFirst() }
      while value.last?.isWhitespace == true { value.removeLast() }
      return String(value)
    }.filter { !$0.isEmpty }
  }
}
