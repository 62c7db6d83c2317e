import TextTranscripts
import TranscriptReading
import Transcripts

extension WordText {
  /// Whether so many lines begin with labels that it may be a transcript.
  var isLabelled: Bool {
    let sample = DocumentSample(
      bytes: Array(bytes.prefix(DocumentSample.largerSize)),
      isWhole: bytes.count <= DocumentSample.largerSize)
    return PlainTextReader(isMarkdown: true).recognise(sample) != .no
  }

  /// Says which rows of tables are heads, and which name nobody.
  private func tellTables(_ report: inout ReadingReport) {
    for head in heads {
      report.info(.header, line: head.paragraph, wording: head.words, "the head of a table")
    }
    for column in leftColumns {
      report.warn(
        .unattributed, line: column.paragraph, wording: column.words,
        "the words of this column are left out: they are neither a name nor what is said")
    }
    if nameless.count > 0 {
      report.warn(
        .unattributed, line: nameless.paragraph,
        "\(nameless.count) rows of a table name nobody, the first of them here; their words go on "
          + "with those before")
    }
  }

  /// Reads the text as labelled text; lines are those of paragraphs then.
  /// - Parameters:
  ///   - format: The format of the document that it was made of.
  ///   - digest: SHA-256 of that document.
  ///   - day: The day that the document marks as one, where the text prints none.
  func read(
    format: String, digest: [UInt8], day: CalendarDate? = nil, _ document: Document,
    _ options: ReadingOptions, _ report: inout ReadingReport, _ sink: (Transcript) throws -> Void
  ) throws {
    tellTables(&report)
    func paragraph(_ line: Int) -> Int {
      paragraphs.isEmpty ? line : paragraphs[min(max(line, 1), paragraphs.count) - 1]
    }
    let inner = Document(bytes: bytes, name: document.name, originalDigest: digest)
    var found = ReadingReport(detail: report.detail)
    defer { report.add(found, line: paragraph) }
    var openings: Set<Int> = []
    do {
      try PlainTextReader(format: format, isMarkdown: true, day: day).read(
        inner, options: options, report: &found
      ) { transcript in
        var transcript = transcript
        openings = Set(transcript.statements.compactMap { $0.lines.map { Int($0.lowerBound) } })
        for index in transcript.statements.indices {
          transcript.statements[index].lines = transcript.statements[index].lines.map {
            let (first, last) = (paragraph(Int($0.lowerBound)), paragraph(Int($0.upperBound)))
            return UInt32(min(first, last))...UInt32(max(first, last))
          }
        }
        try sink(transcript)
      }
      warn(openings, &found)
      for lines in unread {
        guard let opening = openings.filter({ lines.contains($0) }).min() else { continue }
        found.warn(
          .unattributed, line: opening,
          "a table whose columns are not told: its cells are read one behind the other, so that what "
            + "stands beside a statement may be read as its words")
      }
    } catch var error as DocumentError {
      error.line = error.line.map(paragraph)
      throw error
    }
  }

  /// Warns of names that are set as labels are and open nothing, of which nothing was said yet.
  /// - Parameter openings: The lines that open statements.
  private func warn(_ openings: Set<Int>, _ report: inout ReadingReport) {
    guard let first = openings.min(), !doubtful.isEmpty else { return }
    for (line, beginning) in doubtful
    where line > first && !openings.contains(line) && !report.hasWarned(line: line) {
      // What stands alone above a label is a heading, and no words go on below it.
      if beginning.setting == .alone, openings.contains(line + 2) { continue }
      report.warn(
        .labelRefused, line: line, wording: beginning.name,
        "\(beginning.setting.description), where labels are set otherwise; the words go on with "
          + "those before")
    }
  }
}
