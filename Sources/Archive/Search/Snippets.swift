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

  /// What is to be shown with words around it.
  private static func widened(
    _ core: Range<Int>, _ words: [Range<Int>], in text: UnsafeRawBufferPointer, byteCount: Int
  ) -> Range<Int> {
    if text.count <= byteCount { return 0..<text.count }
    if core.count >= byteCount {
      return core.lowerBound..<boundary(core.lowerBound + byteCount, in: text)
    }
    let room = byteCount - core.count
    // A third before it, since what follows says more, and all that is not used up on one side.
    let start = max(0, min(core.lowerBound - room / 3, text.count - byteCount))
    let end = min(text.count, max(start + byteCount, core.upperBound))
    var firstWord = partitionPoint(words.indices) { words[$0].lowerBound < start }
    var lastWord = partitionPoint(words.indices) { words[$0].upperBound <= end } - 1
    // Words with a hyphen between them are printed as one, and stay together where there is room.
    while firstWord > words.startIndex, firstWord < lastWord,
      words[firstWord].lowerBound < core.lowerBound,
      areHyphenated(words[firstWord - 1], words[firstWord], text)
    {
      firstWord += 1
    }
    while lastWord > firstWord, lastWord + 1 < words.endIndex,
      words[lastWord].lowerBound >= core.upperBound,
      areHyphenated(words[lastWord], words[lastWord + 1], text)
    {
      lastWord -= 1
    }
    var range = boundary(start, in: text)..<boundary(end, in: text)
    if start > 0, firstWord < words.count {
      range =
        min(words[firstWord].lowerBound, core.isEmpty ? .max : core.lowerBound)..<range.upperBound
    }
    if end < text.count, lastWord >= 0, words[lastWord].upperBound > range.lowerBound {
      // With what ends the sentence or the quotation, but nothing of another word: those of some scripts stand
      // without a space between them.
      var stop = max(words[lastWord].upperBound, core.upperBound)
      let next = partitionPoint(words.indices) { words[$0].upperBound <= stop }
      let bound = next < words.endIndex ? min(end, max(stop, words[next].lowerBound)) : end
      while stop < bound, text[stop] > 0x20 { stop += 1 }
      range = range.lowerBound..<boundary(stop, in: text)
    }
    return range
  }

  private static func areHyphenated(
    _ one: Range<Int>, _ next: Range<Int>, _ text: UnsafeRawBufferPointer
  ) -> Bool {
    one.upperBound + 1 == next.lowerBound && text[one.upperBound] == UInt8(ascii: "-")
  }

  /// The beginning of the character that a byte is of.
  private static func boundary(_ offset: Int, in text: UnsafeRawBufferPointer) -> Int {
    var offset = min(offset, text.count)
    while offset > 0, offset < text.count, text[offset] & 0xc0 == 0x80 { offset -= 1 }
    return offset
  }
}
