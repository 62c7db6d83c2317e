import Transcripts

/// A body behind a name, as conferencing programs show those who joined: "Ann Vale | Norvik",
/// "Will Day - Dept. of Works", "Bo Lind @ Harbour Board", "Ann Vale/ACME".
///
/// What a dash or a comma parts is mostly told by the words alone; this is for names that are ordinary words
/// as well, for bodies that are set as nobody's name is, and for other signs.
enum BodyBehindName {
  private static let signs = [" - ", " – ", " — ", " | ", " / ", " @ ", "/"]
  /// Words that a name and a body have at most.
  private static let (longestName, longestBody) = (4, 6)
  /// Offices that surnames are, too.
  private static let officesAsNames: Set<String> = [
    "abbott", "bishop", "dean", "duke", "judge", "king", "knight", "major", "marshall", "pope",
    "prince", "prior", "steward",
  ]

  /// The name and the body of a label; nil for nearly every one.
  static func parted(_ core: String) -> (name: String, body: String)? {
    guard
      core.utf8.contains(where: { $0 == 0x2D || $0 == 0x7C || $0 == 0x2F || $0 == 0x40 })
        || core.utf8.contains(0xE2)
    else { return nil }
    for sign in signs {
      guard let cut: Range<String.Index> = core.firstRange(of: sign) else { continue }
      let name = trimmed(core[..<cut.lowerBound])
      let body = trimmed(core[cut.upperBound...])
      return isName(name, of: core) && isBody(body, behind: sign, of: core) ? (name, body) : nil
    }
    return nil
  }

  private static func isName(_ name: String, of core: String) -> Bool {
    let tokens = LabelToken.tokens(of: name)
    guard (2...longestName).contains(tokens.count), !tokens.contains(where: \.endsClause),
      let last = tokens.last, let first = tokens.first, first.isNameLike
    else { return false }
    return tokens.dropLast().allSatisfy { $0.isNameLike || $0.isParticle }
      && (last.isNameLike || last.isCapitalised && officesAsNames.contains(last.folded))
  }

  private static func isBody(_ body: String, behind sign: String, of core: String) -> Bool {
    let tokens = LabelToken.tokens(of: body)
    guard (1...longestBody).contains(tokens.count), let first = tokens.first,
      first.isCapitalised || first.hasDigit, !tokens.contains(where: \.endsClause)
    else { return false }
    // Two who speak together.
    let isName =
      tokens.count >= 2 && tokens.allSatisfy { $0.isNameLike || $0.isParticle }
      && !tokens.contains(where: \.isAllCapitals)
    switch sign {
    case "/", " / ": return !isName
    case " | ", " @ ": return true
    default: break
    }
    // What a dash parts is told elsewhere, where the words are clear.
    let words = LabelToken.tokens(of: core)
    return tokens.contains { body[$0.range].hasSuffix(".") } || first.isAllCapitals
      || !words.prefix(2).allSatisfy { $0.isNameLike || $0.isParticle }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.last?.isWhitespace == true { text.removeLast() }
    while text.first?.isWhitespace == true { text.removeFirst() }
    return String(text)
  }
}
