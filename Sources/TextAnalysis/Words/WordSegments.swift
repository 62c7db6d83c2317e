// Word boundaries by UAX #29, rules WB4 to WB13b, for what is not of letters and digits alone.
extension WordPass {
  /// The segment that begins at a place, taken apart into words; gives where the next may begin.
  mutating func segment(from start: Int) -> Int {
    guard let end = segmentEnd(from: start) else {
      // ICU sees the text up to where every rule parts it.
      var end = start
      while end < text.count {
        let (entry, length) = character(at: end)
        if entry.characterClass == Class.other { break }
        end += length
      }
      if takesApart, let run = ComposedRun(self, start..<end) {
        composed(run)
        return end
      }
      let run = UnsafeBufferPointer(rebasing: text[start..<end])
      var found: [Range<Int>] = []
      dictionary.forEachWord(in: run) {
        found.append(start + $0.lowerBound..<start + $0.upperBound)
      }
      for range in found { takeApart(range) }
      return end
    }
    takeApart(start..<end)
    return end
  }

  /// Takes the words of a run that was composed, with the places they have in the text.
  private mutating func composed(_ run: ComposedRun) {
    run.text.withUnsafeBufferPointer { composed in
      var pass = self
      pass.text = composed
      var found: [Range<Int>] = []
      dictionary.forEachWord(in: composed) { found.append($0) }
      let first = words.count
      words = []
      for range in found { pass.takeApart(range) }
      for index in first..<pass.words.count {
        let origin = run.origin(pass.words[index].range)
        pass.words[index].start = UInt32(truncatingIfNeeded: origin.lowerBound)
        pass.words[index].end = UInt32(truncatingIfNeeded: origin.upperBound)
      }
      words = pass.words
      written = pass.written
    }
  }

  /// Where the segment ends; nil where a dictionary is needed to tell.
  func segmentEnd(from start: Int) -> Int? {
    let (first, length) = character(at: start)
    var last = first.characterClass
    var index = start + length
    if last == Class.dictionary { return nil }
    while true {
      index = afterMarks(index)
      guard index < text.count else { return index }
      let (entry, length) = character(at: index)
      let found = entry.characterClass
      switch found {
      case Class.dictionary: return nil
      case Class.letter, Class.hebrewLetter, Class.numeric, Class.extendNumLet:
        // WB5, WB8 to WB10, WB13a, WB13b
        break
      case Class.midLetter, Class.midNum, Class.midNumLet, Class.singleQuote, Class.doubleQuote:
        let after = afterMarks(index + length)
        let next = after < text.count ? character(at: after).entry.characterClass : Class.other
        guard joins(last, found, next) else {
          // WB7a
          if last == Class.hebrewLetter, found == Class.singleQuote {
            return afterMarks(index + length)
          }
          return next == Class.dictionary && last != Class.numeric ? nil : index
        }
        index = after
        last = next
        index += character(at: after).length
        continue
      default: return index
      }
      last = found
      index += length
    }
  }

  /// Whether a mark between two characters leaves them in one word: WB6, WB7, WB7b, WB7c, WB11, WB12.
  private func joins(_ before: UInt8, _ mark: UInt8, _ after: UInt8) -> Bool {
    let isQuote = mark == Class.midNumLet || mark == Class.singleQuote
    if before == Class.letter || before == Class.hebrewLetter {
      let isLetter = after == Class.letter || after == Class.hebrewLetter
      if isLetter, mark == Class.midLetter || isQuote { return true }
      return before == Class.hebrewLetter && after == Class.hebrewLetter
        && mark == Class.doubleQuote
    }
    return before == Class.numeric && after == Class.numeric
      && (mark == Class.midNum || isQuote)
  }

  /// WB4: marks and what has no width belong to what they follow.
  private func afterMarks(_ start: Int) -> Int {
    var index = start
    while index < text.count {
      let (entry, length) = character(at: index)
      guard entry.characterClass == Class.extend else { break }
      index += length
    }
    return index
  }
}
