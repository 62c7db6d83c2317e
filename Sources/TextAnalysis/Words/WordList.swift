/// The words of a text in order. The position of a word is its place in the list.
package struct WordList {
  /// A word: where it stands in the text, and where its folded form stands in `folded`; in bytes.
  package struct Word: Hashable, Sendable {
    package var start: UInt32
    package var end: UInt32
    package var foldedStart: UInt32
    package var foldedEnd: UInt32

    /// Its bytes in the text.
    package var range: Range<Int> { Int(start)..<Int(end) }
  }

  package fileprivate(set) var words: [Word] = []
  /// The folded forms, one behind the other, as UTF-8.
  package fileprivate(set) var folded: [UInt8] = []

  package init() {}

  /// The folded form of a word.
  package func text(_ word: Word) -> String {
    String(decoding: folded[Int(word.foldedStart)..<Int(word.foldedEnd)], as: UTF8.self)
  }

  /// The folded forms.
  package var texts: [String] { words.map(text) }
}

extension WordScanner {
  /// Finds the words of a text.
  /// - Parameters:
  ///   - text: UTF-8, valid; at most 4 GiB.
  ///   - list: Takes the words, instead of those that it holds; its memory is used again.
  /// - Complexity: O(n), at more than 100 MB a second where words are of Latin or Cyrillic letters.
  package func scan(_ text: UnsafeRawBufferPointer, into list: inout WordList) {
    scan(text, into: &list, takesApart: true)
  }

  /// - Parameter takesApart: Whether segments of UAX #29 are taken apart; otherwise each is a word without
  ///   a form, for comparisons with ICU.
  func scan(_ text: UnsafeRawBufferPointer, into list: inout WordList, takesApart: Bool) {
    list.words.removeAll(keepingCapacity: true)
    guard let base = text.bindMemory(to: UInt8.self).baseAddress else {
      list.folded.removeAll(keepingCapacity: true)
      return
    }
    // No character of one, two or three bytes is folded to more than three times as many, and eight
    // bytes are written at a time.
    let room = 3 * text.count + 16
    if list.folded.count < room {
      list.folded = [UInt8](repeating: 0, count: max(room, 2 * list.folded.count))
    }
    var words: [WordList.Word] = []
    swap(&words, &list.words)
    list.folded.withUnsafeMutableBytes { folded in
      let table = takesApart ? CharacterTable.shared : .standard
      table.withEntries { entries in
        var pass = WordPass(
          text: UnsafeBufferPointer(start: base, count: text.count), entries: entries,
          output: folded.baseAddress!, words: words, dictionary: dictionary)
        words = []
        pass.takesApart = takesApart
        pass.run()
        words = pass.words
      }
    }
    swap(&words, &list.words)
  }

  /// The words of a text.
  package func scan(_ text: String) -> WordList {
    var list = WordList()
    var text = text
    text.withUTF8 { scan(UnsafeRawBufferPointer($0), into: &list) }
    return list
  }
}
