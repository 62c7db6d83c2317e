#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
package import TranscriptReading
package import Transcripts

/// Reads JSON Lines with one statement a line: the project's own export (``StatementJSON``), and
/// flat objects with `meeting`, `date`, `speaker` and `text` or `paras`.
///
/// Statements of a meeting stand together. A file may be of any size: lines are read as they come,
/// and a meeting is handed over when the next one begins.
package struct JSONLinesReader: DocumentReader {
  package let format = "jsonl"

  package init() {}

  package func recognise(_ sample: DocumentSample) -> Recognition {
    guard sample.bytes.first(where: { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }) == 0x7B
    else { return .no }
    let head = sample.bytes.prefix(sample.bytes.firstIndex(of: 0x0A) ?? sample.bytes.count)
    let keys = ["\"meeting\"", "\"meetingId\"", "\"paragraphs\"", "\"speaker\"", "\"attribution\""]
    let found = keys.count { key in
      let key = Array(key.utf8)
      return head.indices.contains { head[$0] == 0x22 && head[$0...].starts(with: key) }
    }
    if found >= 2 { return .certain }
    return found == 1 || ["jsonl", "ndjson"].contains(sample.fileExtension) ? .likely : .possible
  }

  package func read(
    _ document: Document, options: ReadingOptions, report: inout ReadingReport,
    sink: (Transcript) throws -> Void
  ) throws {
    var meetings = MeetingStream(document, options)
    var lines = LineStream(document, options)
    try lines.forEach { line, number in
      try meetings.add(line, number: number, report: &report, sink: sink)
    }
    guard try meetings.finish(report: &report, sink: sink) else {
      throw document.error(
        .empty, "there is no statement in it", remedy: "check that it was saved whole")
    }
  }
}

/// The lines of a document as they are read.
struct LineStream {
  private let document: Document
  private let options: ReadingOptions

  init(_ document: Document, _ options: ReadingOptions) {
    self.document = document
    self.options = options
  }

  /// Calls `body` with every line that is not blank, checked to be UTF-8 without NUL, and its number
  /// from 1.
  /// - Throws: ``DocumentError`` with the line, or whatever `body` throws.
  mutating func forEach(
    _ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Void
  ) throws {
    var rest: [UInt8] = []
    var number = 0
    var offset = 0
    while let chunk = try document.nextChunk() {
      try chunk.withUnsafeBufferPointer { bytes in
        var start = offset == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while let end = Self.lineFeed(bytes, from: start) {
          number += 1
          if rest.isEmpty {
            try take(UnsafeBufferPointer(rebasing: bytes[start..<end]), number, body)
          } else {
            rest.append(contentsOf: bytes[start..<end])
            try checkSize(rest.count, number)
            try rest.withUnsafeBufferPointer { try take($0, number, body) }
            rest.removeAll(keepingCapacity: true)
          }
          start = end + 1
        }
        rest.append(contentsOf: bytes[start...])
        try checkSize(rest.count, number + 1)
        offset += bytes.count
      }
    }
    if !rest.isEmpty { try rest.withUnsafeBufferPointer { try take($0, number + 1, body) } }
  }

  private func checkSize(_ count: Int, _ number: Int) throws {
    guard count > options.maximumLineSize else { return }
    throw document.error(
      .tooLarge, line: number, "the line is longer than \(options.maximumLineSize) bytes",
      remedy: "raise the limit for lines if it is one statement")
  }

  private func take(
    _ line: UnsafeBufferPointer<UInt8>, _ number: Int,
    _ body: (UnsafeBufferPointer<UInt8>, Int) throws -> Void
  ) throws {
    try checkSize(line.count, number)
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
    if let fault = EncodingCheck.firstFault(line) {
      let problem =
        line[fault] == 0
        ? "NUL at byte \(fault) of the line"
        : "byte 0x\(String(line[fault], radix: 16, uppercase: true)) at byte \(fault) of the line is not valid UTF-8"
      throw document.error(
        .invalidEncoding, line: number, problem, remedy: "JSON Lines are UTF-8; convert the file")
    }
    try body(line, number)
  }

  private static func lineFeed(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress,
      let found = memchr(base + start, 0x0A, bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }
}
