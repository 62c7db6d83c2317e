import ArchiveStorage
import People
import Protobuf
import Testing
import TranscriptReading
import Transcripts

@testable import Archive
@testable import LastingArchive

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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

/// The path of a file that goes with the test.
final class TemporaryFile {
  let path: String

  init() {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    path = "\(base)/lasting-\(getpid())-\(UInt64.random(in: 0 ... .max))"
  }

  deinit { for end in ["", "-wal", "-shm", ".lock"] { unlink(path + end) } }

  /// Opens it, without filling the archive.
  func open(_ options: ArchiveDatabase.Options = .init()) throws -> LastingArchive {
    try LastingArchive(Archive(), path: path, options: options)
  }

  /// Opens it as a server does at its start.
  func start(_ merges: SpeakerMerges = SpeakerMerges()) throws -> LastingArchive {
    let lasting = try open()
    try lasting.replay(merges: merges)
    return lasting
  }
}

/// A transcript of speeches: who speaks, in which role, and the words.
func transcript(
  _ id: String, on date: CalendarDate = "2031-05-12", file: String = "minutes.txt",
  statesID: Bool = true, _ speeches: [(name: String, role: String, text: String)],
  identifiers: [String: String] = [:]
) -> Transcript {
  var speakers: [Speaker] = []
  let statements = speeches.enumerated().map { index, speech in
    if !speakers.contains(where: { $0.id == speech.name }) {
      speakers.append(
        Speaker(
          id: speech.name, name: speech.name,
          identifiers: identifiers[speech.name].map {
            [Speaker.Identifier(scheme: "council", value: $0)]
          } ?? []))
    }
    return Statement(
      id: "\(id)/\(index)", meetingID: id, ordinal: UInt32(index), date: date,
      attribution: Attribution(
        label: speech.name, speakerID: speech.name, name: speech.name, role: speech.role,
        certainty: .identified), paragraphs: [speech.text])
  }
  var made = Transcript(
    meeting: Meeting(
      id: id, title: "Council \(id)", date: date, language: "en",
      source: Meeting.Source(fileName: file)),
    statements: statements, speakers: speakers)
  made.statesMeetingID = statesID
  return made
}

/// Meetings at random, of people some of whom share names or identifiers, or have several of either.
func randomTranscripts(_ count: Int, of pool: Int, using random: inout SplitMix) -> [Transcript] {
  let names = [
    "Ilse Brandvik", "Tomás Herrera", "Tomas Herrera", "Ana Ruiz", "Ева Ильина", "I. B.",
  ]
  let roles = ["", "Mayor", "Clerk", "Mayor of Nord"]
  return (0..<count).map { _ in
    let number = Int.random(in: 0..<pool, using: &random)
    var identifiers: [String: String] = [:]
    for name in names where Int.random(in: 0..<4, using: &random) == 0 {
      identifiers[name] = "\(Int.random(in: 1...4, using: &random))"
    }
    return transcript(
      "m\(number)", on: CalendarDate(daysSinceEpoch: 22_000 + Int32(number % 5))!,
      (0..<Int.random(in: 0..<6, using: &random)).map { _ in
        (
          names.randomElement(using: &random)!, roles.randomElement(using: &random)!,
          "Words \(Int.random(in: 0..<50, using: &random))."
        )
      }, identifiers: identifiers)
  }
}

extension LastingArchive {
  /// Imports transcripts in one step; what came of each.
  @discardableResult
  func put(_ transcripts: [Transcript]) throws -> [Recorder.Outcome] {
    var outcomes: [Recorder.Outcome] = []
    try load(principal: "test") { recorder in
      for var transcript in transcripts {
        let words = try MeetingWords(checking: transcript, readFrom: "", in: MessageArena())
        outcomes.append(try recorder.append(valid: &transcript, words: words))
      }
    }
    return outcomes
  }

  func log() throws -> [String] {
    try changes(after: 0, limit: 10_000).map {
      "\($0.sequence) \($0.what) \($0.meetingID) \($0.revision)"
    }
  }
}

extension Snapshot {
  /// All that it answers with, in order.
  func everything() throws -> [[UInt8]] {
    var all: [[UInt8]] = []
    try statements(StatementQuery()).forEach { all.append(Array($0)) }
    try meetings(MeetingQuery()).forEach { all.append(Array($0)) }
    try speakers(SpeakerQuery()).forEach { all.append(Array($0)) }
    return all
  }
}

func expectSame(
  _ left: Snapshot, _ right: Snapshot, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  #expect(left.archive == right.archive, comment, sourceLocation: sourceLocation)
  #expect(
    try left.everything() == right.everything(), comment, sourceLocation: sourceLocation)
}
