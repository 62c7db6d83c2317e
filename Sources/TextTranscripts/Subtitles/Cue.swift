import TranscriptReading

/// A subtitle: when it is shown, and its lines.
struct Cue {
  var start: CueTime
  var end: CueTime
  /// The line of its times, from 0.
  var line: Int
  /// Its lines of text, from 0.
  var text: Range<Int>
  /// The name that the line above its times gives; nil without one.
  var voice: String?
}
