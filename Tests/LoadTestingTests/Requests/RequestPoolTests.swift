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

  @Test("a mix is served only by a sample that has something for each of its methods")
  func serves() {
    #expect(sample.serves(Mix(.getStatement)))
    var poor = sample
    poor.statementIDs = []
    #expect(!poor.serves(Mix(.getStatement)))
    #expect(poor.serves(Mix(.getMeeting)))
    poor.speakers = []
    #expect(!poor.serves(Mix(.streamStatements)))
  }
}
