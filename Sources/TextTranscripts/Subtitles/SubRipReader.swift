package import TranscriptReading
package import Transcripts

/// Reads SubRip (`.srt`): a number, `HH:MM:SS,mmm --> HH:MM:SS,mmm`, and the lines shown.
///
/// The format has no head: the day stands in the file's name or is given, the title is that name.
package struct SubRipReader: DocumentReader {
  package let format = "subrip"

  package init() {}

  package func recognise(_ sample: DocumentSample) -> Recognition {
    var bytes = sample.bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    let lines = bytes.prefix(Self.headSize).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
      .lazy.map { $0.filter { $0 > 0x20 } }.filter { !$0.isEmpty }
    // The number may be missing.
    for (index, line) in lines.prefix(2).enumerated() {
      let text = String(decoding: line, as: UTF8.self)
      if let arrow = text.firstRange(of: "-->") {
        let start = CueTime(text[..<arrow.lowerBound])
        return start == nil ? .no : text.contains(",") ? .certain : .likely
      }
      guard index == 0, line.allSatisfy({ (0x30...0x39).contains($0) }) else { return .no }
    }
    return .no
  }

  /// Two lines fit in this many bytes.
  private static let headSize = 512

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    try SubtitleReading.read(
      document, format: format, isWebVTT: false, options: options, report: &report, sink: sink)
  }
}
