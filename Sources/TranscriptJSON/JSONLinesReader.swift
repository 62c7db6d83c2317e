package import TranscriptReading
package import Transcripts

/// Reads JSON Lines with one statement a line: the project's own export (``ExportWriter``), and
/// flat objects with `meeting`, `date`, `speaker` and `text` or `paras`.
///
/// Lines may stand in any order; ordinals settle that of statements. A file may be of any size: it is
/// parsed on several threads, and a meeting is handed over when it is known to be complete, or when
/// its lines end (``MeetingAssembly``). What an export states, ids among it, is kept as it is.
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
    var blocks = BlockParsing(document, options)
    var meetings = MeetingAssembly(document, options)
    var lineCount = 0
    do {
      while var block = try blocks.next() {
        for index in block.lines.indices {
          block.lines[index].number += lineCount
          try meetings.add(&block.lines[index], &report, sink)
        }
        lineCount += block.lineCount
      }
    } catch let error as DocumentError {
      try meetings.giveUp(sink)
      throw error
    }
    try meetings.finish(&report, sink)
    guard meetings.lineCount > 0 else {
      throw document.error(
        .empty, "there is no statement in it", remedy: "check that it was saved whole")
    }
  }
}
