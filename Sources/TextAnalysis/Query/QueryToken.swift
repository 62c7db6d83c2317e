/// A piece of a query, with the bytes it stands at.
struct QueryToken: Hashable {
  enum Kind: Hashable {
    case open
    case close
    case or
    case and
    /// A dash or NOT before what must not be there.
    case not
    /// NEAR, and how many words it lets stand in between.
    case near(Int)
    /// What is typed without quotes, with a `*` behind it or not.
    case bare(isPrefix: Bool)
    /// What stands in quotes, and the number behind `~`.
    case quoted(within: Int?)
  }

  var kind: Kind
  /// Of a word, or of what stands within quotes, its text alone.
  var range: Range<Int>
  /// Where it begins, with the quote.
  var start: Int
  /// Where the `~` behind a phrase stands, or the `*` behind a word.
  var sign: Int?
  /// The parts of it that stand behind a `~`, whose inflected forms are meant, too.
  var inflected: [Range<Int>] = []

  /// What a message calls it.
  var name: String {
    switch kind {
    case .open: "\"(\""
    case .close: "\")\""
    case .or: "OR"
    case .and: "AND"
    case .not: "a dash"
    case .near: "NEAR"
    case .bare: "a word"
    case .quoted: "a phrase"
    }
  }
}

/// Takes a query apart into tokens.
struct QueryLexer {
  let text: [UInt8]
  private let limits: SearchLimits
  private var index = 0

  init(_ text: [UInt8], _ limits: SearchLimits) {
    self.text = text
    self.limits = limits
  }

  /// The next token; nil at the end.
  mutating func next() throws(WordQueryError) -> QueryToken? {
    while index < text.count, let length = space(at: index) ?? unseen(at: index) {
      index += length
    }
    guard index < text.count else { return nil }
    let start = index
    let sign = sign(at: index)
    switch sign?.ascii {
    case UInt8(ascii: "("): return mark(.open, sign!.length)
    case UInt8(ascii: ")"): return mark(.close, sign!.length)
    case UInt8(ascii: "~"): return try inflected(sign!.length)
    case UInt8(ascii: "*"):
      throw failure(start, "\"*\" goes behind the beginning of a word, as in econom*")
    default: break
    }
    if let length = quote(at: index) { return try phrase(from: start, opening: length) }
    if let message = foreignSign(at: index) { throw failure(start, message) }
    if let length = dash(at: index) { return try exclusion(length) }
    return try bare(from: start)
  }

  private mutating func mark(_ kind: QueryToken.Kind, _ length: Int) -> QueryToken {
    index += length
    return QueryToken(kind: kind, range: index - length..<index, start: index - length)
  }

  /// A dash before what must not be there.
  private mutating func exclusion(_ length: Int) throws(WordQueryError) -> QueryToken {
    let start = index
    index += length
    guard index < text.count, space(at: index) == nil else {
      throw failure(
        start,
        "a dash goes right before what must not be there, as in -tax; leave out one that stands alone"
      )
    }
    return QueryToken(kind: .not, range: start..<index, start: start)
  }

  /// A word or phrase behind a `~`.
  private mutating func inflected(_ length: Int) throws(WordQueryError) -> QueryToken {
    index += length
    let start = index
    guard start < text.count, space(at: start) == nil, sign(at: start) == nil else {
      throw failure(start, "a word or a phrase is expected right behind \"~\", as in ~tax")
    }
    var token: QueryToken
    if let length = quote(at: start) {
      token = try phrase(from: start, opening: length)
    } else {
      token = bareText(from: start)
      try checkEnd(isInflected: true)
      guard !text[token.range].allSatisfy(Self.isDigit) else {
        throw failure(
          start - length,
          "a number has no inflected forms; behind a phrase \"~\" goes without a space, as in "
            + "\"budget deficit\"~5")
      }
    }
    token.inflected = [token.range]
    return token
  }

  private mutating func phrase(
    from start: Int, opening: Int
  ) throws(WordQueryError) -> QueryToken {
    let first = start + opening
    index = first
    var inflected: [Range<Int>] = []
    while index < text.count {
      guard let length = quote(at: index) else {
        switch sign(at: index)?.ascii {
        case UInt8(ascii: "*"):
          throw failure(
            index,
            "a phrase holds whole words; \"*\" goes behind a word without quotes, and \"…\"~1 finds its "
              + "words with another one among them")
        case UInt8(ascii: "~"): inflected.append(try inflectedPart(of: first))
        default: index += 1
        }
        continue
      }
      let range = first..<index
      index += length
      var token = QueryToken(
        kind: .quoted(within: nil), range: range, start: start, inflected: inflected)
      guard let tilde = sign(at: index), tilde.ascii == UInt8(ascii: "~") else { return token }
      token.sign = index
      index += tilde.length
      let others = try number("~")
      guard
        index == text.count || space(at: index) != nil || isParenthesis(at: index)
      else { throw failure(index, "a space is expected behind ~\(others)") }
      token.kind = .quoted(within: others)
      return token
    }
    throw failure(start, "the quote is not closed")
  }

