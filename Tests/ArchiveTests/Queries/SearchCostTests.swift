import ArchiveProtocol
import Testing
import Transcripts

@testable import Archive

/// What tells whether a query is planned on a connection's thread.
@Suite struct SearchCostTests {
  private static func archive(_ count: Int) throws -> Archive {
    let archive = Archive()
    try archive.load { loader in
      for number in 0..<count {
        try loader.append(
          transcript(
            "m\(number)", place: "Hall \(number), Tarn", [("Maria Number\(number)", "Words.")]))
      }
    }
    return archive
  }

  @Test("A rare name is found on the spot; one that thousands have, or many names, elsewhere")
  func names() throws {
    let snapshot = try Self.archive(Listing.quickSteps + 100).snapshot
    func isQuick(_ names: [String], places: [String] = []) -> Bool {
      snapshot.searchesQuickly(for: StatementFilter(speakerNames: names, places: places))
    }
    #expect(isQuick(["Maria Number7"]))
    #expect(isQuick(["Number7 Maria"]))
    #expect(isQuick([], places: ["Hall 7"]))
    #expect(isQuick(["Nobody"]))
    #expect(!isQuick(["maria"]))
    #expect(!isQuick([], places: ["tarn"]))
    #expect(!isQuick(["nobody maria"]))
    #expect(!isQuick((0..<1000).map { "Maria Number\($0)" }))
    #expect(!snapshot.searchesQuickly(for: SpeakerQuery(name: "Maria")))
    #expect(!snapshot.searchesQuickly(for: MeetingQuery(places: ["Tarn"])))
    #expect(snapshot.searchesQuickly(for: MeetingQuery(places: ["Hall 7"])))
  }

  @Test("A name or place said many times over finds what it finds once")
  func repeats() throws {
    let snapshot = try Self.archive(200).snapshot
    func count(_ names: [String], _ places: [String]) throws -> UInt64 {
      try snapshot.count(StatementFilter(speakerNames: names, places: places))
    }
    #expect(try count(Array(repeating: "MARIA", count: 1000), []) == 200)
    #expect(try count([], Array(repeating: "Tarn", count: 1000)) == 200)
    #expect(try count(["maria number7", "Number7 Maria", "maria number9"], ["tarn"]) == 2)
  }

  @Test("Nobody's search ends between one name and the next")
  func cancelled() throws {
    let snapshot = try Self.archive(20).snapshot
    var looks = 0
    let query = StatementQuery(
      filter: StatementFilter(speakerNames: (0..<20).map { "Maria Number\($0)" }))
    #expect(throws: QueryError.cancelled) {
      try snapshot.statements(query) {
        looks += 1
        return looks > 3
      }
    }
    #expect(looks == 4)
  }

  @Test("Few rows are counted by a grouping of many without a number for each of those")
  func fewRows() throws {
    let snapshot = try Self.archive(30_000).snapshot
    let query = CountQuery(
      filter: StatementFilter(speakerNames: ["Maria Number7"]), groupings: [.meeting])
    let counting = try snapshot.counting(query)
    #expect(counting.isQuick)
    #expect(try !GroupSpace(snapshot, counting.plans, counting.groupings).isDense)
    let all = try snapshot.counting(CountQuery(groupings: [.meeting]))
    #expect(try GroupSpace(snapshot, all.plans, all.groupings).isDense)
    let counts = try counting.run { false }
    #expect(counts.total == 1)
    #expect(counts.groups.map(\.key) == ["m7"])
  }
}
