import Testing
import Transcripts
import VerbatimClient

@testable import LoadTesting

struct RequestPoolTests {
  private let sample = ArchiveSample(
    meetings: (0..<50).map { TestArchive.transcript($0).meeting },
    speakers: TestArchive.transcript(0).speakers,
    statementIDs: (0..<50).map { "meeting-\($0)/s1" })

  @Test("the same seed makes the same requests, another makes others", arguments: Workload.allCases)
  func seeds(workload: Workload) throws {
    let mix = Mix(workload)
    func requests(_ seed: UInt64) throws -> [[UInt8]] {
      try RequestPool(sample, mix: mix, seed: seed, streamLimit: 5).all(method: 0)
    }
    #expect(try requests(1) == requests(1))
    #expect(try requests(1) != requests(2))
    #expect(try Set(requests(1)).count >= 3)
  }

  @Test("of a large archive the sample is of all its years, and no larger")
  func sampling() async throws {
    try await TestArchive.with(meetings: 200) { archive in
      let client = try ArchiveClient(archive.plan(.steps([])).client)
      defer { client.close() }
      var bounds = ArchiveSample.Bounds()
      bounds.meetings = 40
      bounds.speakers = 2
      bounds.days = 20
      func sample(_ seed: UInt64) async throws -> ArchiveSample {
        try await .fetch(
          from: client, for: Mix(.listSpeakers), seed: seed, bounds: bounds, options: CallOptions())
      }
      let some = try await sample(1)
      // The oldest 40 are all of the first months.
      #expect(Set(some.meetings.map { "\($0.date)".prefix(7) }).count > 4)
      #expect(some.meetings.count <= 40)
      #expect(Set(some.meetings.map(\.id)).count == some.meetings.count)
      #expect(some.speakers.count == 3)
      #expect(try await sample(1).meetings == some.meetings)
      #expect(try await sample(2).meetings != some.meetings)
    }
  }

  @Test("what an archive has nothing of is said with the methods that ask for it")
  func lack() {
    #expect(sample.lack(for: Mix(.getStatement)) == nil)
    var poor = sample
    poor.statementIDs = []
    #expect(poor.lack(for: Mix(.getStatement))?.hasPrefix("get-statement asks") == true)
    #expect(poor.lack(for: Mix(.getMeeting)) == nil)
    poor.speakers = []
    #expect(poor.lack(for: Mix(.streamStatements))?.contains("knows who speaks") == true)
    poor.meetings = []
    #expect(poor.lack(for: Mix(.listMeetings))?.contains("no meeting") == true)
  }
}
