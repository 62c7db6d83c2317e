import TextAnalysis

/// Gives the words of statements as they were spoken: what marks hold is left out, and paragraphs stand
/// apart. Belongs to one thread at a time.
final class StatementText {
  /// A word: its folded form, its place among the words of its statement, and where it stands.
  struct Word {
    var folded: UnsafeRawBufferPointer
    var place: UInt32
    var paragraph: Int
    /// Its bytes in the paragraph.
    var range: Range<Int>
  }

  /// Places that no word has between two paragraphs, more than a query lets stand between words.
  static let paragraphGap: UInt32 = 128

  private let scanner = WordScanner()
  private var list = WordList()
  /// The paragraphs of the statement that was read last, as long as its frame.
  private(set) var paragraphs: [UnsafeRawBufferPointer] = []
  private var marks: [MarkPlace] = []

  private struct MarkPlace {
    var paragraph = 0
    var offset = 0
    var length = 0
  }

  /// Gives each word of a framed statement in order; what is given is valid during the call.
  @inline(__always)
  func forEachWord(of frame: UnsafeRawBufferPointer, _ body: (Word) -> Void) {
    read(UnsafeRawBufferPointer(rebasing: frame[Frame.prefixByteCount...]))
    var place: UInt32 = 0
    for (index, paragraph) in paragraphs.enumerated() {
      let first = place
      forEachPiece(of: paragraph, index) { piece in
        scanner.scan(piece, into: &list)
        list.folded.withUnsafeBytes { folded in
          for word in list.words {
            let start = piece.baseAddress! - paragraph.baseAddress! + Int(word.start)
            body(
              Word(
                folded: UnsafeRawBufferPointer(
                  rebasing: folded[Int(word.foldedStart)..<Int(word.foldedEnd)]), place: place,
                paragraph: index, range: start..<start + word.range.count))
            place += 1
          }
        }
      }
      if place > first { place += Self.paragraphGap }
    }
  }

  /// Gives what lies between the marks of a paragraph.
  @inline(__always)
  private func forEachPiece(
    of paragraph: UnsafeRawBufferPointer, _ index: Int, _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    guard !marks.isEmpty else { return body(paragraph) }
    let own = partitionPoint(0..<marks.count) { marks[$0].paragraph < index }
    var start = 0
    for mark in marks[own...].prefix(while: { $0.paragraph == index }) where mark.length > 0 {
      // Whole characters, wherever a document says that a mark begins and ends.
      var (first, end) = (
        min(mark.offset, paragraph.count), min(mark.offset + mark.length, paragraph.count)
      )
      while first > 0, first < paragraph.count, paragraph[first] & 0xc0 == 0x80 { first -= 1 }
      while end < paragraph.count, paragraph[end] & 0xc0 == 0x80 { end += 1 }
      if first > start { body(UnsafeRawBufferPointer(rebasing: paragraph[start..<first])) }
      start = max(start, end)
    }
    if start < paragraph.count { body(UnsafeRawBufferPointer(rebasing: paragraph[start...])) }
  }

  // MARK: The message

  /// Fields of `verbatim.v1.Statement` and `Mark`.
  private enum Field {
    static let paragraphs = 7
    static let marks = 8
    static let markParagraph = 2
    static let markOffset = 3
    static let markLength = 4
  }

  /// Finds paragraphs and marks of a message that was packed here.
  private func read(_ message: UnsafeRawBufferPointer) {
    paragraphs.removeAll(keepingCapacity: true)
    marks.removeAll(keepingCapacity: true)
    WireFields.forEach(of: message) { field, value in
      switch (field, value) {
      case (Field.paragraphs, .bytes(let text)): paragraphs.append(text)
      case (Field.marks, .bytes(let mark)): marks.append(place(of: mark))
      default: break
      }
    }
    // Once: each paragraph finds its own, however many there are of both.
    marks.sort { ($0.paragraph, $0.offset) < ($1.paragraph, $1.offset) }
  }

  private func place(of mark: UnsafeRawBufferPointer) -> MarkPlace {
    var place = MarkPlace()
    WireFields.forEach(of: mark) { field, value in
      guard case .number(let number) = value else { return }
      switch field {
      case Field.markParagraph: place.paragraph = Int(number)
      case Field.markOffset: place.offset = Int(number)
      case Field.markLength: place.length = Int(number)
      default: break
      }
    }
    return place
  }
}

/// The fields of a message that protobuf-c packed, without unpacking it.
enum WireFields {
  enum Value {
    case number(UInt64)
    case bytes(UnsafeRawBufferPointer)
  }

  @inline(__always)
  static func forEach(of message: UnsafeRawBufferPointer, _ body: (Int, Value) -> Void) {
    var index = 0
    func varint() -> UInt64 {
      var value: UInt64 = 0
      var shift: UInt64 = 0
      while true {
        precondition(index < message.count, "a message that was packed here")
        let byte = message[index]
        index += 1
        value |= UInt64(byte & 0x7f) << shift
        if byte < 0x80 { return value }
        shift += 7
        precondition(shift < 64, "a message that was packed here")
      }
    }
    while index < message.count {
      let key = varint()
      let field = Int(key >> 3)
      switch key & 7 {
      case 0: body(field, .number(varint()))
      case 1: index += 8
      case 2:
        let count = Int(varint())
        precondition(count <= message.count - index, "a message that was packed here")
        body(
          field, .bytes(UnsafeRawBufferPointer(rebasing: message[index..<index + count])))
        index += count
      case 5: index += 4
      default: preconditionFailure("a message that was packed here")
      }
    }
  }
}
