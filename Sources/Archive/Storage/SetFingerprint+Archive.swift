import ArchiveProtocol
import People
import Protobuf
import Transcripts

// The members of an archive's fingerprint are the messages that it answers with.

extension SetFingerprint {
  /// Adds the meetings that are not dropped, and their statements.
  mutating func insert(_ builder: borrowing SegmentBuilder) {
    for index in 0..<builder.meetingCount where !builder.meeting(index).isDropped {
      insert(.meeting, builder.meetingFrame(index))
      for row in builder.meeting(index).rows { insert(.statement, builder.frame(row)) }
    }
  }

  /// Takes a meeting and its statements away.
  mutating func remove(_ meeting: Int, of segment: Segment) {
    remove(.meeting, segment.meetings.frame(meeting))
    for run in segment.meetings.runs(of: meeting) {
      for row in segment.rows(ofRun: Int(run)) { remove(.statement, segment.frame(row)) }
    }
  }

  mutating func insert(_ person: People.Person, in arena: MessageArena) {
    Self.withMessage(of: person, in: arena) { insert(.speaker, $0) }
  }

  mutating func remove(_ person: People.Person, in arena: MessageArena) {
    Self.withMessage(of: person, in: arena) { remove(.speaker, $0) }
  }

  /// A speaker as it is answered, but for what follows from its statements.
  private static func withMessage(
    of person: People.Person, in arena: MessageArena, _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    arena.reset()
    Packing.bytes(of: person.speaker.encode(into: arena)).withUnsafeBytes(body)
  }
}
