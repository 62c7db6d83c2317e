package import CVerbatimProto
package import Protobuf
package import Transcripts

extension Attribution {
  /// The attribution as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__Attribution> {
    let message = arena.make(Messages.attribution)
    message.pointee.label = arena.text(label)
    message.pointee.speaker_id = arena.text(speakerID)
    message.pointee.name = arena.text(name)
    message.pointee.role = arena.text(role)
    message.pointee.certainty = certainty.encoded
    message.pointee.n_candidate_ids = candidateIDs.count
    message.pointee.candidate_ids = arena.repeated(candidateIDs, arena.text)
    message.pointee.delivery = delivery?.encode(into: arena)
    return message
  }

  /// The attribution that a message holds; text is checked.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__Attribution>, recent: RecentTexts? = nil
  ) throws(ProtobufError) {
    let message = message.pointee
    self.init(
      label: try text(message.label, recent, field: "attribution.label"),
      speakerID: try text(message.speaker_id, recent, field: "attribution.speaker_id"),
      name: try text(message.name, recent, field: "attribution.name"),
      role: try text(message.role, recent, field: "attribution.role"),
      certainty: Certainty(decoding: message.certainty) ?? .unspecified,
      candidateIDs: try texts(
        message.candidate_ids, message.n_candidate_ids, field: "attribution.candidate_ids"),
      delivery: try message.delivery.map { value throws(ProtobufError) in
        try Delivery(decoding: value)
      })
  }
}

extension Attribution.Delivery {
  func encode(into arena: MessageArena) -> UnsafeMutablePointer<Verbatim__V1__Delivery> {
    let message = arena.make(Messages.delivery)
    message.pointee.mode = mode.encoded
    message.pointee.language = arena.text(language)
    message.pointee.wording = arena.text(wording)
    return message
  }

  init(decoding message: UnsafePointer<Verbatim__V1__Delivery>) throws(ProtobufError) {
    let message = message.pointee
    self.init(
      mode: Mode(decoding: message.mode) ?? .unspecified,
      language: try String(checking: message.language, field: "attribution.delivery.language"),
      wording: try String(checking: message.wording, field: "attribution.delivery.wording"))
  }
}
