import Foundation
import Testing
@testable import TranscriptFormats
import Transcripts

@Test("scratch") func scratch() throws {
  let list = try String(contentsOfFile: "/tmp/markup-files.txt", encoding: .utf8)
  var out = ""
  var dump = ""
  for path in list.split(separator: "\n").map(String.init) {
    var report = ReadingReport(detail: .everything)
    do {
      try DocumentFormats.read(path: path, report: &report) { t in
        out += ScoreLine.render(t, source: path) + "\n"
        dump += "\n##### \(path) \(t.meeting)\n"
        for s in t.statements {
          dump += "--- \(s.lines!) [\(s.section.map { t.meeting.sections[$0].heading } ?? "-")] \(s.kind) \(s.attribution.label) | \(s.attribution.speakerID) | \(s.attribution.name) | \(s.attribution.role) | \(s.attribution.certainty) \(s.timing.map { "\($0)" } ?? "")\n"
          for p in s.paragraphs { dump += "  P \(p.prefix(90))\n" }
          for m in s.marks { dump += "  M \(m.kind) \(m.paragraph)/\(s.paragraphs.count) @\(m.offset)+\(m.length) \(m.wording.prefix(80))\n" }
        }
        for sp in t.speakers { dump += "  SPEAKER \(sp.id) \(sp.name) \(sp.names.map(\.wording)) \(sp.roles.prefix(4)) \(sp.identifiers)\n" }
      }
    } catch { dump += "\n##### \(path) ERROR \(error)\n" }
    for e in report.entries where e.severity == .warning { dump += "  W \(e.rule.rawValue) \(e.line ?? 0) \(e.wording) — \(e.explanation)\n" }
  }
  try out.write(toFile: "/tmp/markup-score.jsonl", atomically: true, encoding: .utf8)
  try dump.write(toFile: "/tmp/markup-dump.txt", atomically: true, encoding: .utf8)
}
