/// One uninterrupted contribution by one voice.
///
/// Fields are those of `verbatim.v1.Statement`. Empty means not known.
public struct Statement: Hashable, Sendable {
  /// Unique in the archive: the meeting's id, "/", and a short hash that survives insertions elsewhere.
  public var id: String
  /// The meeting it was made at.
  public var meetingID: String
  /// Position within the meeting, from 0, without gaps.
  public var ordinal: UInt32
  /// The day it was made.
  public var date: CalendarDate
  /// What kind of statement it is.
  public var kind: Kind
  /// Who made it.
  public var attribution: Attribution
  /// The words, a string a paragraph, as printed and without the label.
  public var paragraphs: [String]
  /// What the document prints within or between the words that is not speech, in document order.
  public var marks: [Mark]
  /// When it was made, if the document says.
  public var timing: Timing?
  /// The lines of the source document it was read from, from 1.
  public var lines: ClosedRange<UInt32>?
  /// Index into `Meeting.sections` of the heading it stands under.
  public var section: Int?

  /// Creates a statement; everything that identifies it must be known.
  public init(
    id: String, meetingID: String, ordinal: UInt32, date: CalendarDate, kind: Kind = .speech,
    attribution: Attribution, paragraphs: [String], marks: [Mark] = [], timing: Timing? = nil,
    lines: ClosedRange<UInt32>? = nil, section: Int? = nil
  ) {
    self.id = id
    self.meetingID = meetingID
    self.ordinal = ordinal
    self.date = date
    self.kind = kind
    self.attribution = attribution
    self.paragraphs = paragraphs
    self.marks = marks
    self.timing = timing
    self.lines = lines
    self.section = section
  }

  /// What kind of statement it is. Values are those of `verbatim.v1.Statement.Kind`.
  public enum Kind: UInt32, Hashable, Sendable, CaseIterable {
    /// Not known, or of a kind this version does not know.
    case unspecified = 0
    /// A speech, or any turn the source does not call otherwise.
    case speech = 1
    /// A question.
    case question = 2
    /// An answer.
    case answer = 3
    /// A remark thrown in.
    case interjection = 4
  }

  /// When a statement was made: local times or offsets into a recording, `HH:MM:SS[.mmm]`.
  public struct Timing: Hashable, Sendable {
    /// Start; may be empty.
    public var start: String
    /// End; may be empty.
    public var end: String

    /// Creates a timing.
    public init(start: String = "", end: String = "") {
      self.start = start
      self.end = end
    }
  }
}
