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

  /// With the speakers as they are answered, but for what follows from their statements.
  func adding(_ speakers: SpeakerTable) -> SetFingerprint {
    var fingerprint = self
    let arena = MessageArena()
    for number in 0..<UInt32(speakers.count) {
      arena.reset()
      let message = Packing.bytes(of: speakers[number].speaker.encode(into: arena))
      message.withUnsafeBytes { fingerprint.insert(.speaker, $0) }
    }
    return fingerprint
  }
}
