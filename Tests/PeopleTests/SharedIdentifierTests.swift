import Testing
import Transcripts

@testable import People

@Suite struct SharedIdentifierTests {
  @Test("People who were not compared with all who share an identifier of theirs are told")
  func untried() throws {
    for (count, untried) in [(60, 0), (65, 0), (70, 5)] {
      let documents = (0..<count).map { number in
        document("m\(number)", [person("p", "Person \(number)", ["a": "1", "b": "\(number)"])])
      }
      let settled = try Settled(documents)
      #expect(settled.people.count == count)
      #expect(settled.settlement.untriedCount == untried)
    }
  }
}
