package import TranscriptReading
package import Transcripts

/// Reads WebVTT, the subtitles of web pages (https://www.w3.org/TR/webvtt1/).
///
/// Voices are those of `<v Name>`; where there are none, ">>", dashes and "NAME:" tell them. Comments
/// may say `Title:`, `Date:`, `Place:`, `Language:`, `URL:`; the day may stand in the file's name.
package struct WebVTTReader: DocumentReader {
  package let format = "webvtt"

  package init() {}

  package func recognise(_ sample: DocumentSample) -> Recognition {
    var bytes = sample.bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    guard bytes.starts(with: "WEBVTT".utf8) else { return .no }
    let next = bytes.dropFirst("WEBVTT".utf8.count).first
    return next.map { $0 <= 0x20 } ?? true ? .certain : .no
  }

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    try SubtitleReading.read(
      document, format: format, isWebVTT: true, options: options, report: &report, sink: sink)
  }
}
