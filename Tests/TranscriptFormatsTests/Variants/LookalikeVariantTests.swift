import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// A newcomer’s label in another dress than the document’s: it is taken, or its line is warned of.
@Suite struct LookalikeVariantTests {
  private static let dressed = [
    "**Ruth Calder:**", "**Ruth Calder**:", "*Ruth Calder:*", "__Ruth Calder:__", "_Ruth Calder:_",
    "### Ruth Calder\n\n", "<b>Ruth Calder:</b>", "- Ruth Calder:", "• Ruth Calder:",
    "\"Ruth Calder\":", "“Ruth Calder”:", "ruth calder:", "ruth Calder:", "Ruth Calder.",
    "Ruth Calder;", "Ruth Calder：", "Ruth Calder?:", "Ruth Calder @ Trust:", "Ruth Calder>",
    "Ruth Calder -", "Ruth Calder —", "— Ruth Calder:", "Ruth Calder 2nd:", "ffolkes:",
    "bell hooks:", "e. e. velt:", "> Ruth Calder:", "12) Ruth Calder:",
    "**Perry Stolt and Orla Fenn:**", "[Ruth Calder]", "@ruthcalder:",
    "ruth.calder@example.org:", "Ruth&nbsp;Calder:", "Ruth Calder\u{2236}", "Ruth Calder |",
    "Ruth Calder →", "Ruth Calder—", "(Ruth Calder)", "<Ruth Calder>", "(Applause.) Ruth Calder:",
    "[Applause] Ruth Calder:", "Ruth Calder says:", "Ruth Calder <ruth@example.org>:",
    "Ruth Calder 3:12 PM:", "[Inaudible name]:", "???:",
    "Question |", "To Orla Fenn:", "#12 Ruth Calder:", "¶ Ruth Calder:",
    "- Minister of Transport Ruth Calder:", "{Ruth Calder}:", ":Ruth Calder", "b) Ruth Calder:",
    "Minister of Transport Ruth Calder says:", "Minister of Transport Ruth Calder 12m33s:",
    "Minister of Transport Ruth Calder on behalf of Orla Fenn:",
  ]

