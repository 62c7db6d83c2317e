internal import TextAnalysis

/// A query for words in words, so that one sees how it was understood.
struct UnderstoodWords {
  let texts: Texts

  func text(_ query: WordQuery) -> String { text(query, isPart: false) }

  private func text(_ query: WordQuery, isPart: Bool) -> String {
    switch query {
    case .word(let word): text(word)
    case .prefix(let prefix): texts(.understoodPrefix, prefix)
    case .phrase(let words): texts(.understoodPhrase, words.map(\.text).joined(separator: " "))
    case .together(let words, _):
      texts(.understoodTogether, words.map(text).joined(separator: ", "))
    case .near(let left, let right, let others):
      texts(.understoodNear, phrase(left), phrase(right)) + " (\(others))"
    case .all(let parts): joined(parts, .understoodAll, isPart)
    case .any(let parts): joined(parts, .understoodAny, isPart)
    case .not(let part): texts(.understoodNot, text(part, isPart: true))
    }
  }

  private func joined(_ parts: [WordQuery], _ key: Texts.Key, _ isPart: Bool) -> String {
    let texts = parts.map { text($0, isPart: true) }
    guard var result = texts.first else { return "" }
    for other in texts.dropFirst() { result = self.texts(key, result, other) }
    return isPart ? "(\(result))" : result
  }

  private func text(_ word: WordQuery.Word) -> String {
    texts(word.isInflected ? .understoodForms : .understoodWord, word.text)
  }

  private func phrase(_ words: [WordQuery.Word]) -> String {
    words.count == 1
      ? text(words[0]) : texts(.understoodPhrase, words.map(\.text).joined(separator: " "))
  }
}
