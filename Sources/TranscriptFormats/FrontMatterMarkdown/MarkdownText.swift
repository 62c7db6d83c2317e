import Transcripts

/// Markdown's markup taken out of a paragraph: escapes, emphasis, struck-out words, tags.
struct MarkdownText {
  /// The words.
  private(set) var text = ""
  /// Words that are struck out, with their markup, as marks without a paragraph.
  private(set) var struck: [(range: Range<Int>, wording: String)] = []
  /// Names of other tags that were left out.
  private(set) var tags: [String] = []

  /// Longest tag that is taken for one, in characters; `<` is a word otherwise.
  private static let maximumTag = 2000

  init(_ markdown: String) {
    guard markdown.utf8.contains(where: { $0 == 0x5C || $0 == 0x3C || $0 == 0x2A || $0 == 0x5F })
    else {
      text = markdown
      return
    }
    var strikeStart: Int?
    var index = markdown.startIndex
    while index < markdown.endIndex {
      let character = markdown[index]
      let next = markdown.index(after: index)
      if character == "\\", next < markdown.endIndex, Self.isPunctuation(markdown[next]) {
        text.append(markdown[next])
        index = markdown.index(after: next)
        continue
      }
      if character == "<", next < markdown.endIndex,
        markdown[next].isLetter || markdown[next] == "/",
        let end = markdown[next...].prefix(Self.maximumTag).firstIndex(of: ">")
      {
        let name = markdown[next..<end].drop { $0 == "/" }.prefix { $0.isLetter }.lowercased()
        if name == "s" || name == "del" || name == "strike" {
          if markdown[next] != "/" {
            strikeStart = text.utf8.count
          } else if let start = strikeStart {
            let words = String(text.utf8.suffix(text.utf8.count - start)) ?? ""
            struck.append((start..<text.utf8.count, "<s>" + words + "</s>"))
            strikeStart = nil
          }
        } else if !["em", "strong", "i", "b", "u", "br"].contains(name) {
          tags.append(name)
        }
        index = markdown.index(after: end)
        continue
      }
      if character == "*" || character == "_", isEmphasis(markdown, index) {
        index = next
        continue
      }
      text.append(character)
      index = next
    }
  }

  private static func isPunctuation(_ character: Character) -> Bool {
    character.isASCII && (character.isPunctuation || character.isSymbol)
  }

  /// Whether a star or underscore stands at a word's edge, so that it opens or closes emphasis.
  private func isEmphasis(_ markdown: String, _ index: String.Index) -> Bool {
    let mark = markdown[index]
    func isWord(_ character: Character?) -> Bool {
      guard let character, character != mark else { return false }
      return !character.isWhitespace
    }
    let before = index == markdown.startIndex ? nil : markdown[markdown.index(before: index)]
    let next = markdown.index(after: index)
    let after = next < markdown.endIndex ? markdown[next] : nil
    if before == mark || after == mark { return true }
    let opens = isWord(after) && !(before?.isLetter ?? false)
    let closes = isWord(before) && !(after?.isLetter ?? false)
    return opens || closes
  }
}
