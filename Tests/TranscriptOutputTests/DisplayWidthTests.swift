import Testing
import TranscriptOutput

@Suite("The width of text on a terminal")
struct DisplayWidthTests {
  @Test(
    "is that of its characters",
    arguments: [
      ("abc", 3), ("é e\u{301}", 3), ("中文", 4), ("ﾃﾚﾋﾞ", 4), ("はが", 4), ("か\u{3099}", 2),
      ("한\u{1112}\u{1161}\u{11AB}", 4), ("किताब", 5), ("क्ष", 2), ("မြန်မာ", 5), ("ภาษา", 4), ("งู", 1),
      ("👩‍👩‍👧 🇺🇸 ❤\u{FE0F}", 8), ("سلامٌ", 4),
    ])
  func columns(text: String, expected: Int) {
    #expect(DisplayWidth.columns(of: text) == expected)
  }
}
