import Markup
import TranscriptReading

/// The elements that pages of en.kremlin.ru use where it matters, and what they are.
package enum PageElement: String, CaseIterable {
  case html, h1, div, article, time, a, meta, title
  case p, blockquote, ul, ol, li, table, tbody, tr, td, th, h2, h3, h4, h5, h6, pre, hr, br
  case b, strong, i, em, span, u, sup, sub, small, s, font, abbr, cite, q, code, big
  case img, figure, figcaption, video, audio, source, iframe, object, embed, script, style, noscript
  case section, header, footer, nav, aside, main, body, head, link, form, input, button, label
  case svg, path, picture, track, wbr, center, dl, dt, dd, del, ins, strike, tfoot, thead, caption,
    colgroup
  case col, details, summary, mark, nobr, samp, kbd, dfn, address, tt, canvas, param, map, area

  /// Whether the element begins and ends a paragraph.
  package var isBlock: Bool {
    switch self {
    case .p, .blockquote, .ul, .ol, .li, .table, .tbody, .tr, .td, .th, .h1, .h2, .h3, .h4, .h5,
      .h6, .pre, .hr, .div, .section, .article, .figure, .figcaption, .center, .dl, .dt, .dd,
      .caption, .thead, .tfoot, .details, .summary, .address:
      true
    default: false
    }
  }

  /// Whether it heads what follows.
  var isHeading: Bool {
    switch self {
    case .h2, .h3, .h4, .h5, .h6: true
    default: false
    }
  }

  package static let all = Array(allCases)
}

/// A paragraph of a page, with what of it is bold or italic.
struct PageParagraph {
  /// A stretch of a paragraph's bytes.
  struct Span {
    var range: Range<Int>
    var style: Style
  }

  enum Style {
    case plain
    case bold
    case italic
  }

  /// A person whom the page links to.
  struct Person {
    var range: Range<Int>
    /// The number in the site's catalogue.
    var id: String
  }

  private(set) var text = ParagraphText()
  private(set) var spans: [Span] = []
  var people: [Person] = []

  /// Appends text of a style.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, style: Style) {
    let before = text.count
    text.append(bytes)
    guard text.count > before else { return }
    if let last = spans.indices.last, spans[last].style == style {
      spans[last].range = spans[last].range.lowerBound..<text.count
    } else {
      spans.append(Span(range: before..<text.count, style: style))
    }
  }

  mutating func appendSpace() { text.hasPendingSpace = true }

  mutating func removeAll() {
    text.removeAll()
    spans.removeAll(keepingCapacity: true)
    people.removeAll(keepingCapacity: true)
  }

  /// The style of the byte at an offset.
  func style(at offset: Int) -> Style {
    spans.first { $0.range.contains(offset) }?.style ?? .plain
  }
}
