/// The words of a segment, of which each may have a voice of its own.
struct SpokenWords {
  private let words: [RecognizedSpeech.Piece]

  /// - Parameter unit: How many parts of a second times are in.
  init(_ list: [JSONValue], unit: Double = 1) {
    words = list.map {
      RecognizedSpeech.Piece(
        speaker: ($0["speaker"] ?? $0["speaker_label"])?.text,
        text: ($0["punctuated_word"] ?? $0["word"] ?? $0["text"])?.text,
        start: $0["start"]?.number.map { $0 / unit }, end: $0["end"]?.number.map { $0 / unit })
    }
  }

  /// A segment as pieces of one voice each. A word without a voice, as words without a time are, is of
  /// the voice before it.
  func pieces(of segment: RecognizedSpeech.Piece) -> [RecognizedSpeech.Piece] {
    let first = words.lazy.compactMap(\.speaker).first ?? segment.speaker
    var voice = first
    var runs: [(speaker: String?, words: Range<Int>)] = []
    for index in words.indices {
      voice = words[index].speaker ?? voice
      if let last = runs.indices.last, runs[last].speaker == voice {
        runs[last].words = runs[last].words.lowerBound..<index + 1
      } else {
        runs.append((voice, index..<index + 1))
      }
    }
    guard runs.count > 1 || segment.text == nil && !runs.isEmpty else {
      var whole = segment
      whole.speaker = segment.speaker ?? first
      return [whole]
    }
    let texts = segment.text.flatMap { parts(of: $0, runs.map(\.words)) }
    return runs.indices.map { index in
      let run = words[runs[index].words]
      let spoken = run.map(\.text)
      return RecognizedSpeech.Piece(
        speaker: runs[index].speaker,
        text: texts?[index]
          ?? (spoken.contains(nil) ? nil : spoken.compactMap(\.self).joined(separator: " ")),
        start: run.lazy.compactMap(\.start).first ?? (index == 0 ? segment.start : nil),
        end: run.reversed().lazy.compactMap(\.end).first
          ?? (index == runs.count - 1 ? segment.end : nil))
    }
  }

  /// The text of each run, cut out of the whole; nil when the words are not all in it, in order and with
  /// no other between.
  private func parts(of text: String, _ runs: [Range<Int>]) -> [String]? {
    var cuts: [String.Index] = []
    var place = text.startIndex
    for run in runs {
      for index in run {
        guard let word = words[index].text?.filter({ !$0.isWhitespace }), !word.isEmpty else {
          return nil
        }
        // Behind the last white space, so that a mark before a word stays with it.
        var cut = place
        while !text[place...].hasPrefix(word) {
          guard place < text.endIndex, !text[place].isLetter, !text[place].isNumber else {
            return nil
          }
          let isSpace = text[place].isWhitespace
          text.formIndex(after: &place)
          if isSpace { cut = place }
        }
        if index == run.lowerBound { cuts.append(cut) }
        place = text.index(place, offsetBy: word.count)
      }
    }
    guard text[place...].allSatisfy({ !$0.isLetter && !$0.isNumber }) else { return nil }
    cuts[0] = text.startIndex
    return cuts.indices.map { index in
      String(text[cuts[index]..<(index + 1 < cuts.count ? cuts[index + 1] : text.endIndex)])
    }
  }
}
