/// Somebody whom the policy knows.
package struct Principal: Hashable, Sendable {
  /// What logs and the change log call it.
  package let name: String
  /// What it may do beside what everybody may.
  package internal(set) var rights: Set<Right>
  /// The most calls that it may begin within a second; nil for any number.
  package internal(set) var callsPerSecond: Int?
  /// The most calls that it may have under way; nil for any number.
  package internal(set) var callsAtOnce: Int?
  /// The most calls whose work takes long that it may have under way; nil for any number.
  package internal(set) var workAtOnce: Int?
  /// The most bytes of what it imports that are not written yet; nil for as many as there is room for.
  package internal(set) var importMemory: Int?

  /// The longest name in bytes.
  package static let longestName = 64
  /// Names that mean somebody else in the change log and in the policy.
  package static let reservedNames: Set<String> = ["anonymous", "start"]

  /// Why a text can be no principal's name; nil where it can.
  package static func problem(withName name: String) -> String? {
    guard !name.hasPrefix(AccessToken.prefix) else {
      return "a token is no name: here stands who has it"
    }
    guard !name.isEmpty, name.utf8.count <= longestName,
      name.utf8.allSatisfy({ isNameByte($0) }), name.utf8.first.map({ isAlphanumeric($0) }) == true
    else {
      return
        "a name is of letters (A to Z), digits and . _ @ -, begins with a letter or digit and has "
        + "at most \(longestName) of them"
    }
    return reservedNames.contains(name) ? "“\(name)” means somebody else: choose another name" : nil
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || "._@-".utf8.contains(byte)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
