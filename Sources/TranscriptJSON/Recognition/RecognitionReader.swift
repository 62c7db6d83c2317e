import ArchiveProtocol
import Protobuf
package import TranscriptReading
package import Transcripts

/// Reads the JSON that programs of speech recognition write: Whisper with voices told apart, AWS
/// Transcribe, Deepgram, AssemblyAI, Rev AI, Google Speech-to-Text, Azure Speech.
///
/// What one voice says without another between is one statement; where words have voices of their own,
/// they part a segment. `SPEAKER_00` and `spk_1` are nobody's
/// names: such a voice is a role of its document. The day stands in the file's name or is given.
package struct RecognitionReader: DocumentReader {
  package let format = "speech-recognition"

  package init() {}

  /// How much of a document's beginning tells its layout, in bytes.
  private static let headSize = 4096

  package func recognise(_ sample: DocumentSample) -> Recognition {
    guard
      let first = sample.bytes.first(where: { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
      ),
      first == 0x7B || first == 0x5B
    else { return .no }
    let head = String(decoding: sample.bytes.prefix(Self.headSize), as: UTF8.self)
    func has(_ key: String) -> Bool { head.contains("\"\(key)\"") }
    // A statement a line has other keys.
    if has("meeting") || has("meetingId") || has("attribution") { return .no }
    let isTree =
      has("segments") && has("text")
      || has("results")
        && (has("channels") || has("transcripts") || has("items") || has("utterances")
          || has("alternatives"))
      || has("recognizedPhrases")
      || has("utterances") || has("monologues") || has("transcription")
    if first == 0x7B { return isTree ? .certain : .no }
    return has("start") && has("text") ? .certain : .no
  }

  /// A silence after which words begin a new paragraph, in seconds.
  private static let pause = 2.0

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let bytes = try document.contents(limit: options.maximumDocumentSize)
    try EncodingCheck.check(bytes, of: document)
    guard let speech = RecognizedSpeech(try tree(bytes, document, options)) else {
      throw document.error(
        .notATranscript, "its keys are those of no known program of speech recognition",
        remedy: "check the file, or name its format", asking: .format)
    }
    guard let date = CalendarDate.inFileName(document.fileName) ?? options.date else {
      throw document.error(
        .incomplete, "nothing says on which day this was",
        remedy: "begin the file's name with the day, YYYY-MM-DD, or give the day when reading",
        asking: .date)
    }
    var meeting = Meeting(id: "", date: date)
    meeting.title = document.stem
    meeting.language = speech.language.isEmpty ? options.language : speech.language
    meeting.source = Meeting.Source(
      format: format, sha256: document.digest(of: bytes), fileName: document.fileName)
    var builder = TranscriptBuilder(meeting: meeting)
    let turns = turns(of: speech)
    guard turns.count <= options.maximumStatements else {
      throw document.error(
        .tooLarge, "the document has more than \(options.maximumStatements) statements",
        remedy: "raise the limit for statements of a meeting")
    }
    for turn in turns { builder.append(turn) }
    let wordless = speech.pieces.count { $0.text == nil }
    if wordless > 0 {
      report.warn(
        .unattributed,
        "\(wordless) pieces of the recognition have no text where \(speech.layout) puts it; left out"
      )
    }
    if speech.unheardCount > 0 {
      report.warn(
        .unattributed,
        "the whole text has \(speech.unheardCount) words more than its pieces, which alone are read"
      )
    }
    if turns.isEmpty {
      report.warn(.unattributed, "the recognition holds no words: nobody speaks in this document")
    } else if speech.pieces.allSatisfy({ $0.speaker == nil }) {
      report.warn(
        .unattributed, "\(speech.layout) told no voices apart: all words are one unnamed voice’s")
    }
    try sink(builder.finish(report: &report))
  }

  private func tree(
    _ bytes: [UInt8], _ document: Document, _ options: ReadingOptions
  ) throws -> JSONValue {
    try bytes.withUnsafeBytes { raw in
      let start = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      let text = UnsafeRawBufferPointer(rebasing: raw[start...])
      var scanner = JSONScanner(text, arena: MessageArena(), maximumDepth: options.maximumDepth)
      // What a document of the largest size may take, as it is.
      var budget = JSONValue.Budget(options.maximumDocumentSize)
      do {
        let value = try JSONValue(&scanner, text, &budget)
        try scanner.end()
        return value
      } catch is JSONValue.Budget.Spent {
        throw document.error(
          .tooLarge, byte: start + scanner.index,
          "its values take more than \(options.maximumDocumentSize) bytes of memory",
          remedy: "split it, or raise the limit for the size of documents")
      } catch let error as JSONFault {
        let line = 1 + text.prefix(error.byte).count { $0 == 0x0A }
        throw document.error(
          .malformed, line: line, byte: start + error.byte, error.problem,
          remedy: "check that it was saved whole")
      }
    }
  }

  private func turns(of speech: RecognizedSpeech) -> [Turn] {
    var turns: [Turn] = []
    var speaker: String??
    var lastEnd = 0.0
    for piece in speech.pieces {
      guard let text = piece.text else { continue }
      let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard !words.isEmpty else { continue }
      let start = piece.start.map { CueTime(seconds: $0).description }
      let end = piece.end.map { CueTime(seconds: $0).description }
      if speaker == .some(piece.speaker), let last = turns.indices.last {
        let hasPause = (piece.start ?? lastEnd) - lastEnd >= Self.pause
        if hasPause || turns[last].paragraphs.isEmpty {
          turns[last].paragraphs.append(words)
        } else {
          turns[last].paragraphs[turns[last].paragraphs.count - 1] += " " + words
        }
        if let end { turns[last].timing?.end = end }
      } else {
        var turn = Self.turn(of: piece.speaker)
        turn.paragraphs = [words]
        if start != nil || end != nil {
          turn.timing = Statement.Timing(start: start ?? "", end: end ?? "")
        }
        turn.lines = 1...1
        turns.append(turn)
      }
      speaker = .some(piece.speaker)
      lastEnd = piece.end ?? lastEnd
    }
    return turns
  }

  private static func turn(of speaker: String?) -> Turn {
    guard let speaker, !speaker.isEmpty else {
      var turn = Turn(voice: Turn.Voice(label: ""))
      turn.settled = Attribution(certainty: .unnamed)
      return turn
    }
    var turn = Turn(voice: Turn.Voice(field: speaker))
    // "0", "A", "spk_1", "SPEAKER_00", "channel 1"
    let letters = speaker.filter(\.isLetter)
    let isCode =
      letters.count <= 1 || speaker.contains(where: \.isNumber)
      || ["unknown", "unk", "speaker"].contains(letters.lowercased())
    if isCode {
      turn.settled = Attribution(label: speaker, role: speaker, certainty: .roleOnly)
    }
    return turn
  }
}
