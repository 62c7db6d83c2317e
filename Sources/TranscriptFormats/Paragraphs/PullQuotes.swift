/// Finds pull quotes: paragraphs that repeat as decoration what another paragraph says.
///
/// A paragraph is one when all of its letters and digits stand in one run within a longer paragraph
/// of the document, or, when it is printed in quotation marks, within any other paragraph. Only
/// paragraphs whose first or last sentence begins or ends like one elsewhere are compared.
struct PullQuotes {
  private let document: TextDocument
  /// For the beginning and the end of each sentence: the paragraph, or `several`.
  private var paragraphs: [UInt64: [Int32]] = [:]

  /// A sentence's beginning or end, in letters and digits; most sentences differ in fewer.
  private static let keyLength = 24
  /// Shortest pull quote in letters and digits, without quotation marks around it: shorter
  /// paragraphs are repeated by people.
  private static let shortest = 80
  /// The same, with quotation marks.
  private static let shortestQuoted = 30
  /// Longest paragraph that is taken for a pull quote, in bytes.
  private static let longest = 1500
  /// Most paragraphs compared with one.
  private static let maximumCompared = 16

  /// - Parameter ranges: The words of every paragraph of speech.
  init(_ document: TextDocument, _ ranges: [Range<Int>]) {
    self.document = document
    paragraphs.reserveCapacity(ranges.count * 4)
    document.bytes.withUnsafeBufferPointer { bytes in
      for (index, range) in ranges.enumerated() {
        Self.keys(bytes, range) { key in
          if (paragraphs[key]?.count ?? 0) < Self.maximumCompared {
            paragraphs[key, default: []].append(Int32(truncatingIfNeeded: index))
          }
        }
      }
    }
  }

  /// Whether the paragraph of an index is a pull quote.
  func isPullQuote(_ index: Int, of ranges: [Range<Int>]) -> Bool {
    let range = ranges[index]
    guard range.count >= Self.shortestQuoted, range.count <= Self.longest else { return false }
    return document.bytes.withUnsafeBufferPointer { bytes in
      let isQuoted = Self.isQuoted(bytes, range)
      guard isQuoted || range.count >= Self.shortest else { return false }
      var others: [Int32] = []
      var keyCount = 0
      Self.keys(bytes, range) { key in
        keyCount += 1
        for other in paragraphs[key] ?? [] where other != index && !others.contains(other) {
          others.append(other)
        }
      }
      if isQuoted {
        // Its sentence may begin within one of the text ("But we must …"): compare the neighbours.
        for near in max(0, index - 12)..<min(ranges.count, index + 13) where near != index {
          if !others.contains(Int32(near)) { others.append(Int32(near)) }
        }
      }
      guard !others.isEmpty else { return false }
      let words = Self.letters(bytes, range)
      guard words.count >= (isQuoted ? Self.shortestQuoted : Self.shortest) else { return false }
      return others.contains { other in
        let otherRange = ranges[Int(other)]
        guard otherRange.count + 16 >= words.count else { return false }
        let text = Self.letters(bytes, otherRange)
        guard text.count > words.count || isQuoted && text.count == words.count else { return false }
        return Self.contains(text, words)
      }
    }
  }

  /// Calls `body` with a hash of the letters at the beginning and at the end of each sentence.
  private static func keys(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ body: (UInt64) -> Void
  ) {
    body(hash(bytes, from: range.lowerBound, to: range.upperBound))
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      if byte == 0x2E || byte == 0x3F || byte == 0x21 {
        body(hashBack(bytes, from: index, to: range.lowerBound))
        if index + 1 < range.upperBound {
          body(hash(bytes, from: index + 1, to: range.upperBound))
        }
      }
      index += 1
    }
  }

  @inline(__always)
  private static func letter(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39, 0x61...0x7A: byte
    case 0x41...0x5A: byte | 0x20
    default: nil
    }
  }

  private static func hash(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var count = 0
    var index = start
    while index < end, count < keyLength {
      if let letter = letter(bytes[index]) {
        hash = (hash ^ UInt64(letter)) &* 0x0000_0100_0000_01B3
        count += 1
      }
      index += 1
    }
    return hash
  }

  private static func hashBack(
    _ bytes: UnsafeBufferPointer<UInt8>, from end: Int, to start: Int
  ) -> UInt64 {
    var hash: UInt64 = 0x8422_2325_CBF2_9CE4
    var count = 0
    var index = end
    while index > start, count < keyLength {
      index -= 1
      if let letter = letter(bytes[index]) {
        hash = (hash ^ UInt64(letter)) &* 0x0000_0100_0000_01B3
        count += 1
      }
    }
    return hash
  }

  private static func letters(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> [UInt8] {
    var letters: [UInt8] = []
    letters.reserveCapacity(range.count)
    for index in range {
      if let letter = letter(bytes[index]) { letters.append(letter) }
    }
    return letters
  }

  private static func contains(_ text: [UInt8], _ words: [UInt8]) -> Bool {
    guard words.count <= text.count, let first = words.first else { return false }
    return text.withUnsafeBufferPointer { text in
      words.withUnsafeBufferPointer { words in
        var start = 0
        while start + words.count <= text.count {
          if text[start] == first {
            var length = 1
            while length < words.count, text[start + length] == words[length] { length += 1 }
            if length == words.count { return true }
          }
          start += 1
        }
        return false
      }
    }
  }

  /// Whether quotation marks open a paragraph and close it.
  private static func isQuoted(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Bool {
    let head = bytes[range.lowerBound..<min(range.upperBound, range.lowerBound + 3)]
    let tail = bytes[max(range.lowerBound, range.upperBound - 3)..<range.upperBound]
    let opens = head.first == 0x22 || Array(head) == [0xE2, 0x80, 0x9C] || head.starts(with: [0xC2, 0xAB])
    let closes =
      tail.last == 0x22 || Array(tail) == [0xE2, 0x80, 0x9D] || Array(tail.suffix(2)) == [0xC2, 0xBB]
    return opens && closes
  }
}
