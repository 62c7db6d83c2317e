internal import CStemmer

/// Tells the stem of a language's words, which its inflected forms have in common.
///
/// It is given folded forms, as the index of words has them: `economies` and `Economy’s` are of one stem,
/// and so in most languages is what an accent tells apart. Belongs to one thread at a time.
package final class Stemmer {
  private let stemmer: OpaquePointer

  /// - Parameter language: One of `StemLanguage.available`.
  package init(_ language: StemLanguage) {
    // Null where there is no such algorithm, or no memory.
    guard let stemmer = sb_stemmer_new(language.algorithm, "UTF_8") else {
      fatalError("libstemmer has no stemmer of \(language.algorithm)")
    }
    self.stemmer = stemmer
  }

  deinit { sb_stemmer_delete(stemmer) }

  /// The stem of a folded word: valid until the next one is asked for. It may be longer than the word,
  /// as Serbian is that is written in Cyrillic, and is at most twice as long and four bytes.
  package func stem(_ word: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard let base = word.bindMemory(to: sb_symbol.self).baseAddress,
      // Null where there is no memory.
      let stem = sb_stemmer_stem(stemmer, base, Int32(word.count))
    else { return word }
    return UnsafeRawBufferPointer(start: stem, count: Int(sb_stemmer_length(stemmer)))
  }

  /// The stem of a folded word.
  package func stem(_ word: String) -> [UInt8] {
    var word = word
    return word.withUTF8 { Array(stem(UnsafeRawBufferPointer($0))) }
  }
}
