package import CVerbatimProto
package import Protobuf
package import Transcripts

extension Transcript {
  /// Checks all that an archive relies on and readers might get wrong: texts and sizes by the messages
  /// that are kept, so that a field that is added to the schema is checked by that alone; what holds
  /// between fields here.
  /// - Parameters:
  ///   - arena: Where messages are made meanwhile.
  ///   - seeStatement: Is shown each statement's message when it was checked, for whoever needs it, too.
  package func validate(
    in arena: MessageArena,
    seeStatement: (UnsafePointer<Verbatim__V1__Statement>) -> Void = { _ in }
  ) throws(ImportError) {
    try checkMeeting()
    try checkMessageOfMeeting(in: arena)
    try validateSpeakers(in: arena)
    guard statements.count <= ImportLimits.statementsPerMeeting else {
      throw failure(
        "has \(statements.count) statements; at most \(ImportLimits.statementsPerMeeting) can be kept"
      )
    }
    let known = Set(texts: speakers.lazy.map(\.id))
    var seen = Set<String>(minimumCapacity: statements.count)
    for (index, statement) in statements.enumerated() {
      try check(statement, at: index, known: known)
      seeStatement(try checkMessage(of: statement, at: index, in: arena))
      guard seen.insert(statement.id).inserted else {
        throw failure("has the id of an earlier one: \(statement.id.excerpt)", at: index)
      }
    }
  }

  private func failure(_ message: String, at statement: Int? = nil) -> ImportError {
    ImportError(meetingID: meeting.id.excerpt, statement: statement, message: message)
  }

  private func checkMeeting() throws(ImportError) {
    guard meeting.id.isID(maximum: ImportLimits.meetingIDByteCount) else {
      throw failure("the id must be 1 to 128 letters, digits or characters of ._:~-")
    }
    if let end = meeting.endDate, end < meeting.date {
      throw failure("ends on \(end), before it begins on \(meeting.date)")
    }
    guard meeting.source.sha256.isEmpty || meeting.source.sha256.count == 32 else {
      throw failure("the source's SHA-256 has \(meeting.source.sha256.count) bytes instead of 32")
    }
    guard meeting.lead.count <= ImportLimits.partsPerStatement,
      meeting.sections.count <= ImportLimits.partsPerStatement
    else {
      throw failure("has more than \(ImportLimits.partsPerStatement) lead paragraphs or sections")
    }
  }

  /// The part of ``validate(in:)`` that is about people.
  package func validateSpeakers(in arena: MessageArena) throws(ImportError) {
    guard speakers.count <= ImportLimits.speakersPerMeeting else {
      throw failure(
        "names \(speakers.count) speakers; at most \(ImportLimits.speakersPerMeeting) can be kept")
    }
    var seen = Set<ExactText>(minimumCapacity: speakers.count)
    var settled: [ExactText: String] = [:]
    for speaker in speakers {
      guard !speaker.id.isEmpty, seen.insert(speaker.id).inserted else {
        throw failure("two speakers, or one without, have the id \(speaker.id.excerpt)")
      }
      if statedSpeakers.contains(speaker.id) {
        try checkLength(speaker.id, "speaker's id", maximum: ImportLimits.speakerIDByteCount)
      }
      guard !FoldedText(speaker.name).isEmpty else {
        throw failure("the speaker \(speaker.id.excerpt) has no name")
      }
      arena.reset()
      let message = speaker.encode(into: arena)
      try check(UnsafePointer(message), JSONPlans.speaker, "the speaker \(speaker.id.excerpt)")
      for name in [speaker.name] + speaker.names.map(\.wording) {
        try checkLength(name, "speaker's name", maximum: ImportLimits.nameByteCount)
      }
      for role in speaker.roles {
        try checkLength(role.wording, "speaker's role", maximum: ImportLimits.roleByteCount)
      }
      for id in speaker.otherIDs {
        guard Speaker.Identifier(scheme: "", value: id).isSpeakerID else {
          throw failure(
            "another id of the speaker \(speaker.id.excerpt), \(id.excerpt), must be 1 to 128 of "
              + "a-z, 0-9 and ._~-")
        }
      }
      for identifier in speaker.identifiers {
        guard !identifier.scheme.isEmpty, !identifier.value.isEmpty else {
          throw failure("an identifier of the speaker \(speaker.id.excerpt) is empty")
        }
        try checkLength(identifier.scheme, "speaker's identifier", maximum: 500)
        try checkLength(identifier.value, "speaker's identifier", maximum: 500)
        guard identifier.scheme != Speaker.Identifier.settledScheme || identifier.isSpeakerID else {
          throw failure(
            "the settled id \(identifier.value.excerpt) must be 1 to 128 of a-z, 0-9 and ._~-")
        }
      }
      try check(settledIDOf: speaker, &settled)
    }
  }

  /// Two voices that the document keeps apart are two people: it cannot state that they are one.
  private func check(
    settledIDOf speaker: Speaker, _ owners: inout [ExactText: String]
  ) throws(ImportError) {
    let settled = Speaker.Identifier.settledScheme
    let stated = Set(texts: speaker.identifiers.lazy.filter { $0.scheme == settled }.map(\.value))
    guard stated.count <= 1 else {
      throw failure("the speaker \(speaker.id.excerpt) has two settled ids; one is possible")
    }
    guard let id = stated.first?.text ?? (statedSpeakers.contains(speaker.id) ? speaker.id : nil)
    else { return }
    if let other = owners.updateValue(speaker.id, forKey: ExactText(id)) {
      throw failure(
        "\(other.excerpt) and \(speaker.id.excerpt), two speakers, are stated to be \(id.excerpt): "
          + "give them one id if they are one, and each their own if not")
    }
  }

