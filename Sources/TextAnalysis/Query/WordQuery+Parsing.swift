extension WordQuery {
  /// Reads a query as people type it.
  ///
  ///     either  = both *( "OR" both )
  ///     both    = part *( [ "AND" ] part )          all of them
  ///     part    = [ "-" / "NOT" ] one
  ///     one     = "(" either ")"
  ///             / beginning "*"                     any word that begins so
  ///             / item [ "NEAR/" number item ]      at most so many words between them, in either order
  ///     item    = [ "~" ] word
  ///             / [ "~" ] phrase                    one right behind the other
  ///             / [ "~" ] phrase "~" number         in any order, at most so many other words among them
  ///     phrase  = quote 1*( [ "~" ] word ) quote
  ///     quote   = one of " “ ” „ ‟ « » ‹ › 「 」 ″ ＂   and their like; any opens, and any closes
  ///
  /// Operators are in capitals; OR binds least. A word without quotes is analysed as texts are, and is a
  /// phrase where it comes to several: `long-term` is `"long term"`. A `-` within a word is a hyphen; right
  /// before a part, as any other dash there, it leaves out what follows, and with spaces on both sides it is
  /// refused, since a printed dash is no operator. With
  /// `~` before it a word's inflected forms are meant, too, and before a phrase those of all its words; in
  /// any order they are meant of all or of none.
  ///
  /// - Parameters:
  ///   - inflected: Whether all words are read as with `~` before them.
  ///   - limits: What it may hold.
  /// - Complexity: O(bytes).
  /// - Throws: `WordQueryError` with the place, and what is expected there.
  package init(
    parsing text: String, inflected: Bool = false, limits: SearchLimits = SearchLimits()
  ) throws(WordQueryError) {
    do throws(WordQueryError) {
      let most = limits[.querySize]
      guard text.utf8.count <= most else {
        throw WordQueryError(
          offset: most, message: "a query takes at most \(most) bytes, not \(text.utf8.count)",
          limit: .querySize)
      }
      var parser = try QueryParser(Array(text.utf8), inflected, limits)
      self = try parser.parse()
    } catch {
      var error = error
      error.character = String(decoding: text.utf8.prefix(error.offset), as: UTF8.self).count + 1
      throw error
    }
  }
}

private struct QueryParser {
  private let text: [UInt8]
  private let tokens: [QueryToken]
  private var index = 0
  private var depth = 0
  private var wordCount = 0
  private var prefixCount = 0
  private let scanner = WordScanner()
  private var list = WordList()
  /// Whether inflected forms are meant of all words.
  private let isInflected: Bool
  private let limits: SearchLimits

  init(
    _ text: [UInt8], _ isInflected: Bool, _ limits: SearchLimits
  ) throws(WordQueryError) {
    self.text = text
    self.isInflected = isInflected
    self.limits = limits
    var lexer = QueryLexer(text, limits)
    var tokens: [QueryToken] = []
    while let token = try lexer.next() { tokens.append(token) }
    self.tokens = tokens
  }

  private var next: QueryToken? { index < tokens.count ? tokens[index] : nil }

  private func failure(
    _ offset: Int, _ message: String, _ limit: SearchLimit? = nil
  ) -> WordQueryError {
    WordQueryError(offset: offset, message: message, limit: limit)
  }

  /// What is expected where something else, or nothing, stands.
  private func expected(_ what: String) -> WordQueryError {
    guard let next else { return failure(text.count, "\(what) is expected, not the end") }
    let name =
      next.kind == .not
      ? String(decoding: text[next.range], as: UTF8.self).debugDescription : next.name
    return failure(next.range.lowerBound, "\(what) is expected, not \(name)")
  }

  mutating func parse() throws(WordQueryError) -> WordQuery {
    let query = try either()
    guard next == nil else { throw expected("an operator or the end") }
    return query
  }

