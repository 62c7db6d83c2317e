/// A decision about who is who: of `verbatim.v1.Decision`.
public struct SpeakerDecision: Hashable, Sendable {
  /// From 1; 0 for a line of the merge file that the server was started with.
  public var number: UInt64
  /// As a line of a merge file.
  public var text: String
  /// Who decided; empty for a line of the merge file.
  public var principal: String
  /// When, as `2026-03-01T09:30:00.125Z`; empty for a line of the merge file.
  public var time: String
  /// The change of the archive's log that brought it; 0 for a line of the merge file.
  public var sequence: UInt64
  /// The change that undid it; 0 where it stands.
  public var undone: UInt64
  /// Why it is set aside; empty where it counts.
  public var problem: String

  /// A decision.
  public init(
    number: UInt64 = 0, text: String, principal: String = "", time: String = "",
    sequence: UInt64 = 0, undone: UInt64 = 0, problem: String = ""
  ) {
    self.number = number
    self.text = text
    self.principal = principal
    self.time = time
    self.sequence = sequence
    self.undone = undone
    self.problem = problem
  }
}

/// What came of decisions: of `verbatim.v1.DecisionReport`.
public struct DecisionReport: Hashable, Sendable {
  /// Those that were made, or undone.
  public var decisions: [SpeakerDecision]
  /// Statements that are somebody else's now.
  public var statementCount: UInt64
  /// The last change of the archive's log.
  public var sequence: UInt64

  /// A report.
  public init(decisions: [SpeakerDecision], statementCount: UInt64, sequence: UInt64) {
    self.decisions = decisions
    self.statementCount = statementCount
    self.sequence = sequence
  }
}

/// Which of a person's statements are somebody else's.
public enum SplitCondition: Hashable, Sendable {
  /// Those made in this role.
  case role(String)
  /// Those of the meeting of this id.
  case meeting(String)
  /// Those of the document of this file name.
  case document(String)
  /// Those of these days, either of which may be left out.
  case days(CalendarDate?, CalendarDate?)
}

/// Ids that are to be one: of `verbatim.v1.MergeSpeakersRequest`.
package struct SpeakersMerge: Hashable, Sendable {
  package var ids: [String]
  package var into: String
  package var isDryRun: Bool

  package init(ids: [String], into: String, isDryRun: Bool) {
    self.ids = ids
    self.into = into
    self.isDryRun = isDryRun
  }
}

/// A person of whom a part is somebody else: of `verbatim.v1.SplitSpeakerRequest`.
package struct SpeakerSplit: Hashable, Sendable {
  package var id: String
  package var into: String
  package var role = ""
  package var meetingID = ""
  package var document = ""
  package var firstDate: CalendarDate?
  package var lastDate: CalendarDate?
  package var isDryRun: Bool

  package init(id: String, into: String, isDryRun: Bool) {
    self.id = id
    self.into = into
    self.isDryRun = isDryRun
  }

  package init(id: String, _ condition: SplitCondition, into: String, isDryRun: Bool) {
    self.init(id: id, into: into, isDryRun: isDryRun)
    switch condition {
    case .role(let role): self.role = role
    case .meeting(let id): meetingID = id
    case .document(let name): document = name
    case .days(let first, let last): (firstDate, lastDate) = (first, last)
    }
  }

  /// What it parts by; nil where that is not one thing.
  package var condition: SplitCondition? {
    var conditions: [SplitCondition] = []
    if !role.isEmpty { conditions.append(.role(role)) }
    if !meetingID.isEmpty { conditions.append(.meeting(meetingID)) }
    if !document.isEmpty { conditions.append(.document(document)) }
    if firstDate != nil || lastDate != nil { conditions.append(.days(firstDate, lastDate)) }
    return conditions.count == 1 ? conditions[0] : nil
  }
}

/// Ids that are to stay two: of `verbatim.v1.KeepApartRequest`.
package struct SpeakersApart: Hashable, Sendable {
  package var id: String
  package var otherID: String
  package var isDryRun: Bool

  package init(id: String, otherID: String, isDryRun: Bool) {
    self.id = id
    self.otherID = otherID
    self.isDryRun = isDryRun
  }
}

/// A name to show: of `verbatim.v1.NameSpeakerRequest`.
package struct SpeakerNaming: Hashable, Sendable {
  package var id: String
  package var name: String
  package var isDryRun: Bool

  package init(id: String, name: String, isDryRun: Bool) {
    self.id = id
    self.name = name
    self.isDryRun = isDryRun
  }
}

/// A decision that is taken back: of `verbatim.v1.UndoDecisionRequest`.
package struct DecisionUndoing: Hashable, Sendable {
  package var number: UInt64
  package var isDryRun: Bool

  package init(number: UInt64, isDryRun: Bool) {
    self.number = number
    self.isDryRun = isDryRun
  }
}

/// Which decisions are asked for: of `verbatim.v1.ListDecisionsRequest`.
package struct DecisionQuery: Hashable, Sendable {
  /// Those that were undone, too.
  package var includesUndone: Bool

  package init(includesUndone: Bool) { self.includesUndone = includesUndone }
}
