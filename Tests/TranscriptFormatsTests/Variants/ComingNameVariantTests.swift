import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Names that are ordinary words, set apart without a colon: that they come again tells them.
@Suite struct ComingNameVariantTests {
  private static let names = [
    "Theresa May", "Mark Price", "April Sommer", "John Chair", "Ben Question", "Grace Young",
    "Will Day", "Ann East", "Tom Court", "Rose Bank", "Bill Church", "Tom Note", "Ida Council",
    "Sam Square",
  ]

  /// Whose words some words are; nil where they are in no statement.
  private static func speaker(of words: String, in transcript: Transcript) -> String? {
    transcript.statements.first { $0.paragraphs.contains { $0.contains(words) } }
      .map { $0.attribution.speakerID.isEmpty ? "" : $0.attribution.name }
  }

  /// What is said in each document: by the first speaker, by the one in question, and so on.
  private static let words = [
    "I open the meeting now.", "We have no money.", "That is not so.", "It is, I am afraid.",
    "Then we close.",
  ]

  private static let subtitles: [(String, @Sendable (String, String) -> String)] = [
    ("2024-03-05.srt", { "[\($0)] \($1)" }), ("2024-03-05.vtt", { "[\($0)] \($1)" }),
    ("2024-03-05.vtt", { "[\($0)]: \($1)" }), ("2024-03-05.srt", { "(\($0)) \($1)" }),
    ("2024-03-05.srt", { "\($0) | \($1)" }),
  ]

  @Test("A name in brackets before subtitles is somebody who speaks", arguments: names)
  func framed(name: String) throws {
    for (file, set) in Self.subtitles {
      var text = file.hasSuffix("vtt") ? "WEBVTT\n\n" : ""
      for (index, words) in Self.words.enumerated() {
        let mark = file.hasSuffix("vtt") ? "." : ","
        text +=
          "\(index + 1)\n00:00:\(10 + index * 5)\(mark)000 --> 00:00:\(14 + index * 5)\(mark)000\n"
          + set(index % 2 == 0 ? "Perry Stolt" : name, words) + "\n\n"
      }
      let (transcripts, report) = try read(text, name: file)
      let transcript = try #require(transcripts.first)
      for (index, words) in Self.words.enumerated() {
        let found = try #require(Self.speaker(of: words, in: transcript), "\(file) \(words)")
        // A role without a name, "Chair", is nobody’s.
        let isRight = found.isEmpty || found == (index % 2 == 0 ? "Perry Stolt" : name)
        #expect(
          isRight || report.entries.contains { $0.severity == .warning && $0.wording == name },
          "\(file): “\(words)” is \(found)’s")
      }
    }
  }

  private static let layouts: [(String, String, @Sendable (String, String) -> String)] = [
    ("a.txt", "Council of Tarnhaven\n\nMarch 5, 2024\n\n", { "\($0)\n\($1)\n\n" }),
    ("a.md", "# Council of Tarnhaven\n\nMarch 5, 2024\n\n", { "### \($0)\n\n\($1)\n\n" }),
    ("a.md", "# Council of Tarnhaven\n\nMarch 5, 2024\n\n", { "**\($0)** \($1)\n\n" }),
    ("a.md", "# Council of Tarnhaven\n\nMarch 5, 2024\n\n", { "**\($0)**\n\n\($1)\n\n" }),
    ("a.txt", "Council of Tarnhaven\n\nMarch 5, 2024\n\n", { "\($0) — \($1)\n\n" }),
    ("a.txt", "Council of Tarnhaven\n\nMarch 5, 2024\n\n", { "\($0)\t\($1)\n" }),
    ("a.txt", "Council of Tarnhaven\n\nMarch 5, 2024\n\n", { "\($0): \($1)\n\n" }),
    ("a.txt", "Council of Tarnhaven\n\nMarch 5, 2024\n\n", { "\($0). – \($1)\n\n" }),
    (
      "a.html", "<html lang=en><body><h1>Council</h1><p>March 5, 2024</p>",
      { "<div><span class=x>\($0)</span><div>\($1)</div></div>" }
    ),
  ]

  @Test("A name set apart that comes again opens statements, with a warning", arguments: names)
  func apart(name: String) throws {
    for (file, head, set) in Self.layouts {
      let text =
        head
        + Self.words.enumerated().map { set($0 % 2 == 0 ? "Orla Fenn" : name, $1) }.joined()
      let (transcripts, report) = try read(text, name: file)
      let transcript = try #require(transcripts.first)
      for (index, words) in Self.words.enumerated() {
        let wanted = index % 2 == 0 ? "Orla Fenn" : name
        let found = try #require(Self.speaker(of: words, in: transcript), "\(set("N", "w"))")
        let isTold = report.entries.contains {
          $0.severity == .warning && $0.wording.contains(name)
        }
        #expect(
          found == wanted || found.isEmpty || isTold, "\(set("N", "w")): “\(words)” is \(found)’s")
      }
    }
  }

  @Test("The name of a body that heads each page is nobody’s name")
  func bodies() throws {
    let text =
      "Harbour Council\nMarch 5, 2024\n\nOrla Fenn\nI open the meeting.\n\nHarbour Council\n"
      + "We have no money.\n\nPerry Stolt\nThat is so.\n\nHarbour Council\nIt is, I am afraid.\n\n"
      + "Orla Fenn\nThen we close.\n"
    let transcript = try #require(try read(text).transcripts.first)
    #expect(!transcript.statements.contains { $0.attribution.name == "Harbour Council" })
  }
}
