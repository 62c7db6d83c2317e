import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Signs for less and more within words, and tags.
@Suite struct TagVariantTests {
  private static let words = [
    "If i <j and the budget holds and k> 3, we go.", "The <unclear> word.",
    "We need a <b and c> d.",
    "From <a to z> in order.", "It was <inaudible at 3 pm> there.", "Is x <y> z?",
    "They said </end of it> and left.", "A vector<int> of numbers.", "See <p and q> here.",
  ]

  private static func documents(_ words: String) -> [(name: String, text: String)] {
    [
      (
        "x.md",
        "---\ntitle: Council\ndate: 2024-03-05\n---\n\n**Ann Vale:** Good evening.\n\n**Bo Lind:** \(words)\n"
      ),
      ("2024-03-05.md", "# Council\n\n**Ann Vale:** Good evening.\n\n**Bo Lind:** \(words)\n"),
      (
        "y.md",
        "---\ntitle: Council\ndate: 2024-03-05\n---\n\nMS. VALE:  Good evening.\n\nMR. LIND:  \(words)\n"
      ),
      (
        "2024-03-05.vtt",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Vale>Good evening.\n\n00:03.000 --> 00:04.000\n<v Bo Lind>\(words)\n"
      ),
      (
        "2024-03-05.srt",
        // Names in subtitles are told by being there twice.
        ["Ann Vale: Good evening.", "Bo Lind: Yes.", "Ann Vale: Please.", "Bo Lind: \(words)"]
          .enumerated().map { number, line in
            "\(number + 1)\n00:00:0\(number),000 --> 00:00:0\(number + 1),000\n\(line)\n\n"
          }.joined()
      ),
    ]
  }

  @Test("What is no tag stays in the words", arguments: words)
  func kept(_ words: String) throws {
    for document in Self.documents(words) {
      let transcript = try read(document.text, name: document.name).transcripts[0]
      #expect(transcript.statements.last?.paragraphs == [words], "\(document.name)")
    }
  }

  private static let tagged = [
    ("We <b>go</b> now.", "We go now."), ("We <font color=\"red\">go</font> now.", "We go now."),
    ("We <span class=x>go</span> now.", "We go now."), ("We go<br/> now.", "We go now."),
    ("We <i >go</i > now.", "We go now."),
  ]

  @Test("Tags are no words", arguments: tagged)
  func leftOut(words: String, expected: String) throws {
    for document in Self.documents(words) {
      let transcript = try read(document.text, name: document.name).transcripts[0]
      let found = transcript.statements.last?.paragraphs.joined(separator: " ")
      #expect(
        found?.split(separator: " ").joined(separator: " ") == expected, "\(document.name)")
    }
  }
}
