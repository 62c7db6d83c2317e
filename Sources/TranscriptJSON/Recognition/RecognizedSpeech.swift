/// What a program of speech recognition heard: pieces of one voice each, in order.
struct RecognizedSpeech {
  /// Some words of one voice.
  struct Piece {
    /// The program's word for the voice, or the name somebody gave it; nil when voices are not told
    /// apart.
    var speaker: String?
    var text: String
    /// Seconds from the beginning; nil when not given.
    var start: Double?
    var end: Double?
  }

  var pieces: [Piece] = []
  var language = ""
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
    } else if let found = Self.segments(value["segments"]?.elements ?? value.elements) {
      (layout, pieces) = ("Whisper", found)
    } else {
      return nil
    }
    language = value["language"]?.text ?? value["results"]?["language_code"]?.text ?? ""
  }

  /// Whisper, WhisperX and those that write as they do: `segments` with `text`, `start`, `end` and
  /// `speaker`.
  private static func segments(_ list: [JSONValue]?) -> [Piece]? {
    guard let list, let first = list.first, first["text"]?.text != nil,
      first["start"]?.number != nil || first["timestamp"]?.elements != nil
    else { return nil }
    return list.map { segment in
      let times = segment["timestamp"]?.elements
      return Piece(
        speaker: (segment["speaker"] ?? segment["speaker_label"])?.text ?? voiceOfWords(segment),
        text: segment["text"]?.text ?? "",
        start: segment["start"]?.number ?? times?.first?.number,
        end: segment["end"]?.number ?? times?.last?.number)
    }
  }

  /// The voice of most words of a segment, where only words have one.
  private static func voiceOfWords(_ segment: JSONValue) -> String? {
    var counts: [String: Int] = [:]
    for word in segment["words"]?.elements ?? [] {
      if let speaker = word["speaker"]?.text { counts[speaker, default: 0] += 1 }
    }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// whisper.cpp: `transcription` with `offsets` in thousandths of a second.
  private static func cpp(_ list: [JSONValue]?) -> [Piece]? {
    guard let list, list.first?["text"]?.text != nil else { return nil }
    return list.map { segment in
      Piece(
        speaker: segment["speaker"]?.text, text: segment["text"]?.text ?? "",
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
          speaker: $0["speaker_label"]?.text, text: $0["transcript"]?.text ?? "",
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
      let word = item["alternatives"]?.elements?.first?["content"]?.text ?? ""
      guard !word.isEmpty else { continue }
      if item["type"]?.text == "punctuation", !pieces.isEmpty {
        pieces[pieces.count - 1].text += word
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
      guard let best = channel["alternatives"]?.elements?.first else { continue }
      let voice = channels.count > 1 ? "channel \(number)" : nil
      if let paragraphs = best["paragraphs"]?["paragraphs"]?.elements, !paragraphs.isEmpty {
        for paragraph in paragraphs {
          let sentences = paragraph["sentences"]?.elements?.compactMap { $0["text"]?.text } ?? []
          pieces.append(
            Piece(
              speaker: paragraph["speaker"]?.text ?? voice, text: sentences.joined(separator: " "),
              start: paragraph["start"]?.number, end: paragraph["end"]?.number))
        }
      } else if let words = best["words"]?.elements, !words.isEmpty {
        for word in words {
          add(
            Piece(
              speaker: word["speaker"]?.text ?? voice,
              text: (word["punctuated_word"] ?? word["word"])?.text ?? "",
              start: word["start"]?.number, end: word["end"]?.number), to: &pieces)
        }
      } else if let text = best["transcript"]?.text {
        pieces.append(Piece(speaker: voice, text: text))
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
    return list.map {
      Piece(
        speaker: $0["speaker"]?.text, text: ($0["transcript"] ?? $0["text"])?.text ?? "",
        start: $0["start"]?.number.map { $0 / unit }, end: $0["end"]?.number.map { $0 / unit })
    }
  }

  /// Rev AI: `monologues` of `elements`.
  private static func monologues(_ list: [JSONValue]?) -> [Piece]? {
    guard let list, list.first?["elements"]?.elements != nil else { return nil }
    return list.map { monologue in
      let elements = monologue["elements"]?.elements ?? []
      return Piece(
        speaker: monologue["speaker"]?.text,
        text: elements.compactMap { $0["value"]?.text }.joined(),
        start: elements.lazy.compactMap { $0["ts"]?.number }.first,
        end: elements.reversed().lazy.compactMap { $0["end_ts"]?.number }.first)
    }
  }

  /// Adds a word to the piece before it when the voice is the same.
  private static func add(_ word: Piece, to pieces: inout [Piece]) {
    guard let last = pieces.indices.last, pieces[last].speaker == word.speaker else {
      return pieces.append(word)
    }
    pieces[last].text += " " + word.text
    pieces[last].end = word.end ?? pieces[last].end
  }
}
