import People
import TranscriptReading
import Transcripts

/// What every page of a printed transcript has at its head or foot, and nobody says: "HARLOW COURT
/// REPORTERS   12", "- 12 -", "Page 12", "12    Council of Harlow    5 March 2024", "24-01234 3/9".
struct PageFurniture {
  /// The lines.
  private(set) var lines: Set<Int> = []
  /// Lines that may be of a page and are kept as words.
  private var doubtful: [Int] = []
  /// The first line that ends in a part of a word, where several do.
  private var parted: Int?

  /// Longest such line, in bytes.
  private static let maximumLength = 100
  /// How many pages must be numbered on where nothing but the number stands on the line, and where words
  /// stand beside it.
  private static let (fewestNumbers, fewestHeads) = (3, 2)
  /// How many lines end in a part of a word before it is told.
  private static let fewestParted = 2
  /// Words in small letters beside a number.
  private static let pages: Set<String> = [
    "page", "seite", "pagina", "página", "страница", "сторінка", "стр", "p", "s", "pag", "pág",
  ]

  /// A line by what is the same on each page, and its numbers.
  private struct Page {
    var line: Int
    var wording: String
    var numbers: [Int]
  }

  /// - Parameters:
  ///   - openings: The lines that open statements.
  ///   - meeting: What the head says.
  init(_ text: TextDocument, body: Range<Int>, openings: LineTable, day: CalendarDate? = nil) {
    var found: [String: [Page]] = [:]
    var partedCount = 0
    for index in body where !text.lines[index].isBlank {
      if Self.endsInPart(text, index, body) {
        partedCount += 1
        parted = parted ?? index
      }
      guard !openings.opens(index), text.lines[index].range.count <= Self.maximumLength,
        text.hasDigit(line: index), let page = Self.page(text, index)
      else { continue }
      found[page.wording, default: []].append(page)
    }
    if partedCount < Self.fewestParted { parted = nil }
    for (wording, pages) in found {
      if Self.isRising(pages), Self.isCertain(wording, pages, text, body) {
        lines.formUnion(pages.lazy.map(\.line))
      } else if wording == "#" {
        for page in pages where Self.isWithinSentence(text, page.line, body, openings) {
          lines.insert(page.line)
        }
      } else if let day {
        for page in pages
        where page.numbers.contains(where: { $0 >= 1000 }) && Self.isAlone(text, page.line) {
          let line = text.text(line: page.line)
          guard let last = line.last, !".?!:".contains(last),
            let (title, printed) = PrintedDate.ending(line), printed.date == day,
            FoldedText.words(of: title).count >= 2
          else { continue }
          doubtful.append(page.line)
        }
      }
    }
  }

  /// Says which lines may be of a page and are kept as words, and where words are parted at lines' ends.
  func tell(_ text: TextDocument, report: inout ReadingReport) {
    for line in doubtful.sorted() where !report.hasWarned(line: line + 1) {
      report.warn(
        .unattributed, line: line + 1, wording: text.text(line: line),
        "may be the head of a page, and is read as words of the one before")
    }
    if let parted {
      report.warn(
        .oddity, line: parted + 1, wording: text.text(line: parted),
        "words are parted at lines’ ends here, and are read as printed")
    }
  }

  /// The wording of a line with a sign in each number's place; nil where it is too much of a sentence.
  private static func page(_ text: TextDocument, _ index: Int) -> Page? {
    let bytes = text.bytes[text.lines[index].range]
    var wording: [UInt8] = []
    var numbers: [Int] = []
    var position = bytes.startIndex
    while position < bytes.endIndex {
      let byte = bytes[position]
      if LayoutLine.isDigit(byte) {
        let digits = bytes[position...].prefix(while: LayoutLine.isDigit)
        guard digits.count <= 8, numbers.count < 8,
          let number = Int(String(decoding: digits, as: UTF8.self))
        else { return nil }
        numbers.append(number)
        wording.append(0x23)
        position = digits.endIndex
      } else {
        if byte > 0x20 || wording.last != 0x20 { wording.append(byte <= 0x20 ? 0x20 : byte) }
        position += 1
      }
    }
    var plain = wording[...]
    while let last = plain.last, " -–[]()".utf8.contains(last) { plain.removeLast() }
    while let first = plain.first, " -–[]()".utf8.contains(first) { plain.removeFirst() }
    return Page(
      line: index, wording: String(decoding: plain, as: UTF8.self), numbers: numbers)
  }

