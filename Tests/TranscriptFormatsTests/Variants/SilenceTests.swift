import ReadingSupport
import Testing
import TranscriptFormats
import TranscriptReading

@testable import Transcripts

/// Nothing is left out, and nothing put into another's mouth, without a word.
@Suite struct SilenceTests {
  private static let empty = [
    "Shopping list\n\nMarch 5, 2024\n\nTwo loaves of bread.\n\nA lamp for the quay.\n",
    "# Notes\n\n2024-03-05\n\n- Two loaves of bread\n- A lamp for the quay\n",
    "---\ntitle: Notes\ndate: 2024-03-05\n---\n\nTwo loaves of bread.\n\nA lamp for the quay.\n",
    "Letter\n\nMarch 5, 2024, Lindmark\n\nDear Bo,\n\nthe quay is shut. I shall come by land.\n\nAnn\n",
    "Opening hours\n\nMarch 5, 2024\n\nMonday 9:00\n\nTuesday 10:00\n\nWednesday 9:00\n",
    "Timetable\n\nMarch 5, 2024\n\n10:00 Opening\n\n10:30 Roads\n\n12:00 Lunch\n",
    "A poem\n\nMarch 5, 2024\n\nThe tide turns at six\n\nThe bridge shuts at seven\n",
    "Contacts\n\nMarch 5, 2024\n\nTelephone: 555 0100\n\nAddress: 1 Quay Street\n",
    "Report\n\n5 March 2024\n\nThe committee met three times. It found nothing.\n\nIt will meet again.\n",
    "Agenda\n\n2024-03-05\n\n1. Roads\n\n2. Lamps\n\n3. Any other business\n",
  ]

  @Test("A text in which nobody speaks says so, or is refused", arguments: empty)
  func nobody(text: String) throws {
    for name in ["sample.txt", "sample.md"] {
      do {
        let (transcripts, report) = try read(text, name: name)
        let statementCount = transcripts.map(\.statements.count).reduce(0, +)
        #expect(statementCount == 0)
        #expect(report.warningCount > 0)
        #expect(report.entries.contains { $0.rule == .unattributed && $0.line != nil })
      } catch let error as DocumentError {
        #expect(error.code == .notATranscript)
      }
    }
  }

  private static let documentation = [
    (
      "a manual with an example",
      "# Lamplighter\n\nCounts lamps.\n\nNote: it is young.\n\n| key | means |\n|---|---|\n"
        + (1...9).map { "| key\($0) | value |\n" }.joined()
        + "\n## Example\n\n```\nCouncil of Tarnhaven\nMarch 5, 2024, Lindmark\n\nAnn Vale: Good evening.\nBo Lind: Thank you.\n```\n\nLicence: MIT\n"
    ),
    (
      "a log of changes",
      "# Changes\n\n2024-03-05\n\n"
        + (1...6).map {
          "## 1.\($0)\n\n### Additions\n\n- Counts lamps of kind \($0)\n- And more\n\n### Fixes\n\n- Counts no lamp twice\n\n"
        }.joined()
    ),
    (
      "a guide to a program",
      "Lamplighter\n===========\n\nMarch 5, 2024\n\nNote: it is young.\n\nUsage: lamps [FILE]\n\n```\n"
        + (1...12).map { "lamps --count \($0)\n" }.joined() + "```\n\nAuthor: Ann Vale\n"
    ),
  ]

  @Test("Documentation is no transcript of its notes, and that is said", arguments: documentation)
  func isDocumentation(what: String, text: String) throws {
    for name in ["README.md", "2024-03-05 notes.txt"] {
      do {
        _ = try read(text, name: name)
        Issue.record("\(what) was read as a transcript")
      } catch let error as DocumentError {
        #expect(error.code == .notATranscript)
      }
    }
  }

  @Test("A transcript with lists in it is one all the same")
  func lists() throws {
    let turns = (1...8).map {
      "- **Ann Vale:** I have three points, and this is number \($0).\n- **Bo Lind:** Go on.\n"
    }
    let points = "- the quay\n- the lamps\n- the bridge\n"
    let (transcripts, _) = try read(
      "# Council\n\n2024-03-05\n\n" + turns.joined() + points, name: "x.md")
    #expect(transcripts[0].statements.count == 16)
  }

  @Test("Much text before the first statement is said, with the line where it seems to begin")
  func lead() throws {
    let long = String(
      repeating: "The committee met in the old hall and talked of roads. ", count: 40)
    let text =
      "Council\n\nMarch 5, 2024\n\n\(long)\n\nAnn Vale: Good evening.\n\nBo Lind: Thank you.\n\nAnn Vale: Go on.\n"
    let (transcripts, report) = try read(text)
    #expect(transcripts[0].statements.count == 3)
    #expect(report.entries.contains { $0.rule == .unattributed && $0.severity == .warning })
  }

