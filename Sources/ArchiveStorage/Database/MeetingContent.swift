import ArchiveProtocol
import Digests
package import Protobuf
package import Transcripts

/// A transcript as the archive keeps it: its messages, and digests by which the same is known again.
package struct MeetingContent: Sendable {
  package let transcript: Transcript
  /// Of the meeting and its statements: where it is another, there is a new revision.
  package let digest: [UInt8]
  /// Of what the document says of people: an export lists all their names, which grow elsewhere.
  package let peopleDigest: [UInt8]
  /// The messages one after another: the meeting, the people, the statements.
  private let bytes: [UInt8]
  private let ends: [Int]

  /// - Complexity: O(bytes of text).
  package init(_ transcript: Transcript, in arena: MessageArena) {
    self.transcript = transcript
    var bytes: [UInt8] = []
    var ends: [Int] = []
    ends.reserveCapacity(1 + transcript.speakers.count + transcript.statements.count)
    func add<Message>(_ message: UnsafeMutablePointer<Message>) {
      bytes.append(contentsOf: Packing.bytes(of: UnsafePointer(message)))
      ends.append(bytes.count)
    }
    arena.reset()
    add(Self.bare(transcript.meeting).encode(into: arena))
    for speaker in transcript.speakers {
      arena.reset()
      add(Self.bare(speaker).encode(into: arena))
    }
    for statement in transcript.statements {
      arena.reset()
      add(statement.encode(into: arena))
    }
    self.bytes = bytes
    self.ends = ends
    let people = 1..<1 + transcript.speakers.count
    digest = Self.digest(
      bytes, ends, [0..<1, people.upperBound..<ends.count],
      flags: [transcript.statesMeetingID ? 1 : 0])
    peopleDigest = Self.digest(
      bytes, ends, [people],
      flags: transcript.speakers.map { transcript.statedSpeakers.contains($0.id) ? 1 : 0 })
  }

  /// Without what the archive counts by itself.
  private static func bare(_ meeting: Meeting) -> Meeting {
    var meeting = meeting
    meeting.revision = 0
    meeting.statementCount = 0
    return meeting
  }

  /// Without what an export says of the archive that it is from.
  static func bare(_ speaker: Speaker) -> Speaker {
    var speaker = speaker
    speaker.statementCount = 0
    speaker.firstDate = nil
    speaker.lastDate = nil
    return speaker
  }

  /// The digest of messages, each with its length before it.
  private static func digest(
    _ bytes: [UInt8], _ ends: [Int], _ ranges: [Range<Int>], flags: [UInt8]
  ) -> [UInt8] {
    let digest = RunningDigest()
    digest.update(flags)
    bytes.withUnsafeBytes { memory in
      for index in ranges.joined() {
        let start = index == 0 ? 0 : ends[index - 1]
        withUnsafeBytes(of: UInt64(ends[index] - start).littleEndian) { digest.update($0) }
        digest.update(UnsafeRawBufferPointer(rebasing: memory[start..<ends[index]]))
      }
    }
    return digest.finish()
  }

  func withMeeting<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    withMessage(0, body)
  }

  func withSpeaker<Value>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    withMessage(1 + index, body)
  }

  func withStatement<Value>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    withMessage(1 + transcript.speakers.count + index, body)
  }

  private func withMessage<Value>(
    _ index: Int, _ body: (UnsafeRawBufferPointer) -> Value
  ) -> Value {
    bytes.withUnsafeBytes {
      body(UnsafeRawBufferPointer(rebasing: $0[(index == 0 ? 0 : ends[index - 1])..<ends[index]]))
    }
  }
}
