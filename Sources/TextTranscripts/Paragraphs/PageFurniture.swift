import TranscriptReading
import Transcripts

/// What every page of a printed transcript has at its head or foot, and nobody says: "HARLOW COURT
/// REPORTERS   12", "- 12 -", "Page 12".
struct PageFurniture {
  /// The lines.
  private(set) var lines: Set<Int> = []

  /// Longest such line, in bytes.
  private static let maximumLength = 80
  /// How many pages must be numbered on where nothing but the number stands on the line, and where words
  /// stand beside it.
  private static let (fewestNumbers, fewestHeads) = (3, 2)
  /// Words in small letters beside a number.
  private static let pages: Set<String> = [
    "page", "seite", "pagina", "página", "страница", "сторінка", "стр", "p", "s", "pag", "pág",
  ]

  /// - Parameter openings: The lines that open statements.
  init(_ text: TextDocument, body: Range<Int>, openings: LineTable) {
    var found: [String: [(line: Int, number: Int)]] = [:]
    for index in body where !text.lines[index].isBlank && !openings.opens(index) {
      let line = text.lines[index]
      guard line.range.count <= Self.maximumLength,
        let page = Self.page(text.bytes[line.range])
      else { continue }
      found[page.words, default: []].append((index, page.number))
    }
    for (words, pages) in found {
      guard pages.count >= (words.isEmpty ? Self.fewestNumbers : Self.fewestHeads),
        zip(pages, pages.dropFirst()).allSatisfy({ $1.number == $0.number + 1 })
      else { continue }
      lines.formUnion(pages.lazy.map(\.line))
    }
  }

  /// The number that a line begins or ends with, and what else is printed on it; nil where that is no
  /// page's head.
  private static func page(_ bytes: ArraySlice<UInt8>) -> (words: String, number: Int)? {
    var rest = bytes
    func trim() {
      while let last = rest.last, last <= 0x20 || last == 0x2D || last == 0x5D { rest.removeLast() }
      while let first = rest.first, first <= 0x20 || first == 0x2D || first == 0x5B {
        rest.removeFirst()
      }
    }
    trim()
    guard let last = rest.last, let first = rest.first else { return nil }
    let digits: ArraySlice<UInt8>
    if LayoutLine.isDigit(last) {
      let before = rest.lastIndex { !LayoutLine.isDigit($0) }
      digits = rest[(before.map { $0 + 1 } ?? rest.startIndex)...]
      rest = rest[..<digits.startIndex]
    } else if LayoutLine.isDigit(first) {
      digits = rest.prefix(while: LayoutLine.isDigit)
      rest = rest[digits.endIndex...]
      guard rest.first.map({ $0 <= 0x20 }) ?? true else { return nil }
    } else {
      return nil
    }
    guard (1...5).contains(digits.count), let number = Int(String(decoding: digits, as: UTF8.self))
    else { return nil }
    trim()
    let words = String(decoding: rest, as: UTF8.self)
    let isHead = !words.isEmpty && words.contains(where: \.isLetter) && words == words.uppercased()
    guard words.isEmpty || isHead || pages.contains(words.lowercased().filter { $0 != "." }) else {
      return nil
    }
    return (words, number)
  }

  /// Makes a mark of one of its lines.
  func add(
    _ index: Int, of text: TextDocument, to assembler: inout TurnAssembler,
    report: inout ReadingReport
  ) {
    let wording = text.text(line: index)
    assembler.addMark(.procedural, wording, line: index)
    report.info(
      .mark, line: index + 1, wording: wording, "stands at the head or foot of each page")
  }
}
