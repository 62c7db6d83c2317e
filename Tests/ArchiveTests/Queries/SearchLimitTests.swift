import TextAnalysis
import Testing
import Transcripts

@testable import Archive

@Suite("A search") struct SearchLimitTests {
  @Test("gives pages as large as the server lets them be, and all hits by their tokens")
  func pageSizes() throws {
    var limits = SearchLimits()
    limits[.pageSize] = 3
    let archive = Archive(limits: limits)
    try archive.add([transcript("m", (0..<8).map { ("A", "tax \($0)") })])
    for (asked, strikes) in [(UInt32(0), UInt64(0)), (3, 0), (100, 3), (.max, 3)] {
      for order in SearchOrder.allCases {
        let before = archive.snapshot.allowance.strikes(of: .pageSize)
        var query = SearchQuery(filter: .init(words: "tax"), order: order, pageSize: asked)
        var sizes: [Int] = []
        repeat {
          let page = try archive.snapshot.searchPage(query)
          sizes.append(page.hits.count)
          query.pageToken = page.nextPageToken
        } while !query.pageToken.isEmpty && sizes.count < 9
        #expect(sizes == [3, 3, 2])
        #expect(archive.snapshot.allowance.strikes(of: .pageSize) == before + strikes)
      }
    }
  }

  @Test("takes the stems of words and phrases once for all of the archive that it counts in")
  func coverage() throws {
    let archive = Archive()
    for number in 0..<3 {
      try archive.load { loader in
        for meeting in 0..<(10 << (2 * number)) {
          var made = transcript(
            "m\(number)-\(meeting)", [("A", "the taxing rates of taxes, and a levied tax")])
          made.meeting.language = "en"
          try loader.append(made)
        }
      }
    }
    let snapshot = archive.snapshot
    let filter = StatementFilter(
      words: "~tax OR \"~taxes rate\" OR \"levied tax\" OR \"the taxing\"")
    let words = try #require(try snapshot.queryWords(of: filter, field: "filter"))
    for view in snapshot.segments {
      let counter = try OccurrenceCounter(words, view.segment, PlaceMatchers(), { false })
      #expect(counter.count(0) == 3)
    }
    // tax; taxes, rate, levied, the, taxing: a word that several phrases have once.
    #expect(words.coverage.stemCount <= 7)
    #expect(words.coverage.stemCount > 0)
  }
}
