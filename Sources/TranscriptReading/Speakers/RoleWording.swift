import People
import Transcripts

/// Roles compared by their words.
enum RoleWording {
  /// Whether one person may be printed with both roles in one meeting: unless each names a place or
  /// body that the other does not, they may.
  static func mayBeOne(_ first: String, _ second: String) -> Bool {
    guard !first.isEmpty, !second.isEmpty else { return true }
    func about(_ role: String) -> Set<String> {
      Set(
        LabelToken.tokens(of: role).filter {
          // "Region" and the like are of any place.
          $0.isCapitalised && !$0.isRole && !$0.isConnector
            && !LabelWords.notNames.contains($0.folded)
        }.map(\.folded))
    }
    if let one = party(first), let other = party(second) {
      return one.hasPrefix(other) || other.hasPrefix(one)
    }
    // "Ann Ash (Lab)" may be the Minister of Ports.
    if party(first) != nil || party(second) != nil { return true }
    let (left, right) = (about(first), about(second))
    return left.isEmpty || right.isEmpty || !left.isDisjoint(with: right)
  }

  /// The party that a role is and nothing else, folded: "Lab", or a word in capitals, "XYZ".
  private static func party(_ role: String) -> String? {
    let folded = FoldedText.fold(role)
    if LabelWords.parties.contains(folded) { return folded }
    guard role.utf8.count <= longestMark, role.utf8.contains(where: { $0 & 0xDF &- 0x41 < 26 }),
      role == role.uppercased(), !role.contains(" "), !LabelWords.roles.contains(folded)
    else { return nil }
    return folded
  }

  /// Longest word in capitals that is taken for a party's letters, in bytes.
  private static let longestMark = 8
}
