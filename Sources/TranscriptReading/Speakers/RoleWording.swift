import People

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
    let (left, right) = (about(first), about(second))
    return left.isEmpty || right.isEmpty || !left.isDisjoint(with: right)
  }
}
