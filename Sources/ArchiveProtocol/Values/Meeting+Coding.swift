internal import CProtobufC
package import CVerbatimProto
package import Protobuf
package import Transcripts

extension Meeting {
  /// The meeting as a message in `arena`.
  package func encode(into arena: MessageArena) -> UnsafeMutablePointer<Verbatim__V1__Meeting> {
    let message = arena.make(Messages.meeting)
    message.pointee.id = arena.text(id)
    message.pointee.title = arena.text(title)
    message.pointee.date = arena.date(date)
    message.pointee.end_date = arena.date(endDate)
    message.pointee.start_time = arena.text(startTime)
    message.pointee.time_zone = arena.text(timeZone)
    message.pointee.place = arena.text(place)
    message.pointee.n_lead = lead.count
    message.pointee.lead = arena.repeated(lead, arena.text)
    message.pointee.language = arena.text(language)
    message.pointee.kind = arena.text(kind)
    if source != Source() { message.pointee.source = source.encode(into: arena) }
    message.pointee.revision = revision
    message.pointee.n_sections = sections.count
    message.pointee.sections = arena.repeatedMessages(sections) { $0.encode(into: arena) }
    message.pointee.statement_count = statementCount
    return message
  }

  /// The meeting that a message holds. Text and dates are checked.
  package init(decoding message: UnsafePointer<Verbatim__V1__Meeting>) throws(ProtobufError) {
    let message = message.pointee
    self.init(
      id: try String(checking: message.id, field: "meeting.id"),
      title: try String(checking: message.title, field: "meeting.title"),
      date: try CalendarDate(required: message.date, field: "meeting.date"),
      endDate: try CalendarDate(checking: message.end_date, field: "meeting.end_date"),
      startTime: try String(checking: message.start_time, field: "meeting.start_time"),
      timeZone: try String(checking: message.time_zone, field: "meeting.time_zone"),
      place: try String(checking: message.place, field: "meeting.place"),
      lead: try texts(message.lead, message.n_lead, field: "meeting.lead"),
      language: try String(checking: message.language, field: "meeting.language"),
      kind: try String(checking: message.kind, field: "meeting.kind"),
      source: try message.source.map { value throws(ProtobufError) in
        try Source(decoding: value)
      } ?? Source(),
      revision: message.revision,
      sections: try values(message.sections, message.n_sections) { value throws(ProtobufError) in
        try Section(decoding: value)
      },
      statementCount: message.statement_count)
  }
}

extension Meeting.Source {
  func encode(into arena: MessageArena) -> UnsafeMutablePointer<Verbatim__V1__Source> {
    let message = arena.make(Messages.source)
    message.pointee.format = arena.text(format)
    message.pointee.url = arena.text(url)
    message.pointee.sha256 = sha256.withUnsafeBytes { arena.bytes($0) }
    message.pointee.licence = arena.text(licence)
    message.pointee.file_name = arena.text(fileName)
    return message
  }

  init(decoding message: UnsafePointer<Verbatim__V1__Source>) throws(ProtobufError) {
    let message = message.pointee
    guard message.sha256.len == 0 || message.sha256.len == 32 else {
      throw ProtobufError(
        code: .invalidValue,
        message: "meeting.source.sha256 has \(message.sha256.len) bytes instead of 32")
    }
    self.init(
      format: try String(checking: message.format, field: "meeting.source.format"),
      url: try String(checking: message.url, field: "meeting.source.url"),
      sha256: Array(UnsafeRawBufferPointer(message.sha256)),
      licence: try String(checking: message.licence, field: "meeting.source.licence"),
      fileName: try String(checking: message.file_name, field: "meeting.source.file_name"))
  }
}

extension Meeting.Section {
  func encode(into arena: MessageArena) -> UnsafeMutablePointer<Verbatim__V1__Section> {
    let message = arena.make(Messages.section)
    message.pointee.heading = arena.text(heading)
    message.pointee.level = level
    return message
  }

  init(decoding message: UnsafePointer<Verbatim__V1__Section>) throws(ProtobufError) {
    self.init(
      heading: try String(checking: message.pointee.heading, field: "meeting.sections.heading"),
      level: message.pointee.level)
  }
}
