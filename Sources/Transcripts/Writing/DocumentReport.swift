/// What an archive is told of a document before its bytes. Fields are those of `verbatim.v1.DocumentHead`.
public struct DocumentHead: Hashable, Sendable {
  /// As reports call it and as the archive knows it again: a file's path or name, 1 to 4,096 bytes.
  public var name: String
  /// Read it as this format; empty for the one that it shows.
  public var format: String
  /// The day, where the document states none.
  public var date: CalendarDate?
  /// The language (BCP 47), where the document states none; empty where nobody knows.
  public var language: String
  /// Only say what would be done.
  public var isDryRun: Bool
  /// Import nothing of it if anything may be read wrongly.
  public var isStrict: Bool

  /// A document's head.
  public init(
    name: String, format: String = "", date: CalendarDate? = nil, language: String = "",
    isDryRun: Bool = false, isStrict: Bool = false
  ) {
    self.name = name
    self.format = format
    self.date = date
    self.language = language
    self.isDryRun = isDryRun
    self.isStrict = isStrict
  }
}

/// What came of a document that was imported. Fields are those of `verbatim.v1.DocumentReport`.
public struct DocumentReport: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// What it was read as; empty where no reader takes it.
  public var format: String
  /// Its meetings, in order.
  public var meetings: [MeetingReport]
  /// What may have been read wrongly, at most 1,000.
  public var warnings: [Warning]
  /// How many warnings there are in all.
  public var warningCount: UInt64
  /// Why it could not be read, or was read no further; empty where all of it was.
  public var error: String
  /// The last change of the archive's log that is of this document or before it.
  public var sequence: UInt64

  /// A report.
  public init(
    name: String, format: String = "", meetings: [MeetingReport] = [], warnings: [Warning] = [],
    warningCount: UInt64 = 0, error: String = "", sequence: UInt64 = 0
  ) {
    self.name = name
    self.format = format
    self.meetings = meetings
    self.warnings = warnings
    self.warningCount = warningCount
    self.error = error
    self.sequence = sequence
  }

  /// Something that may have been read wrongly.
  public struct Warning: Hashable, Sendable {
    /// From 1; 0 where it is about no line.
    public var line: UInt32
    /// The rule, such as "label-refused".
    public var rule: String
    /// The words in question, shortened.
    public var wording: String
    /// What was decided and why.
    public var explanation: String

    /// A warning.
    public init(line: UInt32, rule: String, wording: String, explanation: String) {
      self.line = line
      self.rule = rule
      self.wording = wording
      self.explanation = explanation
    }
  }
}

/// What came of a meeting that was to be written. Fields are those of `verbatim.v1.MeetingReport`.
public struct MeetingReport: Hashable, Sendable {
  /// What becomes of a meeting.
  public enum Outcome: Hashable, Sendable, CaseIterable {
    /// One that this version does not know.
    case unspecified
    /// The archive did not have it.
    case added
    /// The archive had it otherwise.
    case revised
    /// The archive has it just like this.
    case unchanged
    /// The archive has the same words from another document; this one is left out.
    case repeated
    /// It cannot be kept; `problem` says why.
    case refused
  }

  /// Its id in the archive.
  public var id: String
  /// What became of it.
  public var outcome: Outcome
  /// The revision that the archive has now; 0 where it is refused.
  public var revision: UInt32
  /// Its statements.
  public var statementCount: UInt32
  /// Its title.
  public var title: String
  /// Its (first) day.
  public var date: CalendarDate?
  /// Why it is refused; empty where it is not.
  public var problem: String

  /// A report.
  public init(
    id: String, outcome: Outcome, revision: UInt32 = 0, statementCount: UInt32 = 0,
    title: String = "", date: CalendarDate? = nil, problem: String = ""
  ) {
    self.id = id
    self.outcome = outcome
    self.revision = revision
    self.statementCount = statementCount
    self.title = title
    self.date = date
    self.problem = problem
  }
}
