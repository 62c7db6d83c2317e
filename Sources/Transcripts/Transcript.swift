/// What one document holds: a meeting, its statements in order, and the people the document names.
///
/// Ids of speakers are the document's own proposals; the archive settles them against the people it
/// already knows when the transcript is imported.
public struct Transcript: Hashable, Sendable {
  /// The meeting.
  public var meeting: Meeting
  /// Its statements; `ordinal` is the index.
  public var statements: [Statement]
  /// Everybody whom an attribution of `statements` refers to.
  public var speakers: [Speaker]

  /// Creates a transcript.
  public init(meeting: Meeting, statements: [Statement], speakers: [Speaker]) {
    self.meeting = meeting
    self.statements = statements
    self.speakers = speakers
  }
}
