internal import Transcripts

/// How two names may be one person's, by spelling alone; only ever a proposal.
package enum NameVariants {
  /// Why two names may belong together.
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The very same name.
    case sameName = "same-name"
    /// The same letters but for accents, case, spaces or punctuation.
    case accents
    /// One name written by two systems of transliteration: Sergei, Sergey.
    case transliteration
    /// Initials in one, given names in the other.
    case initials
    /// A middle name in one and not in the other.
    case middleName = "middle-name"
    /// One letter more, less or other: a misprint, or somebody else.
    case oneLetter = "one-letter"
  }

  /// Why two names may be one person's; nil when nothing speaks for it.
  package static func reason(_ left: String, _ right: String) -> Reason? {
    if left == right { return FoldedText(left).isEmpty ? nil : .sameName }
    let (first, second) = (FoldedText.words(of: left), FoldedText.words(of: right))
    guard !first.isEmpty, !second.isEmpty else { return nil }
    if first.joined() == second.joined() { return .accents }
    let (firstKeys, secondKeys) = (first.map(skeleton), second.map(skeleton))
    if firstKeys.joined() == secondKeys.joined() { return .transliteration }
    if first.count >= 2, second.count >= 2, firstKeys.last == secondKeys.last {
      let isInitial = first[0].utf8.count == 1 || second[0].utf8.count == 1
      if isInitial, first[0].first == second[0].first { return .initials }
      if first.count != second.count, firstKeys[0] == secondKeys[0] { return .middleName }
    }
    if first.count == second.count, first.count >= 2 {
      let differing = zip(first, second).filter { $0 != $1 }
      if differing.count == 1, let (one, other) = differing.first, min(one.count, other.count) >= 4,
        isOneLetterApart(Array(one.utf8), Array(other.utf8))
      {
        return .oneLetter
      }
    }
    return nil
  }

  /// Whether folded names differ by one letter of one word, or by two letters that changed places.
  package static func isMisprint(_ left: [String], _ right: [String]) -> Bool {
    guard left.count == right.count else { return false }
    let differing = zip(left, right).filter { $0 != $1 }
    guard differing.count == 1, let (one, other) = differing.first,
      min(one.utf8.count, other.utf8.count) >= 3
    else { return false }
    // By letters: those of other scripts have several bytes.
    let (first, second) = (Array(one.unicodeScalars), Array(other.unicodeScalars))
    if isOneLetterApart(first, second) { return true }
    guard first.count == second.count else { return false }
    let places = first.indices.filter { first[$0] != second[$0] }
    return places.count == 2 && places[1] == places[0] + 1
      && first[places[0]] == second[places[1]] && first[places[1]] == second[places[0]]
  }

  /// A folded word with what transliterations differ in taken out.
  package static func skeleton(_ word: String) -> String {
    var text = word
    for (from, to) in rewrites { text = text.replacing(from, with: to) }
    var result = ""
    for character in text where character != result.last { result.append(character) }
    return result
  }

  /// Applied one after the other, so that longer ones stand before what they hold.
  private static let rewrites: [(String, String)] = [
    ("shch", "s"), ("sch", "s"), ("tch", "c"), ("dzh", "j"), ("zh", "j"), ("kh", "h"), ("ts", "c"),
    ("tz", "c"),
    ("cz", "c"), ("ch", "c"), ("sh", "s"), ("ph", "f"), ("ck", "k"), ("ks", "x"), ("dj", "j"),
    ("ou", "u"), ("oe", "o"), ("ae", "a"), ("ue", "u"), ("iyo", "e"), ("iye", "e"), ("iy", "i"),
    ("yi", "i"),
    ("ij", "i"), ("ey", "ei"), ("ej", "ei"), ("ay", "ai"), ("aj", "ai"), ("oy", "oi"), ("oj", "oi"),
    ("ya", "ia"), ("ja", "ia"), ("yu", "iu"), ("ju", "iu"), ("yo", "e"), ("jo", "e"),
    ("io", "e"), ("ye", "e"), ("ie", "e"), ("je", "e"), ("w", "v"), ("y", "i"),
  ]

  private static func isOneLetterApart<Letter: Equatable>(
    _ left: [Letter], _ right: [Letter]
  ) -> Bool {
    let (short, long) = left.count <= right.count ? (left, right) : (right, left)
    guard long.count - short.count <= 1 else { return false }
    var index = 0
    while index < short.count, short[index] == long[index] { index += 1 }
    let isExchange =
      short.count == long.count && index + 1 < short.count && short[index] == long[index + 1]
      && short[index + 1] == long[index] && short[(index + 2)...] == long[(index + 2)...]
    if index == short.count { return true }
    return isExchange
      || short[(index + (short.count == long.count ? 1 : 0))...] == long[(index + 1)...]
  }
}
