#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Fuzzing
import TextAnalysis

/// Takes hostile texts apart into words, and reads hostile queries for words: those that libFuzzer makes up
/// when it is built with its runtime (`scripts/fuzz`), else the files named, once each.
@main
enum FuzzWords {
  static func main() {
    #if FUZZING
      exit(
        Fuzzing.run { bytes, count in
          FuzzWords.check(
            String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self))
          return 0
        })
    #else
      for path in CommandLine.arguments.dropFirst() {
        guard let file = fopen(path, "rb") else {
          print("\(path): cannot be read")
          exit(66)
        }
        var bytes: [UInt8] = []
        while case let byte = getc(file), byte != EOF {
          bytes.append(UInt8(truncatingIfNeeded: byte))
        }
        fclose(file)
        check(String(decoding: bytes, as: UTF8.self))
      }
    #endif
  }

  /// Whether texts are queries; otherwise they are what is searched.
  private static let areQueries =
    getenv("VERBATIM_FUZZ_FORMAT").map { String(cString: $0) } == "query"

  private static func check(_ text: String) {
    if areQueries {
      check(query: text, SearchLimits())
      var small = SearchLimits()
      for limit in [SearchLimit.queryWords, .queryPrefixes, .queryDepth, .queryDistance] {
        small[limit] = 3
      }
      check(query: text, small)
    } else {
      check(words: text)
    }
  }

  /// What holds for the words of every text.
  private static func check(words text: String) {
    let list = scanner.scan(text)
    let bytes = Array(text.utf8)
    var end = 0
    for word in list.words {
      Fuzzing.require(word.range.lowerBound >= end && !word.range.isEmpty, "words that overlap")
      end = word.range.upperBound
      Fuzzing.require(end <= bytes.count, "a word that reaches beyond the text")
      Fuzzing.require(
        bytes[word.range.lowerBound] & 0xC0 != 0x80, "a word that cuts its first character")
      Fuzzing.require(
        end == bytes.count || bytes[end] & 0xC0 != 0x80, "a word that cuts its last character")
      let folded = list.text(word)
      Fuzzing.require(!folded.isEmpty, "a word without a form")
      Fuzzing.require(folded.utf8.count <= WordScanner.maximumByteCount, "a form that is too long")
      Fuzzing.require(
        !folded.unicodeScalars.contains("\u{FFFD}") || text.unicodeScalars.contains("\u{FFFD}"),
        "a form that is no UTF-8")
      let stemmer = stemmers[word.range.lowerBound % stemmers.count]
      Fuzzing.require(stemmer.stem(folded) == stemmer.stem(folded), "two stems of one word")
    }
    // A line ends every word, so that lines have the words that they have together.
    var apart: [String] = []
    for line in text.unicodeScalars.split(separator: "\n") {
      apart += scanner.scan(String(String.UnicodeScalarView(line))).texts
    }
    Fuzzing.require(apart == list.texts, "words that depend on another line")
  }

  /// What holds for every query.
  private static func check(query text: String, _ limits: SearchLimits) {
    for inflected in [false, true] {
      do throws(WordQueryError) {
        let query = try WordQuery(parsing: text, inflected: inflected, limits: limits)
        var counts = (words: 0, prefixes: 0)
        check(query, limits, &counts)
        Fuzzing.require(counts.words <= limits[.queryWords], "too many words")
        Fuzzing.require(counts.prefixes <= limits[.queryPrefixes], "too many beginnings")
      } catch {
        Fuzzing.require((0...text.utf8.count).contains(error.offset), "an error at no place")
        Fuzzing.require(!error.message.isEmpty, "an error without words")
      }
    }
  }

  private static func check(
    _ query: WordQuery, _ limits: SearchLimits, _ counts: inout (words: Int, prefixes: Int)
  ) {
    func check(_ words: [WordQuery.Word], atLeast least: Int) {
      Fuzzing.require(words.count >= least, "too few words")
      Fuzzing.require(!words.contains(where: \.text.isEmpty), "a word without letters")
      counts.words += words.count
    }
    switch query {
    case .word(let word): check([word], atLeast: 1)
    case .prefix(let prefix):
      Fuzzing.require(prefix.unicodeScalars.count >= limits[.prefixLetters], "a short beginning")
      counts.words += 1
      counts.prefixes += 1
    case .phrase(let words): check(words, atLeast: 2)
    case .together(let words, let others):
      check(words, atLeast: 2)
      Fuzzing.require(Set(words.map(\.isInflected)).count == 1, "forms of some words in any order")
      Fuzzing.require((0...limits[.queryDistance]).contains(others), "words too far apart")
    case .near(let left, let right, let others):
      check(left, atLeast: 1)
      check(right, atLeast: 1)
      Fuzzing.require((0...limits[.queryDistance]).contains(others), "words too far apart")
    case .all(let parts), .any(let parts):
      Fuzzing.require(parts.count > 1, "one of several")
      for part in parts { Self.check(part, limits, &counts) }
    case .not(let part): Self.check(part, limits, &counts)
    }
  }

  // The fuzzer has one thread.
  nonisolated(unsafe) private static let scanner = WordScanner()
  nonisolated(unsafe) private static let stemmers = [
    StemLanguage.english, .russian, .german, .arabic, .serbian, .turkish,
  ].map { Stemmer($0) }
}
