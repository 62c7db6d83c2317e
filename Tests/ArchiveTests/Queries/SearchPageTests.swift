import ArchiveProtocol
import ReadingSupport
import TextAnalysis
import Testing
import Transcripts

@testable import Archive

@Suite("A page of a search") struct SearchPageTests {
  @Test("shows of words that stand together each that is near enough, read from either end")
  func together() throws {
    for text in ["tax tax cut", "cut tax tax", "tax cut tax", "cut tax or tax", "tax or tax cut"] {
      let archive = Archive()
      try archive.add([transcript("m", [("A", text)])])
      let hits = try archive.snapshot.searchPage(
        SearchQuery(filter: .init(words: "\"tax cut\"~2"))
      ).hits
      #expect(hits.first?.highlightCount == 3, "\(text)")
      let strict = try archive.snapshot.searchPage(
        SearchQuery(filter: .init(words: "\"cut tax\"~0"))
      ).hits
      #expect(strict.first?.highlightCount == (text == "tax cut tax" ? 3 : 2), "\(text)")
    }
  }

  @Test("cuts no snippet within a word, nor one printed with hyphens, in any script")
  func wholeWords() throws {
    let hyphens = (0..<80).map { "well-known\($0)-matter" }.joined(separator: " ")
    let chinese = String(repeating: "政府今天宣布新的预算计划", count: 30)
    for (text, words) in [("\(hyphens) tax \(hyphens)", "tax"), (chinese + "。税。" + chinese, "税")] {
      let archive = Archive()
      try archive.add([transcript("m", [("A", text)])])
      var ends: Set<Int> = []
      for word in WordScanner().scan(text).words { ends.insert(word.range.upperBound) }
      for size in UInt32(30)...150 {
        let query = SearchQuery(filter: .init(words: words), snippetBytes: size)
        let snippet = try #require(try archive.snapshot.searchPage(query).hits.first).snippet
        guard words == "tax" else {
          let end = Int(snippet.start) + snippet.text.utf8.count
          // With what ends a sentence.
          #expect(ends.contains(end) || ends.contains(end - 3), "\(snippet.text)")
          continue
        }
        for word in snippet.text.split(separator: " ") where word != "tax" {
          #expect(word.hasPrefix("well-") && word.hasSuffix("-matter"), "\(snippet.text)")
        }
      }
    }
  }

  @Test(
    "cuts no snippet within what is printed as one word, nor within a character as people see it")
  func printedWords() throws {
    let english = (0..<60).map { "he’s we’re they'll\($0.isMultiple(of: 2) ? "" : " l’État")" }
      .joined(separator: " ")
    let hindi = String(repeating: "किताबें ", count: 60)
    let thai = String(repeating: "งบประมาณที่", count: 40)
    let flags = String(repeating: "👩‍👩‍👧", count: 40)
    for (text, words) in [
      (english, "\"we re\" OR he OR ~i"), (english, "re"), (english + " tax " + english, "tax"),
      (hindi + "कर " + hindi, "कर"), (hindi, "किताबें"), (thai, "งบประมาณ"),
      (flags + "tax" + flags, "tax"),
      (String(repeating: "क्षि", count: 80), "क्षि*"),
    ] {
      let archive = Archive()
      try archive.add([transcript("m", [("A", text)])])
      var ends: Set<Int> = [0]
      var offset = 0
      for character in text {
        offset += character.utf8.count
        ends.insert(offset)
      }
      for size in UInt32(20)...120 {
        let query = SearchQuery(filter: .init(words: words), snippetBytes: size)
        let page = try archive.snapshot.searchPage(query)
        guard let snippet = page.hits.first?.snippet else { continue }
        let start = Int(snippet.start)
        let end = start + snippet.text.utf8.count
        #expect(ends.contains(start) && ends.contains(end), "\(size): \(snippet.text)")
        #expect(!snippet.text.isEmpty)
        guard text.hasPrefix("he") else { continue }
        let printed = Set(text.split(separator: " "))
        for word in snippet.text.split(separator: " ") {
          #expect(printed.contains(word), "\(size): \(snippet.text)")
        }
      }
    }
  }

  @Test("goes on, where it is asked so, in the same archive alone")
  func otherArchive() throws {
    let archive = Archive()
    try archive.add((0..<4).map { transcript("m\($0)", [("A", "a tax")]) })
    let first = archive.snapshot
    var query = SearchQuery(filter: .init(words: "tax"), pageSize: 2, archive: first.archive)
    query.pageToken = try first.searchPage(query).nextPageToken
    #expect(try first.searchPage(query).hits.count == 2)
    try archive.add([transcript("other", [("A", "a tax")])])
    #expect {
      try archive.snapshot.searchPage(query)
    } throws: {
      ($0 as? QueryError)?.code == .aborted
    }
  }
}
