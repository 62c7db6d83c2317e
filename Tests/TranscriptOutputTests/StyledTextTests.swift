import Testing
import Transcripts

@testable import TranscriptOutput

struct StyledTextTests {
  private func wrapped(_ text: String, _ width: Int?, indent: Int = 0) -> String {
    var styled = StyledText()
    styled.append(text)
    return styled.lines(width: width, indent: indent, isColoured: false)
  }

  @Test(
    "lines break at spaces and beside wide characters, and keep to the width",
    arguments: [
      ("one two three", 7, "one two\nthree\n"), ("one  two", 20, "one  two\n"),
      ("abcdefghij", 4, "abcd\nefgh\nij\n"), ("a\u{A0}b c\u{A0}d", 4, "a\u{A0}b\nc\u{A0}d\n"),
      ("東京都庁舎", 6, "東京都\n庁舎\n"), ("e\u{301}e\u{301} x", 2, "e\u{301}e\u{301}\nx\n"),
      ("", 5, "\n"), ("👩‍👩‍👧 ok", 3, "👩‍👩‍👧\nok\n"),
    ])
  func wrapping(text: String, width: Int, expected: String) {
    #expect(wrapped(text, width) == expected)
  }

  @Test("without a width a paragraph is one line")
  func unlimited() {
    let long = String(repeating: "word ", count: 1000) + "end"
    #expect(wrapped(long, nil) == long + "\n")
    #expect(wrapped("a b", 4, indent: 2) == "  a\n  b\n".replacing("a\n  b", with: "a\n  b"))
  }

  @Test(
    "control characters become visible ones",
    arguments: [
      ("\u{1B}[2J", "␛[2J"), ("a\tb\nc\r", "a b c "), ("\u{7F}\u{0}", "␡␀"),
      ("\u{85}\u{9B}", "\u{FFFD}\u{FFFD}"), ("a\u{2028}b\u{2029}", "a b "),
      ("\u{202E}ab\u{202C}", "\u{FFFD}ab\u{FFFD}"), ("\u{2066}ab\u{2069}", "\u{FFFD}ab\u{FFFD}"),
      ("a\u{2026}b\u{202F}\u{2065}\u{200F}", "a\u{2026}b\u{202F}\u{2065}\u{200F}"),
      ("Vučić «так» 東京", "Vučić «так» 東京"),
    ])
  func visible(text: String, expected: String) {
    #expect(VisibleText.visible(text) == expected)
  }

  @Test("controls of JSON on a terminal become escapes that mean the same")
  func json() throws {
    let line = "{\"a\":\"\u{7F}\u{202E}\u{2069}é…\"}\n"
    let visible = VisibleText.visible(json: Array(line.utf8))
    #expect(String(decoding: visible, as: UTF8.self) == #"{"a":"\u007f\u202e\u2069é…"}"# + "\n")
  }

  @Test("notes stand where they are printed, and marks out of place change nothing")
  func notes() {
    func parts(_ marks: [Mark]) -> [[PrintedStatement.Part]] {
      PrintedStatement(
        Statement(
          id: "m/s", meetingID: "m", ordinal: 0, date: .first, attribution: Attribution(),
          paragraphs: ["Né (Laughter.) ici.", "End."], marks: marks)
      ).paragraphs
    }
    let plain: [[PrintedStatement.Part]] = [[.words("Né (Laughter.) ici.")], [.words("End.")]]
    #expect(parts([]) == plain)
    #expect(
      parts([Mark(kind: .vocal, paragraph: 0, offset: 4, length: 11, wording: "(Laughter.)")]) == [
        [.words("Né "), .note("(Laughter.)"), .words(" ici.")], [.words("End.")],
      ])
    #expect(
      parts([
        Mark(kind: .elision, paragraph: 1, wording: "<…>"),
        Mark(kind: .editorialNote, paragraph: 2, wording: "(The end.)"),
        Mark(kind: .pullQuote, paragraph: 1, wording: "End."),
      ]) == [
        [.words("Né (Laughter.) ici.")], [.note("<…>")], [.words("End.")], [.note("(The end.)")],
      ])
    // In the middle of a character, and beyond the end.
    #expect(
      parts([
        Mark(kind: .vocal, paragraph: 0, offset: 2, length: 3, wording: "x"),
        Mark(kind: .vocal, paragraph: 1, offset: 3, length: .max, wording: "x"),
      ]) == plain)
    #expect(parts([Mark(kind: .procedural, paragraph: .max, wording: "x")]).last == [.note("x")])
  }
}
