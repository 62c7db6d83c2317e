package import Transcripts

/// A transcript as Markdown.
package struct TranscriptMarkdownWriter: StatementWriter {
  private let cites: Bool
  private var heading: (meetingID: String, date: CalendarDate)?

  /// - Parameter cites: Whether what one cites a statement by stands below it.
  package init(cites: Bool = false) { self.cites = cites }

  package mutating func write(
    _ statement: Statement, in meeting: Meeting, isFirst: Bool,
    to output: inout [UInt8]
  ) {
    if isFirst || heading.map({ $0 != (meeting.id, statement.date) }) ?? true {
      heading = (meeting.id, statement.date)
      output += "## ".utf8
      Markdown.write(meeting.title.isEmpty ? meeting.id : meeting.title, to: &output)
      output += "\n\n\(statement.date)".utf8
      if !meeting.place.isEmpty {
        output += ", ".utf8
        Markdown.write(meeting.place, to: &output)
      }
      output += "\n\n".utf8
    }
    let printed = PrintedStatement(statement)
    output += "**".utf8
    Markdown.write(printed.label.isEmpty ? "no speaker printed" : printed.label, to: &output)
    output += ":** ".utf8
    if !printed.delivery.isEmpty { Self.writeNote(printed.delivery, to: &output, behind: "* ") }
    for paragraph in printed.paragraphs {
      for part in paragraph {
        switch part {
        case .words(let words):
          // Words beside notes keep the spaces between them.
          if words.utf8.first == UInt8(ascii: " ") { output.append(UInt8(ascii: " ")) }
          Markdown.write(words, to: &output)
        case .note(let note): Self.writeNote(note, to: &output)
        }
      }
      output += "\n\n".utf8
    }
    if printed.paragraphs.isEmpty { output += "\n\n".utf8 }
    if cites { writeCitation(of: statement, meeting, to: &output) }
  }

  private static func writeNote(
    _ note: String, to output: inout [UInt8], behind: String = "*"
  ) {
    output.append(UInt8(ascii: "*"))
    Markdown.write(note, to: &output)
    output += behind.utf8
  }

  private func writeCitation(
    of statement: Statement, _ meeting: Meeting, to output: inout [UInt8]
  ) {
    output += "— ".utf8
    let url = meeting.source.url
    let link = Self.link(url)
    if link != nil { output.append(UInt8(ascii: "[")) }
    Markdown.write(statement.id, to: &output)
    if let link { output += "](<\(link)>)".utf8 }
    let time = Citation.time(of: statement)
    if !time.isEmpty {
      output += ", ".utf8
      Markdown.write(time, to: &output)
    }
    if link == nil, !url.isEmpty {
      output += ", ".utf8
      Markdown.write(url, to: &output)
    }
    output += "\n\n".utf8
  }

  /// The address as a link's target; nil when it is none that a page should link to.
  private static func link(_ url: String) -> String? {
    guard url.hasPrefix("https://") || url.hasPrefix("http://") else { return nil }
    let isPlain = url.utf8.allSatisfy {
      $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">")
        && $0 != UInt8(ascii: "\\")
    }
    return isPlain && VisibleText.visible(url) == url ? url : nil
  }
}
