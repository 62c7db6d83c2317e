import People
import Transcripts

/// Labels and roles in forms by which they are compared.
extension LabelJudge {
  /// A label in one form whatever its kinds of space.
  static func key(_ label: String) -> String {
    var key = ""
    var isSpace = false
    for scalar in label.unicodeScalars {
      switch scalar.value {
      case 0x20, 0x09, 0x0A, 0x0D, 0xA0, 0x2000...0x200A, 0x202F:
        isSpace = true
      case 0xAD, 0x200B, 0x2060, 0xFEFF: continue
      default:
        if isSpace, !key.isEmpty { key += " " }
        isSpace = false
        key.unicodeScalars.append(scalar)
      }
    }
    return key
  }

  /// A label of one word with a capital that is an ordinary one and a surname, too, folded.
  static func wordOfName(_ key: String) -> String? {
    guard key.utf8.count <= longestWordOfName, !key.utf8.contains(0x20),
      key.first?.isUppercase == true
    else { return nil }
    let folded = FoldedText.fold(key)
    return LabelWords.surnames.contains(folded) ? folded : nil
  }

  /// In bytes.
  private static let longestWordOfName = 12

  /// A role's words without article and form of address.
  static func roleKey(_ words: [String]) -> String {
    words.drop { $0 == "the" || LabelWords.address.contains($0) }.joined(separator: " ")
  }
}
