internal import HTTP1
internal import Synchronization
internal import TranscriptOutput
internal import Transcripts

/// A meeting as a file, a piece at a time.
final class Download: Sendable {
  enum Form: String, CaseIterable {
    case jsonl, csv, md, txt

    var text: Texts.Key {
      switch self {
      case .jsonl: .downloadJSON
      case .csv: .downloadCSV
      case .md: .downloadMarkdown
      case .txt: .downloadText
      }
    }

    var type: String {
      switch self {
      case .jsonl: "application/jsonl; charset=utf-8"
      case .csv: "text/csv; charset=utf-8; header=present"
      case .md: "text/markdown; charset=utf-8"
      case .txt: "text/plain; charset=utf-8"
      }
    }

    fileprivate func makeWriter() -> sending any StatementWriter {
      switch self {
      case .jsonl: StatementJSONWriter()
      case .csv: StatementCSVWriter()
      case .md: TranscriptMarkdownWriter(cites: true)
      case .txt: TranscriptTextWriter(width: 80, isColoured: false, cites: true)
      }
    }
  }

  private struct State {
    var writer: any StatementWriter
    var lastID = ""
    var isBegun = false
  }

  private let archive: ReadableArchive
  private let meeting: Meeting
  private let state: Mutex<State>

  init(_ meeting: Meeting, as form: Form, archive: ReadableArchive) {
    self.archive = archive
    self.meeting = meeting
    state = Mutex(State(writer: form.makeWriter()))
  }

  /// The next piece of the file; nil at its end.
  func next(_ isCancelled: () -> Bool) throws -> [UInt8]? {
    try state.withLock { state in
      var output: [UInt8] = []
      let isFirst = !state.isBegun
      state.isBegun = true
      if isFirst {
        let speakers = try archive.speakers(SpeakerQuery(meetingID: meeting.id), isCancelled)
        state.writer.begin(speakers: speakers, silent: [])
        output += state.writer.opening()
        if meeting.statementCount == 0, state.writer.writesEmptyMeetings {
          output += state.writer.record(ofEmpty: meeting, speakers: [])
        }
      }
      let statements = try archive.statements(
        StatementQuery(filter: StatementFilter(meetingIDs: [meeting.id]), afterID: state.lastID),
        bytes: PageReader.pieceSize, isCancelled)
      for (index, statement) in statements.enumerated() {
        state.writer.write(statement, in: meeting, isFirst: isFirst && index == 0, to: &output)
        state.lastID = statement.id
      }
      return statements.isEmpty && !isFirst ? nil : output
    }
  }
}

extension PageReader {
  /// The file of a meeting that an address names, `transcript.csv`.
  func download(_ id: String, _ name: String) throws -> HTTPResponse {
    guard name.hasPrefix("transcript."),
      let form = Download.Form(rawValue: String(name.dropFirst("transcript.".count)))
    else { throw PageError.notFound(.notFoundPage) }
    guard let meeting = try archive.meeting(id) else {
      throw PageError.notFound(.notFoundMeeting)
    }
    let download = Download(meeting, as: form, archive: archive)
    // Ids hold nothing that ends a quoted name; colons and tildes are none of every file system.
    let file = String(id.map { $0 == ":" || $0 == "~" ? "_" : $0 })
    return HTTPResponse(
      fields: [
        ("Content-Type", form.type), ("Cache-Control", "no-cache"),
        ("Content-Disposition", "attachment; filename=\"\(file).\(form.rawValue)\""),
        ("X-Content-Type-Options", "nosniff"), ("Content-Security-Policy", "sandbox"),
      ], body: .pieces { try download.next($0) })
  }
}
