import TextTranscripts
import TranscriptReading
import Transcripts

extension WordText {
  /// Whether so many lines begin with labels that it may be a transcript.
  var isLabelled: Bool {
    let sample = DocumentSample(
      bytes: Array(bytes.prefix(DocumentSample.maximumSize)),
      isWhole: bytes.count <= DocumentSample.maximumSize)
    return PlainTextReader(isMarkdown: true).recognise(sample) != .no
  }

  /// Reads the text as labelled text; lines are those of paragraphs then.
  /// - Parameters:
  ///   - format: The format of the document that it was made of.
  ///   - digest: SHA-256 of that document.
  func read(
    format: String, digest: [UInt8], _ document: Document, _ options: ReadingOptions,
    _ report: inout ReadingReport, _ sink: (Transcript) throws -> Void
  ) throws {
    func paragraph(_ line: Int) -> Int {
      paragraphs.isEmpty ? line : paragraphs[min(max(line, 1), paragraphs.count) - 1]
    }
    let inner = Document(bytes: bytes, name: document.name, originalDigest: digest)
    var found = ReadingReport(detail: report.detail)
    defer { report.add(found, line: paragraph) }
    do {
      try PlainTextReader(format: format, isMarkdown: true).read(
        inner, options: options, report: &found
      ) { transcript in
        var transcript = transcript
        for index in transcript.statements.indices {
          transcript.statements[index].lines = transcript.statements[index].lines.map {
            let (first, last) = (paragraph(Int($0.lowerBound)), paragraph(Int($0.upperBound)))
            return UInt32(min(first, last))...UInt32(max(first, last))
          }
        }
        try sink(transcript)
      }
    } catch var error as DocumentError {
      error.line = error.line.map(paragraph)
      throw error
    }
  }
}
