import People

/// The names that a title or lead prints, for completing those of labels: "MS. PSAKI" and
/// "THE PRESIDENT" beside "Remarks by President Biden and Press Secretary Jen Psaki".
package struct NamesInText {
  private let text: String
  private let tokens: [LabelToken]
  /// The capitalised tokens by their last word, so that a name is looked for where it may end.
  private var ends: [Substring: [Int]] = [:]
  /// Tokens by their folded wording.
  private var starts: [String: [Int]] = [:]

  /// Longest text that is looked through, in bytes: a title and a lead.
  private static let maximumText = 8192

  package init(title: String, lead: [String]) {
    var text = title
    for paragraph in lead where text.utf8.count + paragraph.utf8.count < Self.maximumText {
      text += "\n" + paragraph
    }
    self.text = text.utf8.count <= Self.maximumText ? text : ""
    tokens = LabelToken.tokens(of: self.text)
    for (index, token) in tokens.enumerated() {
      starts[token.folded, default: []].append(index)
      if token.isCapitalised, let last = Self.lastWord(wordsOf(token)) {
        ends[last, default: []].append(index)
      }
    }
  }

  /// The name in its printed case, with the given names that stand before it; nil when the text
  /// does not hold it.
  package func completed(_ words: [String]) -> String? {
    guard let last = words.last.flatMap(Self.lastWord), let ends = ends[last] else { return nil }
    let wanted = words.joined(separator: " ")
    for end in ends {
      var start = end
      var folded = wordsOf(tokens[end])
      while folded.utf8.count < wanted.utf8.count, start > 0, end - start < 6 {
        start -= 1
        folded = wordsOf(tokens[start]) + " " + folded
      }
      guard folded == wanted else { continue }
      var given = start
      while given > 0, start - given < 2, !tokens[given - 1].endsClause, isGiven(given - 1) {
        given -= 1
        // Before a given name in full stands a role as often as another given name.
        if !tokens[given].isInitial { break }
      }
      var name = text[tokens[given].range.lowerBound..<tokens[end].range.upperBound]
      while let last = name.last, !last.isLetter { name.removeLast() }
      if name.hasSuffix("’s") || name.hasSuffix("'s") { name.removeLast(2) }
      return String(name)
    }
    return nil
  }

  /// The surnames printed right behind a role: "President" gives "Biden".
  package func names(after role: [String]) -> [String] {
    var found: [String] = []
    guard let first = role.first, tokens.count > role.count else { return [] }
    for start in starts[first] ?? []
    where start < tokens.count - role.count
      && (0..<role.count).allSatisfy({ tokens[start + $0].folded == role[$0] })
    {
      // "Vice President Harris" is no President.
      if start > 0, tokens[start - 1].isCapitalised,
        tokens[start - 1].isRole || tokens[start - 1].folded == "vice"
      {
        continue
      }
      var end = start + role.count
      let first = end
      while end < tokens.count, tokens[end].isNameLike || tokens[end].isParticle && end > first {
        end += 1
        if tokens[end - 1].endsClause { break }
      }
      guard end > first else { continue }
      var name = text[tokens[first].range.lowerBound..<tokens[end - 1].range.upperBound]
      while let last = name.last, !last.isLetter { name.removeLast() }
      if name.hasSuffix("’s") || name.hasSuffix("'s") { name.removeLast(2) }
      if !found.contains(String(name)) { found.append(String(name)) }
    }
    return found
  }

  private static func lastWord(_ words: String) -> Substring? {
    words.split(separator: " ").last
  }

  private func wordsOf(_ token: LabelToken) -> String {
    // "Putin’s" folds to "putins"; labels have no genitives.
    let printed = text[token.range]
    if printed.hasSuffix("’s") || printed.hasSuffix("'s") {
      return String(token.folded.dropLast())
    }
    return token.folded
  }

  /// Whether a word may be a given name: by shape, and not the object of a preposition.
  private func isGiven(_ index: Int) -> Bool {
    tokens[index].isNameLike
      && !(index > 0 && tokens[index - 1].isConnector
        && tokens[index - 1].folded != "and" && tokens[index - 1].folded != "with"
        && tokens[index - 1].folded != "by" && tokens[index - 1].folded != "to")
      && !LabelWords.honorifics.contains(tokens[index].folded)
      && !text[tokens[index].range].hasSuffix("’s")
  }
}