  /// Whether one of the numbers of some lines grows by one or two from each to the next, and the others stay.
  private static func isRising(_ pages: [Page]) -> Bool {
    guard pages.count >= fewestHeads, let first = pages.first else { return false }
    var isFound = false
    for place in first.numbers.indices {
      let numbers = pages.map { $0.numbers[place] }
      if numbers.allSatisfy({ $0 == numbers[0] }) { continue }
      let step = numbers[1] - numbers[0]
      guard !isFound, step == 1 || step == 2,
        zip(numbers, numbers.dropFirst()).allSatisfy({ $1 - $0 == step })
      else { return false }
      isFound = true
    }
    return isFound
  }

  /// Whether lines that are numbered on are those of pages, and no points or agenda items.
  private static func isCertain(
    _ wording: String, _ pages: [Page], _ text: TextDocument, _ body: Range<Int>
  ) -> Bool {
    guard wording.contains(where: \.isLetter) else {
      // "3/9", "24-01234 3/9"
      return pages.count >= (wording == "#" ? fewestNumbers : fewestHeads)
    }
    let isAtEnd = wording.hasPrefix("#") || wording.hasSuffix("#")
    let words = wording.replacing("#", with: "").trimmingSpace()
    if isAtEnd, words == words.uppercased() { return true }
    if Self.pages.contains(words.lowercased().filter { $0 != "." }) { return true }
    guard !".?!:;,".contains(wording.last ?? ".") else { return false }
    // A day beside the number, a gap as of columns, or the title.
    if pages[0].numbers.count >= 2, pages[0].numbers.contains(where: { $0 >= 1000 }) { return true }
    let bytes = text.bytes[text.lines[pages[0].line].range]
    if bytes.contains(0x09)
      || zip(bytes, bytes.dropFirst(2)).contains(where: { $0 == 0x20 && $1 == 0x20 })
    {
      return true
    }
    let folded = FoldedText.fold(words)
    return folded.contains(" ")
      && text.lines[..<body.lowerBound].prefix(30).contains {
        $0.range.count <= 400 && FoldedText.fold(text.text($0.range)).contains(folded)
      }
  }

  /// Whether a line stands between one that breaks off and one that goes on in small letters.
  private static func isWithinSentence(
    _ text: TextDocument, _ index: Int, _ body: Range<Int>, _ openings: LineTable
  ) -> Bool {
    guard isAlone(text, index),
      let before = (body.lowerBound..<index).last(where: { !text.lines[$0].isBlank }),
      let next = (index + 1..<body.upperBound).first(where: { !text.lines[$0].isBlank }),
      !openings.opens(next)
    else { return false }
    let last = text.bytes[text.lines[before].end - 1]
    return (0x61...0x7A).contains(text.bytes[text.lines[next].start])
      && ((last | 0x20) &- 0x61 < 26 || last == 0x2C || last == 0x2D)
  }

  private static func isAlone(_ text: TextDocument, _ index: Int) -> Bool {
    (index == 0 || text.lines[index - 1].isBlank)
      && (index + 1 >= text.lines.count || text.lines[index + 1].isBlank)
  }

  /// Whether a line ends in a letter and a hyphen, and the next begins with a small one.
  private static func endsInPart(_ text: TextDocument, _ index: Int, _ body: Range<Int>) -> Bool {
    let line = text.lines[index]
    guard text.bytes[line.end - 1] == 0x2D, line.range.count > 2,
      (0x61...0x7A).contains(text.bytes[line.end - 2]), index + 1 < body.upperBound,
      let next = (index + 1..<min(index + 6, body.upperBound)).first(where: {
        !text.lines[$0].isBlank && !text.hasOnlyDigits(line: $0)
      })
    else { return false }
    return (0x61...0x7A).contains(text.bytes[text.lines[next].start])
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

extension TextDocument {
  /// Whether a line is a number and nothing else.
  func hasOnlyDigits(line index: Int) -> Bool {
    bytes[lines[index].range].allSatisfy(LayoutLine.isDigit)
  }
}
