package import CVerbatimProto
package import Protobuf
package import Transcripts

extension DocumentReport {
  /// The report as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__DocumentReport> {
    let message = arena.make(Messages.documentReport)
    message.pointee.name = arena.text(name)
    message.pointee.format = arena.text(format)
    message.pointee.n_meetings = meetings.count
    message.pointee.meetings = arena.repeatedMessages(meetings) { $0.encode(into: arena) }
    message.pointee.n_warnings = warnings.count
    message.pointee.warnings = arena.repeatedMessages(warnings) { warning in
      let inner = arena.make(Messages.documentWarning)
      inner.pointee.line = warning.line
      inner.pointee.rule = arena.text(warning.rule)
      inner.pointee.wording = arena.text(warning.wording)
      inner.pointee.explanation = arena.text(warning.explanation)
      return inner
    }
    message.pointee.warning_count = warningCount
    message.pointee.error = arena.text(error)
    message.pointee.sequence = sequence
    return message
  }

  /// The report that a message holds. Text is checked.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__DocumentReport>
  ) throws(ProtobufError) {
    let message = message.pointee
    self.init(
      name: try String(checking: message.name, field: "name"),
      format: try String(checking: message.format, field: "format"),
      meetings: try values(message.meetings, message.n_meetings) { value throws(ProtobufError) in
        try MeetingReport(decoding: value)
      },
      warnings: try values(message.warnings, message.n_warnings) { value throws(ProtobufError) in
        Warning(
          line: value.pointee.line,
          rule: try String(checking: value.pointee.rule, field: "warnings.rule"),
          wording: try String(checking: value.pointee.wording, field: "warnings.wording"),
          explanation: try String(
            checking: value.pointee.explanation, field: "warnings.explanation"))
      },
      warningCount: message.warning_count,
      error: try String(checking: message.error, field: "error"), sequence: message.sequence)
  }
}

extension MeetingReport {
  /// The report as a message in `arena`.
  package func encode(
    into arena: MessageArena
  ) -> UnsafeMutablePointer<Verbatim__V1__MeetingReport> {
    let message = arena.make(Messages.meetingReport)
    message.pointee.id = arena.text(id)
    message.pointee.outcome = outcome.encoded
    message.pointee.revision = revision
    message.pointee.statement_count = statementCount
    message.pointee.title = arena.text(title)
    message.pointee.date = arena.date(date)
    message.pointee.problem = arena.text(problem)
    return message
  }

  /// The report that a message holds. Text is checked.
  package init(
    decoding message: UnsafePointer<Verbatim__V1__MeetingReport>
  ) throws(ProtobufError) {
    let message = message.pointee
    self.init(
      id: try String(checking: message.id, field: "meetings.id"),
      outcome: Outcome(decoding: message.outcome) ?? .unspecified,
      revision: message.revision, statementCount: message.statement_count,
      title: try String(checking: message.title, field: "meetings.title"),
      date: try CalendarDate(checking: message.date, field: "meetings.date"),
      problem: try String(checking: message.problem, field: "meetings.problem"))
  }
}

extension MeetingReport.Outcome: SchemaEnumeration {
  package static let table = EnumerationTable<Self>()

  package var encoded: Verbatim__V1__MeetingReport__Outcome {
    switch self {
    case .unspecified: VERBATIM__V1__MEETING_REPORT__OUTCOME__OUTCOME_UNSPECIFIED
    case .added: VERBATIM__V1__MEETING_REPORT__OUTCOME__OUTCOME_ADDED
    case .revised: VERBATIM__V1__MEETING_REPORT__OUTCOME__OUTCOME_REVISED
    case .unchanged: VERBATIM__V1__MEETING_REPORT__OUTCOME__OUTCOME_UNCHANGED
    case .repeated: VERBATIM__V1__MEETING_REPORT__OUTCOME__OUTCOME_REPEATED
    case .refused: VERBATIM__V1__MEETING_REPORT__OUTCOME__OUTCOME_REFUSED
    }
  }
}
