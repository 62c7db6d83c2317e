import ArchiveProtocol
import Testing
import Transcripts

@testable import Archive

@Suite struct ListingTests {
  @Test(
    "Meetings and speakers of statements that match are those of a plain scan",
    arguments: Array(UInt64(1)...20))
  func likeAScan(seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    let made = try RandomArchive(
      using: &generator, meetings: 40, imports: [1, 3, 40].randomElement(using: &generator)!)
    let snapshot = made.archive.snapshot
    var ids: [String: String] = [:]
    for speaker in try snapshot.speakerList() { ids[speaker.name] = speaker.id }
    for _ in 0..<30 {
      let filter = made.randomQuery(ids: ids, using: &generator).filter
      let found = made.scan(StatementQuery(filter: filter), ids: ids)
      let meetings = try snapshot.meetingList(MeetingQuery(statements: filter))
      try #require(Set(meetings.map(\.id)) == Set(found.map(\.meetingID)), "\(filter)")
      try #require(
        meetings.map { "\($0.date) \($0.id)" } == meetings.map { "\($0.date) \($0.id)" }.sorted())
      let speakers = try snapshot.speakerList(SpeakerQuery(statements: filter))
      let speaking = Set(found.compactMap { ids[$0.attribution.speakerID] })
      try #require(Set(speakers.map(\.id)) == speaking, "\(filter)")
      try #require(speakers.count == speaking.count)
    }
  }
}
