import Testing

@testable import Transcripts

@Suite struct ExactTextTests {
  /// The same to a reader, and to `String`.
  private static let spellings = ["Caf\u{E9}", "Cafe\u{301}"]

  @Test("Texts of other bytes are others, whatever they look like")
  func bytes() {
    #expect(Self.spellings[0] == Self.spellings[1])
    #expect(!Self.spellings[0].isExactly(Self.spellings[1]))
    #expect(Set(texts: Self.spellings).count == 2)
    #expect(Set(texts: Self.spellings + Self.spellings + ["", ""]).count == 3)
    var numbers: [ExactText: Int] = [:]
    for text in Self.spellings + ["", "Cafe", Self.spellings[0]] {
      numbers[text: text, default: 0] += 1
    }
    #expect(numbers[text: Self.spellings[0]] == 2)
    #expect(numbers[text: Self.spellings[1]] == 1)
    #expect(numbers[text: "Caf"] == nil)
  }

  @Test(
    "The order is that of the bytes",
    arguments: [
      ("", "a"), ("a", "b"), ("a", "aa"), ("ab", "b"), ("Cafe\u{301}", "Caf\u{E9}"),
      ("e", "\u{E9}"), ("\u{FF21}", "\u{1F600}"),
    ])
  func order(first: String, second: String) {
    #expect(ExactText(first) < ExactText(second))
    #expect(!(ExactText(second) < ExactText(first)))
    #expect(!(ExactText(first) < ExactText(first)))
  }

  @Test("Wordings, identifiers and deliveries are compared as printed")
  func values() {
    let (one, other) = (Self.spellings[0], Self.spellings[1])
    #expect(Speaker.Dated(one) != Speaker.Dated(other))
    #expect(Set([Speaker.Dated(one), Speaker.Dated(other), Speaker.Dated(one)]).count == 2)
    let identifiers = [one, other].map { Speaker.Identifier(scheme: "s", value: $0) }
    #expect(Set(identifiers).count == 2)
    #expect(
      Attribution.Delivery(mode: .direct, language: "fr", wording: one)
        != Attribution.Delivery(mode: .direct, language: "fr", wording: other))
  }
}
