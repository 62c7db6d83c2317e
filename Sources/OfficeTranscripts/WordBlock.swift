/// A paragraph of a document of Word.
struct WordParagraph {
  /// Words set in one way; a line break is a newline.
  struct Run: Equatable {
    var words: String
    var isBold: Bool
    var isUnderlined: Bool
  }

  /// Its number in the document, from 1.
  var number: Int
  var runs: [Run] = []
  /// The level of a heading, from 1; 0 for other paragraphs.
  var level = 0

  var words: String { runs.map(\.words).joined() }

  init(number: Int, level: Int = 0) {
    self.number = number
    self.level = level
  }

  /// Adds words.
  mutating func append(_ words: String, isBold: Bool, isUnderlined: Bool) {
    if let last = runs.indices.last, runs[last].isBold == isBold,
      runs[last].isUnderlined == isUnderlined
    {
      runs[last].words += words
    } else {
      runs.append(Run(words: words, isBold: isBold, isUnderlined: isUnderlined))
    }
  }
}

/// What a document is made of.
enum WordBlock {
  case paragraph(WordParagraph)
  /// Rows of cells of paragraphs; what stands in a table within a cell is the cell's.
  case table([[[WordParagraph]]])
}
