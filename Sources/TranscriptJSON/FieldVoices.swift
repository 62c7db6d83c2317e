import People
import TranscriptReading
import Transcripts

/// The voices of what fields give for speakers, each made once for a document, of which many are the same
/// from meeting to meeting.
final class FieldVoices {
  /// Voices kept at once; then all are made anew.
  private static let capacity = 10_000

  private var voices: [ExactText: Turn.Voice] = [:]
  private var areUnnamed: [ExactText: Bool] = [:]

  func voice(of speaker: String) -> Turn.Voice {
    if let voice = voices[text: speaker] { return voice }
    let voice = Turn.Voice(field: speaker)
    if voices.count == Self.capacity { voices.removeAll() }
    voices[text: speaker] = voice
    return voice
  }

  /// Whether a name is words for nobody in particular.
  func isUnnamed(_ name: String) -> Bool {
    if let known = areUnnamed[text: name] { return known }
    let isUnnamed = LabelWords.unnamed.contains(FoldedText.fold(name))
    if areUnnamed.count == Self.capacity { areUnnamed.removeAll() }
    areUnnamed[text: name] = isUnnamed
    return isUnnamed
  }
}