  @Test(
    "The first label in another dress does not lose its words to the lead without a warning",
    arguments: dressed)
  func first(label: String) throws {
    let text =
      "Meeting of the harbour board, 12 March 2024\n\n\(label) I never said so.\n\n"
      + "Orla Fenn: I open the meeting.\n\nPerry Stolt: I was here first.\n\n"
      + "Orla Fenn: Thank you.\n\nPerry Stolt: Not at all.\n"
    let (transcripts, report) = try read(text)
    let isSaid = try #require(transcripts.first).statements.contains {
      $0.paragraphs.contains { $0.contains("I never said so") }
    }
    // A heading before the first statement is one.
    #expect(isSaid || report.hasWarned(line: 3) || label.hasPrefix("### "), "\(report.entries)")
  }

  @Test(
    "A label of somebody who speaks is told within a line, where the break before it was lost",
    arguments: ["Perry Stolt", "Chairman Perry Stolt"])
  func within(label: String) throws {
    let text =
      "Meeting of the harbour board, 12 March 2024\n\nOrla Fenn: I open the meeting. \(label): I was "
      + "here first.\n\nPerry Stolt: I said so.\n\nOrla Fenn: Thank you.\n"
    #expect(try read(text).report.hasWarned(line: 3))
  }

  @Test("Blanks within the markup of a label, page breaks and marks of direction change nothing")
  func blanks() throws {
    for label in ["** Ruth Calder: **", "\u{0C}**Ruth Calder:**", "\u{200F}**Ruth Calder:**"] {
      let text =
        "# Harbour board, 12 March 2024\n\n**Orla Fenn:** I open the meeting.\n\n"
        + "\(label) I never said so.\n\n**Perry Stolt:** I did.\n\n**Orla Fenn:** Thank you.\n"
      let statements = try #require(try read(text, name: "a.md").transcripts.first).statements
      try #require(statements.count == 4, "\(label)")
      #expect(statements[1].attribution.name == "Ruth Calder")
      #expect(statements[1].paragraphs == ["I never said so."])
    }
  }

  private static let beginnings = [
    "- MS. CALDER:  ", "> MS. CALDER:  ", "MS. CALDER. ", "MS. CALDER – ", "[MS. CALDER] ",
    "12. MS. CALDER:  ", "CALDER:  ", "Calder: ", "• MS. CALDER: ",
  ]

  @Test("A briefing tells of labels that are set otherwise", arguments: beginnings)
  func briefingBeginnings(label: String) throws {
    let text =
      "---\ntitle: Briefing\ndate: 2031-03-05\n---\n\nMS. CALDER:  Good morning.\n\n"
      + "Q    Will it rise?\n\nMR. STOLT:  No.\n\n\(label)I never said so.\n\n"
      + "Q    Why?\n\nMS. CALDER:  Ask.\n"
    let (transcripts, report) = try read(text, name: "a.md")
    let isOpen = transcripts.first?.statements.count == 6
    #expect(isOpen || report.hasWarned(line: 12), "\(report.entries)")
  }

  @Test(
    "A briefing’s label opens a statement where the blank line before it is missing, and is told")
  func tight() throws {
    let text =
      "---\ntitle: Briefing\ndate: 2031-03-05\n---\n\nMS. CALDER:  Good morning.\nMR. STOLT:  No.\n\n"
      + "Q    Will it rise?\n\nMR. STOLT:  Perhaps.\n"
    let (transcripts, report) = try read(text, name: "a.md")
    #expect(transcripts.first?.statements.count == 4)
    #expect(report.hasWarned(line: 7))
  }

  @Test("No label’s words go to the one before without a warning", arguments: dressed)
  func plain(label: String) throws {
    let text =
      "Meeting of the harbour board, 12 March 2024\n\nOrla Fenn: I open the meeting.\n\n"
      + "Perry Stolt: I was here first.\n\n\(label) I never said so.\n\nOrla Fenn: Thank you.\n\n"
      + "Perry Stolt: Not at all.\n"
    let (transcripts, report) = try read(text)
    let statements = try #require(transcripts.first).statements
    let holder = try #require(
      statements.first { $0.paragraphs.contains { $0.contains("I never said so") } })
    let isTaken = holder.attribution.name != "Perry Stolt"
    let line = text.split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0.hasPrefix(label.split(separator: "\n")[0]) }.map { $0 + 1 }
    #expect(isTaken || report.hasWarned(line: line ?? 0), "\(report.entries)")
  }

  @Test(
    "A label with a colon among labels before times is told",
    arguments: ["Ruth Calder:  6:18", "\u{200B}Ruth Calder:\u{200B}  6:18", "Ruth Calder: 0:06:18"])
  func colonBeforeTime(line: String) throws {
    let names = ["Orla Fenn  0:00", "Perry Stolt  1:13", "Hester Lowe  2:26", "Orla Fenn  4:52"]
    let words = "The harbour is open."
    let text =
      "Meeting of the harbour board, 12 March 2024\n\n"
      + (names + [line, "Perry Stolt  7:31"]).map { "\($0)\n\(words)\n\n" }.joined()
    let (transcripts, report) = try read(text)
    let count = try #require(transcripts.first).statements.count
    let index = text.split(separator: "\n", omittingEmptySubsequences: false)
      .firstIndex { $0 == line }
    #expect(count == 6 || report.hasWarned(line: (index ?? -1) + 1), "\(report.entries)")
  }

  private static let sentences = [
    "Thank you, Orla. I never said so.", "Good morning. I am glad.",
    "There is one thing: the quay.",
    "- the quay, the bridge and the lamps", "in brief: we pay twice", "Of course. Nobody did.",
    "“We pay twice”: that is what they wrote.", "**We** pay twice.", "Mr President. I was there.",
  ]

  @Test("Sentences are no labels, and nothing is said of them", arguments: sentences)
  func sentence(words: String) throws {
    let text =
      "Meeting of the harbour board, 12 March 2024\n\nOrla Fenn: I open the meeting.\n\n"
      + "Perry Stolt: I was here first.\n\n\(words)\n\nOrla Fenn: Thank you.\n"
    let (transcripts, report) = try read(text)
    #expect(transcripts.first?.statements.count == 3)
    #expect(!report.hasWarned(line: 7), "\(report.entries)")
  }

  private static let briefing = [
    "Ruth Calder (Green Party):", "Ruth van der Calder:", "Deputy Speaker (Ruth Calder):",
    "Ms. Calder:", "MS. CALDER.", "- MS. CALDER:", "[Applause] MS. CALDER:", "MS.\nCALDER:",
    "calder_92:", "Narrator: ", "Reuters: ", "### MS. CALDER\n\n",
    "Her Excellency the Right Honourable Dame Ruth Calder of Upper Tarn:", "P03:",
    "**PRESIDENT CHAVES:**", "Ruth Calder:", "- RUTH CALDER:",
  ]

  @Test("Behind front matter, too", arguments: briefing)
  func frontMatter(label: String) throws {
    let text = """
      ---
      title: Press Briefing by Press Secretary Orla Fenn
      date: 2024-03-12
      ---

      MS. FENN:  Good afternoon, everybody.

      Q    When does the quay open?

      MS. FENN:  It opens in May.

      \(label) I never said so.

      MS. FENN:  Thank you.

      """
    let (transcripts, report) = try read(text, name: "sample.md")
    let holder = try #require(
      transcripts.first?.statements.first {
        $0.paragraphs.contains { $0.contains("I never said so") }
      })
    #expect(
      !holder.attribution.name.lowercased().contains("fenn") || report.hasWarned(line: 12),
      "\(holder.attribution) \(report.entries)")
  }

  private static let hearing = [
    ("RUTH CALDER, HARBOUR COMMISSIONER.", "Ruth Calder"),
    ("RUTH CALDER [VIA VIDEO LINK].", "Ruth Calder"),
    ("RUTH CALDER, REPLYING TO ARON VELT.", "Ruth Calder"), ("SPEAKER 3.", ""),
    ("12. RUTH CALDER.", "Ruth Calder"), ("[00:12:14] RUTH CALDER.", "Ruth Calder"),
    ("CALDER, RUTH.", "Ruth Calder"), ("RUTH CALDER | HARBOUR TRUST.", "Ruth Calder"),
    ("RUTH CALDER TO ARON VELT.", "Ruth Calder"), ("R.T. CALDER.", "R.T. Calder"),
    ("MRS. RUTH CALDER.", "Ruth Calder"), ("THE REV. RUTH CALDER.", "Ruth Calder"),
    ("LT. COL. RUTH CALDER (RET.).", "Ruth Calder"),
  ]

  @Test("A label in capitals before a stop opens a statement", arguments: hearing)
  func stopped(label: String, name: String) throws {
    let text =
      "Hearing of the harbour board, 12 March 2024\n\nMr. FENN. I open the hearing.\n\n"
      + "Mr. STOLT. I was here first.\n\nMr. VELT. And I.\n\nMr. STOLT. Good.\n\n"
      + "\(label) I never said so.\n\nMr. FENN. Thank you.\n\nMr. STOLT. Not at all.\n"
    let statements = try #require(try read(text).transcripts.first).statements
    let holder = try #require(
      statements.first { $0.paragraphs.contains { $0.contains("I never said so") } })
    #expect(holder.attribution.name.lowercased() == name.lowercased(), "\(holder.attribution)")
  }

  private static let fields = [
    ("Ruth Calder of Harbour Trust", "Ruth Calder"), ("\"Ruth Calder\"", "\"Ruth Calder\""),
    ("ruth calder", "ruth calder"), ("Calder, Ruth", "Ruth Calder"), ("iPhone", ""),
    ("ruth.calder", "ruth.calder"), ("+1 555 0100", ""), ("Meeting Room 4", ""),
    ("Harbour Trust (Ruth & co)", ""), ("ruth.calder@example.org", ""), ("@ruthcalder", ""),
    ("\u{200B}Ruth Calder", "Ruth Calder"),
    ("Commissioner for Harbours, Roads and Other Works Ruth Calder", "Ruth Calder"),
  ]

  @Test("Whatever stands where every voice stands is the voice", arguments: fields)
  func field(label: String, name: String) throws {
    let labels = ["Orla Fenn", "Perry Stolt", "Orla Fenn", "Perry Stolt", label, "Orla Fenn"]
    let text =
      "Meeting of the harbour board, 12 March 2024\n\n"
      + labels.enumerated().map { "\($1)  \($0 + 1):18\nThese are words number \($0).\n\n" }
      .joined()
    let statements = try #require(try read(text).transcripts.first).statements
    try #require(statements.count == labels.count, "\(statements)")
    let who = statements[4].attribution
    #expect(!["Orla Fenn", "Perry Stolt"].contains(who.name))
    if !name.isEmpty { #expect(who.name == name) }
  }
}
