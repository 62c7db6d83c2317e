/// What one document holds: a meeting, its statements in order, and the people the document names.
///
/// Ids of speakers hold within the document: they say whom it tells apart. Who they are is settled when
/// the transcript is imported, by names and identifiers and with all that is known already; only those
/// of `statedSpeakers` are taken as they are.
public struct Transcript: Hashable, Sendable {
  /// The meeting.
  public var meeting: Meeting
  /// Its statements; `ordinal` is the index.
  public var statements: [Statement]
  /// Everybody whom an attribution of `statements` refers to.
  public var speakers: [Speaker]

  /// Ids among those of `speakers` that the document states as an archive's own, as its exports do.
  public var statedSpeakers: Set<String>

  /// Creates a transcript.
  public init(
    meeting: Meeting, statements: [Statement], speakers: [Speaker],
    statedSpeakers: Set<String> = []
  ) {
    self.meeting = meeting
    self.statements = statements
    self.speakers = speakers
    self.statedSpeakers = statedSpeakers
  }
}
