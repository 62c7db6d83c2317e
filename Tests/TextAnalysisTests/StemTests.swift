import Testing

@testable import TextAnalysis

@Suite("Stems") struct StemTests {
  @Test(
    "are what inflected forms have in common, without their accents",
    arguments: [
      ("en", ["tax", "taxes", "taxed", "taxing"]),
      ("en-GB", ["economy", "economies"]),
      ("de", ["hauser", "haus", "hause"]),
      ("fr", ["continu", "continue", "continua", "continuait"]),
      ("ru", ["\u{434}\u{43E}\u{43C}", "\u{434}\u{43E}\u{43C}\u{430}"]),
      ("sv", ["jakt", "jakten", "jakter"]),
      ("es_MX", ["casa", "casas"]),
    ])
  func forms(tag: String, words: [String]) throws {
    let stemmer = Stemmer(try #require(StemLanguage(tag: tag)))
    #expect(Set(words.map { stemmer.stem($0) }).count == 1)
  }

  @Test("are known of the languages that libstemmer has, by their tags and codes")
  func tags() {
    #expect(StemLanguage.available == Set(StemLanguage.allCases))
    for (tag, language) in [
      ("en", StemLanguage.english), ("EN-us", .english), ("eng", .english), ("nb-NO", .norwegian),
      ("pt-BR", .portuguese), ("sr-Latn-RS", .serbian),
    ] {
      #expect(StemLanguage(tag: tag) == language)
    }
    for tag in ["", "zh", "ja-JP", "und", "English", "e", "-en"] {
      #expect(StemLanguage(tag: tag) == nil)
    }
  }

  @Test(
    "of any word of any language are at most twice as long, and always the same",
    arguments: StemLanguage.allCases)
  func anything(language: StemLanguage) {
    let stemmer = Stemmer(language)
    var state = UInt64(language.rawValue)
    func random(_ bound: UInt32) -> UInt32 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt32(truncatingIfNeeded: state >> 33) % bound
    }
    let blocks: [UInt32] = [0x61, 0xe0, 0x3b1, 0x430, 0x561, 0x5d0, 0x627, 0x905, 0xb85, 0x4e00]
    for _ in 0..<500 {
      let block = blocks[Int(random(UInt32(blocks.count)))]
      let word = String(
        String.UnicodeScalarView(
          (0..<random(40)).compactMap { _ in Unicode.Scalar(block + random(28)) }))
      let stem = stemmer.stem(word)
      // Some write a letter out as two, as Serbian does that is written in Cyrillic.
      #expect(stem.count <= 2 * word.utf8.count + 4)
      #expect(stem == stemmer.stem(word))
    }
    #expect(stemmer.stem("") == [])
  }
}
