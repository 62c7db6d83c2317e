import ReadingSupport
import Testing
import TranscriptReading
import Transcripts

@Suite struct MarginNumberTests {
  private static let head = "Harbour inquiry\n4 May 2023\n\n"
  private static let lines = [
    "MS. ARDEN: The crane was moved at six in", "the morning, before the tide had turned,",
    "and nobody was told of it beforehand.", "MR. BOLE: Who signed the order that day?",
    "MS. ARDEN: The clerk of the works did it", "in his own hand, as the ledger shows on",
    "its second page.", "MR. BOLE: I have no further question now.",
    "MS. ARDEN: Then let me add one thing that", "the ledger does not show: the crane was",
    "never inspected after it had been moved.", "MR. BOLE: That will be noted, thank you.",
  ]

  private func spoken(_ lines: [String]) throws -> [[String]] {
    let transcript = try read(Self.head + lines.joined(separator: "\n")).transcripts[0]
    return transcript.statements.map {
      [$0.attribution.label, $0.paragraphs.joined(separator: " ")]
    }
  }

  @Test(
    "Numbers of every line are in nobody’s words, with one space or two or a stop behind them",
    arguments: [(" ", false), ("   ", false), ("\t", false), (" ", true)])
  func everyLine(gap: String, isStopped: Bool) throws {
    // Two pages, as a stop alone would be a list's.
    let numbered = (Self.lines + Self.lines).enumerated().map { index, line in
      "\(index % Self.lines.count + 1)\(isStopped ? "." : "")\(gap)\(line)"
    }
    #expect(try spoken(numbered) == spoken(Self.lines + Self.lines))
  }

  @Test("A number that is missing leaves none of those behind it in the words")
  func gap() throws {
    let all = Self.lines + Self.lines
    let numbered = all.enumerated().map { index, line in
      index == 2 ? line : "\(index % Self.lines.count + 1) \(line)"
    }
    #expect(try spoken(numbered) == spoken(all))
  }

  @Test("A line without its number keeps a number that is one of its words")
  func numberedWords() throws {
    var all = (0..<5).flatMap { _ in Self.lines }
    all[5] = "1 boat was lost in it, and the ledger"
    all[18] = "100  boats were there"
    let numbered = all.enumerated().map { index, line in
      index == 5 || index == 18 ? line : "\(index % Self.lines.count + 1) \(line)"
    }
    let words = try spoken(numbered).map { $0[1] }.joined(separator: " ")
    #expect(words.contains("1 boat was lost"))
    #expect(words.contains("100  boats were there"))
    #expect(try spoken(numbered).map { $0[0] } == spoken(all).map { $0[0] })
  }

  @Test("A number of a table beside numbers of every fifth line stays a word")
  func fifthAndTable() throws {
    var all = Self.lines + Self.lines
    all[6] = "100  boats and"
    let numbered = all.enumerated().map { index, line in
      (index + 1) % 5 == 0 ? "\(index + 1)".padded(4) + line : index == 6 ? line : "    " + line
    }
    #expect(try spoken(numbered).map { $0[1] }.joined().contains("100  boats and"))
  }

  @Test("Numbers of every fifth line in the margin are in nobody’s words")
  func everyFifth() throws {
    let all = Self.lines + Self.lines
    let numbered = all.enumerated().map { index, line in
      (index + 1) % 5 == 0 ? "\(index + 1)".padded(4) + line : "    " + line
    }
    #expect(try spoken(numbered) == spoken(all))
  }

  @Test("Numbers that do not count lines stay words")
  func others() throws {
    let turns = [
      "MS. ARDEN: How many boats were there?", "MR. BOLE: There were", "5  boats and", "10  barges",
      "in the basin then.", "MS. ARDEN: Thank you.",
    ]
    #expect(try spoken(turns)[1][1].contains("5  boats and 10  barges"))
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
