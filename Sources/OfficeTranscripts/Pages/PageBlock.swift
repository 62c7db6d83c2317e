import MarkupTranscripts

/// What a page's text is made of, and the innermost part of the page that holds it.
struct PageBlock {
  var block: WordBlock
  var container: Int

  init(_ block: WordBlock, in container: Int) {
    self.block = block
    self.container = container
  }

  /// How many bytes of words it has.
  var size: Int {
    switch block {
    case .paragraph(let paragraph): paragraph.words.utf8.count
    case .table(let rows): rows.joined().joined().reduce(0) { $0 + $1.words.utf8.count }
    }
  }

  /// Whether it begins as a statement may: with bold words, a heading, or a colon near.
  var mayOpen: Bool {
    switch block {
    case .paragraph(let paragraph):
      paragraph.level > 1 || paragraph.runs.first?.isBold == true
        || paragraph.words.utf8.prefix(60).contains(0x3A)
    case .table: true
    }
  }
}

/// A part of a page.
struct PageContainer {
  var parent: Int?
  var element: PageElement
}

extension PageElement {
  /// Whether it parts a page.
  var isContainer: Bool {
    switch self {
    case .main, .article, .section, .div, .header, .body: true
    default: false
    }
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
