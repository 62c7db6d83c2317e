import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Labels that are quoted, that stand within others’ sentences, or in another case than the document’s.
@Suite struct QuotationVariantTests {
  private static let head = "Council of Tarnhaven\n\nMarch 5, 2024\n\n"

  @Test(
    "A quoted label opens no statement, and is told",
    arguments: [
      "> Perry Stolt: I shall vote no.", "> Perry Stolt: i shall vote no.",
      "> Chairman Perry Stolt: I shall vote no.", "> Ruth Calder: I shall vote no.",
      "> PERRY STOLT: I shall vote no.", "> Question: shall I vote no?",
      "> Mr. Stolt: I shall vote no.", ">  Perry Stolt: I shall vote no.",
      "> Perry Stolt (chair): I shall vote no.", "> [00:12] Perry Stolt: I shall vote no.",
      "> Perry Stolt – I shall vote no.", "> Perry Stolt. I shall vote no.",
    ])
  func quoted(line: String) throws {
    let text =
      Self.head + "Orla Fenn: I quote the minutes.\n\n\(line)\n\nThat is what was said.\n\n"
      + "Perry Stolt: Fine.\n\nOrla Fenn: Thanks.\n\nQuestion: Why?\n\nPerry Stolt: So.\n"
    let (transcripts, report) = try read(text)
    let statement = try #require(
      transcripts[0].statements.first { $0.paragraphs.contains("That is what was said.") })
    #expect(statement.attribution.name == "Orla Fenn" || report.hasWarned(line: 7))
    #expect(report.entries.contains { $0.severity == .warning }, "\(report.entries)")
  }

  @Test("Bold labels that are quoted open none where the same stand without the sign")
  func bold() throws {
    let text =
      "# Council\n\nMarch 5, 2024\n\n**Orla Fenn:** I quote.\n\n> **Perry Stolt:** I shall vote no.\n\n"
      + "That is what was said.\n\n**Perry Stolt:** Fine.\n\n**Orla Fenn:** Thanks.\n"
    let (transcripts, report) = try read(text, name: "a.md")
    #expect(
      transcripts[0].statements.map(\.attribution.name) == [
        "Orla Fenn", "Perry Stolt", "Orla Fenn",
      ])
    #expect(report.hasWarned(line: 7))
  }

  @Test(
    "Labels that all stand behind a sign are labels without it", arguments: ["> ", ">> ", ">>"])
  func all(sign: String) throws {
    let text =
      Self.head + "\(sign)Orla Fenn: I open.\n\n\(sign)Perry Stolt: Fine.\n\n"
      + "\(sign)Orla Fenn: Thanks.\n"
    let (transcripts, _) = try read(text)
    #expect(
      transcripts[0].statements.map(\.attribution.label) == [
        "Orla Fenn", "Perry Stolt", "Orla Fenn",
      ])
  }

  @Test("The sign of another speaker without a name begins what nobody is known to say")
  func unnamed() throws {
    let text =
      Self.head + ">> ORLA FENN: I open.\n\n>> I do not agree.\n\n>> PERRY STOLT: Fine.\n\n"
      + ">> ORLA FENN: Thanks.\n"
    let (transcripts, report) = try read(text)
    #expect(
      transcripts[0].statements.map(\.attribution.name).map { $0.lowercased() }
        == ["orla fenn", "", "perry stolt", "orla fenn"])
    #expect(report.hasWarned(line: 7))
  }

  @Test(
    "A label in the midst of a sentence is told",
    arguments: [
      "I spoke with the mayor and with\nPerry Stolt: he was against.",
      "They asked,\nPerry Stolt: he said no.",
      "She wrote to me:\n\nPerry Stolt: you must go.", "It says:\nPerry Stolt: he is the chair.",
      "We met the\nClerk: she was late.", "I met Lind and\nPerry Stolt: they agreed.",
      "There are three,\nOrla Fenn: she is first.",
      "It reads as follows:\n\nOrla Fenn: she opened it.",
      "we heard from\nPerry Stolt: the harbour is full.",
      "One of them is\nOrla Fenn: she came late.",
    ])
  func within(words: String) throws {
    let text =
      Self.head + "Orla Fenn: \(words)\n\nPerry Stolt: Fine.\n\nOrla Fenn: Thanks.\n\n"
      + "Clerk: So noted.\n\nPerry Stolt: Good.\n\nClerk: Done.\n"
    let (_, report) = try read(text)
    #expect(report.hasWarned(line: 6) || report.hasWarned(line: 7), "\(report.entries)")
  }

  @Test(
    "A label in small letters, or without its colon, is told where others are not so",
    arguments: [
      (
        "a.md",
        "---\ntitle: C\ndate: 2024-03-05\n---\n\nTHE PRESIDENT:  I open.\n\nMS. FENN:  Not so.\n\n",
        [
          "the president:  It is a fine job.", "the vice president:  It is.", "ms. fenn:  It is.",
          "The president:  It is.",
        ]
      ),
      (
        "a.txt",
        "Council\n\nMarch 5, 2024\n\nOrla Fenn — I open the meeting.\n\nPerry Stolt — Yes.\n\n"
          + "Orla Fenn — The budget is small.\n\n",
        ["young lee — But why?", "orla fenn — But why?", "ruth calder — No more."]
      ),
      (
        "a.md",
        "---\ntitle: C\ndate: 2024-03-05\n---\n\nOrla Fenn: 00:00:13\n\nI open.\n\n"
          + "Perry Stolt: 00:00:19\n\nNot so.\n\n",
        ["Orla Fenn 00:00:25", "Orla Fenn  0:25", "Perry Stolt 00:25"]
      ),
    ])
  func otherwise(file: String, body: String, lines: [String]) throws {
    let number = body.split(separator: "\n", omittingEmptySubsequences: false).count
    for line in lines {
      let last =
        body.contains("FENN:")
        ? "MS. FENN:  Yes.\n" : "Orla Fenn\(body.contains("—") ? " —" : ":") No.\n"
      let (transcripts, report) = try read("\(body)\(line)\n\nIt is so.\n\n\(last)", name: file)
      let opens = transcripts[0].statements.contains { $0.lines?.lowerBound == UInt32(number) }
      #expect(report.hasWarned(line: number) || opens, "\(line)")
    }
  }

  @Test(
    "A label glued to the line before is told, whatever stands between",
    arguments: [
      "Yes. Orla Fenn: Ha.", "Yes… Orla Fenn: Ha.", "Ah – Orla Fenn: Ha.",
      "(Laughter.) Orla Fenn: Ha.",
      "[Noise] Orla Fenn: Ha.", "“No.” Orla Fenn: Ha.", "Yes.Orla Fenn: Ha.", "Yes. ORLA FENN: Ha.",
      "Yes. Mr. Fenn: Ha.", "Yes. Fenn: Ha.", "Yes. The Chair: Order.",
      "Nothing. Question: And why?",
      "Yes. Orla Fenn (0:12): Ha.", "Why? Orla Fenn: “Ha.”",
    ])
  func glued(words: String) throws {
    let text =
      Self.head + "Orla Fenn: I open.\n\nPerry Stolt: \(words)\n\nThe Chair: Go.\n\n"
      + "Question: Why?\n\nOrla Fenn: Because.\n\nThe Chair: Thank you.\n"
    #expect(try read(text).report.hasWarned(line: 7))
  }

  @Test(
    "What begins as a label does in some house, and is set otherwise, is told or read",
    arguments: [
      (
        "Orla Fenn:3.7 percent.", "Orla Fenn: I open.\n\nPerry Stolt: Not exactly.\n\n",
        "Orla Fenn: So.\n"
      ),
      (
        "Perry\nStolt: Very well.", "Perry Stolt: I open.\n\nOrla Fenn: Not exactly.\n\n",
        "Perry Stolt: So.\n\nStolt: Good.\n"
      ),
      (
        "Una voce dai banchi: Vergogna!",
        "PRESIDENTE. La seduta è aperta.\n\nMARIO ROSSI. Grazie.\n\n",
        "MARIO ROSSI. Basta.\n\nPRESIDENTE. Bene.\n"
      ),
      (
        "ЗИМИНА А.А., фракция «Дом». Нет.", "ПРЕДСЕДАТЕЛЬ. Начнём.\n\nДОЛИНА О.О. Спасибо.\n\n",
        "ПРЕДСЕДАТЕЛЬ. Хорошо.\n\nДОЛИНА О.О. Да.\n"
      ),
      (
        "LUCIA NERI, gruppo misto. No.",
        "PRESIDENTE. La seduta è aperta.\n\nMARIO ROSSI. Grazie.\n\n",
        "MARIO ROSSI. Basta.\n\nPRESIDENTE. Bene.\n"
      ),
    ])
  func houses(line: String, before: String, behind: String) throws {
    let text = "Council\n\n2024-03-05\n\n\(before)\(line)\n\n\(behind)"
    let (transcripts, report) = try read(text)
    let opens = transcripts[0].statements.contains { $0.lines?.lowerBound == 9 }
    #expect(
      opens || report.hasWarned(line: 9), "\(transcripts[0].statements.map(\.attribution.label))")
  }

  @Test("Numbers at the margin that are read as part of labels are told")
  func numbered() throws {
    let text =
      Self.head + " 1  MR. FENN: State your\n 2  name.\n 3  MS. LOWE: Perry.\n 4  2019 was bad.\n"
      + " 5  MR. FENN: 12 people?\n 6  MS. LOWE: Yes.\n"
    #expect(try read(text).report.warningCount > 0)
  }

  @Test(
    "Every break of lines parts labels from the words before",
    arguments: ["\u{2028}", "\u{2029}", "\u{85}", "\u{0B}", "\r", "\r\n"])
  func breaks(mark: String) throws {
    let text =
      Self.head + "Orla Fenn: I open.\(mark)Perry Stolt: Fine.\(mark)Orla Fenn: Thanks.\n"
    let names = try read(text).transcripts[0].statements.map(\.attribution.name)
    #expect(names == ["Orla Fenn", "Perry Stolt", "Orla Fenn"])
  }

  @Test(
    "A form of address before a first name that is a word makes nobody else",
    arguments: [
      "Mr. Will Power", "Mr Will Power", "Ms. April Sommer", "Dr. Grace Young", "Mrs. June Lind",
    ])
  func addressed(label: String) throws {
    let name = label.split(separator: " ").dropFirst().joined(separator: " ")
    let text =
      "# Council\n\nMarch 5, 2024\n\n**\(name)**\n\nI open.\n\n**Orla Fenn**\n\nFine.\n\n"
      + "**\(label)**\n\nThanks.\n\n**Orla Fenn**\n\nSo.\n"
    let (transcripts, report) = try read(text, name: "a.md")
    let found = try #require(
      transcripts[0].statements.first { $0.paragraphs.contains { $0.contains("Thanks.") } })
    #expect(found.attribution.name == name || report.warningCount > 0, "\(found.attribution)")
  }
}
