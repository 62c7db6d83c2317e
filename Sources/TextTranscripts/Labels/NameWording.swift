/// Words that may be somebody's name, for readers of documents that set names off without a colon.
package enum NameWording {
  /// Longest name, in bytes and in words.
  private static let maximumSize = 80
  private static let maximumWords = 6

  /// Whether words are set as a name, or as a role and a name, and hold nothing of a sentence.
  package static func isName(_ words: String) -> Bool {
    guard words.utf8.count <= maximumSize else { return false }
    let count = words.split(whereSeparator: \.isWhitespace).count
    guard (1...maximumWords).contains(count) else { return false }
    let shape = LabelShape(words) { _ in false }
    switch shape.kind {
    case .name, .roleAndName: return true
    case .nameWithWords: return count >= 2 && shape.isSetAsName
    case .role: return count >= 2 && shape.looksLikeLabel
    default: return false
    }
  }

  /// Whether words are a name by nothing but its coming again: "Tom East".
  package static func comesAsName(_ words: String) -> Bool {
    guard words.utf8.count <= maximumSize else { return false }
    let shape = LabelShape(words) { _ in false }
    return shape.comesAsName && shape.kind == .none
  }

  /// Whether words are nothing but a name, or a role and a name.
  package static func isSurelyName(_ words: String) -> Bool {
    let kind = LabelShape(words) { _ in false }.kind
    return kind == .name || kind == .roleAndName
  }

  /// Whether words are a role or a part without a name: "Chair".
  package static func isPart(_ words: String) -> Bool {
    guard words.utf8.count <= maximumSize, !isName(words) else { return false }
    let kind = LabelShape(words) { _ in false }.kind
    return kind == .role || kind == .part
  }
}