  private func check(
    _ statement: Statement, at index: Int, known: Set<ExactText>
  ) throws(ImportError) {
    guard statement.ordinal == UInt32(index) else {
      throw failure("has the ordinal \(statement.ordinal) instead of \(index)", at: index)
    }
    guard statement.meetingID == meeting.id else {
      throw failure("is of another meeting, \(statement.meetingID.excerpt)", at: index)
    }
    let prefix = meeting.id.utf8.count + 1
    guard statement.id.utf8.count <= ImportLimits.statementIDByteCount,
      statement.id.hasPrefix(meeting.id + "/"),
      String(statement.id.dropFirst(prefix)).isID(maximum: ImportLimits.statementIDByteCount)
    else {
      throw failure(
        "its id, \(statement.id.excerpt), must be the meeting's, a slash, and letters, digits or "
          + "characters of ._:~-; at most 160 bytes", at: index)
    }
    guard statement.paragraphs.count <= ImportLimits.partsPerStatement,
      statement.marks.count <= ImportLimits.partsPerStatement
    else {
      throw failure(
        "has more than \(ImportLimits.partsPerStatement) paragraphs or marks", at: index)
    }
    if let section = statement.section, !meeting.sections.indices.contains(section) {
      throw failure(
        "stands under section \(section) of \(meeting.sections.count)", at: index)
    }
    try check(statement.marks, of: statement, at: index)
    try check(statement.attribution, at: index, known: known)
  }

  private func check(
    _ marks: [Mark], of statement: Statement, at index: Int
  ) throws(ImportError) {
    for mark in marks {
      let paragraph = Int(mark.paragraph)
      guard paragraph <= statement.paragraphs.count else {
        throw failure("has a mark in paragraph \(paragraph), which it has not", at: index)
      }
      let byteCount =
        paragraph == statement.paragraphs.count ? 0 : statement.paragraphs[paragraph].utf8.count
      guard Int(mark.offset) + Int(mark.length) <= byteCount else {
        throw failure("has a mark beyond the end of paragraph \(paragraph)", at: index)
      }
    }
  }

  private func check(
    _ attribution: Attribution, at index: Int, known: Set<ExactText>
  ) throws(ImportError) {
    try checkLength(
      attribution.name, "speaker's name", at: index, maximum: ImportLimits.nameByteCount)
    try checkLength(
      attribution.role, "speaker's role", at: index, maximum: ImportLimits.roleByteCount)
    guard attribution.candidateIDs.count <= ImportLimits.candidates else {
      throw failure(
        "may be of \(attribution.candidateIDs.count) speakers; at most "
          + "\(ImportLimits.candidates) can be kept", at: index)
    }
    if !attribution.speakerID.isEmpty && !known.contains(attribution.speakerID) {
      throw failure(
        "is of \(attribution.speakerID.excerpt), who is not among the transcript's speakers",
        at: index)
    }
    for id in attribution.candidateIDs where !known.contains(id) {
      throw failure(
        "may be of \(id.excerpt), who is not among the transcript's speakers", at: index)
    }
  }

  private func checkLength(
    _ text: String, _ name: String, at index: Int? = nil, maximum: Int
  ) throws(ImportError) {
    guard text.utf8.count <= maximum else {
      throw failure(
        "the \(name) has \(text.utf8.count) bytes; at most \(maximum) can be kept", at: index)
    }
  }

  // MARK: Messages

  /// Bytes by which ids grow where a meeting is kept apart from another of its day and title.
  private static let furtherIDBytes = 16

  private func checkMessageOfMeeting(in arena: MessageArena) throws(ImportError) {
    arena.reset()
    var largest = meeting
    // What the archive counts takes no more than this.
    largest.revision = .max
    largest.statementCount = .max
    try check(
      UnsafePointer(largest.encode(into: arena)), JSONPlans.meeting, "the meeting",
      further: Self.furtherIDBytes)
  }

  private func checkMessage(
    of statement: Statement, at index: Int, in arena: MessageArena
  ) throws(ImportError) -> UnsafePointer<Verbatim__V1__Statement> {
    arena.reset()
    // Settled ids have other lengths than the document's, but none is longer than this.
    let settled =
      (1 + statement.attribution.candidateIDs.count) * (ImportLimits.speakerIDByteCount + 8)
    let message = UnsafePointer(statement.encode(into: arena))
    try check(
      message, JSONPlans.statement, "the statement", at: index,
      further: settled + Self.furtherIDBytes)
    return message
  }

  /// Checks what holds of every message, whatever fields it has.
  private func check<Message>(
    _ message: UnsafePointer<Message>, _ plan: JSONPlan, _ name: String, at index: Int? = nil,
    further: Int = 0
  ) throws(ImportError) {
    guard Packing.byteCount(of: message) + further <= ImportLimits.messageByteCount else {
      throw failure("\(name) takes more than \(ImportLimits.messageByteCount) bytes", at: index)
    }
    if let field = plan.fieldWithNUL(of: message) {
      throw failure("there is a NUL character in the \(field) of \(name)", at: index)
    }
  }
}

extension String {
  /// Whether this is 1 to `maximum` letters, digits or characters of `._:~-`.
  fileprivate func isID(maximum: Int) -> Bool {
    (1...maximum).contains(utf8.count)
      && utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
          UInt8(ascii: ":"), UInt8(ascii: "~"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
