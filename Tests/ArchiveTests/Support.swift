import ArchiveProtocol
import CVerbatimProto
import Protobuf
import Transcripts

@testable import Archive

/// A small generator with a seed, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

func day(_ text: String) -> CalendarDate { CalendarDate(text)! }

/// A transcript of plain speeches: a speaker's name and words each; an empty name for nobody.
func transcript(
  _ id: String, on date: String = "2023-08-23", title: String = "", place: String = "",
  _ speeches: [(String, String)], speakers: [Speaker]? = nil
) -> Transcript {
  var named: [Speaker] = []
  let statements = speeches.enumerated().map { index, speech in
    let (name, text) = speech
    if !name.isEmpty, !named.contains(where: { $0.id == name }) {
      named.append(Speaker(id: name, name: name))
    }
    return Statement(
      id: "\(id)/\(index)", meetingID: id, ordinal: UInt32(index), date: day(date),
      attribution: Attribution(
        label: name, speakerID: name, name: name,
        certainty: name.isEmpty ? .unnamed : .identified), paragraphs: [text])
  }
  return Transcript(
    meeting: Meeting(id: id, title: title, date: day(date), place: place),
    statements: statements, speakers: speakers ?? named)
}

/// The statement that a frame holds.
func decodedStatement(_ frame: UnsafeRawBufferPointer) throws -> Statement {
  let arena = MessageArena()
  let message = UnsafeRawBufferPointer(rebasing: frame[5...])
  return try Statement(
    decoding: UnsafePointer(arena.unpack(Messages.statement, from: message)))
}

func decodedMeeting(_ frame: UnsafeRawBufferPointer) throws -> Meeting {
  let arena = MessageArena()
  let message = UnsafeRawBufferPointer(rebasing: frame[5...])
  return try Meeting(decoding: UnsafePointer(arena.unpack(Messages.meeting, from: message)))
}

func decodedSpeaker(_ frame: UnsafeRawBufferPointer) throws -> Speaker {
  let arena = MessageArena()
  let message = UnsafeRawBufferPointer(rebasing: frame[5...])
  return try Speaker(decoding: UnsafePointer(arena.unpack(Messages.speaker, from: message)))
}

/// Pulls a whole answer as a stream would, at most `limit` bytes at a time; nothing after the last.
func pull(_ cursor: any MessageCursor, upTo limit: () -> Int) -> [UInt8] {
  var bytes: [UInt8] = []
  while true {
    let (count, isLast) = cursor.prepare(upTo: limit())
    bytes.append(
      contentsOf: [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
        if count > 0 { cursor.copy(count, to: buffer.baseAddress!) }
        written = count
      })
    if isLast { return bytes }
    precondition(count > 0, "a cursor that is not at its end has something to copy")
  }
}

/// The frames in bytes that were pulled.
func frames(_ bytes: [UInt8]) -> [[UInt8]] {
  var frames: [[UInt8]] = []
  var position = 0
  while position < bytes.count {
    precondition(bytes[position] == 0)
    let length = bytes[position + 1..<position + 5].reduce(0) { $0 << 8 | Int($1) }
    frames.append(Array(bytes[position..<position + 5 + length]))
    position += 5 + length
  }
  return frames
}

extension Snapshot {
  func statementList(_ query: StatementQuery = StatementQuery()) throws -> [Statement] {
    var list: [Statement] = []
    try statements(query).forEach { list.append(try decodedStatement($0)) }
    return list
  }

  func meetingList(_ query: MeetingQuery = MeetingQuery()) throws -> [Meeting] {
    var list: [Meeting] = []
    try meetings(query).forEach { list.append(try decodedMeeting($0)) }
    return list
  }

  func speakerList(_ query: SpeakerQuery = SpeakerQuery()) throws -> [Speaker] {
    var list: [Speaker] = []
    try speakers(query).forEach { list.append(try decodedSpeaker($0)) }
    return list
  }
}
