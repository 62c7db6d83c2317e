import People

/// The names that a title or lead prints, for completing those of labels: "MS. PSAKI" and
/// "THE PRESIDENT" beside "Remarks by President Biden and Press Secretary Jen Psaki".
package struct NamesInText {
  private let text: String
  private let tokens: [LabelToken]
  /// The tokens behind which a line ends, but for the last.
  private var lineEnds: Set<Int> = []
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
      if index + 1 < tokens.count,
        self.text[token.range.upperBound..<tokens[index + 1].range.lowerBound].contains("\n")
      {
        lineEnds.insert(index)
      }
      starts[token.folded, default: []].append(index)
      if token.isCapitalised, let last = Self.lastWord(wordsOf(token)) {
        ends[last, default: []].append(index)
      }
    }
  }

  /// The words that begin with a capital, as printed.
  package var capitalisedWords: [String] {
    tokens.filter(\.isCapitalised).map { String(text[$0.range]) }
  }

  /// The name in its printed case, with the given names that stand before it; nil when the text
  /// does not hold it.
  package func completed(_ words: [String]) -> String? {
    guard let last = words.last.flatMap(Self.lastWord), let ends = ends[last] else { return nil }
    for end in ends {
      if let range = nameRange(words, endingAt: end) { return wording(range) }
    }
    return nil
  }

  /// The words of a name that ends with a token, the given names before it included; nil when other
  /// words end there.
  private func nameRange(_ words: [String], endingAt end: Int) -> Range<Int>? {
    let wanted = words.joined(separator: " ")
    var start = end
    var folded = wordsOf(tokens[end])
    while folded.utf8.count < wanted.utf8.count, start > 0, end - start < 6,
      !lineEnds.contains(start - 1)
    {
      start -= 1
      folded = wordsOf(tokens[start]) + " " + folded
    }
    guard folded == wanted else { return nil }
    var given = start
    while given > 0, start - given < 2, !endsClause(given - 1), isGiven(given - 1) {
      given -= 1
      // Before a given name in full stands a role as often as another given name.
      if !tokens[given].isInitial { break }
    }
    return given..<end + 1
  }

  /// A name as the text prints it, and the words of the role before it.
  package struct Mention: Hashable {
    /// As printed.
    package var name: String
    /// Folded words; empty when no role stands before the name.
    package var role: [String]
  }

  /// The names that end in some words, with the given names and the role that stand before them.
  package func mentions(of words: [String]) -> [Mention] {
    guard let last = words.last.flatMap(Self.lastWord), let ends = ends[last] else { return [] }
    var found: [Mention] = []
    for end in ends.prefix(64) {
      guard let range = nameRange(words, endingAt: end) else { continue }
      let mention = Mention(
        name: wording(range), role: roleWords(before: range.lowerBound))
      if !found.contains(mention) { found.append(mention) }
    }
    return found
  }

  /// The names printed right behind a role: "President" gives "Biden" of "President Biden in Lindmark".
  /// In titles every word has a capital, so that what goes on behind the first of them is a name only
  /// as far as its words are shaped so: "President Biden Announcing a Ban" gives "Biden".
  package func names(after role: [String]) -> [String] {
    var found: [String] = []
    guard let first = role.first, tokens.count > role.count else { return [] }
    for start in starts[first] ?? []
    where start < tokens.count - role.count
      && (0..<role.count).allSatisfy({ tokens[start + $0].folded == role[$0] })
    {
      // "Vice President Harris" is no President.
      if start > 0, tokens[start - 1].isCapitalised,
        tokens[start - 1].isRole || Self.qualifiers.contains(tokens[start - 1].folded)
      {
        continue
      }
      var end = start + role.count
      if let name = name(before: start, to: end) {
        if !found.contains(name) { found.append(name) }
        continue
      }
      // A list of those present gives each a line.
      if lineEnds.contains(end - 1) { continue }
      let first = end
      while end < tokens.count, end - first < 4,
        tokens[end].isNameLike && !isVerb(end, from: first) || tokens[end].isParticle && end > first
      {
        end += 1
        if endsClause(end - 1) || isGenitive(end - 1) { break }
      }
      while end > first, tokens[end - 1].isParticle { end -= 1 }
      guard end > first else { continue }
      let name = wording(first..<end)
      if !found.contains(name) { found.append(name) }
    }
    return found
  }

  /// The name that a comma parts from a role behind it, where a line is nothing else: "Ilse Brandvik,
  /// President".
  private func name(before start: Int, to end: Int) -> String? {
    guard start >= 2, tokens[start - 1].endsClause, !lineEnds.contains(start - 1),
      end == tokens.count || endsClause(end - 1)
    else { return nil }
    var first = start - 1
    while first > 0, start - first < 5, !endsClause(first - 1),
      tokens[first - 1].isNameLike || tokens[first - 1].isParticle
    {
      first -= 1
    }
    guard start - first >= 2, first == 0 || lineEnds.contains(first - 1), tokens[first].isNameLike,
      tokens[start - 1].isNameLike
    else { return nil }
    return wording(first..<start)
  }

  private func endsClause(_ index: Int) -> Bool {
    tokens[index].endsClause || lineEnds.contains(index)
  }

  /// Words before a role that make it another.
  static let qualifiers: Set<String> = [
    "vice", "deputy", "former", "acting", "first", "assistant", "co", "ex", "under",
  ]

  /// Whether a word behind a name is what somebody does rather than a surname: "Announcing", "Hosts".
  private func isVerb(_ index: Int, from first: Int) -> Bool {
    guard index > first else { return false }
    let word = tokens[index].folded
    return word.utf8.count >= 6 && word.hasSuffix("ing") || Self.betweenWords.contains(word)
  }

  /// Words that titles print with a capital between a name and what it is about.
  private static let betweenWords: Set<String> = [
    "aboard", "upon", "to", "before", "after", "via", "amid", "during", "as", "ahead", "into",
    "over",
    "about", "against", "between", "without", "through", "hosts", "holds", "delivers", "speaks",
  ]

  private func isGenitive(_ index: Int) -> Bool {
    let printed = text[tokens[index].range]
    return printed.hasSuffix("’s") || printed.hasSuffix("'s") || printed.hasSuffix("s’")
  }

  /// A run of words without what stands around its letters.
  private func wording(_ range: Range<Int>) -> String {
    let (first, last) = (tokens[range.lowerBound].range, tokens[range.upperBound - 1].range)
    var name = text[first.lowerBound..<last.upperBound]
    if name.hasSuffix("’s") || name.hasSuffix("'s") { name = name.dropLast(2) }
    while let last = name.last, !last.isLetter { name.removeLast() }
    while let first = name.first, !first.isLetter { name.removeFirst() }
    return String(name)
  }

  /// The words of the role that stands right before a name.
  private func roleWords(before start: Int) -> [String] {
    var first = start
    while first > 0, start - first < 5, tokens[first - 1].isCapitalised,
      !tokens[first - 1].isConnector, !endsClause(first - 1)
    {
      first -= 1
    }
    guard tokens[first..<start].contains(where: \.isRole) else { return [] }
    return tokens[first..<start].map(\.folded)
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

  /// Whether a word is a role that lost a letter or two: "Presiden".
  private func isCutRole(_ word: String) -> Bool {
    word.utf8.count >= 6
      && LabelWords.honorifics.contains {
        $0.hasPrefix(word) && $0.utf8.count - word.utf8.count <= 2
      }
  }

  /// Whether a word may be a given name: by shape, and not the object of a preposition.
  private func isGiven(_ index: Int) -> Bool {
    tokens[index].isNameLike
      && !(index > 0 && tokens[index - 1].isConnector
        && tokens[index - 1].folded != "and" && tokens[index - 1].folded != "with"
        && tokens[index - 1].folded != "by" && tokens[index - 1].folded != "to")
      && !LabelWords.honorifics.contains(tokens[index].folded)
      && !isCutRole(tokens[index].folded) && tokens[index].folded != "h e"
      && !text[tokens[index].range].hasSuffix("’s")
  }
}
