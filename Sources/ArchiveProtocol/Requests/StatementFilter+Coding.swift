internal import CProtobufC
package import CVerbatimProto
package import Protobuf
package import Transcripts

extension StatementFilter {
  /// The filter as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__StatementFilter> {
    let message = arena.make(Messages.filter)
    message.pointee.n_speaker_ids = speakerIDs.count
    message.pointee.speaker_ids = arena.repeated(speakerIDs, arena.text)
    message.pointee.n_speaker_names = speakerNames.count
    message.pointee.speaker_names = arena.repeated(speakerNames, arena.text)
    message.pointee.from = arena.date(from)
    message.pointee.to = arena.date(to)
    message.pointee.n_meeting_ids = meetingIDs.count
    message.pointee.meeting_ids = arena.repeated(meetingIDs, arena.text)
    message.pointee.n_places = places.count
    message.pointee.places = arena.repeated(places, arena.text)
    message.pointee.n_kinds = kinds.count
    message.pointee.kinds = arena.repeated(kinds) { $0.encoded }
    message.pointee.n_statement_ids = statementIDs.count
    message.pointee.statement_ids = arena.repeated(statementIDs, arena.text)
    message.pointee.words = arena.text(words)
    message.pointee.match_inflections = matchesInflections ? 1 : 0
    return message
  }

  /// The filter that a message holds.
  /// - Parameter field: the field of the request that the filter is; errors name it.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__StatementFilter>, field: String = "filter"
  ) throws(QueryError) {
    let message = message.pointee
    func ids(
      _ values: UnsafeMutablePointer<ProtobufCBinaryData>?, _ count: Int, _ name: String
    ) throws(QueryError) -> [String] {
      try listField(values, count, "\(field).\(name)") { value throws(QueryError) in
        try idField(value, "\(field).\(name)")
      }
    }
    func words(
      _ values: UnsafeMutablePointer<ProtobufCBinaryData>?, _ count: Int, _ name: String
    ) throws(QueryError) -> [String] {
      try listField(values, count, "\(field).\(name)") { value throws(QueryError) in
        try wordsField(value, "\(field).\(name)")
      }
    }
    self.init(
      speakerIDs: try ids(message.speaker_ids, message.n_speaker_ids, "speaker_ids"),
      speakerNames: try words(message.speaker_names, message.n_speaker_names, "speaker_names"),
      from: try dateField(message.from, "\(field).from"),
      to: try dateField(message.to, "\(field).to"),
      meetingIDs: try ids(message.meeting_ids, message.n_meeting_ids, "meeting_ids"),
      places: try words(message.places, message.n_places, "places"),
      kinds: try listField(
        message.kinds, message.n_kinds, "\(field).kinds"
      ) { value throws(QueryError) in
        try enumerationField(value) {
          .invalid("\(field).kinds", "holds \($0), which is no kind of statement")
        }
      },
      statementIDs: try ids(message.statement_ids, message.n_statement_ids, "statement_ids"),
      words: try textField(message.words, "\(field).words"),
      matchesInflections: message.match_inflections != 0)
  }
}
