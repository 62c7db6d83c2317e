import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// What stands between statements and is nobody’s speech: written statements, other meetings, heads of
/// pages.
@Suite struct InsertedVariantTests {
  private static let head = "Committee on Harbours\n\nMarch 5, 2024\n\n"

  @Test(
    "What is handed in in writing is not of who had the floor, and is told",
    arguments: [
      "[The prepared statement of Mr. Vale follows:]\n\nI oppose this bill with all my heart.",
      "[The prepared statement of Ms. Dunne follows:]\n\nPrepared Statement of Cara Dunne, Director\n\n"
        + "I oppose this bill with all my heart.",
      "[The information follows:]\n\nI oppose this bill with all my heart.",
      "[The letter referred to follows:]\n\nI oppose this bill with all my heart.",
      "[The material follows:]\n\nI oppose this bill with all my heart.",
      "[The prepared statement and biography of Mr. Vale follow:]\n\nI oppose this bill with all my heart.",
      "(The statement of Mr. Vale follows.)\n\nI oppose this bill with all my heart.",
      "[The prepared statement of\nMr. Vale follows:]\n\nI oppose this bill with all my heart.",
      "PREPARED STATEMENT OF BO VALE\n\nI oppose this bill with all my heart.",
      "Written testimony of Bo Vale, Director\n\nI oppose this bill with all my heart.",
      "[The documents follow:]\n\nChairman Lind, I oppose this bill with all my heart.",
      "[The article follows.]\n\nI oppose this bill with all my heart.",
    ], ["    Mr. Lind. ", "Chairman Lind: "])
  func written(insert: String, label: String) throws {
    let text =
      Self.head + "\(label)Without objection, it will be in the record.\n\n\(insert)\n\n"
      + "\(label.hasPrefix(" ") ? "    Mr. Vale. " : "Bo Vale: ")Thank you.\n\n\(label)Go on.\n"
    let (transcripts, report) = try read(text)
    let statement = try #require(
      transcripts[0].statements.first {
        $0.paragraphs.contains { $0.contains("with all my heart") }
      })
    #expect(statement.attribution.speakerID.isEmpty, "\(statement.attribution)")
    #expect(report.entries.contains { $0.severity == .warning })
  }

  @Test("Notes of what follows, and headings above labels, change nothing")
  func notes() throws {
    let text =
      Self.head + "    Mr. Lind. We go on.\n\n(A short break followed.)\n\n    I thank all.\n\n"
      + "STATEMENT OF BO VALE, DIRECTOR\n\n    Mr. Vale. Thank you.\n\n    Mr. Lind. Go on.\n"
    let (transcripts, _) = try read(text)
    #expect(
      transcripts[0].statements.map(\.attribution.name) == ["Lind", "Bo Vale", "Lind"]
        || transcripts[0].statements.map(\.attribution.name) == ["Lind", "Vale", "Lind"])
  }

  @Test(
    "Another meeting in the same file is told",
    arguments: [
      "Committee on Harbours\n\nApril 2, 2024", "April 2, 2024", "2 April 2024",
      "Tuesday, April 2, 2024",
      "2024-04-02", "Date: April 2, 2024", "Board of Norvik\n\nApril 2, 2024",
      "Committee on Harbours, 2 April 2024", "# Committee on Harbours\n\n2 April 2024",
      "---\ntitle: Committee\ndate: 2024-04-02\n---", "**April 2, 2024**",
    ])
  func meetings(head: String) throws {
    let text =
      Self.head + "Orla Fenn: I open.\n\nPerry Stolt: Yes.\n\n\(head)\n\nOrla Fenn: I open.\n\n"
      + "Perry Stolt: No.\n"
    let (_, report) = try read(text)
    #expect(
      report.entries.contains {
        $0.severity == .warning && $0.explanation.contains("another meeting")
      },
      "\(report.entries)")
  }

  @Test(
    "The meeting’s own day among statements is not told",
    arguments: ["March 5, 2024", "5 March 2024"])
  func ownDay(day: String) throws {
    let text = Self.head + "Orla Fenn: I open.\n\nPerry Stolt: Yes.\n\n\(day)\n\nOrla Fenn: So.\n"
    let (_, report) = try read(text)
    #expect(report.warningCount == 0, "\(report.entries)")
  }

  @Test(
    "Heads and numbers of pages are no words, or are told",
    arguments: [
      [
        "12        Council of Tarnhaven      5 March 2024",
        "13        Council of Tarnhaven      5 March 2024",
      ],
      ["24-01234 3/9", "24-01234 4/9"], ["Page 3", "Page 4"], ["3/9", "4/9"],
      ["HARLOW REPORTERS 3", "HARLOW REPORTERS 4"],
      ["Committee on Harbours 3", "Committee on Harbours 4"], ["- 17 -", "- 18 -"], ["17", "18"],
      ["S/PV.9000 Threats to peace 5 March 2024", "S/PV.9000 Threats to peace 5 March 2024"],
      ["Harlow Report\t12", "Harlow Report\t13"], ["5 March 2024    12", "5 March 2024    14"],
      ["[Page 3]", "[Page 4]"],
    ])
  func pages(heads: [String]) throws {
    let text =
      Self.head + "Orla Fenn: We spoke of the\n\n\(heads[0])\n\nharbour and the ferry.\n\n"
      + "Perry Stolt: Yes. I would like\n\n\(heads[1])\n\nto add that.\n\nOrla Fenn: Go.\n"
    let (transcripts, report) = try read(text)
    let words = transcripts[0].statements.flatMap(\.paragraphs)
    for (head, line) in zip(heads, [7, 13]) {
      #expect(!words.contains(head) || report.hasWarned(line: line), "\(words)")
    }
  }

  @Test("Points that are numbered on are words")
  func points() throws {
    let text =
      Self.head + "Orla Fenn: There are three.\n\nPoint 1\n\nThe ferry.\n\nPoint 2\n\nThe quay.\n\n"
      + "Perry Stolt: Yes.\n\nOrla Fenn: Go.\n"
    let words = try read(text).transcripts[0].statements.flatMap(\.paragraphs)
    #expect(words.contains("Point 1") && words.contains("Point 2"))
  }

  @Test("Words parted at lines’ ends are told")
  func parted() throws {
    let text =
      Self.head
      + "Orla Fenn: We spoke of the har-\nbour and of self-\ngovernment.\n\nPerry Stolt: Yes.\n\n"
      + "Orla Fenn: Go.\n"
    #expect(try read(text).report.entries.contains { $0.explanation.contains("parted") })
  }
}
