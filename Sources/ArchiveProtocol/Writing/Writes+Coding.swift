internal import CProtobufC
package import CVerbatimProto
package import Protobuf
package import Transcripts

// Requests of ArchiveWriter both ways, and their answers. A wrong field of a request is a `QueryError` that
// names it; what a meeting holds is a `ProtobufError` that names it.

extension DocumentPart {
  /// The part as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__ImportDocumentsRequest> {
    let message = arena.make(Messages.importDocuments)
    message.pointee.begin = begin.map { $0.encode(into: arena) }
    message.pointee.piece = piece.withUnsafeBytes { arena.bytes($0) }
    message.pointee.end = isEnd ? 1 : 0
    return message
  }

  /// The part that a message holds.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__ImportDocumentsRequest>
  ) throws(QueryError) {
    let message = message.pointee
    var begin: DocumentHead?
    if let head = message.begin { begin = try DocumentHead(decoding: head) }
    guard message.piece.len <= WriteLimits.pieceByteCount else {
      throw .invalid(
        "piece",
        "has \(message.piece.len) bytes; at most \(WriteLimits.pieceByteCount) are taken at once")
    }
    self.init(
      begin: begin, piece: Array(UnsafeRawBufferPointer(message.piece)), isEnd: message.end != 0)
  }
}

extension DocumentHead {
  func encode(into arena: MessageArena) -> UnsafeMutablePointer<Verbatim__V1__DocumentHead> {
    let message = arena.make(Messages.documentHead)
    message.pointee.name = arena.text(name)
    message.pointee.format = arena.text(format)
    message.pointee.date = arena.date(date)
    message.pointee.language = arena.text(language)
    message.pointee.dry_run = isDryRun ? 1 : 0
    message.pointee.strict = isStrict ? 1 : 0
    return message
  }

  init(decoding message: UnsafePointer<Verbatim__V1__DocumentHead>) throws(QueryError) {
    let message = message.pointee
    guard (1...WriteLimits.nameByteCount).contains(message.name.len) else {
      throw .invalid(
        "begin.name", "takes 1 to \(WriteLimits.nameByteCount) bytes, not \(message.name.len)")
    }
    self.init(
      name: try textField(message.name, "begin.name"),
      format: try wordsField(message.format, "begin.format"),
      date: try dateField(message.date, "begin.date"),
      language: try wordsField(message.language, "begin.language"),
      isDryRun: message.dry_run != 0, isStrict: message.strict != 0)
  }
}

/// What a request of ArchiveWriter may hold. The schema documents these.
package enum WriteLimits {
  /// Bytes of a document's name: the longest path there is.
  package static let nameByteCount = 4_096
  /// Bytes of a document that come at once.
  package static let pieceByteCount = 1 << 20
  /// Warnings of a report.
  package static let warnings = 1_000
}

extension MeetingPart {
  /// The part as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__PutMeetingRequest> {
    let message = arena.make(Messages.putMeeting)
    message.pointee.head = head.map { $0.encode(into: arena) }
    message.pointee.n_speakers = speakers.count
    message.pointee.speakers = arena.repeatedMessages(speakers) { $0.encode(into: arena) }
    message.pointee.n_statements = statements.count
    message.pointee.statements = arena.repeatedMessages(statements) { $0.encode(into: arena) }
    return message
  }

  /// The part that a message holds.
  /// - Parameter date: The day of statements that state none, where this is not the part with the head.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__PutMeetingRequest>, date: CalendarDate? = nil,
    in arena: MessageArena
  ) throws(ProtobufError) {
    let message = message.pointee
    let head = try message.head.map { value throws(ProtobufError) in try Head(decoding: value) }
    let speakers = try values(message.speakers, message.n_speakers) {
      value throws(ProtobufError) in try Speaker(decoding: value)
    }
    let day = arena.date(head?.meeting.date ?? date)
    for index in 0..<message.n_statements {
      if let statement = message.statements[index], statement.pointee.date.len == 0 {
        statement.pointee.date = day
      }
    }
    let statements = try values(message.statements, message.n_statements) {
      value throws(ProtobufError) in try Statement(decoding: value)
    }
    self.init(head: head, speakers: speakers, statements: statements)
  }
}

extension MeetingPart.Head {
  func encode(into arena: MessageArena) -> UnsafeMutablePointer<Verbatim__V1__PutMeetingHead> {
    let message = arena.make(Messages.putMeetingHead)
    message.pointee.meeting = meeting.encode(into: arena)
    if let expectedRevision {
      let expected = arena.make(Messages.expectedRevision)
      expected.pointee.revision = expectedRevision
      message.pointee.expected = expected
    }
    message.pointee.dry_run = isDryRun ? 1 : 0
    message.pointee.states_speakers = statesSpeakers ? 1 : 0
    return message
  }

  init(decoding message: UnsafePointer<Verbatim__V1__PutMeetingHead>) throws(ProtobufError) {
    guard let meeting = message.pointee.meeting else {
      throw ProtobufError(code: .invalidValue, message: "head.meeting is missing")
    }
    self.init(
      meeting: try Meeting(decoding: meeting),
      expectedRevision: message.pointee.expected?.pointee.revision,
      isDryRun: message.pointee.dry_run != 0, statesSpeakers: message.pointee.states_speakers != 0)
  }
}

extension PutReport {
  /// The report as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__PutMeetingResponse> {
    let message = arena.make(Messages.putReport)
    message.pointee.meeting = meeting.encode(into: arena)
    message.pointee.sequence = sequence
    return message
  }

  /// The report that a message holds. Text is checked.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__PutMeetingResponse>
  ) throws(ProtobufError) {
    guard let meeting = message.pointee.meeting else {
      throw ProtobufError(code: .invalidValue, message: "meeting is missing")
    }
    self.init(
      meeting: try MeetingReport(decoding: meeting), sequence: message.pointee.sequence)
  }
}

extension MeetingDeletion {
  /// The request as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__DeleteMeetingRequest> {
    let message = arena.make(Messages.deleteMeeting)
    message.pointee.id = arena.text(id)
    message.pointee.dry_run = isDryRun ? 1 : 0
    return message
  }

  /// The request that a message holds, whose id must not be empty.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__DeleteMeetingRequest>
  ) throws(QueryError) {
    guard message.pointee.id.len > 0 else { throw .invalid("id", "is required") }
    self.init(id: try idField(message.pointee.id, "id"), isDryRun: message.pointee.dry_run != 0)
  }
}

extension DeletedMeeting {
  /// What was deleted, as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__DeleteMeetingResponse> {
    let message = arena.make(Messages.deletedMeeting)
    message.pointee.meeting = meeting.encode(into: arena)
    message.pointee.sequence = sequence
    return message
  }

  /// What was deleted, as a message says. Text is checked.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__DeleteMeetingResponse>
  ) throws(ProtobufError) {
    guard let meeting = message.pointee.meeting else {
      throw ProtobufError(code: .invalidValue, message: "meeting is missing")
    }
    self.init(meeting: try Meeting(decoding: meeting), sequence: message.pointee.sequence)
  }
}
