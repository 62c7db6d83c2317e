import Foundation
import ReadingSupport
import Testing
import Transcripts

@testable import TextAnalysis

@Suite("Word boundaries are ICU's")
struct BoundaryTests {
  /// Where ICU sees words, and where a pass that takes nothing apart does.
  private static func differ(_ text: String, _ scanner: WordScanner, _ icu: DictionaryWords)
    -> String?
  {
    var text = text
    return text.withUTF8 { bytes -> String? in
      var expected: [Range<Int>] = []
      icu.forEachWord(in: bytes) { expected.append($0) }
      var list = WordList()
      scanner.scan(UnsafeRawBufferPointer(bytes), into: &list, takesApart: false)
      let found = list.words.map(\.range)
      guard found != expected else { return nil }
      func words(_ ranges: [Range<Int>]) -> [String] {
        ranges.map { String(decoding: bytes[$0], as: UTF8.self) }
      }
      return "\(words(found)), where ICU has \(words(expected))"
    }
  }

  @Test(
    "in texts at random of every kind of script",
    arguments: [
      "abcXYZ '’.,:;-12380", "абвйё\u{301}\u{306}'’.-19 ", "中华人民共和国，。 ab12",
      "ภาษาไทยกำลังab1. ", "カタカナひらがなーｶﾀ漢字 a1.", "אבגד\"״'׳ a1.,", "العربيةًٌ ١٢٣،.a",
      "हिन्दी मैं्ा a1", "한국어 a1.'", "\u{AD}a1.'👨👩\u{301} ",
    ])
  func random(alphabet: String) {
    var generator = SystemRandomNumberGenerator()
    let scalars = Array(alphabet.unicodeScalars)
    let scanner = WordScanner()
    let icu = DictionaryWords()
    for _ in 0..<2_000 {
      // A letter first, and no joiners: what ICU says of marks behind nothing, and of a word that ends
      // with a joiner, is as it comes.
      var text = "a"
      for _ in 0..<Int.random(in: 1...14, using: &generator) {
        text.unicodeScalars.append(scalars.randomElement(using: &generator)!)
      }
      #expect(Self.differ(text, scanner, icu) == nil, "“\(text)”")
    }
  }

  @Test("in real text of every language", .enabled(if: SharedData.isThere, SharedData.comment))
  func real() throws {
    let scanner = WordScanner()
    let icu = DictionaryWords()
    var lines = 0
    for (folder, suffix) in [
      ("kremlin-en", ".txt"), ("whitehouse", ".md"), ("akoma-ntoso", ".xml"),
      ("hansard-twfy", ".xml"), ("parlamint-tei", ".xml"), ("markdown-wild", ".md"),
    ] {
      for file in try SharedData.files(folder, suffix) {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
        // Some versions of ICU join what stands around an @, and a rule to fill in is a word to it.
        for line in text.split(whereSeparator: \.isNewline)
        where !line.contains("@") && !line.contains("__") {
          lines += 1
          if let difference = Self.differ(String(line), scanner, icu) {
            Issue.record("\(file): \(difference)")
          }
        }
      }
    }
    #expect(lines > 1_000)
  }
}
