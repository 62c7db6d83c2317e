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
  private let text: [UInt8]
  private let limits: SearchLimits
  private var index = 0

  init(_ text: [UInt8], _ limits: SearchLimits) {
    self.text = text
    self.limits = limits
  }

  /// The next token; nil at the end.
  mutating func next() throws(WordQueryError) -> QueryToken? {
    while index < text.count, let length = space(at: index) { index += length }
    guard index < text.count else { return nil }
    let start = index
    switch text[index] {
    case UInt8(ascii: "("): return mark(.open)
    case UInt8(ascii: ")"): return mark(.close)
    case UInt8(ascii: "~"): return try inflected()
    case UInt8(ascii: "*"):
      throw failure(start, "\"*\" goes behind the beginning of a word, as in econom*")
    default: break
    }
    if let length = quote(at: index) { return try phrase(from: start, opening: length) }
    if let length = dash(at: index) { return try exclusion(length) }
    return try bare(from: start)
  }

  private mutating func mark(_ kind: QueryToken.Kind) -> QueryToken {
    index += 1
    return QueryToken(kind: kind, range: index - 1..<index)
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
    return QueryToken(kind: .not, range: start..<index)
  }

  /// A word or phrase behind a `~`.
  private mutating func inflected() throws(WordQueryError) -> QueryToken {
    index += 1
    let start = index
    guard start < text.count, space(at: start) == nil, !Self.ends.contains(text[start]) else {
      throw failure(start, "a word or a phrase is expected right behind \"~\", as in ~tax")
    }
    var token: QueryToken
    if let length = quote(at: start) {
      token = try phrase(from: start, opening: length)
    } else {
      token = bareText(from: start)
      try checkEnd(isInflected: true)
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
        switch text[index] {
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
      var token = QueryToken(kind: .quoted(within: nil), range: range, inflected: inflected)
      guard index < text.count, text[index] == UInt8(ascii: "~") else { return token }
      index += 1
      let others = try number("~")
      guard
        index == text.count || space(at: index) != nil || text[index] == UInt8(ascii: "(")
          || text[index] == UInt8(ascii: ")")
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
    index += 1
    let start = index
    while index < text.count, space(at: index) == nil, quote(at: index) == nil,
      text[index] != UInt8(ascii: "~"), text[index] != UInt8(ascii: "*")
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
      !Self.ends.contains(text[index])
    {
      index += 1
    }
    return QueryToken(kind: .bare(isPrefix: false), range: start..<index)
  }

  /// Refuses what cannot stand right behind a word.
  private func checkEnd(isInflected: Bool) throws(WordQueryError) {
    guard index < text.count else { return }
    if text[index] == UInt8(ascii: "~") {
      throw failure(
        index,
        "\"~\" goes before a word, as in ~tax, or behind a phrase, as in \"budget deficit\"~5")
    }
    if isInflected, text[index] == UInt8(ascii: "*") {
      throw failure(index, "\"*\" and \"~\" do not go together: leave one of them out")
    }
  }

  private mutating func bare(from start: Int) throws(WordQueryError) -> QueryToken {
    let token = bareText(from: start)
    let range = token.range
    if index < text.count, text[index] == UInt8(ascii: "*") {
      index += 1
      if index < text.count, space(at: index) == nil, text[index] != UInt8(ascii: ")"),
        text[index] != UInt8(ascii: "(")
      {
        throw failure(index - 1, "\"*\" ends a word; a space or the end is expected behind it")
      }
      return QueryToken(kind: .bare(isPrefix: true), range: range)
    }
    try checkEnd(isInflected: false)
    switch String(decoding: text[range], as: UTF8.self) {
    case "OR": return QueryToken(kind: .or, range: range)
    case "AND": return QueryToken(kind: .and, range: range)
    case "NOT": return QueryToken(kind: .not, range: range)
    case "NEAR": throw failure(index, "NEAR takes a number of words, as in budget NEAR/5 deficit")
    case let word where word.hasPrefix("NEAR/"):
      let end = index
      index = start + 5
      let others = try number("NEAR/")
      guard index == end else { throw failure(index, "a space is expected behind NEAR/\(others)") }
      return QueryToken(kind: .near(others), range: range)
    default: return token
    }
  }

  private static let ends = Set("()*~".utf8)

  /// The number that stands next.
  private mutating func number(_ mark: String) throws(WordQueryError) -> Int {
    let start = index
    var value = 0
    while index < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) {
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

  /// Straight, typographic, angle and fullwidth double quotes: what keyboards and word processors put in.
  private func quote(at index: Int) -> Int? {
    switch text[index] {
    case UInt8(ascii: "\""): 1
    case 0xc2 where index + 1 < text.count && [0xab, 0xbb].contains(text[index + 1]): 2  // « »
    case 0xe2 where index + 2 < text.count && text[index + 1] == 0x80:
      (0x9c...0x9f).contains(text[index + 2]) ? 3 : nil  // “ ” „ ‟
    case 0xef where index + 2 < text.count && text[index + 1] == 0xbc && text[index + 2] == 0x82:
      3  // ＂
    default: nil
    }
  }

  /// The hyphen of a keyboard, and what phones and word processors make of it.
  private func dash(at index: Int) -> Int? {
    guard text[index] != UInt8(ascii: "-") else { return 1 }
    guard index + 2 < text.count else { return nil }
    return switch (text[index], text[index + 1], text[index + 2]) {
    case (0xe2, 0x80, 0x90...0x95), (0xe2, 0x88, 0x92): 3  // ‐ ‑ ‒ – — ―, and minus
    case (0xef, 0xb9, 0x98), (0xef, 0xb9, 0xa3), (0xef, 0xbc, 0x8d): 3  // ﹘ ﹣ －
    default: nil
    }
  }

  private func space(at index: Int) -> Int? {
    switch text[index] {
    case 0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d: 1
    // A no-break space; an ideographic space.
    case 0xc2 where index + 1 < text.count && text[index + 1] == 0xa0: 2
    case 0xe3 where index + 2 < text.count && text[index + 1] == 0x80 && text[index + 2] == 0x80: 3
    default: nil
    }
  }

  private func isSpace(before index: Int) -> Bool {
    (1...3).contains { length in index >= length && space(at: index - length) == length }
  }

  private func failure(_ offset: Int, _ message: String) -> WordQueryError {
    WordQueryError(offset: offset, message: message)
  }
}
