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
  /// Whether the source gives the meeting's id, or what makes it one of its kind, such as the number of
  /// a page; false where the id was made of the day and the title alone.
  package var statesMeetingID = true

  /// Ids among those of `speakers` that the document states as an archive's own, as its exports do.
  public var statedSpeakers: Set<String>

  /// People whom an export describes beside its meetings, since they have said nothing at any. They come
  /// with the document's last meeting and are no part of it: who leaves that out takes them all the same.
  package var bystanders: [Speaker] = []

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

  /// A bystander by himself, as it were at the same meeting, without a word.
  package func alone(_ bystander: Speaker) -> Transcript {
    Transcript(
      meeting: meeting, statements: [], speakers: [bystander], statedSpeakers: [bystander.id])
  }

  /// Whether two transcripts hold the same. How ids came about is no part of that.
  public static func == (left: Transcript, right: Transcript) -> Bool {
    left.meeting == right.meeting && left.statements == right.statements
      && left.speakers == right.speakers
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(meeting)
    hasher.combine(statements)
    hasher.combine(speakers)
  }
}
