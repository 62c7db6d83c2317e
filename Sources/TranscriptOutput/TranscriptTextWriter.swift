package import Transcripts

/// A transcript for people.
package struct TranscriptTextWriter: StatementWriter {
  private let width: Int?
  private let isColoured: Bool
  private let cites: Bool
  private var heading: (meetingID: String, date: CalendarDate)?
  private var line = StyledText()

  /// A writer of lines of at most `width` columns, without limit when it is nil.
  /// - Parameter cites: Whether what one cites a statement by stands below it.
  package init(width: Int?, isColoured: Bool, cites: Bool = false) {
    self.width = width
    self.isColoured = isColoured
    self.cites = cites
  }

  package mutating func write(
    _ statement: Statement, in meeting: Meeting, isFirst: Bool,
    to output: inout [UInt8]
  ) {
    if isFirst || heading.map({ $0 != (meeting.id, statement.date) }) ?? true {
      if heading != nil { output.append(0x0A) }
      heading = (meeting.id, statement.date)
      line.append(meeting.title.isEmpty ? meeting.id : meeting.title, .heading)
      endLine(&output)
      line.append("\(statement.date)")
      if !meeting.place.isEmpty { line.append(", " + meeting.place) }
      endLine(&output)
      if cites, !meeting.source.url.isEmpty {
        line.append(meeting.source.url, .note)
        endLine(&output)
      }
      output.append(0x0A)
    }
    let printed = PrintedStatement(statement)
    addLabel(printed)
    for paragraph in printed.paragraphs {
      for part in paragraph {
        switch part {
        case .words(let words): line.append(words)
        case .note(let note): line.append(note, .note)
        }
      }
      endLine(&output)
      output.append(0x0A)
    }
    if printed.paragraphs.isEmpty {
      endLine(&output)
      output.append(0x0A)
    }
    guard cites else { return }
    line.append("[" + Citation.text(of: statement) + "]", .note)
    endLine(&output)
    output.append(0x0A)
  }

  private mutating func addLabel(_ printed: PrintedStatement) {
    line.append(printed.label.isEmpty ? "[no speaker printed]" : printed.label, .label)
    if !printed.delivery.isEmpty { line.append(" " + printed.delivery, .note) }
    line.append(": ", .label)
  }

  private mutating func endLine(_ output: inout [UInt8]) {
    line.write(width: width, isColoured: isColoured, to: &output)
    line.removeAll()
  }
}

/// What a statement is cited by.
package enum Citation {
  /// Its id, and when it was made where that is known.
  package static func text(of statement: Statement) -> String {
    let time = time(of: statement)
    return time.isEmpty ? statement.id : statement.id + ", " + time
  }

  /// When it was made, `10:03:20` or `10:03:20–10:03:25`; empty when that is not known.
  static func time(of statement: Statement) -> String {
    guard let timing = statement.timing else { return "" }
    return timing.end.isEmpty ? timing.start : timing.start + "–" + timing.end
  }
}
