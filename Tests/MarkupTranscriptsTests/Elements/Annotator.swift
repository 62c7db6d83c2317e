/// Makes the annotated form of a plain TEI document, as corpora have it: the words of each `seg` in `s`,
/// `w` and `pc`, with `join` where no white space comes between two, and layout in between.
struct Annotator {
  /// How many words there were.
  private(set) var wordCount = 0

  private static let notes: Set<String> = [
    "note", "kinesic", "vocal", "incident", "gap", "desc", "head", "time",
  ]

  /// A tag, or the text between two.
  private enum Piece {
    case tag(Substring)
    case text(Substring)
  }

  mutating func annotate(_ document: String) -> String {
    var result = ""
    result.reserveCapacity(document.utf8.count * 4)
    var (isInSegment, notes) = (false, 0)
    let pieces = Self.pieces(of: document)
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .tag(let tag):
        let name = String(tag.drop { "</".contains($0) }.prefix { $0.isLetter || $0.isNumber })
        let isEmpty = tag.hasSuffix("/>")
        let isEnd = tag.hasPrefix("</")
        if name == "seg", !isEmpty {
          isInSegment = !isEnd
          result += isEnd ? "\n  </s>\(tag)" : "\(tag)\n  <s>"
          continue
        }
        if Self.notes.contains(name), !isEmpty { notes += isEnd ? -1 : 1 }
        result += tag
      case .text(let text):
        guard isInSegment, notes == 0 else {
          result += text
          continue
        }
        result += annotate(text, touchesNext: Self.beginsWithWord(pieces[(index + 1)...]))
      }
    }
    return result
  }

  /// The words of a text.
  private mutating func annotate(_ text: Substring, touchesNext: Bool) -> String {
    var result = "\n    "
    for run in text.split(whereSeparator: Self.isSpace) {
      var rest = run
      while let first = rest.first {
        let isWord = first.isLetter || first.isNumber
        let token =
          isWord
          ? rest.prefix { $0.isLetter || $0.isNumber || $0 == "\u{A0}" }
          : first == "&" ? rest[...(rest.firstIndex(of: ";") ?? rest.startIndex)] : rest.prefix(1)
        rest = rest[token.endIndex...]
        let isLast = rest.isEmpty && run.endIndex == text.endIndex
        let isJoined = isLast ? touchesNext : !rest.isEmpty
        let name = isWord ? "w" : "pc"
        result += "<\(name)\(isJoined ? " join=\"right\"" : "")>\(token)</\(name)>\n    "
        wordCount += isWord ? 1 : 0
      }
    }
    return result
  }

  /// Whether the text that comes next in the segment begins with a word, notes left aside.
  private static func beginsWithWord(_ pieces: ArraySlice<Piece>) -> Bool {
    var depth = 0
    for piece in pieces {
      switch piece {
      case .tag(let tag):
        if tag.hasPrefix("</seg") { return false }
        let name = String(tag.drop { "</".contains($0) }.prefix { $0.isLetter })
        if notes.contains(name), !tag.hasSuffix("/>") { depth += tag.hasPrefix("</") ? -1 : 1 }
      case .text(let text):
        if depth == 0, let first = text.first { return !isSpace(first) }
      }
    }
    return false
  }

  private static func isSpace(_ character: Character) -> Bool {
    character.utf8.allSatisfy { $0 <= 0x20 }
  }

  private static func pieces(of document: String) -> [Piece] {
    var pieces: [Piece] = []
    var rest = document[...]
    while !rest.isEmpty {
      if rest.first == "<" {
        let end = rest.firstIndex(of: ">") ?? rest.index(before: rest.endIndex)
        pieces.append(.tag(rest[...end]))
        rest = rest[rest.index(after: end)...]
      } else {
        let text = rest.prefix { $0 != "<" }
        pieces.append(.text(text))
        rest = rest[text.endIndex...]
      }
    }
    return pieces
  }
}