  private mutating func either() throws(WordQueryError) -> WordQuery {
    var parts = [try both()]
    while next?.kind == .or {
      index += 1
      parts.append(try both())
    }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func both() throws(WordQueryError) -> WordQuery {
    var parts = [try part()]
    while let kind = next?.kind, kind != .or, kind != .close {
      if kind == .and { index += 1 }
      parts.append(try part())
    }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func part() throws(WordQueryError) -> WordQuery {
    guard let token = next else { throw expected("a word, a phrase or \"(\"") }
    switch token.kind {
    case .not:
      index += 1
      guard next?.kind != .not else { throw expected("what must not be there") }
      return .not(try part())
    case .open: return try group(token)
    case .bare(isPrefix: true):
      index += 1
      let query = try prefix(token)
      if case .near? = next?.kind { throw expected("a word or phrase, which NEAR joins,") }
      return query
    case .bare, .quoted: return try item()
    case .close, .or, .and, .near: throw expected("a word, a phrase or \"(\"")
    }
  }

  private mutating func group(_ open: QueryToken) throws(WordQueryError) -> WordQuery {
    depth += 1
    guard depth <= limits[.queryDepth] else {
      throw failure(
        open.range.lowerBound,
        "at most \(limits[.queryDepth]) parentheses stand in each other", .queryDepth)
    }
    index += 1
    let query = try either()
    guard next?.kind == .close else { throw expected("\")\"") }
    index += 1
    depth -= 1
    if case .near? = next?.kind { throw expected("a word or phrase, which NEAR joins,") }
    return query
  }

  /// A word or phrase, and another one that it is near.
  private mutating func item() throws(WordQueryError) -> WordQuery {
    let token = tokens[index]
    index += 1
    let left = try words(of: token)
    guard case .near(let others)? = next?.kind else {
      if case .quoted(within: let others?) = token.kind, left.count > 1 {
        guard left.allSatisfy({ $0.isInflected == left[0].isInflected }) else {
          throw failure(
            token.start,
            "in any order forms are meant of all words or of none: put \"~\" before the quote")
        }
        return .together(left, others: others)
      }
      return left.count == 1 ? .word(left[0]) : .phrase(left)
    }
    try checkOperand(token)
    index += 1
    guard let operand = next else { throw expected("a word or a phrase") }
    try checkOperand(operand)
    index += 1
    let right = try words(of: operand)
    if case .near? = next?.kind { throw expected("an operator or the end, since NEAR joins two,") }
    return .near(left, right, others: others)
  }

  private func checkOperand(_ token: QueryToken) throws(WordQueryError) {
    switch token.kind {
    case .bare(isPrefix: false), .quoted(within: nil): return
    case .bare:
      throw failure(
        token.sign ?? token.start, "NEAR joins whole words, not the beginning of one")
    case .quoted:
      throw failure(token.sign ?? token.start, "NEAR joins phrases without \"~\" behind them")
    default:
      throw failure(
        token.range.lowerBound,
        "a word or phrase is expected beside NEAR, not \(token.name); for several write it once for each, with OR"
      )
    }
  }

  private mutating func prefix(_ token: QueryToken) throws(WordQueryError) -> WordQuery {
    let words = try words(of: token)
    let start = token.range.lowerBound
    guard words.count == 1 else {
      throw failure(start, "\"*\" goes behind one word, not \(words.count)")
    }
    guard words[0].text.unicodeScalars.count >= limits[.prefixLetters] else {
      throw failure(
        start, "\"*\" goes behind at least \(limits[.prefixLetters]) letters or digits",
        .prefixLetters)
    }
    prefixCount += 1
    guard prefixCount <= limits[.queryPrefixes] else {
      throw failure(
        start, "a query takes at most \(limits[.queryPrefixes]) words with \"*\"", .queryPrefixes)
    }
    return .prefix(words[0].text)
  }

  /// The words that a token comes to, at least one.
  private mutating func words(of token: QueryToken) throws(WordQueryError) -> [WordQuery.Word] {
    let start = token.range.lowerBound
    text[token.range].withUnsafeBytes { scanner.scan($0, into: &list) }
    guard !list.words.isEmpty else {
      guard !token.range.isEmpty else {
        throw failure(token.start, "a word is expected between the quotes")
      }
      throw failure(
        start,
        "a letter or digit is expected, not "
          + String(decoding: text[token.range].prefix(40), as: UTF8.self).debugDescription)
    }
    wordCount += list.words.count
    guard wordCount <= limits[.queryWords] else {
      throw failure(
        start, "a query takes at most \(limits[.queryWords]) words", .queryWords)
    }
    var parts = token.inflected[...]
    return list.words.map { word in
      let place = start + Int(word.start)
      while let first = parts.first, first.upperBound <= place { parts.removeFirst() }
      return WordQuery.Word(
        list.text(word),
        isInflected: isInflected || parts.first.map { $0.contains(place) } ?? false)
    }
  }
}
