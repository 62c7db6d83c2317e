import Markup
import MarkupTranscripts
package import TranscriptReading
package import Transcripts
import Zip

/// Reads documents of Word (`.docx`, ISO/IEC 29500): their paragraphs as labelled text, whose labels are
/// judged as those of plain text are. Bold and underlined words at the beginning of a line, headings, line
/// breaks and tables of statements tell labels, too.
///
/// Lines are the numbers of paragraphs. Words that are hidden, or that a tracked change took out, are
/// left out with a warning, as footnotes are; headers, footers and comments are not read.
package struct DocxReader: DocumentReader {
  package let format = "docx"

  package init() {}

  private static let main = "word/document.xml"

  package func recognise(_ sample: DocumentSample) -> Recognition {
    guard ZipFile.isBeginning(of: sample.bytes) else { return .no }
    // Names stand in front of what is packed.
    let isWord = sample.bytes.withUnsafeBytes { bytes in
      Self.holds(bytes, "word/") && !Self.holds(bytes, "mimetypeapplication/vnd.oasis")
    }
    return isWord || sample.fileExtension == "docx" ? .certain : .no
  }

  private static func holds(_ bytes: UnsafeRawBufferPointer, _ word: String) -> Bool {
    let word = Array(word.utf8)
    guard bytes.count >= word.count else { return false }
    return (0...(bytes.count - word.count)).contains { start in
      bytes[start] == word[0] && bytes[start..<start + word.count].elementsEqual(word)
    }
  }

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    let bytes = try document.contents(limit: options.maximumDocumentSize)
    guard ZipFile.isBeginning(of: bytes) else {
      throw document.error(
        .notATranscript, "it is no zip file, as every document of Word is",
        remedy: "check the file, or name its format", asking: .format)
    }
    let handler = try handler(bytes, document, options)
    report.info(.header, "a document of Word: lines are numbers of its paragraphs")
    for (what, omission) in [
      ("words that are hidden", handler.hidden),
      ("words that a tracked change took out", handler.deleted),
      ("footnotes and endnotes", handler.footnotes),
    ] where omission.count > 0 {
      report.warn(
        .oddity, line: omission.paragraph,
        "\(what) are left out, \(omission.count) times, the first in this paragraph")
    }
    let text = WordText(handler.blocks)
    guard !text.bytes.isEmpty else {
      throw document.error(
        .empty, "the document of Word has no words", remedy: "check that it is whole")
    }
    try text.read(
      format: format, digest: document.digest(of: bytes), document, options, &report, sink)
  }

  private func handler(
    _ bytes: [UInt8], _ document: Document, _ options: ReadingOptions
  ) throws -> WordHandler {
    do {
      let file = try ZipFile(bytes, limits: ZipLimits(size: options.maximumDocumentSize))
      guard let main = try file.contents(of: Self.main) else {
        throw document.error(
          .notATranscript, "this is a zip file without a document of Word (\(Self.main))",
          remedy: "save it as text, or unpack it, and give that")
      }
      let styles = WordStyles()
      if let part = try file.contents(of: "word/styles.xml") {
        try parse(part, "word/styles.xml", WordStyles.vocabulary, styles, document, options)
      }
      let handler = WordHandler(styles: styles)
      try parse(main, Self.main, WordHandler.vocabulary, handler, document, options)
      guard handler.hasBody else {
        throw document.error(
          .notATranscript, "\(Self.main) has no <body>", remedy: "check that it was saved whole")
      }
      return handler
    } catch let error as ZipError {
      throw document.error(
        DocumentError.Code(error.code), error.problem,
        remedy: error.code == .tooLarge
          ? "this is no transcript, or raise the limit for the size of documents"
          : "save it again as .docx, or as text")
    }
  }

  private func parse(
    _ part: [UInt8], _ name: String, _ vocabulary: MarkupVocabulary, _ handler: any MarkupHandler,
    _ document: Document, _ options: ReadingOptions
  ) throws {
    var limits = MarkupLimits()
    limits.depth = options.maximumDepth
    // The parts of such a file declare no entities (ISO/IEC 29500-2, 9.1.2).
    limits.entitySize = 0
    limits.expansion = 0
    do {
      let parser = try MarkupParser(.xml, vocabulary: vocabulary, limits: limits, handler: handler)
      try parser.parse(part)
      try parser.finish()
    } catch let error as MarkupError {
      throw document.error(
        DocumentError.Code(error.code), "\(name): \(error.problem) (line \(error.line))",
        remedy: "save it again as .docx, or as text")
    }
  }
}

extension DocumentError.Code {
  fileprivate init(_ code: ZipError.Code) {
    switch code {
    case .malformed: self = .malformed
    case .tooLarge: self = .tooLarge
    case .refused: self = .refused
    case .unusable: self = .inputOutput
    }
  }
}
