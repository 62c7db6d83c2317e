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
  private static let reach = 8 * 1024
  /// Fewest words that tell a language.
  private static let fewestWords = 40
  /// A language's most frequent words make up a fifth to a half of a text, and a tenth of one that is
  /// half lists of names; of another language's text, less than one word in so many.
  private static let share = 20

  /// The language of a text.
  /// - Complexity: O(1): at most ``reach`` bytes are looked at.
  static func of(_ bytes: ArraySlice<UInt8>) -> TextLanguage {
    let middle = bytes.startIndex + max(0, (bytes.count - reach) / 2)
    let piece = bytes[middle...].prefix(reach)
    var hits = [Int](repeating: 0, count: table.languages.count)
    var words = 0
    var (word, length): (UInt64, Int) = (0, 0)
    func end() {
      guard length > 0 else { return }
      words += 1
      if length <= 8, let languages = table.words[word] {
        for language in languages { hits[language] += 1 }
      }
      (word, length) = (0, 0)
    }
    var skipped = 0
    for byte in piece {
      if skipped > 0 {
        skipped -= 1
        continue
      }
      switch byte {
      // No-break spaces, dashes and quotation marks: no letter of these languages begins so.
      case 0xC2:
        end()
        skipped = 1
      case 0xE2:
        end()
        skipped = 2
      case 0x61...0x7A, 0x80...0xFF:
        word = word << 8 | UInt64(byte)
        length += 1
      case 0x41...0x5A:
        word = word << 8 | UInt64(byte | 0x20)
        length += 1
      default: end()
      }
    }
    end()
    // Scripts without spaces have few words of very many bytes.
    guard words >= fewestWords || piece.count(where: { $0 >= 0xE0 }) > piece.count / 4 else {
      return .undecided
    }
    guard let best = hits.indices.max(by: { hits[$0] < hits[$1] }), hits[best] * share >= words,
      hits[best] > 0
    else { return .unknown }
    return .known(table.languages[best])
  }

  /// Warns when a text is in a language whose words are not known.
  /// - Parameter language: The BCP 47 tag that the document or the user gives; may be empty.
  static func check(
    _ bytes: ArraySlice<UInt8>, language: String, report: inout ReadingReport
  ) {
    let tag = language.prefix { $0 != "-" && $0 != "_" }.lowercased()
    let isKnown = tag.isEmpty ? of(bytes) != .unknown : table.languages.contains(tag)
    guard !isKnown else { return }
    let known = table.languages.joined(separator: ", ")
    report.warn(
      .language, wording: language,
      "the text is in none of the languages whose words for voices, roles and groups are known "
        + "(\(known)); who speaks is told by the shape of labels alone")
  }

  /// The most frequent words, packed, with the languages that have them; those of more than eight
  /// bytes are left out.
  private static let table: (languages: [String], words: [UInt64: [Int]]) = {
    var words: [UInt64: [Int]] = [:]
    for (index, frequent) in LabelWords.frequent.enumerated() {
      for word in frequent.words where word.utf8.count <= 8 {
        words[word.utf8.reduce(0) { $0 << 8 | UInt64($1) }, default: []].append(index)
      }
    }
    return (LabelWords.frequent.map(\.language), words)
  }()
}
