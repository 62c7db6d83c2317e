import Testing
import Transcripts

@testable import Archive

@Suite struct ConcurrencyTests {
  @Test("Readers see whole imports only, while several writers import")
  func readersAndWriters() async throws {
    let archive = Archive()
    // Each import replaces both meetings by the same words.
    @Sendable func pair(_ version: Int) -> [Transcript] {
      let speeches = (0..<1 + version % 7).map { ("Ana Ruiz", "version \(version), \($0)") }
      return [transcript("a", speeches), transcript("b", on: "2020-01-01", speeches)]
    }
    try archive.add(pair(0))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<2 {
        group.addTask {
          for round in 0..<150 {
            try archive.add(pair(round * 2 + writer))
            try archive.add([transcript("w\(writer)-\(round)", [("Bo Lind", "other")])])
            await Task.yield()
          }
        }
      }
      for _ in 0..<3 {
        group.addTask {
          for _ in 0..<300 {
            try Self.check(archive.snapshot)
            await Task.yield()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(archive.snapshot.meetingCount == 302)
  }

  /// Both meetings of the pair must be of one version.
  private static func check(_ snapshot: Snapshot) throws {
    let cursor = try snapshot.statements(
      StatementQuery(filter: StatementFilter(speakerNames: ["ruiz"])))
    let texts = try frames(pull(cursor) { 100 }).map {
      try $0.withUnsafeBytes { try decodedStatement($0) }.paragraphs[0]
    }
    let half = texts.count / 2
    #expect(half > 0)
    #expect(Array(texts[..<half]) == Array(texts[half...]))
    #expect(try snapshot.count(StatementFilter()) == UInt64(snapshot.statementCount))
  }
}