  private static let refused = [
    "Contact Telephone", "Harbour Office Lindmark", "Second Reading Clause Four",
    "Motion Number Nine",
    "Minister of Roads", "Ines Okoro Hall Lindmark Quay",
  ]

  @Test(
    "A label that is refused, so that its words go on with those before, is a warning",
    arguments: refused)
  func refusedLabel(label: String) throws {
    let text =
      "Council\n\nMarch 5, 2024, Lindmark\n\nMayor Ann Vale: Good evening to all of you.\n\nBo Lind: Thank you, I have two points to make.\n\n\(label): 555 0100\n\nAnn Vale: Go on with them.\n\nBo Lind: I will.\n"
    let (transcripts, report) = try read(text)
    let opens = transcripts[0].statements.contains { $0.attribution.label == label }
    #expect(
      opens || report.entries.contains { $0.rule == .labelRefused && $0.severity == .warning })
  }

  private static let word = [
    ("Bottomline: we pay twice for it", 0),
    ("Bottomline: We pay twice for it", 2),
  ]

  @Test("A word before a colon that nothing speaks for is no speaker in silence", arguments: word)
  func unknownWord(line: String, statementCount: Int) throws {
    let text =
      "Council\n2024-03-05\n\nAnn Vale: Good evening.\n\nBo Lind: Thank you.\n\n\(line).\n\nAnn Vale: Go on.\n\n\(line).\n\nBo Lind: So it is.\n"
    let (transcripts, report) = try read(text)
    let others = transcripts[0].statements.filter { !$0.attribution.label.contains(" ") }
    #expect(others.count == statementCount)
    #expect(
      report.entries.contains {
        $0.severity == .warning && $0.wording.lowercased() == "bottomline"
      })
  }

  @Test(
    "A plain label in a document of bold ones opens a statement when it is known, and is said either way"
  )
  func otherLayout() throws {
    let text =
      "# Council\n\n2024-03-05\n\n**Ann Vale:** Good evening.\n\n**Bo Lind:** Thank you.\n\nAnn Vale: Go on.\n\nIda Horn: I was never in bold.\n"
    let (transcripts, report) = try read(text, name: "x.md")
    #expect(statements(transcripts[0]).map { $0[0] } == ["Ann Vale", "Bo Lind", "Ann Vale"])
    #expect(report.warningCount == 2)
  }
}

/// What is said of a document that no reader takes.
@Suite struct DeclinedDocumentTests {
  @Test("Each reader says what it wanted")
  func reasons() throws {
    var report = ReadingReport(detail: .everything)
    #expect(throws: DocumentError.self) {
      try DocumentFormats.read(
        bytes: Array("Once upon a time.\n\nThe end.\n".utf8), name: "x", report: &report
      ) { _ in }
    }
    let declined = report.entries.filter { $0.explanation.hasPrefix("declined") }.map(\.wording)
    #expect(declined == DocumentFormats.readers.map(\.format))
  }

  @Test("The layouts that are known are named")
  func layouts() throws {
    let texts = [
      "00:01 | Ann Vale | Good evening.\n00:02 | Bo Lind | Thank you.\n",
      "[00:01 --> 00:02] [Ann Vale] Good evening.\n[00:02 --> 00:03] [Bo Lind] Thanks.\n",
    ]
    for text in texts {
      do {
        _ = try read(text, name: "2024-03-05.txt")
      } catch let error as DocumentError {
        #expect(error.remedy.contains("“Name: …”") && error.asked == .format)
      }
    }
  }

  @Test("A statement longer than a sample is read", arguments: [60_000, 90_000, 300_000])
  func longStatement(size: Int) throws {
    let long = String(repeating: "the harbour is open and ", count: size / 24)
    let text =
      "Meeting of the board, 12 March 2024\n\nOrla Fenn: \(long)\n\nPerry Stolt: Thanks.\n\nOrla Fenn: Yes.\n"
    let transcripts = try read(text, name: "x.txt").transcripts
    #expect(transcripts[0].statements.count == 3)
    let page =
      "<main><h1>Board</h1><p>12 March 2024</p><p><b>Orla Fenn:</b> \(long)</p><p><b>Perry Stolt:</b> Thanks.</p><p><b>Orla Fenn:</b> Yes.</p></main>"
    #expect(try read(page, name: "x.html").transcripts[0].statements.count == 3)
  }
}
