package import TranscriptReading
package import Transcripts

/// Reads SubRip (`.srt`): a number, `HH:MM:SS,mmm --> HH:MM:SS,mmm`, and the lines shown;
/// and SubViewer as YouTube writes it (`.sbv`), with `H:MM:SS.mmm,H:MM:SS.mmm` and no number.
///
/// The format has no head: the day stands in the file's name or is given, the title is that name.
package struct SubRipReader: DocumentReader {
  package let format = "subrip"

  package init() {}

  package func recognise(_ sample: DocumentSample) -> Recognition {
    var bytes = sample.bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    let head = bytes.prefix(Self.headSize)
    let first = head.split(maxSplits: 1, whereSeparator: { $0 == 0x0A || $0 == 0x0D }).first
    if let first, CueTime.pair(first) != nil { return .certain }
    let hasArrow = head.withUnsafeBufferPointer { head in
      head.indices.dropFirst(2).contains {
        head[$0] == 0x3E && head[$0 - 1] == 0x2D && head[$0 - 2] == 0x2D
      }
    }
    guard hasArrow else { return .no }
    let lines = bytes.prefix(Self.headSize).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
      .lazy.map { $0.filter { $0 > 0x20 } }.filter { !$0.isEmpty }
    // The number may be missing, and a line or two of credits may stand before all.
    for (index, line) in lines.prefix(Self.headLines).enumerated() {
      let text = String(decoding: line, as: UTF8.self)
      guard let arrow = text.firstRange(of: "-->") else { continue }
      guard CueTime(text[..<arrow.lowerBound]) != nil else { return .no }
      let isFirst = index < 2
      return isFirst && text.contains(",") ? .certain : .likely
    }
    return .no
  }

  /// In this many bytes and lines the first times stand.
  private static let headSize = 2048
  private static let headLines = 12

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    try SubtitleReading.read(
      document, format: format, isWebVTT: false, options: options, report: &report, sink: sink)
  }
}
