#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import TranscriptReading

/// A text document as lines: checked UTF-8 without NUL, with a byte-order mark left out.
struct TextDocument {
  /// All bytes.
  let bytes: [UInt8]
  /// Every line, blank ones included.
  let lines: [Line]

  /// A line without its line break, and without white space and no-break spaces at its ends. Offsets
  /// have 32 bits, because there are very many lines.
  struct Line {
    private let first: UInt32
    private let last: UInt32
    private let outer: UInt32

    init(start: Int, end: Int, indentation: Int) {
      first = UInt32(start)
      last = UInt32(end)
      outer = UInt32(start - indentation)
    }

    /// First byte of the trimmed line.
    var start: Int { Int(first) }
    /// Behind its last byte; equal to `start` when the line is blank.
    var end: Int { Int(last) }
    /// How many bytes of white space stood before it.
    var indentation: Int { Int(first - outer) }
    var isBlank: Bool { first == last }
    var range: Range<Int> { start..<end }
  }

  /// Largest document, whatever the options allow: its offsets must fit ``Line``.
  private static let maximumSize = Int(UInt32.max) - 1

  /// Reads a whole document.
  /// - Throws: ``DocumentError`` when it is too large, not UTF-8, or holds NUL.
  init(_ document: Document, options: ReadingOptions) throws {
    bytes = try document.contents(limit: min(options.maximumDocumentSize, Self.maximumSize))
    try EncodingCheck.check(bytes, of: document)
    let split = Self.split(bytes)
    guard let starts = LineNumbers.starts(bytes, split) else {
      lines = split
      return
    }
    lines = zip(split, starts).map { line, start in
      Line(start: start, end: line.end, indentation: start - line.start + line.indentation)
    }
  }

  /// The text of some bytes; they must begin and end at characters.
  func text(_ range: Range<Int>) -> String {
    bytes.withUnsafeBufferPointer { ValidText.string($0, range) }
  }

  /// The text of a line, from 0.
  func text(line: Int) -> String { text(lines[line].range) }

  /// Whether a line, from 0, holds a digit of ASCII.
  func hasDigit(line: Int) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      lines[line].range.contains { bytes[$0] &- 0x30 < 10 }
    }
  }

  /// Parts bytes at LF, CRLF and CR, and at the breaks of word processors and of Unicode.
  private static func split(_ bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    lines.reserveCapacity(bytes.count / 64)
    bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      func find(_ byte: Int32, _ start: Int, _ end: Int) -> Int? {
        memchr(base + start, byte, end - start).map {
          UnsafeRawPointer($0) - UnsafeRawPointer(base)
        }
      }
      let hasReturns = find(0x0D, 0, bytes.count) != nil
      let hasSoftBreaks = find(0x0B, 0, bytes.count) != nil || hasLineSeparator(bytes)
      func append(_ start: Int, _ end: Int) {
        var from = start
        while hasSoftBreaks,
          let found = (from..<end).first(where: { softBreakLength(bytes, $0, end) > 0 })
        {
          lines.append(trimmed(bytes, from, found))
          from = found + softBreakLength(bytes, found, end)
        }
        lines.append(trimmed(bytes, from, end))
      }
      var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      while start < bytes.count {
        let end = find(0x0A, start, bytes.count) ?? bytes.count
        var from = start
        while hasReturns, let found = find(0x0D, from, end) {
          append(from, found)
          from = found + 1
        }
        // Nothing is left of a line that CRLF ends.
        if from < end || from == start { append(from, end) }
        start = end + 1
      }
    }
    return lines
  }

  /// How many bytes VT, U+0085, U+2028 or U+2029 takes; 0 where none stands.
  private static func softBreakLength(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int
  ) -> Int {
    if bytes[index] == 0x0B { return 1 }
    if bytes[index] == 0xC2 { return index + 1 < end && bytes[index + 1] == 0x85 ? 2 : 0 }
    return bytes[index] == 0xE2 && index + 2 < end && bytes[index + 1] == 0x80
      && (bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9) ? 3 : 0
  }

  /// Whether U+0085, U+2028 or U+2029 stands anywhere.
  private static func hasLineSeparator(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = bytes.baseAddress else { return false }
    for last: UInt8 in [0xA8, 0xA9, 0x85] {
      var start = 2
      while start < bytes.count, let found = memchr(base + start, Int32(last), bytes.count - start)
      {
        let index = UnsafeRawPointer(found) - UnsafeRawPointer(base)
        if last == 0x85
          ? bytes[index - 1] == 0xC2 : bytes[index - 1] == 0x80 && bytes[index - 2] == 0xE2
        {
          return true
        }
        start = index + 1
      }
    }
    return false
  }

  private static func trimmed(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
  ) -> Line {
    var (first, last) = (start, end)
    while first < last {
      if bytes[first] == 0x20 || (0x09...0x0C).contains(bytes[first]) {
        // Page breaks, 0C, stand before the first line of a page.
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

  /// U+200B, U+2060 or U+FEFF, marks of direction, or a space wider or narrower than others.
  private static func isZeroWidth(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Bool {
    switch (bytes[index], bytes[index + 1], bytes[index + 2]) {
    case (0xE2, 0x80, 0x80...0x8F), (0xE2, 0x80, 0xA8...0xAF), (0xE2, 0x81, 0xA0),
      (0xEF, 0xBB, 0xBF):
      true
    default: false
    }
  }
}
