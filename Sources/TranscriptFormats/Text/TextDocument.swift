/// A text document as lines: checked UTF-8 without NUL, with a byte-order mark left out.
struct TextDocument {
  /// All bytes.
  let bytes: [UInt8]
  /// Every line, blank ones included.
  let lines: [Line]

  /// A line without its line break, and without white space and no-break spaces at its ends.
  struct Line {
    /// First byte of the trimmed line.
    var start: Int
    /// Behind its last byte; equal to `start` when the line is blank.
    var end: Int
    /// How many bytes of white space stood before it.
    var indentation: Int

    var isBlank: Bool { start == end }
    var range: Range<Int> { start..<end }
  }

  /// Reads a whole document.
  /// - Throws: ``DocumentError`` when it is too large, not UTF-8, or holds NUL.
  init(_ document: Document, options: ReadingOptions) throws {
    bytes = try document.contents(limit: options.maximumDocumentSize)
    try EncodingCheck.check(bytes, of: document)
    lines = Self.split(bytes)
  }

  /// The text of some bytes; they must begin and end at characters.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The text of a line, from 0.
  func text(line: Int) -> String { text(lines[line].range) }

  /// Whether a no-break space stands before the words of a line.
  func isIndentedByNoBreakSpace(_ line: Int) -> Bool {
    let line = lines[line]
    return line.indentation >= 2
      && bytes[line.start - line.indentation..<line.start].contains(0xA0)
  }

  /// Parts bytes at LF, CRLF and CR.
  private static func split(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    lines.reserveCapacity(bytes.count / 64)
    bytes.withUnsafeBufferPointer { bytes in
      var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      var index = start
      while index < bytes.count {
        let byte = bytes[index]
        guard byte == 0x0A || byte == 0x0D else {
          index += 1
          continue
        }
        lines.append(trimmed(bytes, start, index))
        if byte == 0x0D, index + 1 < bytes.count, bytes[index + 1] == 0x0A { index += 1 }
        index += 1
        start = index
      }
      if start < bytes.count { lines.append(trimmed(bytes, start, bytes.count)) }
    }
    return lines
  }

  private static func trimmed(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
  ) -> Line {
    var (first, last) = (start, end)
    while first < last {
      if bytes[first] == 0x20 || bytes[first] == 0x09 {
        first += 1
      } else if first + 1 < last, bytes[first] == 0xC2, bytes[first + 1] == 0xA0 {
        first += 2
      } else if first + 2 < last, isZeroWidth(bytes, first) {
        first += 3
      } else {
        break
      }
    }
    while last > first {
      if bytes[last - 1] == 0x20 || bytes[last - 1] == 0x09 {
        last -= 1
      } else if last - 1 > first, bytes[last - 1] == 0xA0, bytes[last - 2] == 0xC2 {
        last -= 2
      } else if last - 2 > first, isZeroWidth(bytes, last - 3) {
        last -= 3
      } else {
        break
      }
    }
    return Line(start: first, end: last, indentation: first - start)
  }

  /// U+200B, U+2060 or U+FEFF.
  private static func isZeroWidth(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
    case (0xE2, 0x80, 0x8B), (0xE2, 0x81, 0xA0), (0xEF, 0xBB, 0xBF): true
    default: false
    }
  }
}
