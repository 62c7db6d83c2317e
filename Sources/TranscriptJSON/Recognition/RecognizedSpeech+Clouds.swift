/// The layouts of Google's, Microsoft's and Speechmatics' services.
extension RecognizedSpeech {
  /// Speechmatics (its JSON of version 2): `results` of words and punctuation, each with a `type` and
  /// `alternatives` whose first has the `content` and the voice.
  static func speechmatics(_ value: JSONValue) -> [Piece]? {
    guard let results = value["results"]?.elements, !results.isEmpty,
      results.allSatisfy({ $0["type"]?.text != nil && $0["alternatives"]?.elements != nil })
    else { return nil }
    var pieces: [Piece] = []
    for result in results {
      let best = result["alternatives"]?.elements?.first
      let word = best?["content"]?.text
      if result["attaches_to"]?.text == "previous" || result["type"]?.text == "punctuation",
        let word, let last = pieces.last?.text
      {
        pieces[pieces.count - 1].text = last + word
        continue
      }
      add(
        Piece(
          speaker: best?["speaker"]?.text, text: word, start: result["start_time"]?.number,
          end: result["end_time"]?.number), to: &pieces)
    }
    return pieces
  }

  /// Google Speech-to-Text: `results` of `alternatives`, the last of which has all words with the tags
  /// of their voices where voices were told apart.
  static func google(_ value: JSONValue) -> [Piece]? {
    guard let results = value["results"]?.elements,
      results.contains(where: { $0["alternatives"]?.elements != nil })
    else { return nil }
    let best = results.map { $0["alternatives"]?.elements?.first }
    if let words = best.last??["words"]?.elements, words.contains(where: { tag($0) != nil }) {
      var pieces: [Piece] = []
      for word in words {
        add(
          Piece(
            speaker: tag(word), text: word["word"]?.text,
            start: seconds(word["startTime"] ?? word["startOffset"]),
            end: seconds(word["endTime"] ?? word["endOffset"])), to: &pieces)
      }
      return pieces
    }
    return best.map { Piece(speaker: nil, text: $0?["transcript"]?.text) }
  }

  private static func tag(_ word: JSONValue) -> String? {
    (word["speakerTag"] ?? word["speakerLabel"])?.text
  }

  /// "1.500s"
  private static func seconds(_ value: JSONValue?) -> Double? {
    value?.text.flatMap { $0.hasSuffix("s") ? Double($0.dropLast()) : nil }
  }

  /// Ten millionths of a second, in which Azure counts.
  private static let ticks = 10_000_000.0

  /// Azure Speech's batch transcription: `recognizedPhrases`, the best reading of each first.
  static func azure(_ value: JSONValue) -> [Piece]? {
    guard let phrases = value["recognizedPhrases"]?.elements else { return nil }
    return phrases.map { phrase in
      let start = phrase["offsetInTicks"]?.number.map { $0 / ticks }
      return Piece(
        speaker: phrase["speaker"]?.text,
        text: phrase["nBest"]?.elements?.first?["display"]?.text, start: start,
        end: start.flatMap { start in
          phrase["durationInTicks"]?.number.map { start + $0 / ticks }
        })
    }
  }
}
