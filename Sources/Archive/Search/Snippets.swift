import Transcripts

/// Chooses the part of a statement that shows most of what was searched for.
enum Snippets {
  /// - Parameters:
  ///   - spans: What is to be shown, in order.
  ///   - words: The statement's words in order, by paragraph and bytes, between which a text may be cut.
  ///   - byteCount: About so many bytes are chosen.
  static func choose(
    _ spans: [TextSpan], words: [(paragraph: Int, range: Range<Int>)],
    paragraphs: [UnsafeRawBufferPointer], byteCount: Int
  ) -> SearchHit.Snippet {
    let best = densest(spans, byteCount)
    let number = best.isEmpty ? 0 : Int(spans[best.lowerBound].paragraph)
    guard number < paragraphs.count else { return SearchHit.Snippet() }
    let paragraph = paragraphs[number]
    let core =
      best.isEmpty
      ? 0..<0
      : spans[best.lowerBound].range.lowerBound..<spans[best.upperBound - 1].range.upperBound
    let first = partitionPoint(words.indices) { words[$0].paragraph < number }
    let end = partitionPoint(first..<words.count) { words[$0].paragraph <= number }
    let range = widened(
      core, words[first..<end].map(\.range), in: paragraph, byteCount: byteCount)
    return SearchHit.Snippet(
      paragraph: UInt32(number), start: UInt32(range.lowerBound),
      text: String(decoding: paragraph[range], as: UTF8.self),
      highlights: spans[...].compactMap { span in
        guard span.paragraph == number else { return nil }
        let inside = span.range.clamped(to: range)
        guard !inside.isEmpty else { return nil }
        return inside.lowerBound - range.lowerBound..<inside.upperBound - range.lowerBound
      }, isCut: range.upperBound < paragraph.count)
  }

  /// The most spans of one paragraph within so many bytes; of as many the first.
  private static func densest(_ spans: [TextSpan], _ byteCount: Int) -> Range<Int> {
    var best = 0..<0
    var first = 0
    for last in spans.indices {
      while spans[first].paragraph != spans[last].paragraph
        || first < last
          && spans[last].range.upperBound - spans[first].range.lowerBound > byteCount
      {
        first += 1
      }
      if last + 1 - first > best.count { best = first..<last + 1 }
    }
    return best
  }

  /// What is to be shown with words around it: cut only between words as they are printed, and never
  /// within what people see as one character.
  private static func widened(
    _ core: Range<Int>, _ words: [Range<Int>], in text: UnsafeRawBufferPointer, byteCount: Int
  ) -> Range<Int> {
    if text.count <= byteCount { return 0..<text.count }
    let room = max(0, byteCount - core.count)
    // A third before it, since what follows says more, and all that is not used up on one side.
    let start = max(0, min(core.lowerBound - room / 3, text.count - byteCount))
    let end = min(text.count, start + byteCount)
    var first = partitionPoint(words.indices) { words[$0].lowerBound < start }
    var last = partitionPoint(words.indices) { words[$0].upperBound <= end } - 1
    func areOne(_ word: Int) -> Bool {
      word >= 0 && word + 1 < words.count && arePrintedAsOne(words[word], words[word + 1], text)
    }
    while areOne(first - 1) { first += 1 }
    while areOne(last) { last -= 1 }
    // What is to be shown stays, with the rest of its printed words.
    let own = partitionPoint(words.indices) { words[$0].upperBound <= core.lowerBound }
    if !core.isEmpty, first > own {
      first = own
      while areOne(first - 1), words[own].lowerBound - words[first - 1].lowerBound <= longestRest {
        first -= 1
      }
    }
    let ownLast = partitionPoint(words.indices) { words[$0].lowerBound < core.upperBound } - 1
    if !core.isEmpty, last < ownLast, core.count < byteCount {
      last = ownLast
      while areOne(last), words[last + 1].upperBound - words[ownLast].upperBound <= longestRest {
        last += 1
      }
    }
    let lower =
      start == 0 ? 0 : words.indices.contains(first) ? words[first].lowerBound : start
    var upper = end
    if end < text.count, words.indices.contains(last), words[last].upperBound > lower {
      // With what ends the sentence or the quotation, but nothing of another word: those of some scripts stand
      // without a space between them.
      upper = words[last].upperBound
      let bound =
        last + 1 < words.count ? min(max(end, upper), max(upper, words[last + 1].lowerBound)) : end
      while upper < bound, text[upper] > 0x20 { upper += 1 }
    }
    return boundary(lower, in: text)..<max(boundary(lower, in: text), boundary(upper, in: text))
  }

  /// Bytes of a printed word beyond what is to be shown of it.
  private static let longestRest = 64

  /// Whether nothing but an apostrophe, a hyphen or the like stands between two words: he’s, long-term, 3,5.
  private static func arePrintedAsOne(
    _ one: Range<Int>, _ next: Range<Int>, _ text: UnsafeRawBufferPointer
  ) -> Bool {
    guard (1...3).contains(next.lowerBound - one.upperBound) else { return false }
    switch String(decoding: text[one.upperBound..<next.lowerBound], as: UTF8.self) {
    case "'", "\u{2018}", "\u{2019}", "\u{201B}", "\u{2BC}", "\u{2BB}", "\u{FF07}", "`", "\u{B4}",
      "\u{2032}", "-", "\u{2010}", "\u{2011}", "\u{AD}", ".", ",", ":", "\u{B7}", "_", "&", "@":
      return true
    default: return false
    }
  }

  /// The beginning of what people see as one character that a byte is of.
  private static func boundary(_ offset: Int, in text: UnsafeRawBufferPointer) -> Int {
    guard offset > 0, offset < text.count else { return max(0, min(offset, text.count)) }
    var start = offset - 1
    // One in ASCII begins one. Of none for long, it is guessed where one begins.
    while start > 0, offset - start < 128 || text[start] & 0xc0 == 0x80, text[start] >= 0x80 {
      start -= 1
    }
    var end = min(text.count, offset + 64)
    while end < text.count, text[end] & 0xc0 == 0x80 { end += 1 }
    var found = start
    for character in String(decoding: text[start..<end], as: UTF8.self) {
      let next = found + character.utf8.count
      if next > offset { break }
      found = next
    }
    return found
  }
}
