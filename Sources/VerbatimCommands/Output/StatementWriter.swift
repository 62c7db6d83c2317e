internal import TranscriptFormats
internal import Transcripts

/// Writes statements in one of the formats, one after the other.
protocol StatementWriter {
  /// Whether the people of a meeting are written with it.
  var writesSpeakers: Bool { get }
  /// What stands before the first statement.
  func opening() -> [UInt8]
  /// A statement.
  /// - Parameter isFirst: whether the statement before it, if any, was of another meeting.
  mutating func record(
    of statement: Statement, in meeting: Meeting, speakers: [Speaker], isFirst: Bool
  ) -> [UInt8]
  /// Whether meetings without statements are written too.
  var writesEmptyMeetings: Bool { get }
  /// A meeting without statements; only when ``writesEmptyMeetings``.
  mutating func record(ofEmpty meeting: Meeting, speakers: [Speaker]) -> [UInt8]
}

extension StatementWriter {
  var writesSpeakers: Bool { false }
  func opening() -> [UInt8] { [] }
  var writesEmptyMeetings: Bool { false }
  mutating func record(ofEmpty meeting: Meeting, speakers: [Speaker]) -> [UInt8] { [] }
}

/// A transcript for people.
struct TranscriptTextWriter: StatementWriter {
  private let width: Int?
  private let isColoured: Bool
  private var heading: (meetingID: String, date: CalendarDate)?

  init(width: Int?, isColoured: Bool) {
    self.width = width
    self.isColoured = isColoured
  }

  mutating func record(
    of statement: Statement, in meeting: Meeting, speakers: [Speaker], isFirst: Bool
  ) -> [UInt8] {
    var text = ""
    if isFirst || heading.map({ $0 != (meeting.id, statement.date) }) ?? true {
      if heading != nil { text += "\n" }
      heading = (meeting.id, statement.date)
      text += lines {
        $0.append(meeting.title.isEmpty ? meeting.id : meeting.title, .heading)
      }
      text += lines {
        $0.append("\(statement.date)")
        if !meeting.place.isEmpty { $0.append(", " + meeting.place) }
      }
      text += "\n"
    }
    let printed = PrintedStatement(statement)
    for (index, paragraph) in printed.paragraphs.enumerated() {
      text += lines { line in
        if index == 0 { Self.label(printed, &line) }
        for part in paragraph {
          switch part {
          case .words(let words): line.append(words)
          case .note(let note): line.append(note, .note)
          }
        }
      }
      text += "\n"
    }
    if printed.paragraphs.isEmpty { text += lines { Self.label(printed, &$0) } + "\n" }
    return Array(text.utf8)
  }

  private static func label(_ printed: PrintedStatement, _ line: inout StyledText) {
    line.append(printed.label.isEmpty ? "[no speaker printed]" : printed.label, .label)
    if !printed.delivery.isEmpty { line.append(" " + printed.delivery, .note) }
    line.append(": ", .label)
  }

  private func lines(_ body: (inout StyledText) -> Void) -> String {
    var text = StyledText()
    body(&text)
    return text.lines(width: width, isColoured: isColoured)
  }
}

/// A transcript as Markdown.
struct TranscriptMarkdownWriter: StatementWriter {
  private var heading: (meetingID: String, date: CalendarDate)?

  mutating func record(
    of statement: Statement, in meeting: Meeting, speakers: [Speaker], isFirst: Bool
  ) -> [UInt8] {
    var text = ""
    if isFirst || heading.map({ $0 != (meeting.id, statement.date) }) ?? true {
      heading = (meeting.id, statement.date)
      text += "## \(Markdown.escaped(meeting.title.isEmpty ? meeting.id : meeting.title))\n\n"
      text += "\(statement.date)"
      if !meeting.place.isEmpty { text += ", \(Markdown.escaped(meeting.place))" }
      text += "\n\n"
    }
    let printed = PrintedStatement(statement)
    let label = printed.label.isEmpty ? "no speaker printed" : printed.label
    var lead = "**\(Markdown.escaped(label)):** "
    if !printed.delivery.isEmpty { lead += "*\(Markdown.escaped(printed.delivery))* " }
    for paragraph in printed.paragraphs {
      text += lead
      for part in paragraph {
        switch part {
        case .words(let words): text += Self.escapedWithin(words)
        case .note(let note): text += "*\(Markdown.escaped(note))*"
        }
      }
      text += "\n\n"
      lead = ""
    }
    if printed.paragraphs.isEmpty { text += lead + "\n\n" }
    return Array(text.utf8)
  }

  /// Words beside notes keep the spaces between them.
  private static func escapedWithin(_ words: String) -> String {
    (words.hasPrefix(" ") ? " " : "") + Markdown.escaped(words)
  }
}

/// A record a statement.
struct StatementCSVWriter: StatementWriter {
  func opening() -> [UInt8] {
    CSV.record([
      "id", "meeting_id", "title", "place", "date", "ordinal", "kind", "speaker_id", "label",
      "name",
      "role", "text", "notes",
    ])
  }

  mutating func record(
    of statement: Statement, in meeting: Meeting, speakers: [Speaker], isFirst: Bool
  ) -> [UInt8] {
    let attribution = statement.attribution
    return CSV.record([
      statement.id, statement.meetingID, meeting.title, meeting.place, "\(statement.date)",
      "\(statement.ordinal)", StatementKindArgument.name(of: statement.kind), attribution.speakerID,
      attribution.label, attribution.name, attribution.role,
      statement.paragraphs.joined(separator: "\n\n"),
      statement.marks.map(\.wording).joined(separator: "\n"),
    ])
  }
}

/// The project's own JSON Lines.
struct StatementJSONWriter: StatementWriter {
  private var export = ExportWriter()

  var writesSpeakers: Bool { true }

  mutating func record(
    of statement: Statement, in meeting: Meeting, speakers: [Speaker], isFirst: Bool
  ) -> [UInt8] {
    export.removeAll()
    let needs = export.needs(of: statement)
    export.write(
      statement, meeting: needs.meetingID == nil ? nil : meeting,
      // A file that is written at once has people of several documents: they may have changed.
      speakers: isFirst || !needs.speakerIDs.isEmpty ? speakers : [])
    return export.bytes
  }

  var writesEmptyMeetings: Bool { true }

  mutating func record(ofEmpty meeting: Meeting, speakers: [Speaker]) -> [UInt8] {
    export.removeAll()
    export.write(meeting, speakers: speakers)
    return export.bytes
  }
}
