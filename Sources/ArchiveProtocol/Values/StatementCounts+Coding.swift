package import CVerbatimProto
package import Protobuf
package import Transcripts

extension StatementCounts {
  /// The counts as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__CountStatementsResponse> {
    let message = arena.make(Messages.counts)
    message.pointee.total = total
    message.pointee.n_groups = groups.count
    message.pointee.groups = arena.repeatedMessages(groups) { group in
      let inner = arena.make(Messages.countsGroup)
      inner.pointee.key = arena.text(group.key)
      inner.pointee.display = arena.text(group.display)
      inner.pointee.count = group.count
      inner.pointee.n_further = group.further.count
      inner.pointee.further = arena.repeatedMessages(group.further) { key in
        let further = arena.make(Messages.countsKey)
        further.pointee.key = arena.text(key.key)
        further.pointee.display = arena.text(key.display)
        return further
      }
      inner.pointee.occurrences = group.occurrences
      inner.pointee.words = group.words
      return inner
    }
    message.pointee.group_count = groupCount
    message.pointee.occurrences = occurrences
    message.pointee.words = words
    message.pointee.without_stems = withoutStems
    message.pointee.next_page_token = arena.text(nextPageToken)
    return message
  }

  /// The counts that a message holds. Text is checked.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__CountStatementsResponse>
  ) throws(ProtobufError) {
    let message = message.pointee
    self.init(
      total: message.total,
      groups: try values(message.groups, message.n_groups) { group throws(ProtobufError) in
        Group(
          key: try String(checking: group.pointee.key, field: "groups.key"),
          display: try String(checking: group.pointee.display, field: "groups.display"),
          count: group.pointee.count,
          further: try values(
            group.pointee.further, group.pointee.n_further
          ) { key throws(ProtobufError) in
            Key(
              key: try String(checking: key.pointee.key, field: "groups.further.key"),
              display: try String(checking: key.pointee.display, field: "groups.further.display"))
          }, occurrences: group.pointee.occurrences, words: group.pointee.words)
      },
      groupCount: message.group_count,
      nextPageToken: try String(checking: message.next_page_token, field: "next_page_token"),
      occurrences: message.occurrences, words: message.words,
      withoutStems: message.without_stems)
  }
}
