extension Transcript {
  /// Checks all that an archive relies on and readers might get wrong. What reads documents without an
  /// archive asks as well, so that it says what an archive would.
  package func validate() throws(ImportError) {
    try checkMeeting()
    try checkSpeakers()
    guard statements.count <= ImportLimits.statementsPerMeeting else {
      throw failure(
        "has \(statements.count) statements; at most \(ImportLimits.statementsPerMeeting) can be kept"
      )
    }
    let known = Set(speakers.lazy.map(\.id))
    var seen = Set<String>(minimumCapacity: statements.count)
    for (index, statement) in statements.enumerated() {
      try check(statement, at: index, known: known)
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
    try checkText(meeting.title, "title")
    try checkText(meeting.startTime, "start time")
    try checkText(meeting.timeZone, "time zone")
    try checkText(meeting.place, "place")
    try checkText(meeting.language, "language")
    try checkText(meeting.kind, "kind")
    try checkText(meeting.source.format, "source's format")
    try checkText(meeting.source.url, "source's address")
    try checkText(meeting.source.licence, "source's licence")
    try checkText(meeting.source.fileName, "source's file name")
    guard meeting.source.sha256.isEmpty || meeting.source.sha256.count == 32 else {
      throw failure("the source's SHA-256 has \(meeting.source.sha256.count) bytes instead of 32")
    }
    guard meeting.lead.count <= ImportLimits.partsPerStatement,
      meeting.sections.count <= ImportLimits.partsPerStatement
    else {
      throw failure("has more than \(ImportLimits.partsPerStatement) lead paragraphs or sections")
    }
    for paragraph in meeting.lead { try checkText(paragraph, "lead") }
    for section in meeting.sections { try checkText(section.heading, "heading") }
    guard !meeting.isTooLarge else {
      throw failure("takes more than \(ImportLimits.messageByteCount) bytes without its statements")
    }
  }

  private func checkSpeakers() throws(ImportError) {
    guard speakers.count <= ImportLimits.speakersPerMeeting else {
      throw failure(
        "names \(speakers.count) speakers; at most \(ImportLimits.speakersPerMeeting) can be kept")
    }
    var seen = Set<String>(minimumCapacity: speakers.count)
    for speaker in speakers {
      guard !speaker.id.isEmpty, seen.insert(speaker.id).inserted else {
        throw failure("two speakers, or one without, have the id \(speaker.id.excerpt)")
      }
      guard !FoldedText(speaker.name).isEmpty else {
        throw failure("the speaker \(speaker.id.excerpt) has no name")
      }
      for name in [speaker.name] + speaker.names.map(\.wording) {
        try checkText(name, "speaker's name", maximum: ImportLimits.nameByteCount)
      }
      for role in speaker.roles {
        try checkText(role.wording, "speaker's role", maximum: ImportLimits.roleByteCount)
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
        try checkText(identifier.scheme, "speaker's identifier", maximum: 500)
        try checkText(identifier.value, "speaker's identifier", maximum: 500)
        guard identifier.scheme != Speaker.Identifier.settledScheme || identifier.isSpeakerID else {
          throw failure(
            "the settled id \(identifier.value.excerpt) must be 1 to 128 of a-z, 0-9 and ._~-")
        }
      }
    }
  }

  private func check(
    _ statement: Statement, at index: Int, known: Set<String>
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
    for paragraph in statement.paragraphs { try checkText(paragraph, "text", at: index) }
    try check(statement.marks, of: statement, at: index)
    try check(statement.attribution, at: index, known: known)
    if let timing = statement.timing {
      try checkText(timing.start, "time", at: index)
      try checkText(timing.end, "time", at: index)
    }
    guard !statement.isTooLarge else {
      throw failure("takes more than \(ImportLimits.messageByteCount) bytes", at: index)
    }
  }

  private func check(
    _ marks: [Mark], of statement: Statement, at index: Int
  ) throws(ImportError) {
    for mark in marks {
      try checkText(mark.wording, "mark", at: index)
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
    _ attribution: Attribution, at index: Int, known: Set<String>
  ) throws(ImportError) {
    try checkText(attribution.label, "label", at: index)
    try checkText(
      attribution.name, "speaker's name", at: index, maximum: ImportLimits.nameByteCount)
    try checkText(
      attribution.role, "speaker's role", at: index, maximum: ImportLimits.roleByteCount)
    if let delivery = attribution.delivery {
      try checkText(delivery.language, "language", at: index)
      try checkText(delivery.wording, "delivery", at: index)
    }
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

  private func checkText(
    _ text: String, _ name: String, at index: Int? = nil,
    maximum: Int = ImportLimits.messageByteCount
  ) throws(ImportError) {
    guard text.utf8.count <= maximum else {
      throw failure(
        "the \(name) has \(text.utf8.count) bytes; at most \(maximum) can be kept", at: index)
    }
    guard !text.utf8.contains(0) else {
      throw failure("the \(name) holds a NUL character", at: index)
    }
  }
}

/// What a message takes at most, given its texts and how many fields and submessages it has.
private struct MessageBound {
  private var byteCount: Int

  /// A field's tag and length, and those of the submessage around it.
  private static let fieldByteCount = 12

  init(fields: Int) { byteCount = fields * Self.fieldByteCount }

  mutating func add(_ texts: some Sequence<String>) {
    for text in texts { byteCount += text.utf8.count + Self.fieldByteCount }
  }

  mutating func add(parts: Int, fields: Int) {
    byteCount += parts * (fields + 1) * Self.fieldByteCount
  }

  var isTooLarge: Bool { byteCount > ImportLimits.messageByteCount }
}

extension Statement {
  fileprivate var isTooLarge: Bool {
    var bound = MessageBound(fields: 32)
    bound.add(paragraphs)
    bound.add(marks.lazy.map(\.wording))
    bound.add(parts: marks.count, fields: 5)
    bound.add([id, meetingID, attribution.label, attribution.name, attribution.role])
    bound.add([attribution.delivery?.language ?? "", attribution.delivery?.wording ?? ""])
    bound.add([timing?.start ?? "", timing?.end ?? ""])
    // Settled ids have other lengths than the document's, but at most this one.
    bound.add(parts: attribution.candidateIDs.count + 1, fields: 12)
    return bound.isTooLarge
  }
}

extension Meeting {
  fileprivate var isTooLarge: Bool {
    var bound = MessageBound(fields: 32)
    bound.add(lead)
    bound.add(sections.lazy.map(\.heading))
    bound.add(parts: sections.count, fields: 2)
    bound.add([
      id, title, startTime, timeZone, place, language, kind, String(repeating: " ", count: 64),
    ])
    bound.add([source.format, source.url, source.licence, source.fileName])
    return bound.isTooLarge
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
