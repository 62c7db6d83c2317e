/// Finds pull quotes: paragraphs that repeat as decoration what another paragraph says.
///
/// Editors shorten the sentences they repeat, so that a pull quote is known by its runs of four
/// words: nearly all of them stand in other paragraphs, or half of them when it is printed in
/// quotation marks. Only paragraphs are compared of which a sentence begins or ends like one
/// elsewhere, and quoted ones with their neighbours.
struct PullQuotes {
  private let document: TextDocument
  /// The words of every paragraph of speech.
  private let ranges: [Range<Int>]
  /// What paragraphs are to be compared with, nearest first, one list after another.
  private var others: [Int32] = []
  /// The paragraphs that are to be compared with others, in order, and where their lists end.
  private var compared: [(paragraph: Int32, end: Int32)] = []

  /// A paragraph that may be a pull quote by its length.
  private struct Candidate {
    var paragraph: Int
    /// How long another must be to be what it repeats.
    var length: Int
    /// The heads of its keys.
    var beginning: UInt32
    var end: UInt32
  }

  /// The key of a sentence that may begin or end like a paragraph, above the number of the paragraph
  /// it stands in: one number, so that they sort quickly.
  private typealias Match = UInt64

  /// Shortest pull quote in bytes, without quotation marks around it: shorter paragraphs are
  /// repeated by people.
  private static let shortest = 80
  /// The same, with quotation marks.
  private static let shortestQuoted = 30
  /// Longest paragraph that is taken for a pull quote, in bytes.
  private static let longest = 1500
  /// Most paragraphs compared with one because they share a sentence.
  private static let maximumCompared = 8
  /// How many bytes longer than a paragraph the one must be that it repeats: of two that say the same
  /// the shorter one is the excerpt, unless it is marked as one.
  private static let margin = 8
  private static let leastLengthOfQuoted = 1

  /// - Parameters:
  ///   - ranges: The words of every paragraph of speech.
  ///   - isOpening: Whether a paragraph is the first of a statement, which is no pull quote.
  init(_ document: TextDocument, _ ranges: [Range<Int>], isOpening: [Bool]) {
    self.document = document
    self.ranges = ranges
    document.bytes.withUnsafeBufferPointer { bytes in
      var candidates: [Candidate] = []
      for (index, range) in ranges.enumerated() where !isOpening[index] {
        guard let length = Self.leastLength(bytes, range) else { continue }
        let (beginning, end) = SentenceKeys.heads(bytes, range)
        candidates.append(
          Candidate(paragraph: index, length: length, beginning: beginning, end: end))
      }
      var wanted = WantedHeads(count: 2 * candidates.count)
      for candidate in candidates {
        wanted.insert(candidate.beginning, length: candidate.length)
        wanted.insert(candidate.end, length: candidate.length)
      }
      var matches: [Match] = []
      for (index, range) in ranges.enumerated() {
        Self.match(bytes, range, &wanted) {
          matches.append(Match($0) << 32 | Match(UInt32(truncatingIfNeeded: index)))
        }
      }
      matches.sort()
      for candidate in candidates {
        guard
          candidate.length == Self.leastLengthOfQuoted
            || wanted.isFound(candidate.beginning, length: candidate.length)
            || wanted.isFound(candidate.end, length: candidate.length)
        else { continue }
        compare(candidate.paragraph, bytes, matches, length: candidate.length)
      }
    }
  }

  /// Notes what a paragraph is to be compared with.
  private mutating func compare(
    _ index: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ matches: [Match], length: Int
  ) {
    let range = ranges[index]
    let start = others.count
    // A sentence may have been taken from the middle of its paragraph, the next from another.
    let forward = SentenceKeys.forward(bytes, from: range.lowerBound, to: range.upperBound)
    if let forward { addParagraphs(holding: forward, matches, from: length, around: index) }
    let backward = SentenceKeys.backward(bytes, from: range.upperBound, to: range.lowerBound)
    if let backward { addParagraphs(holding: backward, matches, from: length, around: index) }
    if length == Self.leastLengthOfQuoted {
      for other in index - 10...index + 10 { add(other, to: index) }
    }
    if others.count == start { return }
    others[start...].sort {
      (abs($0 - Int32(index)), $0) < (abs($1 - Int32(index)), $1)
    }
    // Each once.
    var end = start
    for place in start..<others.count where place == start || others[place] != others[end - 1] {
      others[end] = others[place]
      end += 1
    }
    others.removeSubrange(end...)
    compared.append((Int32(truncatingIfNeeded: index), Int32(truncatingIfNeeded: end)))
  }

  /// Notes that the paragraph `index` is to be compared with another, if there is such a one.
  private mutating func add(_ other: Int, to index: Int) {
    if other != index, ranges.indices.contains(other) {
      others.append(Int32(truncatingIfNeeded: other))
    }
  }

  /// How long a paragraph must be at least to be what one repeats; nil when that is too short or too
  /// long to be a pull quote.
  @inline(__always)
  private static func leastLength(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>
  ) -> Int? {
    guard range.count >= shortestQuoted, range.count <= longest else { return nil }
    if isQuoted(bytes, range) { return leastLengthOfQuoted }
    return range.count >= shortest ? range.count + margin + 1 : nil
  }

