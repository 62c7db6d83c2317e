import TranscriptReading
import People

/// Finds the label that a paragraph of a page of en.kremlin.ru begins with.
///
/// A label begins in bold and ends with the first colon outside brackets. Up to there everything is
/// bold, or italic, or in brackets: `<b>Name</b> <i>(retranslated)</i><b>:</b>`. What is plain text
/// before the colon shows that the bold words are only stressed.
struct KremlinLabel {
  /// The label without its colon.
  var label: String
  /// Where the words begin, in bytes.
  var wordsStart: Int
  /// The person whom the page links the label to; empty when it does not.
  var personID: String

  /// Longest label outside brackets, in bytes; the longest seen has 200.
  private static let maximumLength = 300

  /// What a paragraph turned out to be.
  enum Finding {
    case none
    case label(KremlinLabel)
    /// It looks like a label and is none, for this reason.
    case refused(String)
  }

  /// - Parameter known: Labels of the page so far, for those that lack their colon.
  static func find(in paragraph: PageParagraph, known: Set<String>) -> Finding {
    let bytes = paragraph.text.bytes
    guard let start = firstVisible(bytes), paragraph.style(at: start) == .bold else { return .none }
    var depth = 0
    var length = 0
    for span in paragraph.spans {
      for index in max(start, span.range.lowerBound)..<max(start, span.range.upperBound) {
        let byte = bytes[index]
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"): depth = max(0, depth - 1)
        case UInt8(ascii: ":") where depth == 0 && !isTime(bytes, at: index):
          let found = finding(paragraph, start: start, colon: index)
          if case .label(let label) = found, known.contains(label.label),
            isIndented(paragraph, start)
          {
            return .refused(
              "a no-break space stands before it, and elsewhere it begins at the margin")
          }
          return found
        default:
          guard depth == 0 else { break }
          length += 1
          let isSpace = byte == 0x20 || byte == 0xC2 || byte == 0xA0
          if span.style == .plain, !isSpace {
            return withoutColon(paragraph, start: start, end: index, known: known)
          }
        }
        if length > maximumLength { return .none }
      }
    }
    return .none
  }

  /// Whether a no-break space that is not bold stands before the bold words: as in plain text it
  /// sets a paragraph in that goes on with what was said.
  private static func isIndented(_ paragraph: PageParagraph, _ start: Int) -> Bool {
    start >= 2 && paragraph.style(at: 0) == .plain
      && paragraph.text.bytes[..<start].contains(0xA0)
  }

  private static func finding(
    _ paragraph: PageParagraph, start: Int, colon: Int
  ) -> Finding {
    let bytes = paragraph.text.bytes
    let label = string(bytes[start..<colon])
    guard holdsLetter(bytes[start..<colon]) else { return .none }
    let hasLetters = holdsLetter(bytes[(colon + 1)...])
    let hasWords = hasLetters || !string(bytes[(colon + 1)...]).isEmpty
    if hasWords, !hasLetters, !isNameLike(label) {
      return .refused("what follows the colon is no speech")
    }
    // A whole paragraph in bold is a stressed line as often as a turn.
    let isAllBold =
      hasWords
      && paragraph.spans.allSatisfy { $0.range.upperBound <= colon + 1 || $0.style == .bold }
    if isAllBold, !isNameLike(label) {
      return .refused("the whole paragraph is bold and what stands before the colon is no name")
    }
    let person =
      paragraph.people.isEmpty ? nil : paragraph.people.first { $0.range.lowerBound < colon }
    return .label(
      KremlinLabel(label: label, wordsStart: colon + 1, personID: person?.id ?? ""))
  }

  /// A bold name that opened a statement before, and plain words after it.
  private static func withoutColon(
    _ paragraph: PageParagraph, start: Int, end: Int, known: Set<String>
  ) -> Finding {
    let label = string(paragraph.text.bytes[start..<end])
    guard known.contains(label) else { return .none }
    return .label(KremlinLabel(label: label, wordsStart: end, personID: ""))
  }

  /// Whether the last word before any bracket begins with a capital letter, as names and "Question" do.
  private static func isNameLike(_ label: String) -> Bool {
    let words = LabelAnatomy.splitNotes(label).core.split(whereSeparator: \.isWhitespace)
    guard let last = words.last, let first = last.first(where: \.isLetter), words.count <= 24 else {
      return false
    }
    return first.isUppercase
  }

  /// Whether a colon stands between digits: "Requests are accepted until 1:00 pm".
  private static func isTime(_ bytes: [UInt8], at colon: Int) -> Bool {
    func isDigit(_ index: Int) -> Bool {
      bytes.indices.contains(index) && (0x30...0x39).contains(bytes[index])
    }
    return isDigit(colon - 1) && isDigit(colon + 1)
  }

  /// Where the first character is that is neither white space nor invisible.
  private static func firstVisible(_ bytes: [UInt8]) -> Int? {
    if let first = bytes.first, first > 0x20, first < 0x7F { return 0 }
    var index = 0
    for scalar in String(decoding: bytes.prefix(64), as: UTF8.self).unicodeScalars {
      let isSpace = scalar.properties.isWhitespace || scalar.properties.generalCategory == .format
      if !isSpace { return index }
      index += UTF8.width(scalar)
    }
    return nil
  }

  /// Whether there is a letter of any script.
  private static func holdsLetter(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.contains { (0x41...0x5A).contains($0 & 0xDF) }
      || String(decoding: bytes, as: UTF8.self).contains(where: \.isLetter)
  }

  private static func string(_ bytes: ArraySlice<UInt8>) -> String {
    let trimmed = bytes.drop { $0 == 0x20 }
    if let first = trimmed.first, let last = trimmed.last, first > 0x20, first < 0x7F, last > 0x20,
      last < 0x7F
    {
      return String(decoding: trimmed, as: UTF8.self)
    }
    var text = Substring(String(decoding: bytes, as: UTF8.self))
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
