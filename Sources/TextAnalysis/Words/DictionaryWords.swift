internal import CICU

/// ICU's words of text in scripts without spaces.
final class DictionaryWords {
  /// Opened for the first text that needs it: most do not, and opening takes longer than a query.
  private lazy var words: OpaquePointer = {
    guard let words = verbatim_icu_words_open() else { fatalError("ICU has no word boundaries") }
    isOpen = true
    return words
  }()
  private var isOpen = false

  deinit { if isOpen { verbatim_icu_words_close(words) } }

  /// Gives what is a word: letters, digits, kana or ideographs.
  func forEachWord(in bytes: UnsafeBufferPointer<UInt8>, _ body: (Range<Int>) -> Void) {
    guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
    guard verbatim_icu_words_begin(words, base, Int64(bytes.count)) != 0 else {
      preconditionFailure("ICU takes any text")
    }
    var start = 0
    var isWord: Int32 = 0
    while true {
      let end = Int(verbatim_icu_words_next(words, &isWord))
      guard end > start else { return }
      if isWord != 0 { body(start..<end) }
      start = end
    }
  }
}
