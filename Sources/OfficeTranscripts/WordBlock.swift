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
  /// Words at its beginning that are set apart otherwise than in bold or by a line below them.
  private(set) var lead = ""
  private var isLeadOpen = true
  /// Who said it, as stands below it.
  var source = ""
  /// Whether it says who said what stands above it.
  var isSource = false

  var words: String { runs.map(\.words).joined() }

  init(number: Int, level: Int = 0) {
    self.number = number
    self.level = level
  }

  /// Adds words.
  mutating func append(
    _ words: String, isBold: Bool, isUnderlined: Bool, isApart: Bool = false
  ) {
    if isLeadOpen, isApart {
      lead += words
    } else if isLeadOpen {
      if !lead.isEmpty || words.contains(where: { !$0.isWhitespace }) {
        endLead()
      } else {
        lead += words
      }
    }
    if let last = runs.indices.last, runs[last].isBold == isBold,
      runs[last].isUnderlined == isUnderlined
    {
      runs[last].words += words
    } else {
      runs.append(Run(words: words, isBold: isBold, isUnderlined: isUnderlined))
    }
  }

  /// Nothing that follows belongs to ``lead``.
  mutating func endLead() { isLeadOpen = false }
}

extension WordParagraph {
  /// The paragraph behind a label in bold.
  init(_ label: String, _ words: some Sequence<Run>, number: Int) {
    self.init(number: number)
    append(label + ":", isBold: true, isUnderlined: false)
    append(" ", isBold: false, isUnderlined: false)
    for run in words { append(run.words, isBold: false, isUnderlined: run.isUnderlined) }
  }
}

/// What a document is made of.
enum WordBlock {
  case paragraph(WordParagraph)
  /// Rows of cells of paragraphs; what stands in a table within a cell is the cell's.
  case table([[[WordParagraph]]])
}
