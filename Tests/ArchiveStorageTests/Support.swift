import Protobuf
import Testing
import Transcripts

@testable import ArchiveStorage
@testable import People

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder that goes with the test.
final class Folder {
  let path: String

  init() {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/storage-XXXXXX".utf8CString)
    path = template.withUnsafeMutableBufferPointer { String(cString: mkdtemp($0.baseAddress!)) }
  }

  deinit {
    for name in (try? names()) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// The path of a file in it.
  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  private func names() throws -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    return names.filter { $0 != "." && $0 != ".." }
  }
}

func bytes(of path: String) throws -> [UInt8] {
  let file = try #require(fopen(path, "r"))
  defer { fclose(file) }
  var all: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&piece, 1, piece.count, file)
    guard count > 0 else { return all }
    all += piece[..<count]
  }
}

func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
  let file = try #require(fopen(path, "w"))
  defer { fclose(file) }
  let bytes = Array(bytes)
  #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
}

/// A council's meeting at which two people speak in turn.
func meeting(
  _ id: String = "2031-05-12-council", words: [String] = ["Good morning.", "Naïve? No."],
  roles: [String] = ["Mayor", "Clerk"]
) -> Transcript {
  let people = [("ilse-brandvik", "Ilse Brandvik"), ("tomas-herrera", "Tomás Herrera")]
  let statements = words.enumerated().map { index, text in
    let person = people[index % 2]
    return Statement(
      id: "\(id)/\(index)", meetingID: id, ordinal: UInt32(index), date: "2031-05-12",
      kind: index % 2 == 0 ? .speech : .question,
      attribution: Attribution(
        label: "\(roles[index % 2]) \(person.1)", speakerID: person.0, name: person.1,
        role: roles[index % 2], certainty: .identified),
      paragraphs: [text, "Second paragraph."], lines: UInt32(index + 1)...UInt32(index + 2))
  }
  var transcript = Transcript(
    meeting: Meeting(
      id: id, title: "Council", date: "2031-05-12", endDate: "2031-05-13", startTime: "10:00",
      place: "Town Hall", lead: ["All rose."], language: "en",
      source: Meeting.Source(
        format: "plain-text", url: "https://council.example/\(id)", sha256: [UInt8](0..<32),
        fileName: "\(id).txt"),
      sections: [Meeting.Section(heading: "Budget")], statementCount: UInt32(words.count)),
    statements: statements,
    speakers: people.enumerated().map { index, person in
      Speaker(
        id: person.0, name: person.1, names: [Speaker.Dated(person.1, from: "2031-05-12")],
        roles: [Speaker.Dated(roles[index])],
        identifiers: [Speaker.Identifier(scheme: "council", value: "\(index + 1)")])
    }, statedSpeakers: ["ilse-brandvik"])
  transcript.statesMeetingID = false
  return transcript
}

extension ArchiveDatabase {
  /// Puts meetings in a transaction of their own; those that are as they were are left out.
  func put(_ transcripts: Transcript..., principal: String = "test") throws {
    try begin()
    do {
      for transcript in transcripts {
        let content = MeetingContent(transcript, in: MessageArena())
        let known = try known(transcript.meeting.id)
        switch known?.difference(from: content) ?? .meeting {
        case .none: break
        case .people: try putPeople(content, known!, principal: principal)
        case .meeting:
          try put(
            content, known, speakers: transcript.statements.map(\.attribution.speakerID),
            principal: principal)
        }
      }
    } catch {
      rollback()
      throw error
    }
    try commit()
  }

  func meetings() throws -> [Transcript] {
    var meetings: [Transcript] = []
    try visitMeetings { meetings.append($0) }
    return meetings
  }

  var log: [String] {
    get throws {
      try changes(after: 0, limit: 1_000).map {
        "\($0.sequence) \($0.what) \($0.meetingID) \($0.revision)"
      }
    }
  }
}

/// The error that opening an archive gives.
func failure(
  toOpen path: String, _ options: ArchiveDatabase.Options = .init()
) throws -> StorageError {
  do {
    _ = try ArchiveDatabase(path: path, options: options)
  } catch {
    return error
  }
  throw Opened()
}

struct Opened: Error {}
