import Foundation
import Testing
import Transcripts

@testable import VerbatimWeb

@Suite("Texts of pages")
struct TextsTests {
  @Test("every language has every text, with as many places for values")
  func whole() {
    for texts in Texts.all {
      #expect(texts.missing.isEmpty, "\(texts.language)")
      for key in Texts.Key.allCases {
        let places = texts[key].components(separatedBy: "{}").count
        #expect(places == Texts.all[0][key].components(separatedBy: "{}").count, "\(key)")
      }
    }
  }

  @Test(
    "the language is the one that a client wants most of those there are",
    arguments: [
      (nil, "en"), ("de", "de"), ("de-AT, en;q=0.8", "de"), ("fr, de;q=0.5, en;q=0.7", "en"),
      ("fr", "en"), ("de;q=0, *", "en"), ("*", "en"), ("de;q=nonsense", "en"), (",;,", "en"),
    ] as [(String?, String)])
  func languages(_ field: String?, _ language: String) {
    #expect(Texts.accepted(by: field).language == language)
  }

  @Test("numbers and days are written as the language has them")
  func forms() {
    #expect(Texts.all[0].number(1_234_567) == "1,234,567")
    #expect(Texts.all[1].number(1_234) == "1.234")
    #expect(Texts.all[0].number(12) == "12")
    #expect(Texts.all[0].day("2021-03-04") == "4 March 2021")
    #expect(Texts.all[1].day("2021-03-04") == "4. März 2021")
  }
}
