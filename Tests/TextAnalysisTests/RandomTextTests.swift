import Testing

@testable import TextAnalysis

@Suite("Words of any text") struct RandomTextTests {
  /// Signs that rules of words are about, of many scripts.
  private static let pieces: [String] = [
    "a", "Z", "word", "don't", "'", "\u{2019}", "-", ".", ",", "1", "1,000", "1.5", " ", "\n", "\t",
    "\u{0}", "\u{A0}", "\u{AD}", "\u{200B}", "\u{200D}", "\u{301}", "\u{308}", "\u{FEFF}", "_",
    "\"",
    "\u{5D0}", "\u{5F3}", "\u{627}", "\u{64B}", "\u{915}", "\u{94D}", "\u{E01}", "\u{E40}",
    "\u{4E2D}",
    "\u{534E}", "\u{3042}", "\u{30AB}", "\u{FF76}", "\u{FF9E}", "\u{AC00}", "\u{1F600}",
    "\u{1F1FA}",
    "\u{FB03}", "\u{DF}", "\u{130}", "\u{3C2}", "\u{FDFA}", "\u{1D400}", "\u{10FFFF}", "\u{E000}",
    "U.S.",
    "l\u{2019}\u{E9}conomie", "\u{438}\u{306}", "\u{451}",
  ]

  @Test("are in order, within it, and the same line by line", arguments: Array(UInt64(1)...20))
  func anything(seed: UInt64) {
    var state = seed
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let scanner = WordScanner()
    for _ in 0..<100 {
      let text = (0..<random(60)).map { _ in Self.pieces[random(Self.pieces.count)] }.joined()
      let bytes = Array(text.utf8)
      let list = scanner.scan(text)
      var end = 0
      for word in list.words {
        #expect(word.range.lowerBound >= end && !word.range.isEmpty, "\(text.debugDescription)")
        end = word.range.upperBound
        #expect(String(validating: bytes[word.range], as: UTF8.self) != nil)
        let folded = list.text(word)
        #expect(!folded.isEmpty && folded.utf8.count <= WordScanner.maximumByteCount)
        #expect(folded.unicodeScalars.allSatisfy { $0 != "\u{FFFD}" })
      }
      #expect(end <= bytes.count)
      let lines = text.unicodeScalars.split(separator: "\n").flatMap {
        scanner.scan(String(String.UnicodeScalarView($0))).texts
      }
      #expect(lines == list.texts, "\(text.debugDescription)")
    }
  }
}
