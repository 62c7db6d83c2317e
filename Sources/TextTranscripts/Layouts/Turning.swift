import People
import Transcripts

/// What stands as labels do and says to whom the one who speaks turns: "To Ann Vale", "Addressing the
/// chair", "Turning to all".
enum Turning {
  /// Longest such words, in bytes.
  private static let maximumLength = 80

  /// Whether words begin so, whatever follows.
  static func begins(_ label: String) -> Bool { rest(label, tokens(label)) != nil }

  /// - Parameter names: Folded words of the document's names, by which "To Lam" is told from it: also by
  ///   "President To Lam", in which the first word is part of the name.
  static func isOne(_ label: String, names: Set<String> = []) -> Bool {
    let tokens = tokens(label)
    guard let start = rest(label, tokens), !names.contains(tokens[0].folded) else { return false }
    let others = tokens[start...]
    guard
      others.allSatisfy({
        $0.isCapitalised || $0.isParticle || $0.isConnector || $0.isRole
          || LabelWords.articles.contains($0.folded) || isOfMany($0.folded)
      })
    else { return false }
    if start > 1 || tokens[0].folded.utf8.count > 3 { return true }
    return others.first.map { !$0.isCapitalised } ?? false
      || others.allSatisfy { names.contains($0.folded) }
  }

  private static func isOfMany(_ word: String) -> Bool {
    LabelWords.manyHeads.contains(word) || LabelWords.crowdWords.contains(word)
  }

  private static func tokens(_ label: String) -> [LabelToken] {
    label.utf8.count <= maximumLength ? LabelToken.tokens(of: label) : []
  }

  /// Where those begin whom the words are for; nil when nothing says so.
  private static func rest(_ label: String, _ tokens: [LabelToken]) -> Int? {
    guard tokens.count > 1, tokens[0].isCapitalised else { return nil }
    for count in [3, 2, 1] where tokens.count > count {
      let words = tokens[..<count].map(\.folded).joined(separator: " ")
      if LabelWords.turning.contains(words) { return count }
    }
    return nil
  }
}
