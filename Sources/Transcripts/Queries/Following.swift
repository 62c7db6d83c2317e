/// A place in what happened to an archive. Fields are those of `verbatim.v1.ChangePlace`.
public struct ChangePlace: Hashable, Sendable {
  /// The archive's log: sequences of two have nothing to do with each other.
  public var log: String
  /// The number of a change, from 1; 0 for the beginning.
  public var sequence: UInt64
  /// Of the events of this change, how many were received; 0 for all of them.
  public var part: UInt32

  /// A place; by default the beginning of any archive.
  public init(log: String = "", sequence: UInt64 = 0, part: UInt32 = 0) {
    self.log = log
    self.sequence = sequence
    self.part = part
  }
}

/// A place as text of one word, for files and command lines: `LOG/SEQUENCE` or `LOG/SEQUENCE/PART`.
extension ChangePlace: LosslessStringConvertible {
  /// The place that a text says; nil where it says none.
  public init?(_ description: String) {
    let parts = description.split(separator: "/", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let sequence = UInt64(parts[1]),
      let part = parts.count == 3 ? UInt32(parts[2]) : 0
    else { return nil }
    self.init(log: String(parts[0]), sequence: sequence, part: part)
  }

  /// The text.
  public var description: String {
    part == 0 ? "\(log)/\(sequence)" : "\(log)/\(sequence)/\(part)"
  }
}

/// What happens to an archive from a place on. Fields are those of `verbatim.v1.FollowStatementsRequest`.
public struct FollowQuery: Hashable, Sendable {
  /// Which statements.
  public var filter: StatementFilter
  /// Only what happened behind this place; nil means from now on.
  public var after: ChangePlace?

  /// A query; by default for everything from now on.
  public init(filter: StatementFilter = StatementFilter(), after: ChangePlace? = nil) {
    self.filter = filter
    self.after = after
  }
}

/// Something that happened to an archive. Fields are those of `verbatim.v1.FollowStatementsResponse`.
public struct ArchiveEvent: Hashable, Sendable {
  /// Where the follower is once it has this: what to go on behind.
  public var place: ChangePlace
  /// What it is.
  public var kind: Kind
  /// With `added` and `revised`.
  public var statement: Statement?
  /// With `removed`.
  public var statementID: String
  /// With `removed` and `forgotten`.
  public var meetingID: String

  /// Kinds of what happens.
  public enum Kind: Hashable, Sendable, CaseIterable {
    /// A statement matches, and was not there or did not match before.
    case added
    /// A statement matches and matched before, and is otherwise now.
    case revised
    /// A statement that matched is no longer there, or does not match now.
    case removed
    /// How the meeting was before is not kept: forget its statements. Those that match follow as added.
    case forgotten
    /// All that happened until now was told.
    case caughtUp
    /// Nothing happened.
    case heartbeat
    /// Who is who was settled otherwise, by a decision or another merge file: statements that were told
    /// before, and others, may be of other speakers now, and match where they did not, or no longer. Whoever
    /// keeps who said what asks for it anew.
    case settled
  }

  /// An event.
  public init(
    place: ChangePlace, kind: Kind, statement: Statement? = nil, statementID: String = "",
    meetingID: String = ""
  ) {
    self.place = place
    self.kind = kind
    self.statement = statement
    self.statementID = statementID
    self.meetingID = meetingID
  }
}
