import TranscriptFormats
package import TranscriptReading
package import Transcripts

/// What reading a document gave.
package struct MarkupReadings {
  package var transcripts: [Transcript] = []
  package var report: ReadingReport

  /// Reads a document in memory by the reader that recognises it.
  package init(
    _ text: String, name: String = "document.xml", options: ReadingOptions = ReadingOptions()
  )
    throws
  {
    try self.init(Array(text.utf8), name: name, options: options)
  }

  package init(
    _ bytes: [UInt8], name: String = "document.xml", options: ReadingOptions = ReadingOptions()
  )
    throws
  {
    report = ReadingReport(document: name, detail: .everything)
    var read: [Transcript] = []
    try DocumentFormats.read(bytes: bytes, name: name, options: options, report: &report) {
      read.append($0)
    }
    transcripts = read
  }

  /// Reads a file.
  package init(path: String) throws {
    report = ReadingReport(document: path, detail: .everything)
    var read: [Transcript] = []
    try DocumentFormats.read(path: path, report: &report) { read.append($0) }
    transcripts = read
  }

  /// The only meeting.
  package var only: Transcript {
    get throws {
      guard transcripts.count == 1, let first = transcripts.first else { throw NotOne() }
      return first
    }
  }

  package struct NotOne: Error {}

  /// Explanations of the warnings of a rule.
  package func warnings(_ rule: ReadingReport.Rule) -> [String] {
    report.entries.filter { $0.severity == .warning && $0.rule == rule }
      .map { "\($0.wording): \($0.explanation)" }
  }
}

extension Transcript {
  /// Each statement as `label: paragraph | paragraph`.
  package var lines: [String] {
    statements.map { "\($0.attribution.label): " + $0.paragraphs.joined(separator: " | ") }
  }

  /// The marks of a statement as `kind paragraph:offset+length wording`.
  package func marks(of statement: Int) -> [String] {
    statements[statement].marks.map {
      "\($0.kind) \($0.paragraph):\($0.offset)+\($0.length) \($0.wording)"
    }
  }
}

/// What must hold of every reading, whatever was read.
package func checkInvariants(_ transcript: Transcript) -> String? {
  let meeting = transcript.meeting
  if meeting.id.isEmpty || meeting.source.sha256.count != 32 {
    return "meeting without id or digest"
  }
  var ids: Set<String> = []
  for (index, statement) in transcript.statements.enumerated() {
    if statement.ordinal != UInt32(index) { return "ordinal \(statement.ordinal) at \(index)" }
    if !ids.insert(statement.id).inserted { return "id \(statement.id) twice" }
    if let section = statement.section, !meeting.sections.indices.contains(section) {
      return "section \(section)"
    }
    guard let lines = statement.lines, lines.lowerBound >= 1 else { return "no lines" }
    if statement.paragraphs.contains(where: { $0.isEmpty || $0.utf8.contains(0) }) {
      return "empty paragraph or NUL"
    }
    for mark in statement.marks {
      if mark.paragraph > statement.paragraphs.count { return "mark behind the end" }
      guard mark.paragraph < statement.paragraphs.count else {
        if mark.offset != 0 || mark.length != 0 { return "mark within no paragraph" }
        continue
      }
      let bytes = Array(statement.paragraphs[Int(mark.paragraph)].utf8)
      if Int(mark.offset) + Int(mark.length) > bytes.count { return "mark past its paragraph" }
      let covered = bytes[Int(mark.offset)..<Int(mark.offset + mark.length)]
      if mark.length > 0, String(decoding: covered, as: UTF8.self) != mark.wording {
        return "mark '\(mark.wording)' covers '\(String(decoding: covered, as: UTF8.self))'"
      }
    }
  }
  return nil
}
