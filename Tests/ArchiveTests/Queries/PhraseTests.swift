import TextAnalysis
import Testing
import Transcripts

@testable import Archive

@Suite("Phrases") struct PhraseTests {
  @Test("are found as a plain look finds them, whatever repeats in them", arguments: 1...6)
  func likeAScan(seed: Int) {
    var generator = SplitMix(state: UInt64(seed))
    for _ in 0..<300 {
      let words = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        Int.random(in: 0...1, using: &generator)
      }
      let text = (0..<40).map { _ in Int.random(in: 0...2, using: &generator) }
      let gaps = text.map { _ in Int.random(in: 0..<9, using: &generator) == 0 }
      var finder = PhraseFinder(words)
      let found = text.indices.filter { finder.ends(with: text[$0], adjoins: !gaps[$0]) }
      let expected = text.indices.filter { end in
        let start = end + 1 - words.count
        return start >= 0 && Array(text[start...end]) == words
          && !gaps[start...end].dropFirst().contains(true)
      }
      #expect(found == expected)
    }
  }

  @Test("of a word many times take a row's length, and not its square")
  func repeated() throws {
    let archive = Archive()
    let long = String(repeating: "a ", count: 200_000)
    try archive.add([
      transcript("m", [("A", "b " + long), ("B", long + "b"), ("C", "a b"), ("D", "a a a b a")])
    ])
    func ids(_ words: String) throws -> [String] {
      try archive.snapshot.statementList(StatementQuery(filter: .init(words: words))).map(\.id)
    }
    let many = String(repeating: "a ", count: 250)
    #expect(try ids("\"\(many)b\"") == ["m/1"])
    #expect(try ids("\"\(many)\"") == ["m/0", "m/1"])
    #expect(try ids("\"\(many)b\"~3") == ["m/0", "m/1"])
    #expect(try ids("\"\(many)\" NEAR/2 b") == ["m/0", "m/1"])
    let page = try archive.snapshot.searchPage(SearchQuery(filter: .init(words: "\"\(many)b\"")))
    #expect(page.total == 1 && page.hits[0].highlightCount == 1)
  }
}
