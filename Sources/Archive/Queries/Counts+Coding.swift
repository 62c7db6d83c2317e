package import CVerbatimProto
package import Protobuf
package import Transcripts

extension StatementCounts {
  private static let responseType = MessageType(verbatim__v1__count_statements_response__init)
  private static let groupType = MessageType(verbatim__v1__count_statements_response__group__init)

  /// The counts as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__CountStatementsResponse> {
    let message = arena.make(Self.responseType)
    message.pointee.total = total
    message.pointee.n_groups = groups.count
    message.pointee.groups = arena.repeatedMessages(groups) { group in
      let inner = arena.make(Self.groupType)
      inner.pointee.key = arena.text(group.key)
      inner.pointee.display = arena.text(group.display)
      inner.pointee.count = group.count
      return inner
    }
    return message
  }
}
