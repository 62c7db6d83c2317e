import ArchiveProtocol
import Foundation
import Protobuf
import ReadingSupport
import TextAnalysis
import Testing
import Transcripts

@testable import Archive

@Suite("Places of what is found together") struct JoinedPlacesTests {
  @Test(
    "says which places belong together: the parts of each NEAR, and of each phrase in any order")
  func joinedHighlights() throws {
    let archive = Archive()
    let text = "a tax we cut and cut a tax . tax tax cut far far far far far cut a tax cut far"
    try archive.add([transcript("m", [("A", text)])])
    func groups(_ words: String) throws -> [String] {
      let hit = try #require(
        try archive.snapshot.searchPage(SearchQuery(filter: .init(words: words))).hits.first)
      var groups: [String] = []
      for span in hit.highlights {
        let word = String(decoding: Array(text.utf8)[span.range], as: UTF8.self)
        if span.isJoined { groups[groups.count - 1] += " " + word } else { groups.append(word) }
      }
      return groups
    }
    let expected = ["tax cut", "cut tax", "tax tax cut", "cut tax cut"]
    #expect(try groups("tax NEAR/1 cut") == expected)
    #expect(try groups("\"cut tax\"~1") == expected)
    // Each word by itself is a place, also beside a NEAR that has it.
    #expect(try groups("tax cut").count == 10)
    #expect(try groups("\"a tax\" NEAR/2 \"we cut\"") == ["a tax we cut a tax"])
  }
}
