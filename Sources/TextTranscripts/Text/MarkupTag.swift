/// A tag of HTML that stands within words: "b", "/i", "span class=x". What else stands in angle
/// brackets, or between the signs for less and more, is what somebody wrote.
struct MarkupTag {
  /// In small letters.
  let name: String
  let isClosing: Bool

  /// - Parameter inner: What stands between `<` and `>`, as UTF-8.
  init?(_ inner: some Collection<UInt8>) {
    isClosing = inner.first == 0x2F
    let rest = inner.dropFirst(isClosing ? 1 : 0)
    let written = rest.prefix { ($0 | 0x20) &- 0x61 < 26 || (0x30...0x39).contains($0) }
    guard !written.isEmpty, written.count <= Self.longest else { return nil }
    name = String(decoding: written, as: UTF8.self).lowercased()
    guard Self.names.contains(name) else { return nil }
    // "If i <b and the budget holds and c> 3" has no attribute, which every tag with words in it has.
    let attributes = rest[written.endIndex...]
    let isBare = attributes.allSatisfy { $0 <= 0x20 || $0 == 0x2F }
    guard isBare || attributes.first.map({ $0 <= 0x20 || $0 == 0x2F }) ?? true,
      isBare || !isClosing && attributes.contains(0x3D)
    else { return nil }
  }

  private static let longest = 10

  private static let names: Set<String> = [
    "a", "abbr", "address", "article", "aside", "audio", "b", "big", "blockquote", "body", "br",
    "button", "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn",
    "div", "dl", "dt", "em", "embed", "figcaption", "figure", "font", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "i", "iframe", "img", "input", "ins",
    "kbd", "label", "li", "link", "main", "mark", "meta", "nav", "nobr", "object", "ol", "option",
    "p", "picture", "pre", "q", "rp", "rt", "ruby", "s", "samp", "script", "section", "select",
    "small", "source", "span", "strike", "strong", "style", "sub", "summary", "sup", "svg", "table",
    "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "video", "wbr",
  ]
}
