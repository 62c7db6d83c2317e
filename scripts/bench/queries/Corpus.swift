import Archive
import Foundation
import Transcripts

/// A corpus in JSON Lines, one statement a line in order, as the corpus generator writes it: no
/// escapes, the fields meeting, ordinal, speaker, role, date and text in this order.
struct Corpus {
  /// What a plain scan needs of each line.
  struct Row {
    var meeting: Int32
    var ordinal: Int32
    var speaker: Int32
    var day: Int32
  }

  private(set) var rows: [Row] = []
  /// Where each row's text stands in `data`.
  private var texts: [Range<Int>] = []
  private let data: Data
  private(set) var meetings: [String] = []
  private(set) var speakers: [String] = []
  private var speakerNumbers: [String: Int32] = [:]
  /// What reading lines and making transcripts of them took of the time of loading.
  private(set) var parsing: Duration = .zero

  /// Reads the corpus and loads it into `archive` meeting by meeting.
  init(path: String, into archive: Archive) throws {
    data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    try archive.load { loader in
      try data.withUnsafeBytes { bytes in
        var reader = LineReader(bytes: bytes)
        var transcript: Transcript?
        var started = ContinuousClock.now
        while let line = try reader.next() {
          if transcript?.meeting.id != line.meeting {
            parsing += started.duration(to: .now)
            if let transcript { try loader.append(transcript) }
            started = .now
            transcript = Transcript(
              meeting: Meeting(id: line.meeting, title: "Meeting \(line.meeting)", date: line.date),
              statements: [], speakers: [])
            meetings.append(line.meeting)
          }
          texts.append(line.range)
          add(line, to: &transcript!)
        }
        parsing += started.duration(to: .now)
        if let transcript { try loader.append(transcript) }
      }
    }
  }

  private mutating func add(_ line: LineReader.Line, to transcript: inout Transcript) {
    if !transcript.speakers.contains(where: { $0.id == line.speaker }) {
      transcript.speakers.append(
        Speaker(id: line.speaker, name: line.speaker, roles: [.init(line.role)]))
    }
    let ordinal = transcript.statements.count
    transcript.statements.append(
      Statement(
        id: "\(line.meeting)/\(ordinal)", meetingID: line.meeting, ordinal: UInt32(ordinal),
        date: line.date,
        attribution: Attribution(
          label: line.speaker, speakerID: line.speaker, name: line.speaker, role: line.role,
          certainty: .identified), paragraphs: [line.text]))
    let speaker: Int32
    if let known = speakerNumbers[line.speaker] {
      speaker = known
    } else {
      speaker = Int32(speakers.count)
      speakerNumbers[line.speaker] = speaker
      speakers.append(line.speaker)
    }
    rows.append(
      Row(
        meeting: Int32(meetings.count - 1), ordinal: Int32(ordinal), speaker: speaker,
        day: line.date.daysSinceEpoch))
  }

  /// The bytes of each text, in order.
  func forEachText(_ body: (_ row: Int, _ text: UnsafeRawBufferPointer) -> Void) {
    data.withUnsafeBytes { bytes in
      for (row, range) in texts.enumerated() {
        body(row, UnsafeRawBufferPointer(rebasing: bytes[range]))
      }
    }
  }

  func number(ofSpeaker name: String) -> Int32? { speakerNumbers[name] }

  func id(_ row: Row) -> String { "\(meetings[Int(row.meeting)])/\(row.ordinal)" }
}

struct CorpusError: Error, CustomStringConvertible {
  var description: String
}

private struct LineReader {
  let bytes: UnsafeRawBufferPointer
  private var position = 0
  private var lineNumber = 0

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  struct Line {
    var meeting: String
    var speaker: String
    var role: String
    var date: CalendarDate
    var text: String
    var range: Range<Int>
  }

  mutating func next() throws -> Line? {
    guard position < bytes.count else { return nil }
    lineNumber += 1
    let meeting = try value(after: "{\"meeting\":\"", until: "\"")
    _ = try value(after: ",\"ordinal\":", until: ",")
    let speaker = try value(after: "\"speaker\":\"", until: "\"")
    let role = try value(after: ",\"role\":\"", until: "\"")
    let date = try value(after: ",\"date\":\"", until: "\"")
    let text = try value(after: ",\"text\":\"", until: "\"")
    let end = position - 1
    _ = try value(after: "}", until: "\n")
    guard let date = CalendarDate(date) else {
      throw CorpusError(description: "line \(lineNumber): \(date) is no date")
    }
    return Line(
      meeting: meeting, speaker: speaker, role: role, date: date, text: text,
      range: end - text.utf8.count..<end)
  }

  private mutating func value(
    after prefix: StaticString, until end: Unicode.Scalar
  ) throws -> String {
    let start = position + prefix.utf8CodeUnitCount
    guard start < bytes.count,
      memcmp(bytes.baseAddress! + position, prefix.utf8Start, prefix.utf8CodeUnitCount) == 0,
      let stop = memchr(bytes.baseAddress! + start, Int32(end.value), bytes.count - start)
    else { throw CorpusError(description: "line \(lineNumber) has not the expected form") }
    let count = UnsafeRawPointer(stop) - (bytes.baseAddress! + start)
    position = start + count + 1
    return String(
      decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<start + count]), as: UTF8.self)
  }
}
