/// What a label has that nobody sees, by which two labels that look the same are two people.
enum UnseenLetters {
  /// What is wrong with a label; nil with nearly every one.
  static func problem(in label: String) -> String? {
    guard label.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
    var scripts: Set<Script> = []
    for scalar in label.unicodeScalars {
      if isDirection(scalar) {
        return "a sign stands in it that turns the direction of what is shown"
      }
      if let script = Script(scalar) {
        scripts.insert(script)
        if scripts.count > 1 {
          return "letters of two scripts stand in one word, which may look like one"
        }
      } else if !scalar.properties.isDiacritic {
        scripts = []
      }
    }
    return nil
  }

  /// Embeddings, overrides and isolates; the marks of direction alone turn nothing round.
  private static func isDirection(_ scalar: Unicode.Scalar) -> Bool {
    (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }

  /// Scripts of which letters look alike.
  private enum Script {
    case latin, cyrillic, greek

    init?(_ scalar: Unicode.Scalar) {
      switch scalar.value {
      case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F: self = .latin
      case 0x370...0x3FF: self = .greek
      case 0x400...0x52F: self = .cyrillic
      default: return nil
      }
    }
  }
}
