package import Transcripts

/// The project's own JSON Lines: one statement a line, in the field names that protobuf's JSON
/// mapping gives `verbatim.v1` (https://protobuf.dev/programming-guides/json/), empty fields left
/// out.
///
/// The line of a meeting's first statement in a file also holds `meeting`, a `Meeting` object, and
/// `speakers`, the `Speaker` objects that the meeting's attributions refer to; a meeting without
/// statements is a line of its own with those alone. So every line can be used by itself, and what
/// is written and read again is the same.
package struct StatementJSON {
  private var json = JSONWriter()

  /// Creates an encoder; one encoder may be used for any number of lines.
  package init() {}

  /// The lines of a whole transcript, each ended by a line feed.
  package mutating func lines(of transcript: Transcript) -> [UInt8] {
    json.removeAll()
    let (meeting, speakers) = (transcript.meeting, transcript.speakers)
    if transcript.statements.isEmpty { write(nil, meeting, speakers) }
    for (index, statement) in transcript.statements.enumerated() {
      write(statement, index == 0 ? meeting : nil, index == 0 ? speakers : [])
    }
    return json.bytes
  }

  /// The line of one statement, ended by a line feed.
  /// - Parameters:
  ///   - meeting: The statement's meeting when this is its first statement of the output.
  ///   - speakers: The speakers of the meeting, with `meeting`.
  package mutating func line(
    of statement: Statement, meeting: Meeting? = nil, speakers: [Speaker] = []
  ) -> [UInt8] {
    json.removeAll()
    write(statement, meeting, speakers)
    return json.bytes
  }

  /// The line of a meeting without statements.
  package mutating func line(of meeting: Meeting, speakers: [Speaker] = []) -> [UInt8] {
    json.removeAll()
    write(nil, meeting, speakers)
    return json.bytes
  }

  /// A speaker by itself, which is for programs and is not read back.
  package mutating func line(of speaker: Speaker) -> [UInt8] {
    json.removeAll()
    json.object { Self.write(speaker, to: &$0) }
    json.endLine()
    return json.bytes
  }

  private mutating func write(_ statement: Statement?, _ meeting: Meeting?, _ speakers: [Speaker]) {
    json.object { json in
      if let statement { Self.write(statement, to: &json) }
      if let meeting {
        json.key("meeting")
        json.object { Self.write(meeting, to: &$0) }
      }
      if !speakers.isEmpty {
        json.key("speakers")
        json.array(speakers) { json, speaker in json.object { Self.write(speaker, to: &$0) } }
      }
    }
    json.endLine()
  }

  private static func write(_ statement: Statement, to json: inout JSONWriter) {
    json.field("id", statement.id)
    json.field("meetingId", statement.meetingID)
    json.optional("ordinal", statement.ordinal)
    json.field("date", statement.date.description)
    if statement.kind != .unspecified { json.field("kind", JSONNames.name(of: statement.kind)) }
    json.key("attribution")
    json.object { write(statement.attribution, to: &$0) }
    json.field("paragraphs", statement.paragraphs)
    if !statement.marks.isEmpty {
      json.key("marks")
      json.array(statement.marks) { json, mark in
        json.object {
          if mark.kind != .unspecified { $0.field("kind", JSONNames.name(of: mark.kind)) }
          $0.optional("paragraph", mark.paragraph)
          $0.optional("offset", mark.offset)
          $0.optional("length", mark.length)
          $0.optional("wording", mark.wording)
        }
      }
    }
    if let timing = statement.timing {
      json.key("timing")
      json.object {
        $0.optional("start", timing.start)
        $0.optional("end", timing.end)
      }
    }
    if let lines = statement.lines {
      json.key("lines")
      json.object {
        $0.field("first", lines.lowerBound)
        $0.field("last", lines.upperBound)
      }
    }
    if let section = statement.section { json.field("section", section + 1) }
  }

  private static func write(_ attribution: Attribution, to json: inout JSONWriter) {
    json.optional("label", attribution.label)
    json.optional("speakerId", attribution.speakerID)
    json.optional("name", attribution.name)
    json.optional("role", attribution.role)
    if attribution.certainty != .unspecified {
      json.field("certainty", JSONNames.name(of: attribution.certainty))
    }
    if !attribution.candidateIDs.isEmpty { json.field("candidateIds", attribution.candidateIDs) }
    guard let delivery = attribution.delivery else { return }
    json.key("delivery")
    json.object {
      if delivery.mode != .unspecified { $0.field("mode", JSONNames.name(of: delivery.mode)) }
      $0.optional("language", delivery.language)
      $0.optional("wording", delivery.wording)
    }
  }

  private static func write(_ meeting: Meeting, to json: inout JSONWriter) {
    json.field("id", meeting.id)
    json.optional("title", meeting.title)
    json.field("date", meeting.date.description)
    json.optional("endDate", meeting.endDate?.description ?? "")
    json.optional("startTime", meeting.startTime)
    json.optional("timeZone", meeting.timeZone)
    json.optional("place", meeting.place)
    if !meeting.lead.isEmpty { json.field("lead", meeting.lead) }
    json.optional("language", meeting.language)
    json.optional("kind", meeting.kind)
    if meeting.source != Meeting.Source() {
      json.key("source")
      json.object {
        $0.optional("format", meeting.source.format)
        $0.optional("url", meeting.source.url)
        $0.optional("sha256", Base64.encode(meeting.source.sha256))
        $0.optional("licence", meeting.source.licence)
        $0.optional("fileName", meeting.source.fileName)
      }
    }
    json.optional("revision", meeting.revision)
    if !meeting.sections.isEmpty {
      json.key("sections")
      json.array(meeting.sections) { json, section in
        json.object {
          $0.optional("heading", section.heading)
          $0.optional("level", section.level)
        }
      }
    }
    json.optional("statementCount", meeting.statementCount)
  }

  private static func write(_ speaker: Speaker, to json: inout JSONWriter) {
    json.field("id", speaker.id)
    json.optional("name", speaker.name)
    write("names", speaker.names, to: &json)
    write("roles", speaker.roles, to: &json)
    if !speaker.identifiers.isEmpty {
      json.key("identifiers")
      json.array(speaker.identifiers) { json, identifier in
        json.object {
          $0.optional("scheme", identifier.scheme)
          $0.optional("value", identifier.value)
        }
      }
    }
    json.optional("mergedInto", speaker.mergedInto)
    // Numbers of 64 bits are strings in protobuf's JSON.
    if speaker.statementCount > 0 { json.field("statementCount", String(speaker.statementCount)) }
    json.optional("firstDate", speaker.firstDate?.description ?? "")
    json.optional("lastDate", speaker.lastDate?.description ?? "")
  }

  private static func write(_ key: String, _ list: [Speaker.Dated], to json: inout JSONWriter) {
    guard !list.isEmpty else { return }
    json.key(key)
    json.array(list) { json, dated in
      json.object {
        $0.field("wording", dated.wording)
        $0.optional("from", dated.from?.description ?? "")
        $0.optional("to", dated.to?.description ?? "")
      }
    }
  }
}
