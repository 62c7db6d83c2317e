/// What a program of speech recognition heard: pieces of one voice each, in order.
struct RecognizedSpeech {
  /// Some words of one voice.
  struct Piece {
    /// The program's word for the voice, or the name somebody gave it; nil when voices are not told
    /// apart.
    var speaker: String?
    /// The words; nil when the document gives none where its layout has them.
    var text: String?
    /// Seconds from the beginning; nil when not given.
    var start: Double?
    var end: Double?
  }

  var pieces: [Piece] = []
  var language = ""
  /// How many words the whole text has more than the pieces.
  var unheardCount = 0
  /// What program's layout it is, as messages name it.
  var layout: String

  /// Finds the layout of a document; nil when it is none of those known.
  init?(_ value: JSONValue) {
    if let found = Self.aws(value) {
      (layout, pieces) = ("AWS Transcribe", found)
    } else if let found = Self.deepgram(value) {
      (layout, pieces) = ("Deepgram", found)
    } else if let found = Self.utterances(value["utterances"]?.elements, unit: 1000) {
      (layout, pieces) = ("AssemblyAI", found)
    } else if let found = Self.monologues(value["monologues"]?.elements) {
      (layout, pieces) = ("Rev AI", found)
    } else if let found = Self.cpp(value["transcription"]?.elements) {
      (layout, pieces) = ("whisper.cpp", found)
    } else if let found = Self.speechmatics(value) {
      (layout, pieces) = ("Speechmatics", found)
    } else if let found = Self.google(value) {
      (layout, pieces) = ("Google Speech-to-Text", found)
    } else if let found = Self.azure(value) {
      (layout, pieces) = ("Azure Speech", found)
    } else if let found = Self.segments(value["segments"]?.elements ?? value.elements) {
      (layout, pieces) = ("Whisper", found)
    } else {
      return nil
    }
    // Whisper and AssemblyAI give the whole, too.
    let whole = value["text"]?.text.map(Self.wordCount) ?? 0
    let heard = pieces.reduce(0) { $0 + ($1.text.map(Self.wordCount) ?? 0) }
    if whole > heard + heard / Self.tolerance + 2 { unheardCount = whole - heard }
    language = value["language"]?.text ?? value["results"]?["language_code"]?.text ?? ""
  }

  /// Whisper, WhisperX and those that write as they do: `segments` with `text`, `start`, `end` and
  /// `speaker`.
  private static func segments(_ list: [JSONValue]?) -> [Piece]? {
    guard let list, let first = list.first, first["text"]?.text != nil,
      first["start"]?.number != nil || first["timestamp"]?.elements != nil
    else { return nil }
    var pieces: [Piece] = []
    for segment in list {
      let times = segment["timestamp"]?.elements
      let whole = Piece(
        speaker: (segment["speaker"] ?? segment["speaker_label"])?.text,
        text: segment["text"]?.text, start: segment["start"]?.number ?? times?.first?.number,
        end: segment["end"]?.number ?? times?.last?.number)
      pieces += SpokenWords(segment["words"]?.elements ?? []).pieces(of: whole)
    }
    return pieces
  }

  /// whisper.cpp: `transcription` with `offsets` in thousandths of a second.
  private static func cpp(_ list: [JSONValue]?) -> [Piece]? {
    guard let list, list.first?["text"]?.text != nil else { return nil }
    return list.map { segment in
      Piece(
        speaker: segment["speaker"]?.text, text: segment["text"]?.text,
        start: segment["offsets"]?["from"]?.number.map { $0 / 1000 },
        end: segment["offsets"]?["to"]?.number.map { $0 / 1000 })
    }
  }

  /// AWS Transcribe: `results` with `audio_segments`, or `items` with voices of their own or in
  /// `speaker_labels`.
  private static func aws(_ value: JSONValue) -> [Piece]? {
    guard let results = value["results"], let items = results["items"]?.elements else { return nil }
    if let segments = results["audio_segments"]?.elements, !segments.isEmpty {
      return segments.map {
        Piece(
          speaker: $0["speaker_label"]?.text, text: $0["transcript"]?.text,
          start: $0["start_time"]?.number, end: $0["end_time"]?.number)
      }
    }
    var voices: [String: String] = [:]
    for segment in results["speaker_labels"]?["segments"]?.elements ?? [] {
      for item in segment["items"]?.elements ?? [] {
        if let start = item["start_time"]?.text {
          voices[start] = (item["speaker_label"] ?? segment["speaker_label"])?.text
        }
      }
    }
    var pieces: [Piece] = []
    for item in items {
      let word = item["alternatives"]?.elements?.first?["content"]?.text
      if item["type"]?.text == "punctuation", let word, let last = pieces.last?.text {
        pieces[pieces.count - 1].text = last + word
        continue
      }
      let start = item["start_time"]?.text ?? ""
      let speaker = item["speaker_label"]?.text ?? voices[start]
      add(
        Piece(
          speaker: speaker, text: word, start: item["start_time"]?.number,
          end: item["end_time"]?.number), to: &pieces)
    }
    return pieces
  }

