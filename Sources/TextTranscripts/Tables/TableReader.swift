import People
package import TranscriptReading
package import Transcripts

/// Reads tables of comma- or tab-separated values, a statement a record, the columns known by their
/// heads: speaker and text, and where there are such meeting, date, time, place, role and others.
///
/// Records of one meeting belong together, wherever they stand: those of one id and of days that lie
/// near each other, without an id those of one title and day. They stand in the order of their days, or of
/// their numbers if each has one. The day may also stand in the file's name or be given. Notes are marks. A column of
/// times holds those of the recording where they ascend from near its beginning, else those of the day; one
/// of beginnings holds those of the day only where all are hours and minutes.
package struct TableReader: DocumentReader {
  package let format = "table"

  package init() {}

  package func recognise(_ sample: DocumentSample) -> Recognition {
    guard let first = sample.bytes.first(where: { $0 > 0x20 }), first != 0x3C, first != 0x7B,
      first != 0x5B, let head = Self.head(sample.bytes)
    else { return .no }
    return head.columns.count >= 3 || ["csv", "tsv", "tab"].contains(sample.fileExtension)
      ? .certain : .likely
  }

  /// Whether a document has the columns that the user names.
  package static func has(_ given: TableHeads, _ sample: DocumentSample) -> Bool {
    !given.isEmpty && head(sample.bytes, given: given) != nil
  }

  /// Whether a document may be a table whose columns are not known: its name says so, and its first
  /// line has a delimiter.
  package static func mayBeTable(_ sample: DocumentSample) -> Bool {
    guard ["csv", "tsv", "tab"].contains(sample.fileExtension) else { return false }
    let line = firstLine(sample.bytes)
    return [0x09, 0x2C, 0x3B, 0x7C].contains { line.contains($0) }
  }

  /// Longest first record, in bytes.
  private static let maximumHead = 8192

  /// The line of the heads.
  private static func firstLine(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    bytes[DelimitedText.start(bytes)...].prefix { $0 != 0x0A && $0 != 0x0D }
  }

  /// The delimiter and the columns that a first record tells.
  private static func head(
    _ bytes: [UInt8], given: TableHeads = TableHeads()
  ) -> (delimiter: UInt8, columns: TableColumns)? {
    let line = firstLine(bytes).prefix(maximumHead)
    guard line.count < maximumHead, EncodingCheck.firstFaultOfLine(line) == nil else { return nil }
    let stated = DelimitedText.statedDelimiter(bytes)?.delimiter
    for delimiter in stated.map({ [$0] }) ?? [0x09, 0x2C, 0x3B, 0x7C] where line.contains(delimiter)
    {
      var text = DelimitedText(Array(line), delimiter: delimiter)
      if let heads = try? text.next(), let columns = TableColumns(heads.fields, given: given) {
        return (delimiter, columns)
      }
    }
    return nil
  }

  /// The error for a first record whose columns are not known.
  package static func unknownColumns(
    _ document: Document, _ bytes: [UInt8], _ options: ReadingOptions
  ) -> DocumentError {
    let line = firstLine(bytes).prefix(200)
    let heads = String(decoding: line, as: UTF8.self)
    return document.error(
      .notATranscript, line: 1,
      options.columns.isEmpty
        ? "the first record names no columns for speaker and text: “\(heads)”"
        : "the first record has not the columns \(options.columns): “\(heads)”",
      remedy: "say which columns hold them", asking: .columns)
  }

  /// Says which columns are left out.
  private static func report(
    _ columns: TableColumns, _ heads: [String], line: Int, _ report: inout ReadingReport
  ) {
    func name(_ place: Int) -> String { "“\(heads[place].trimmingSpace())” (\(place + 1))" }
    for (place, column, first) in columns.doubled where heads.indices.contains(place) {
      let told =
        "the columns \(name(first)) and \(name(place)) both hold \(column.rawValue); the latter is "
        + "left out: name the one to read by its number, if this is not it"
      switch column {
      case .text, .speaker, .name:
        report.warn(.unattributed, line: line, wording: heads[place], told)
      default: report.info(.unknownElement, line: line, wording: heads[place], told)
      }
    }
    for place in columns.unknown where heads.indices.contains(place) {
      report.info(
        .unknownElement, line: line, wording: heads[place],
        "the head of column \(place + 1) does not say what it holds; left out")
    }
  }

  /// What the tables begin with that this project writes.
  private static let ownHeads = ["id", "meeting_id", "title", "place", "date", "ordinal", "kind"]

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let bytes = try document.contents(limit: options.maximumDocumentSize)
    try EncodingCheck.check(bytes, of: document)
    guard let (delimiter, columns) = Self.head(bytes, given: options.columns) else {
      throw Self.unknownColumns(document, bytes, options)
    }
    var meetings = TableMeetings(document, options: options, columns: columns) {
      var text = DelimitedText(bytes, delimiter: delimiter)
      var days: [String] = []
      while let record = try? text.next() { days.append(columns.field(.date, of: record.fields)) }
      return Array(days.dropFirst())
    }
    var text = DelimitedText(bytes, delimiter: delimiter)
    func next() throws -> (fields: [String], line: Int)? {
      do throws(DelimitedText.Fault) {
        return try text.next()
      } catch {
        throw document.error(
          .malformed, line: error.line, error.problem, remedy: "mend the record and read again")
      }
    }
    var isOwn = false
    var names: [String] = []
    if let heads = try next() {
      names = heads.fields
      Self.report(columns, heads.fields, line: heads.line, &report)
      isOwn = heads.fields.starts(with: Self.ownHeads)
    }
    var unread = UnreadColumns(columns, heads: names)
    while let record = try next() {
      unread.add(record.fields)
      try meetings.add(
        isOwn ? record.fields.map(InertField.original) : record.fields, line: record.line,
        report: &report)
    }
    unread.tell(&report)
    guard meetings.hasStatements else {
      throw document.error(.empty, "the table has no statement", remedy: "check that it is whole")
    }
    try meetings.finish(
      digest: document.digest(of: bytes), format: format, keepsIDs: isOwn, report: &report,
      sink: sink)
  }
}
