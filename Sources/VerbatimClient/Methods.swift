package import RPC

/// The methods of the services that the client calls.
package enum Methods {
  private static let archive = "verbatim.v1.Archive"

  package static let getMeeting = MethodDescriptor(
    service: archive, method: "GetMeeting", kind: .unary)
  static let listRevisions = MethodDescriptor(
    service: archive, method: "ListRevisions", kind: .unary)
  package static let getStatement = MethodDescriptor(
    service: archive, method: "GetStatement", kind: .unary)
  package static let getSpeaker = MethodDescriptor(
    service: archive, method: "GetSpeaker", kind: .unary)
  package static let listMeetings = MethodDescriptor(
    service: archive, method: "ListMeetings", kind: .serverStreaming)
  package static let listSpeakers = MethodDescriptor(
    service: archive, method: "ListSpeakers", kind: .serverStreaming)
  package static let streamStatements = MethodDescriptor(
    service: archive, method: "StreamStatements", kind: .serverStreaming)
  package static let countStatements = MethodDescriptor(
    service: archive, method: "CountStatements", kind: .unary)
  package static let searchStatements = MethodDescriptor(
    service: archive, method: "SearchStatements", kind: .unary)
  package static let followStatements = MethodDescriptor(
    service: archive, method: "FollowStatements", kind: .serverStreaming)
  private static let writer = "verbatim.v1.ArchiveWriter"

  static let importDocuments = MethodDescriptor(
    service: writer, method: "ImportDocuments", kind: .bidirectionalStreaming)
  static let putMeeting = MethodDescriptor(
    service: writer, method: "PutMeeting", kind: .clientStreaming)
  static let deleteMeeting = MethodDescriptor(
    service: writer, method: "DeleteMeeting", kind: .unary)
  static let mergeSpeakers = MethodDescriptor(
    service: writer, method: "MergeSpeakers", kind: .unary)
  static let splitSpeaker = MethodDescriptor(
    service: writer, method: "SplitSpeaker", kind: .unary)
  static let keepApart = MethodDescriptor(
    service: writer, method: "KeepApart", kind: .unary)
  static let nameSpeaker = MethodDescriptor(
    service: writer, method: "NameSpeaker", kind: .unary)
  static let undoDecision = MethodDescriptor(
    service: writer, method: "UndoDecision", kind: .unary)
  static let listDecisions = MethodDescriptor(
    service: writer, method: "ListDecisions", kind: .unary)
  static let backUpArchive = MethodDescriptor(
    service: writer, method: "BackUpArchive", kind: .serverStreaming)
  static let checkHealth = MethodDescriptor(
    service: "grpc.health.v1.Health", method: "Check", kind: .unary)
}
