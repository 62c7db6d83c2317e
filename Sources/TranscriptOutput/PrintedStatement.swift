package import Transcripts

/// A statement as a page prints it: its paragraphs with the notes in their places. Pull quotes, which
/// repeat words of the text, are left out.
package struct PrintedStatement {
  /// A part of a paragraph.
  package enum Part: Hashable {
    case words(String)
    case note(String)
  }

  /// Who speaks, as printed; the name where no label is, and empty when neither is known.
  package let label: String
  /// How the words reached the audience, where the label does not hold it.
  package let delivery: String
  /// The paragraphs. Notes that stand by themselves are paragraphs of one note.
  package private(set) var paragraphs: [[Part]] = []
  /// For each of them, which of the statement's it is; nil for notes that stand by themselves.
  package private(set) var numbers: [Int?] = []

  package init(_ statement: Statement) {
    let attribution = statement.attribution
    label = attribution.label.isEmpty ? attribution.name : attribution.label
    let wording = attribution.delivery?.wording ?? ""
    delivery = wording.isEmpty || label.contains(wording) ? "" : wording
    guard !statement.marks.isEmpty else {
      paragraphs = statement.paragraphs.map { [.words($0)] }
      numbers = Array(paragraphs.indices)
      return
    }
    var marks = statement.marks.filter { $0.kind != .pullQuote && !$0.wording.isEmpty }
    marks.sort { ($0.paragraph, $0.offset) < ($1.paragraph, $1.offset) }
    var rest = marks[...]
    for (index, paragraph) in statement.paragraphs.enumerated() {
      let here = rest.prefix { $0.paragraph <= index }
      rest = rest.dropFirst(here.count)
      for mark in here where mark.stands { add(mark) }
      paragraphs.append(Self.parts(of: paragraph, here.filter { !$0.stands }))
      numbers.append(index)
    }
    for mark in rest { add(mark) }
  }

  private mutating func add(_ mark: Mark) {
    paragraphs.append([.note(mark.wording)])
    numbers.append(nil)
  }

  /// Cuts a paragraph at its marks. Marks that a server places outside of it, or over each other,
  /// are left as the words they are.
  private static func parts(of paragraph: String, _ marks: [Mark]) -> [Part] {
    guard !marks.isEmpty else { return [.words(paragraph)] }
    let bytes = Array(paragraph.utf8)
    var parts: [Part] = []
    var position = 0
    func words(_ range: Range<Int>) {
      if !range.isEmpty { parts.append(.words(String(decoding: bytes[range], as: UTF8.self))) }
    }
    for mark in marks {
      let start = Int(mark.offset)
      let end = start + Int(mark.length)
      guard start >= position, end <= bytes.count, isBoundary(start, bytes), isBoundary(end, bytes)
      else { continue }
      words(position..<start)
      parts.append(
        .note(
          mark.length == 0
            ? mark.wording : String(decoding: bytes[start..<end], as: UTF8.self)))
      position = end
    }
    words(position..<bytes.count)
    return parts
  }

  private static func isBoundary(_ index: Int, _ bytes: [UInt8]) -> Bool {
    index == bytes.count || bytes[index] & 0xC0 != 0x80
  }
}

extension Mark {
  /// Whether the mark is a paragraph of its own.
  fileprivate var stands: Bool { length == 0 && offset == 0 }
}
