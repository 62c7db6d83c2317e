package import CVerbatimProto
package import Protobuf
package import Transcripts

extension Statement {
  /// The statement as a message in `arena`.
  package func encode(into arena: MessageArena) -> UnsafeMutablePointer<Verbatim__V1__Statement> {
    let message = arena.make(Messages.statement)
    message.pointee.id = arena.text(id)
    message.pointee.meeting_id = arena.text(meetingID)
    message.pointee.ordinal = ordinal
    message.pointee.date = arena.date(date)
    message.pointee.kind = kind.encoded
    message.pointee.attribution = attribution.encode(into: arena)
    message.pointee.n_paragraphs = paragraphs.count
    message.pointee.paragraphs = arena.repeated(paragraphs, arena.text)
    message.pointee.n_marks = marks.count
    message.pointee.marks = arena.repeatedMessages(marks) { $0.encode(into: arena) }
    message.pointee.timing = timing?.encode(into: arena)
    if let lines {
      let span = arena.make(Messages.lineSpan)
      span.pointee.first = lines.lowerBound
      span.pointee.last = lines.upperBound
      message.pointee.lines = span
    }
    if let section { message.pointee.section = UInt32(clamping: section + 1) }
    return message
  }

  /// The statement that a message holds. Text, dates and spans are checked; a kind that this version
  /// does not know is `.unspecified`. What statements have in common is taken from `recent`, if given.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__Statement>, recent: RecentTexts? = nil
  ) throws(ProtobufError) {
    let message = message.pointee
    self.init(
      id: try String(checking: message.id, field: "statement.id"),
      meetingID: try text(message.meeting_id, recent, field: "statement.meeting_id"),
      ordinal: message.ordinal,
      date: try CalendarDate(required: message.date, field: "statement.date"),
      kind: Kind(decoding: message.kind) ?? .unspecified,
      attribution: try message.attribution.map { value throws(ProtobufError) in
        try Attribution(decoding: value, recent: recent)
      } ?? Attribution(),
      paragraphs: try texts(
        message.paragraphs, message.n_paragraphs, field: "statement.paragraphs"),
      marks: try values(message.marks, message.n_marks) { value throws(ProtobufError) in
        try Mark(decoding: value)
      },
      timing: try message.timing.map { value throws(ProtobufError) in
        try Timing(decoding: value)
      },
      section: message.section == 0 ? nil : Int(message.section) - 1)
    if let span = message.lines?.pointee, span.first != 0 || span.last != 0 {
      guard span.first <= span.last else {
        throw ProtobufError(
          code: .invalidValue,
          message: "statement.lines ends at \(span.last), before it starts at \(span.first)")
      }
      lines = span.first...span.last
    }
  }
}

extension Statement.Timing {
  func encode(into arena: MessageArena) -> UnsafeMutablePointer<Verbatim__V1__Timing> {
    let message = arena.make(Messages.timing)
    message.pointee.start = arena.text(start)
    message.pointee.end = arena.text(end)
    return message
  }

  package init(decoding message: UnsafePointer<Verbatim__V1__Timing>) throws(ProtobufError) {
    self.init(
      start: try String(checking: message.pointee.start, field: "statement.timing.start"),
      end: try String(checking: message.pointee.end, field: "statement.timing.end"))
  }
}

extension Mark {
  func encode(into arena: MessageArena) -> UnsafeMutablePointer<Verbatim__V1__Mark> {
    let message = arena.make(Messages.mark)
    message.pointee.kind = kind.encoded
    message.pointee.paragraph = paragraph
    message.pointee.offset = offset
    message.pointee.length = length
    message.pointee.wording = arena.text(wording)
    return message
  }

  init(decoding message: UnsafePointer<Verbatim__V1__Mark>) throws(ProtobufError) {
    let message = message.pointee
    self.init(
      kind: Kind(decoding: message.kind) ?? .unspecified, paragraph: message.paragraph,
      offset: message.offset, length: message.length,
      wording: try String(checking: message.wording, field: "mark.wording"))
  }
}
