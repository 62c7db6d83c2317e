/// A meeting as one import had it. Fields are those of `verbatim.v1.ListRevisionsResponse.Revision`.
public struct MeetingRevision: Hashable, Sendable {
  /// Its number, from 1.
  public var revision: UInt32
  /// The change of the archive's log that brought it.
  public var sequence: UInt64
  /// When, "2026-03-01T09:30:00.125Z".
  public var time: String
  /// By whom.
  public var principal: String
  /// The meeting's title then.
  public var title: String
  /// How many statements it has.
  public var statementCount: UInt32
  /// The document that it came from; empty where that is not known.
  public var fileName: String
  /// Its address; empty where that is not known.
  public var url: String
  /// Whether it is what is served.
  public var isCurrent: Bool

  /// A revision.
  public init(
    revision: UInt32, sequence: UInt64, time: String, principal: String, title: String,
    statementCount: UInt32, fileName: String, url: String, isCurrent: Bool
  ) {
    self.revision = revision
    self.sequence = sequence
    self.time = time
    self.principal = principal
    self.title = title
    self.statementCount = statementCount
    self.fileName = fileName
    self.url = url
    self.isCurrent = isCurrent
  }
}