  /// Deepgram: `results` with `utterances`, or `channels` whose words or paragraphs have voices.
  private static func deepgram(_ value: JSONValue) -> [Piece]? {
    guard let results = value["results"] else { return nil }
    if let found = utterances(results["utterances"]?.elements, unit: 1) { return found }
    guard let channels = results["channels"]?.elements else { return nil }
    var pieces: [Piece] = []
    for (number, channel) in channels.enumerated() {
      let voice = channels.count > 1 ? "channel \(number)" : nil
      guard let alternatives = channel["alternatives"]?.elements else {
        pieces.append(Piece(speaker: voice, text: nil))
        continue
      }
      // None where nobody spoke.
      guard let best = alternatives.first else { continue }
      if let paragraphs = best["paragraphs"]?["paragraphs"]?.elements, !paragraphs.isEmpty {
        for paragraph in paragraphs {
          let sentences = paragraph["sentences"]?.elements?.map { $0["text"]?.text } ?? [nil]
          pieces.append(
            Piece(
              speaker: paragraph["speaker"]?.text ?? voice,
              text: sentences.contains(nil)
                ? nil : sentences.compactMap(\.self).joined(separator: " "),
              start: paragraph["start"]?.number, end: paragraph["end"]?.number))
        }
      } else if let words = best["words"]?.elements, !words.isEmpty {
        for word in words {
          add(
            Piece(
              speaker: word["speaker"]?.text ?? voice,
              text: (word["punctuated_word"] ?? word["word"])?.text,
              start: word["start"]?.number, end: word["end"]?.number), to: &pieces)
        }
      } else {
        pieces.append(Piece(speaker: voice, text: best["transcript"]?.text))
      }
    }
    // Channels are told one after the other, and were heard at once.
    if channels.count > 1 { pieces.sort { ($0.start ?? 0) < ($1.start ?? 0) } }
    return pieces
  }

  /// Utterances with a voice each, their times in so many parts of a second.
  private static func utterances(_ list: [JSONValue]?, unit: Double) -> [Piece]? {
    guard let list, let first = list.first, (first["transcript"] ?? first["text"])?.text != nil
    else { return nil }
    return list.flatMap {
      let whole = Piece(
        speaker: $0["speaker"]?.text, text: ($0["transcript"] ?? $0["text"])?.text,
        start: $0["start"]?.number.map { $0 / unit }, end: $0["end"]?.number.map { $0 / unit })
      return SpokenWords($0["words"]?.elements ?? [], unit: unit).pieces(of: whole)
    }
  }

  /// What programs count otherwise, as a part of the words.
  private static let tolerance = 20

  private static func wordCount(_ text: String) -> Int {
    text.split(whereSeparator: \.isWhitespace).count
  }

  /// Rev AI: `monologues` of `elements`.
  private static func monologues(_ list: [JSONValue]?) -> [Piece]? {
    guard let list, list.first?["elements"]?.elements != nil else { return nil }
    return list.map { monologue in
      let elements = monologue["elements"]?.elements ?? []
      let words = elements.map { $0["value"]?.text }
      let isWhole = monologue["elements"]?.elements != nil && !words.contains(nil)
      return Piece(
        speaker: monologue["speaker"]?.text,
        text: isWhole ? words.compactMap(\.self).joined() : nil,
        start: elements.lazy.compactMap { $0["ts"]?.number }.first,
        end: elements.reversed().lazy.compactMap { $0["end_ts"]?.number }.first)
    }
  }

  /// Adds a word to the piece before it when the voice is the same.
  static func add(_ word: Piece, to pieces: inout [Piece]) {
    guard let last = pieces.indices.last, pieces[last].speaker == word.speaker,
      let text = pieces[last].text, let next = word.text
    else { return pieces.append(word) }
    if next.isEmpty { return }
    pieces[last].text = text + " " + next
    pieces[last].end = word.end ?? pieces[last].end
  }
}
