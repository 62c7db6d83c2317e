/// Finds the words of texts: what Unicode's word boundaries part (UAX #29), taken apart where people
/// look for a part and joined where they do not, and folded.
///
/// - Hyphens part words: `long-term` is `long`, `term`.
/// - Apostrophes, and what is typed and printed for them (’ ‘ ‛ ＇ ʼ ʻ ` ´ ′), vanish within a word (`don't` is
///   `dont`, O’Brien is `obrien`), but part what is a word of its own:
///   English 's, 'll, 're, 've, 'd and 'm (`minister's` is `minister`, `s`), and l', d', qu' and their like
///   of French and Italian (`l'économie` is `l`, `economie`).
/// - Initials are one word: `U.S.` is `us`. Other full stops within words part them.
/// - Numbers are one word without their groups: 1,000 is `1000`, 1.234,56 is `1234.56`.
/// - What is canonically the same is one word, also kana and Hangul that are taken apart, and kana of half width.
/// - Chinese, Japanese, Thai, Lao, Khmer and Burmese are parted by ICU's dictionaries.
///
/// Belongs to one thread at a time.
package final class WordScanner {
  /// Bytes of a folded form: what is longer counts as its first so many.
  package static let maximumByteCount = 128

  let dictionary = DictionaryWords()

  package init() {}
}

/// One pass over a text.
struct WordPass {
  typealias Class = CharacterTable.Class

  var text: UnsafeBufferPointer<UInt8>
  let entries: UnsafeBufferPointer<CharacterTable.Entry>
  let output: UnsafeMutableRawPointer
  var words: [WordList.Word]
  let dictionary: DictionaryWords
  /// Whether segments are taken apart; otherwise each is a word, with nothing for its form.
  var takesApart = true
  /// Bytes of folded forms so far.
  var written = 0

  mutating func run() {
    var index = 0
    while index < text.count {
      let (entry, length) = character(at: index)
      switch entry.characterClass {
      case Class.letter, Class.numeric: index = plainWord(from: index)
      case Class.hebrewLetter, Class.extendNumLet, Class.dictionary:
        index = segment(from: index)
      default: index += length
      }
    }
  }

  /// The character at a place, and its length in bytes.
  @inline(__always)
  func character(at index: Int) -> (entry: CharacterTable.Entry, length: Int) {
    let byte = text[index]
    if byte < 0x80 { return (entries[Int(byte)], 1) }
    let (scalar, length) = scalar(at: index)
    if Int(scalar) < entries.count { return (entries[Int(scalar)], length) }
    return (CharacterTable.entry(of: scalar), length)
  }

  @inline(__always)
  func scalar(at index: Int) -> (UInt32, Int) {
    let byte = UInt32(text[index])
    func next(_ offset: Int) -> UInt32 {
      index + offset < text.count ? UInt32(text[index + offset] & 0x3f) : 0
    }
    if byte < 0x80 { return (byte, 1) }
    if byte < 0xe0 { return ((byte & 0x1f) << 6 | next(1), min(2, text.count - index)) }
    if byte < 0xf0 {
      return ((byte & 0xf) << 12 | next(1) << 6 | next(2), min(3, text.count - index))
    }
    return (
      (byte & 7) << 18 | next(1) << 12 | next(2) << 6 | next(3), min(4, text.count - index)
    )
  }

  /// A word of letters and digits alone, which nearly all are; gives where the next may begin.
  @inline(__always)
  private mutating func plainWord(from start: Int) -> Int {
    var index = start
    var end = written
    while index < text.count {
      let (entry, length) = character(at: index)
      let found = entry.characterClass
      if found == Class.letter || found == Class.numeric {
        output.storeBytes(of: entry.bytes.littleEndian, toByteOffset: end, as: UInt64.self)
        end += entry.count
        index += length
        continue
      }
      if found == Class.other { break }
      // A full stop, comma or quote behind which no letter comes ends a word, too.
      if found >= Class.midLetter, found <= Class.doubleQuote {
        let after = index + length
        if after == text.count { break }
        if text[after] < 0x80 {
          let next = entries[Int(text[after])].characterClass
          if next == Class.other || next >= Class.midLetter && next <= Class.doubleQuote { break }
        }
      }
      return segment(from: start)
    }
    emit(start..<index, foldedEnd: end)
    return index
  }

  /// Takes a word whose folded form was written behind `written`.
  @inline(__always)
  mutating func emit(_ range: Range<Int>, foldedEnd: Int) {
    var end = foldedEnd
    if end == written { return }
    if end - written > WordScanner.maximumByteCount {
      end = written + WordScanner.maximumByteCount
      // Not within a character.
      while output.load(fromByteOffset: end, as: UInt8.self) & 0xc0 == 0x80 { end -= 1 }
    }
    words.append(
      WordList.Word(
        start: UInt32(truncatingIfNeeded: range.lowerBound),
        end: UInt32(truncatingIfNeeded: range.upperBound),
        foldedStart: UInt32(truncatingIfNeeded: written), foldedEnd: UInt32(truncatingIfNeeded: end)
      ))
    written = end
  }
}
