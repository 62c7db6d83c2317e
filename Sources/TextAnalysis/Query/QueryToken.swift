/// A piece of a query, with the bytes it stands at.
struct QueryToken: Hashable {
  enum Kind: Hashable {
    case open
    case close
    case or
    case and
    /// `-` or NOT before what must not be there.
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

  /// What a message calls it.
  var name: String {
    switch kind {
    case .open: "\"(\""
    case .close: "\")\""
    case .or: "OR"
    case .and: "AND"
    case .not: "\"-\""
    case .near: "NEAR"
    case .bare: "a word"
    case .quoted: "a phrase"
    }
  }
}

/// Takes a query apart into tokens.
struct QueryLexer {
  private let text: [UInt8]
  private var index = 0

  init(_ text: [UInt8]) { self.text = text }

  /// The next token; nil at the end.
  mutating func next() throws(WordQueryError) -> QueryToken? {
    while index < text.count, let length = space(at: index) { index += length }
    guard index < text.count else { return nil }
    let start = index
    switch text[index] {
    case UInt8(ascii: "("): return mark(.open)
    case UInt8(ascii: ")"): return mark(.close)
    case UInt8(ascii: "-"): return mark(.not)
    case UInt8(ascii: "~"):
      throw failure(start, "\"~\" goes behind a phrase, as in \"budget deficit\"~5")
    case UInt8(ascii: "*"):
      throw failure(start, "\"*\" goes behind the beginning of a word, as in econom*")
    default: break
    }
    if let length = quote(at: index) { return try phrase(from: start, opening: length) }
    return try bare(from: start)
  }

  private mutating func mark(_ kind: QueryToken.Kind) -> QueryToken {
    index += 1
    return QueryToken(kind: kind, range: index - 1..<index)
  }

  private mutating func phrase(
    from start: Int, opening: Int
  ) throws(WordQueryError) -> QueryToken {
    let first = start + opening
    index = first
    while index < text.count {
      guard let length = quote(at: index) else {
        if text[index] == UInt8(ascii: "*") {
          throw failure(
            index, "a phrase holds whole words; \"*\" goes behind a word without quotes")
        }
        index += 1
        continue
      }
      let range = first..<index
      index += length
      guard index < text.count, text[index] == UInt8(ascii: "~") else {
        return QueryToken(kind: .quoted(within: nil), range: range)
      }
      index += 1
      return QueryToken(kind: .quoted(within: try number("~")), range: range)
    }
    throw failure(start, "the quote is not closed")
  }

  private mutating func bare(from start: Int) throws(WordQueryError) -> QueryToken {
    while index < text.count, space(at: index) == nil, quote(at: index) == nil,
      !Self.ends.contains(text[index])
    {
      index += 1
    }
    let range = start..<index
    if index < text.count, text[index] == UInt8(ascii: "*") {
      index += 1
      if index < text.count, space(at: index) == nil, text[index] != UInt8(ascii: ")"),
        text[index] != UInt8(ascii: "(")
      {
        throw failure(index - 1, "\"*\" ends a word; a space or the end is expected behind it")
      }
      return QueryToken(kind: .bare(isPrefix: true), range: range)
    }
    if index < text.count, text[index] == UInt8(ascii: "~") {
      throw failure(index, "\"~\" goes behind a phrase, as in \"budget deficit\"~5")
    }
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
    default: return QueryToken(kind: .bare(isPrefix: false), range: range)
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
    guard index > start, value <= WordQueryLimits.others else {
      throw failure(
        start, "a number of words from 0 to \(WordQueryLimits.others) is expected behind \(mark)")
    }
    return value
  }

  /// Straight and typographic double quotes, which word processors put in.
  private func quote(at index: Int) -> Int? {
    if text[index] == UInt8(ascii: "\"") { return 1 }
    guard text[index] == 0xe2, index + 2 < text.count, text[index + 1] == 0x80 else { return nil }
    return (0x9c...0x9f).contains(text[index + 2]) ? 3 : nil  // “ ” „ ‟
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

  private func failure(_ offset: Int, _ message: String) -> WordQueryError {
    WordQueryError(offset: offset, message: message)
  }
}
