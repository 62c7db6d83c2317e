import People
import TranscriptReading

/// Whether a text is in a language whose words for voices, roles and groups are known.
///
/// A piece of it is looked at: which letters it has, and how many of its words are among the most
/// frequent of each language of ``LabelWords``.
enum TextLanguage: Hashable {
  /// A language of ``LabelWords``, by its tag.
  case known(String)
  /// None of them.
  case unknown
  /// There are too few words to tell.
  case undecided

  /// How much of a text is looked at, in bytes, from its middle.
  private static let reach = 2 * 1024
  /// Fewest words that tell a language.
  private static let fewestWords = 40
  /// Words of a text that is too short to say much.
  private static let shortText = 120
  /// A language's most frequent words make up a fifth to a half of a text, and a tenth of one that is
  /// half lists of names; of another language's text, less than one word in so many.
  private static let share = 20

  /// The language of a text.
  /// - Complexity: O(1): at most ``reach`` bytes are looked at.
  static func of(_ bytes: ArraySlice<UInt8>) -> TextLanguage {
    let middle = bytes.startIndex + max(0, (bytes.count - reach) / 2)
    let piece = bytes[middle...].prefix(reach)
    let table = table
    var hits = [Int](repeating: 0, count: table.tags.count)
    var words = 0
    piece.withUnsafeBufferPointer { bytes in
      var index = 0
      var (word, length): (UInt64, Int) = (0, 0)
      while index <= bytes.count {
        // A space behind the end.
        let byte = index < bytes.count ? bytes[index] : 0x20
        index += 1
        let isPunctuation = byte == 0xC2 || byte == 0xE2
        if byte >= 0x80 && !isPunctuation || (0x61...0x7A).contains(byte | 0x20) {
          word = word << 8 | UInt64(byte < 0x80 ? byte | 0x20 : byte)
          length += 1
          continue
        }
        // No-break spaces, dashes and quotation marks: no letter of these languages begins so.
        if isPunctuation { index += byte == 0xC2 ? 1 : 2 }
        guard length > 0 else { continue }
        words += 1
        if length <= 8 {
          var languages = table.languages(word)
          while languages != 0 {
            hits[languages.trailingZeroBitCount] += 1
            languages &= languages - 1
          }
        }
        (word, length) = (0, 0)
      }
    }
    // Scripts without spaces have few words of very many bytes.
    guard words >= fewestWords || piece.count(where: { $0 >= 0xE0 }) > piece.count / 4 else {
      return .undecided
    }
    guard let best = hits.indices.max(by: { hits[$0] < hits[$1] }), hits[best] > 0 else {
      return .unknown
    }
    guard hits[best] * share >= words else {
      // Names make up much of a short text.
      return words < shortText && hits[best] * share * 2 >= words ? .undecided : .unknown
    }
    return .known(table.tags[best])
  }

  /// The tag of a known language; otherwise empty.
  var tag: String { if case .known(let tag) = self { tag } else { "" } }

  /// Warns when a text is in a language whose words are not known.
  /// - Parameter language: The BCP 47 tag that the document or the user gives; may be empty.
  static func check(
    _ bytes: ArraySlice<UInt8>, language: String, report: inout ReadingReport
  ) {
    let tag = language.prefix { $0 != "-" && $0 != "_" }.lowercased()
    let found = tag.isEmpty ? of(bytes) : .undecided
    if tag.isEmpty, found == .undecided {
      report.info(.language, "the text is too short to tell its language by")
    }
    let isKnown = tag.isEmpty ? found != .unknown : table.tags.contains(tag)
    guard !isKnown else { return }
    let known = table.tags.joined(separator: ", ")
    report.warn(
      .language, wording: language,
      "the text is in none of the languages whose words for voices, roles and groups are known "
        + "(\(known)); who speaks is told by the shape of labels alone")
  }

  private static let table = Table()

  /// The most frequent words of the languages, packed; those of more than eight bytes are left out.
  private struct Table {
    /// The languages' tags.
    let tags = LabelWords.frequent.map(\.language)
    /// Open addresses: words, or 0.
    private var words: [UInt64]
    /// For each place of `words` the languages that have it, a bit each.
    private var masks: [UInt64]

    init() {
      // At most half full; 64 languages of words enough.
      let count = LabelWords.frequent.reduce(0) { $0 + $1.words.count }
      var size = 64
      while size < count * 2 { size *= 2 }
      words = [UInt64](repeating: 0, count: size)
      masks = words
      for (index, frequent) in LabelWords.frequent.prefix(64).enumerated() {
        for word in frequent.words where (1...8).contains(word.utf8.count) {
          let packed = word.utf8.reduce(0) { $0 << 8 | UInt64($1) }
          let place = place(of: packed)
          words[place] = packed
          masks[place] |= 1 << UInt64(index)
        }
      }
    }

    /// The languages that have a word, a bit each.
    func languages(_ word: UInt64) -> UInt64 { masks[place(of: word)] }

    /// Where a word stands or would stand.
    private func place(of word: UInt64) -> Int {
      var place = Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 40) & (words.count - 1)
      while words[place] != 0, words[place] != word { place = (place + 1) & (words.count - 1) }
      return place
    }
  }
}
