import MarkupTranscripts
import OfficeTranscripts
import TextTranscripts
import TranscriptJSON
package import TranscriptReading
package import Transcripts

/// The formats that can be read, and the choice among them.
package enum DocumentFormats {
  /// Every reader; of readers that recognise a document equally surely the first is taken.
  package static let readers: [any DocumentReader] = [
    KremlinReader(), AkomaNtosoReader(), ParlaMintReader(), PublicWhipReader(),
    PlenarprotokollReader(), DocxReader(), RecognitionReader(), JSONLinesReader(), WebVTTReader(),
    SubRipReader(),
    TableReader(),
    FrontMatterMarkdownReader(),
    PageTextReader(),
    PlainTextReader(),
    PageReader(),
  ]

  /// The reader that fits a document best.
  package static func reader(for sample: DocumentSample) -> (any DocumentReader)? {
    var best: (reader: any DocumentReader, fit: Recognition)?
    for reader in readers where reader.surest > best?.fit ?? .no {
      let fit = reader.recognise(sample)
      if fit > best?.fit ?? .no { best = (reader, fit) }
      // None of those behind it can be surer.
      if fit == .certain { break }
    }
    return best?.reader
  }

  /// The reader that fits a document best, looking further where its beginning tells nothing: a single
  /// statement may be longer than that.
  private static func reader(
    for document: Document, _ sample: DocumentSample
  ) throws -> (any DocumentReader)? {
    if let reader = reader(for: sample) { return reader }
    guard !sample.isWhole else { return nil }
    return reader(for: try document.sample(of: DocumentSample.largerSize))
  }

  /// The reader of a format.
  package static func reader(named format: String) -> (any DocumentReader)? {
    readers.first { $0.format == format }
  }

  /// Reads the file at a path, or standard input when the path is `-`.
  /// - Parameters:
  ///   - format: The format's name; nil for that of the options, or to choose by content.
  ///   - report: Takes what was read as what; also when reading fails.
  ///   - sink: Takes the meetings in document order.
  /// - Throws: ``DocumentError``, or whatever `sink` throws.
  package static func read(
    path: String, format: String? = nil, options: ReadingOptions = ReadingOptions(),
    report: inout ReadingReport, sink: (Transcript) throws -> Void
  ) throws {
    report.document = path
    try read(
      Document(path: path), format: format, options: options, report: &report, sink: sink)
  }

  /// Reads a document in memory; `name` is what messages call it.
  package static func read(
    bytes: [UInt8], name: String, format: String? = nil,
    options: ReadingOptions = ReadingOptions(), report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    try read(
      Document(bytes: bytes, name: name), format: format, options: options, report: &report,
      sink: sink)
  }

  /// Reads a document by the reader that fits it.
  package static func read(
    _ document: Document, format: String? = nil, options: ReadingOptions,
    report: inout ReadingReport, sink: (Transcript) throws -> Void
  ) throws {
    report.document = document.name
    var sample = try document.sample()
    var document = document
    if let unpacked = try PackedDocument.unpacked(document, sample, options) {
      document = unpacked
      sample = try document.sample()
      report.info(.header, "the document is packed by gzip, and read as what it holds")
    }
    if let utf8 = try WideText.document(of: document, sample, options) {
      document = utf8
      sample = try document.sample()
      report.info(.header, "the document is UTF-16, and read as such")
    }
    if ForeignFile(sample.bytes) == nil,
      let utf8 = try TextEncoding.document(of: document, sample, options)
    {
      document = utf8
      sample = try document.sample()
      report.info(.header, "the document is read as \(options.encoding ?? "")")
    }
    let isBlank = sample.bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
    if sample.isWhole, isBlank {
      throw document.error(
        .empty, "the document is empty", remedy: "check that it was saved or downloaded whole")
    }
    let isUnpacked = (format ?? options.format).map { $0 == DocxReader().format } ?? true
    if var kind = ForeignFile(sample.bytes) ?? ForeignFile(binary: sample.bytes),
      !isUnpacked || DocxReader().recognise(sample) == .no
    {
      if sample.bytes.starts(with: [0x50, 0x4B, 3, 4]) {
        kind = ForeignFile(zip: sample.bytes, isNamed: document.fileName)
      }
      throw document.error(.notATranscript, "this is \(kind.name)", remedy: kind.remedy)
    }
    let reader: any DocumentReader
    if let format = format ?? options.format {
      guard let named = self.reader(named: format) else {
        let known = readers.map(\.format).joined(separator: ", ")
        throw document.error(
          .refused, "there is no format “\(format)”", remedy: "name one of: \(known)")
      }
      reader = named
    } else if TableReader.has(options.columns, sample) {
      reader = TableReader()
    } else if let best = try self.reader(for: document, sample) {
      reader = best
    } else {
      try EncodingCheck.check(sample, of: document)
      Expectations.report(readers, to: &report)
      if TableReader.mayBeTable(sample) {
        throw TableReader.unknownColumns(document, sample.bytes, options)
      }
      throw document.error(
        .notATranscript, "no reader takes this for a transcript",
        remedy: Expectations.remedy, asking: .format)
    }
    report.format = reader.format
    var options = options
    options.format = format ?? options.format
    do {
      try reader.read(document, options: options, report: &report, sink: sink)
    } catch let error as DocumentError where error.code == .notATranscript {
      Expectations.report(
        readers, but: reader.format, for: error.problem, isNamed: options.format != nil,
        to: &report)
      throw error
    }
  }
}