  /// What stands behind a `~` within quotes, up to the next space.
  /// - Parameter first: Where the quotation begins.
  private mutating func inflectedPart(of first: Int) throws(WordQueryError) -> Range<Int> {
    guard index == first || isSpace(before: index) else {
      throw failure(index, "\"~\" goes before a word, as in \"~tax cut\"")
    }
    index += sign(at: index)!.length
    let start = index
    while index < text.count, space(at: index) == nil, quote(at: index) == nil,
      sign(at: index) == nil || isParenthesis(at: index)
    {
      index += 1
    }
    guard index > start else {
      throw failure(start, "a word is expected right behind \"~\", as in \"~tax cut\"")
    }
    return start..<index
  }

  private mutating func bareText(from start: Int) -> QueryToken {
    while index < text.count, space(at: index) == nil, quote(at: index) == nil,
      sign(at: index) == nil
    {
      index += 1
    }
    var end = index
    while let length = unseen(before: end), end - length > start { end -= length }
    return QueryToken(kind: .bare(isPrefix: false), range: start..<end, start: start)
  }

  /// Refuses what cannot stand right behind a word.
  private func checkEnd(isInflected: Bool) throws(WordQueryError) {
    let sign = sign(at: index)?.ascii
    if sign == UInt8(ascii: "~") {
      throw failure(
        index,
        "\"~\" goes before a word, as in ~tax, or behind a phrase, as in \"budget deficit\"~5")
    }
    if isInflected, sign == UInt8(ascii: "*") {
      throw failure(index, "\"*\" and \"~\" do not go together: leave one of them out")
    }
  }

  private mutating func bare(from start: Int) throws(WordQueryError) -> QueryToken {
    let token = bareText(from: start)
    let range = token.range
    if let star = sign(at: index), star.ascii == UInt8(ascii: "*") {
      index += star.length
      while index < text.count, let length = unseen(at: index) { index += length }
      if index < text.count, space(at: index) == nil, !isParenthesis(at: index) {
        throw failure(
          index - star.length, "\"*\" ends a word; a space or the end is expected behind it")
      }
      return QueryToken(
        kind: .bare(isPrefix: true), range: range, start: start, sign: index - star.length)
    }
    try checkEnd(isInflected: false)
    let word = String(decoding: text[range], as: UTF8.self)
    switch Self.narrow(word) {
    case "OR": return QueryToken(kind: .or, range: range, start: start)
    case "AND": return QueryToken(kind: .and, range: range, start: start)
    case "NOT": return QueryToken(kind: .not, range: range, start: start)
    case "NEAR": throw failure(index, "NEAR takes a number of words, as in budget NEAR/5 deficit")
    case let narrow where narrow.hasPrefix("NEAR/"):
      guard word.hasPrefix("NEAR/") else {
        throw failure(start, "NEAR/ and its number are of plain letters and digits, as in NEAR/5")
      }
      let (end, behind) = (range.upperBound, index)
      index = start + 5
      let others = try number("NEAR/")
      guard index == end else {
        throw failure(index, "a space is expected behind NEAR/\(others)")
      }
      index = behind
      return QueryToken(kind: .near(others), range: range, start: start)
    default: return token
    }
  }

  /// The number that stands next.
  private mutating func number(_ mark: String) throws(WordQueryError) -> Int {
    let start = index
    var value = 0
    while index < text.count, Self.isDigit(text[index]) {
      value = min(value * 10 + Int(text[index] - UInt8(ascii: "0")), 1_000_000)
      index += 1
    }
    let most = limits[.queryDistance]
    guard index > start, value <= most else {
      throw WordQueryError(
        offset: start, message: "a number of words from 0 to \(most) is expected behind \(mark)",
        limit: index > start ? .queryDistance : nil)
    }
    return value
  }

  private func failure(_ offset: Int, _ message: String) -> WordQueryError {
    WordQueryError(offset: offset, message: message)
  }
}