  /// Calls `found` with the keys of a paragraph's sentences that are wanted.
  @inline(__always)
  private static func match(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ wanted: inout WantedHeads,
    _ found: (UInt32) -> Void
  ) {
    let (start, end) = (range.lowerBound, range.upperBound)
    func takeForward(_ place: Int, _ wanted: inout WantedHeads) {
      let head = SentenceKeys.forwardHead(bytes, from: place, to: end)
      guard wanted.find(head, length: range.count),
        let key = SentenceKeys.forward(bytes, from: place, to: end)
      else { return }
      found(key)
    }
    takeForward(start, &wanted)
    SentenceKeys.forEachStop(bytes, range) { stop in
      let head = SentenceKeys.backwardHead(bytes, from: stop, to: start)
      if wanted.find(head, length: range.count),
        let key = SentenceKeys.backward(bytes, from: stop, to: start)
      {
        found(key)
      }
      takeForward(stop + 1, &wanted)
    }
  }

  /// Notes that the paragraph `index` is to be compared with those that hold a key, at most
  /// ``maximumCompared`` and the last ones first, and with their neighbours.
  private mutating func addParagraphs(
    holding key: UInt32, _ matches: [Match], from length: Int, around index: Int
  ) {
    var (low, high) = (0, matches.count)
    while low < high {
      let middle = (low + high) / 2
      if matches[middle] >> 32 <= key { low = middle + 1 } else { high = middle }
    }
    var count = 0
    for place in (max(0, low - 4 * Self.maximumCompared)..<low).reversed() {
      guard matches[place] >> 32 == key, count < Self.maximumCompared else { break }
      let other = Int(matches[place] & 0xFFFF_FFFF)
      guard ranges[other].count >= length else { continue }
      count += 1
      if other == index { continue }
      for near in other - 1...other + 1 { add(near, to: index) }
    }
  }

  /// What a paragraph is to be compared with, nearest first.
  private func others(of index: Int) -> ArraySlice<Int32> {
    var (low, high) = (0, compared.count)
    while low < high {
      let middle = (low + high) / 2
      if compared[middle].paragraph < index { low = middle + 1 } else { high = middle }
    }
    guard low < compared.count, compared[low].paragraph == index else { return [] }
    let start = low == 0 ? 0 : Int(compared[low - 1].end)
    return others[start..<Int(compared[low].end)]
  }

  /// Whether the paragraph of an index is a pull quote.
  func isPullQuote(_ index: Int) -> Bool {
    let others = others(of: index)
    if others.isEmpty { return false }
    let range = ranges[index]
    return document.bytes.withUnsafeBufferPointer { bytes in
      let isQuoted = Self.isQuoted(bytes, range)
      let words = Self.words(bytes, range)
      guard words.count >= (isQuoted ? 6 : 14) else { return false }
      var wanted = HashSet()
      Self.forEachRun(words) { wanted.insert($0) }
      // How many of the runs must stand elsewhere.
      let needed = Double(wanted.count) * (isQuoted ? 0.5 : 0.85)
      var found = HashSet()
      for other in others.prefix(Self.maximumCompared * 3) {
        let text = Self.words(bytes, ranges[Int(other)])
        guard isQuoted || text.count > words.count else { continue }
        Self.forEachRun(text) { if wanted.contains($0) { found.insert($0) } }
        if Double(found.count) >= needed { return true }
      }
      return Double(found.count) >= needed
    }
  }

  /// Hashes of the words, in ASCII letters and digits.
  private static func words(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> [UInt64] {
    var words: [UInt64] = []
    var hash: UInt64 = 0
    for index in range {
      let byte = bytes[index]
      if SentenceKeys.isLetter(byte) {
        hash =
          ((hash == 0 ? 0xCBF2_9CE4_8422_2325 : hash) ^ UInt64(byte | 0x20))
          &* 0x0000_0100_0000_01B3
      } else if hash != 0, byte == 0x20 || byte == 0xA0 || byte == 0x2E {
        words.append(hash)
        hash = 0
      }
    }
    if hash != 0 { words.append(hash) }
    return words
  }

  /// Calls `body` with a hash of every four words in a row.
  @inline(__always)
  private static func forEachRun(_ words: [UInt64], _ body: (UInt64) -> Void) {
    guard words.count >= 4 else { return }
    for start in 0...words.count - 4 {
      var hash: UInt64 = 0
      for word in words[start..<start + 4] {
        hash = (hash &* 0x9E37_79B9_7F4A_7C15) ^ (word &+ (hash >> 29))
      }
      body(ByteHash.finished(hash))
    }
  }

  /// Whether quotation marks open a paragraph and close it; it has at least three bytes.
  private static func isQuoted(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    let (start, end) = (range.lowerBound, range.upperBound)
    switch bytes[end - 1] {
    case 0x22: break
    case 0x9D where bytes[end - 2] == 0x80 && bytes[end - 3] == 0xE2: break
    case 0xBB where bytes[end - 2] == 0xC2: break
    default: return false
    }
    switch bytes[start] {
    case 0x22: return true
    case 0xE2: return bytes[start + 1] == 0x80 && bytes[start + 2] == 0x9C
    case 0xC2: return bytes[start + 1] == 0xAB
    default: return false
    }
  }
}
