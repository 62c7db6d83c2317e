package import TranscriptReading
package import Transcripts

/// Reads the text of a saved page: site chrome, title, a line with day and place, a lead, then
/// statements whose labels stand at the beginning of their line, and the date line again.
package struct PageTextReader: DocumentReader {
  package let format = "page-text"

  package init() {}

  package func recognise(_ sample: DocumentSample) -> Recognition {
    guard let first = sample.bytes.first(where: { $0 > 0x20 }), first != 0x3C, first != 0x7B,
      !sample.bytes.starts(with: Array("---\n".utf8)), EncodingCheck.isText(sample),
      let document = try? TextDocument(
        Document(bytes: sample.cutAtLine(), name: sample.fileName), options: ReadingOptions()),
      let header = PageHeader(document), !Documentation.isLikely(document)
    else { return .no }
    // A date line under a title; the lines before it may be anything.
    if header.title.isEmpty { return .possible }
    return header.closingDateLine != nil ? .certain : .likely
  }

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let text = try TextDocument(document, options: options)
    guard let header = PageHeader(text, order: options.dayOrder) else {
      throw document.error(
        .notATranscript,
        "no line near the beginning gives the day, such as “March 1, 2019, Place, City”",
        remedy: "check the file, or name its format", asking: .format)
    }
    let reading = PageReading(text, header, document: document, options: options)
    let transcript = try reading.read(report: &report)
    try sink(transcript)
  }
}

extension DocumentSample {
  /// The sample's bytes up to its last whole line.
  func cutAtLine() -> [UInt8] {
    guard !isWhole, let end = bytes.lastIndex(of: 0x0A) else { return bytes }
    return Array(bytes[...end])
  }
}
