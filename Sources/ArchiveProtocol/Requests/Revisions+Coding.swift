internal import CProtobufC
package import CVerbatimProto
package import Protobuf
package import Transcripts

/// The answer of ListRevisions.
package struct RevisionList: Hashable, Sendable {
  /// The newest first.
  package var revisions: [MeetingRevision]

  package init(_ revisions: [MeetingRevision]) { self.revisions = revisions }

  /// The list as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__ListRevisionsResponse> {
    let message = arena.make(Messages.revisions)
    message.pointee.n_revisions = revisions.count
    message.pointee.revisions = arena.repeatedMessages(revisions) { $0.encode(into: arena) }
    return message
  }

  /// The list that a message holds. Text is checked.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__ListRevisionsResponse>
  ) throws(ProtobufError) {
    let values = UnsafeBufferPointer(
      start: message.pointee.revisions, count: message.pointee.n_revisions)
    var revisions: [MeetingRevision] = []
    for case let value? in values { revisions.append(try MeetingRevision(decoding: value)) }
    self.revisions = revisions
  }
}

extension MeetingRevision {
  func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__ListRevisionsResponse__Revision> {
    let message = arena.make(Messages.revision)
    message.pointee.revision = revision
    message.pointee.sequence = sequence
    message.pointee.time = arena.text(time)
    message.pointee.principal = arena.text(principal)
    message.pointee.title = arena.text(title)
    message.pointee.statement_count = statementCount
    message.pointee.file_name = arena.text(fileName)
    message.pointee.url = arena.text(url)
    message.pointee.is_current = isCurrent ? 1 : 0
    return message
  }

  init(
    decoding message: UnsafePointer<Verbatim__V1__ListRevisionsResponse__Revision>
  ) throws(ProtobufError) {
    let message = message.pointee
    self.init(
      revision: message.revision, sequence: message.sequence,
      time: try String(checking: message.time, field: "time"),
      principal: try String(checking: message.principal, field: "principal"),
      title: try String(checking: message.title, field: "title"),
      statementCount: message.statement_count,
      fileName: try String(checking: message.file_name, field: "file_name"),
      url: try String(checking: message.url, field: "url"), isCurrent: message.is_current != 0)
  }
}

extension RevisionList {
  /// Each revision as a line of JSON, with its end.
  package var jsonLines: [[UInt8]] {
    let plan = JSONPlan(Messages.revision)
    return revisions.map { revision in
      let arena = MessageArena()
      return withExtendedLifetime(arena) {
        var printer = JSONPrinter()
        printer.message(UnsafePointer(revision.encode(into: arena)), plan)
        printer.endLine()
        return printer.bytes
      }
    }
  }
}
