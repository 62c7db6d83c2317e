/// A word of a policy's line, those in quotation marks whole.
struct PolicyWord {
  var text: String
  /// From 1, in characters.
  var column: Int

  /// Where it is wrong, and why.
  func wrong(_ problem: String) -> WordError { WordError(column: column, problem: problem) }

  /// As messages show it; not what is a token, or may be part of one.
  var shown: String {
    guard let token = text.firstRange(of: AccessToken.prefix) else {
      return String(text.prefix(80))
    }
    return text[..<token.upperBound].suffix(80) + "…"
  }

  /// The words of a line, without its comment.
  static func words(of line: Substring) throws(WordError) -> [PolicyWord] {
    var words: [PolicyWord] = []
    var word: PolicyWord?
    var quotation: Int?
    for (index, character) in line.enumerated() {
      if character == "\"" {
        word = word ?? PolicyWord(text: "", column: index + 1)
        quotation = quotation == nil ? index + 1 : nil
      } else if quotation != nil {
        word?.text.append(character)
      } else if character == "#" {
        break
      } else if character.isWhitespace {
        if let ended = word { words.append(ended) }
        word = nil
      } else {
        word = word ?? PolicyWord(text: "", column: index + 1)
        word?.text.append(character)
      }
    }
    if let quotation {
      throw WordError(column: quotation, problem: "this quotation mark has no second one")
    }
    if let word { words.append(word) }
    return words
  }
}

/// What is wrong with a line, and where.
struct WordError: Error {
  var column: Int
  var problem: String
}
