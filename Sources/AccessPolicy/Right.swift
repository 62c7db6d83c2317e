/// What a principal may do.
package enum Right: String, CaseIterable, Hashable, Sendable {
  /// Ask for what the archive holds.
  case read
  /// Add meetings and revise them.
  case `import`
  /// Remove meetings.
  case delete
  /// Settle who is who.
  case people
  /// What concerns the server and its file: backups.
  case admin
}

/// What a method asks of whoever calls it.
package enum Requirement: Hashable, Sendable {
  /// Nothing: probes must be answered, whatever the policy is.
  case nothing
  case right(Right)
}

/// Which right each method takes. A method that has no row here is refused to everybody.
package enum MethodRights {
  private static let rows: [String: [String: Requirement]] = [
    "verbatim.v1.Archive": [
      "GetMeeting": .right(.read),
      "GetStatement": .right(.read),
      "GetSpeaker": .right(.read),
      "ListMeetings": .right(.read),
      "ListSpeakers": .right(.read),
      "StreamStatements": .right(.read),
      "CountStatements": .right(.read),
      "SearchStatements": .right(.read),
      "FollowStatements": .right(.read),
      "ListRevisions": .right(.read),
    ],
    "verbatim.v1.ArchiveWriter": [
      "ImportDocuments": .right(.import),
      "PutMeeting": .right(.import),
      "DeleteMeeting": .right(.delete),
      "MergeSpeakers": .right(.people),
      "SplitSpeaker": .right(.people),
      "KeepApart": .right(.people),
      "NameSpeaker": .right(.people),
      "UndoDecision": .right(.people),
      "ListDecisions": .right(.people),
      "BackUpArchive": .right(.admin),
    ],
    "grpc.health.v1.Health": [
      "Check": .nothing,
      "List": .nothing,
      "Watch": .nothing,
    ],
    "grpc.reflection.v1.ServerReflection": ["ServerReflectionInfo": .right(.read)],
    "grpc.reflection.v1alpha.ServerReflection": ["ServerReflectionInfo": .right(.read)],
  ]

  /// What a method takes; nil where there is no row.
  package static func requirement(service: String, method: String) -> Requirement? {
    rows[service]?[method]
  }
}
