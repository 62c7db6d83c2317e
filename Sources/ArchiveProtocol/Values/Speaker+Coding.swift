package import CVerbatimProto
package import Protobuf
package import Transcripts

extension Speaker {
  /// The speaker as a message in `arena`.
  package func encode(into arena: MessageArena) -> UnsafeMutablePointer<Verbatim__V1__Speaker> {
    let message = arena.make(Messages.speaker)
    message.pointee.id = arena.text(id)
    message.pointee.name = arena.text(name)
    message.pointee.n_names = names.count
    message.pointee.names = arena.repeatedMessages(names) { name in
      let inner = arena.make(Messages.speakerName)
      inner.pointee.wording = arena.text(name.wording)
      inner.pointee.from = arena.date(name.from)
      inner.pointee.to = arena.date(name.to)
      return inner
    }
    message.pointee.n_roles = roles.count
    message.pointee.roles = arena.repeatedMessages(roles) { role in
      let inner = arena.make(Messages.speakerRole)
      inner.pointee.wording = arena.text(role.wording)
      inner.pointee.from = arena.date(role.from)
      inner.pointee.to = arena.date(role.to)
      return inner
    }
    message.pointee.n_identifiers = identifiers.count
    message.pointee.identifiers = arena.repeatedMessages(identifiers) { identifier in
      let inner = arena.make(Messages.speakerIdentifier)
      inner.pointee.scheme = arena.text(identifier.scheme)
      inner.pointee.value = arena.text(identifier.value)
      return inner
    }
    message.pointee.merged_into = arena.text(mergedInto)
    message.pointee.statement_count = statementCount
    message.pointee.first_date = arena.date(firstDate)
    message.pointee.last_date = arena.date(lastDate)
    message.pointee.n_other_ids = otherIDs.count
    message.pointee.other_ids = arena.repeated(otherIDs) { arena.text($0) }
    return message
  }

  /// The speaker that a message holds. Text and dates are checked.
  package init(decoding message: UnsafePointer<Verbatim__V1__Speaker>) throws(ProtobufError) {
    let message = message.pointee
    self.init(
      id: try String(checking: message.id, field: "speaker.id"),
      name: try String(checking: message.name, field: "speaker.name"),
      names: try values(message.names, message.n_names) { value throws(ProtobufError) in
        try Dated(
          value.pointee.wording, value.pointee.from, value.pointee.to, field: "speaker.names")
      },
      roles: try values(message.roles, message.n_roles) { value throws(ProtobufError) in
        try Dated(
          value.pointee.wording, value.pointee.from, value.pointee.to, field: "speaker.roles")
      },
      identifiers: try values(
        message.identifiers, message.n_identifiers
      ) { value throws(ProtobufError) in
        Identifier(
          scheme: try String(checking: value.pointee.scheme, field: "speaker.identifiers.scheme"),
          value: try String(checking: value.pointee.value, field: "speaker.identifiers.value"))
      },
      mergedInto: try String(checking: message.merged_into, field: "speaker.merged_into"),
      statementCount: message.statement_count,
      firstDate: try CalendarDate(checking: message.first_date, field: "speaker.first_date"),
      lastDate: try CalendarDate(checking: message.last_date, field: "speaker.last_date"),
      otherIDs: try texts(message.other_ids, message.n_other_ids, field: "speaker.other_ids"))
  }
}

extension Speaker.Dated {
  fileprivate init(
    _ wording: ProtobufCBinaryData, _ from: ProtobufCBinaryData, _ to: ProtobufCBinaryData,
    field: String
  ) throws(ProtobufError) {
    self.init(
      try String(checking: wording, field: "\(field).wording"),
      from: try CalendarDate(checking: from, field: "\(field).from"),
      to: try CalendarDate(checking: to, field: "\(field).to"))
  }
}
