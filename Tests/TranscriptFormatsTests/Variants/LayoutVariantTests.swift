import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

private let turns: [(name: String, time: String, words: [String])] = [
  ("Ann Vale", "0:02", ["Good evening. I call this meeting to order."]),
  ("Bo Lind", "0:10", ["Thank you, chair. I have two points.", "They are short."]),
  ("Ann Vale", "1:12", ["Go on."]),
  ("Bo Lind", "1:15", ["The first is the quay, and the second is the lamp."]),
]

private let expected = [
  "Ann Vale|Good evening. I call", "Bo Lind|Thank you, chair. I have two points. They are short.",
  "Ann Vale|Go on.", "Bo Lind|The first is",
]

/// A document of turns: `label` makes the beginning of one; the words follow it where it ends in a
/// space, else on the next line.
private func document(
  _ head: String, _ label: (String, String) -> String
) -> String {
  var text = head
  for turn in turns {
    let beginning = label(turn.name, turn.time)
    let isInline = beginning.hasSuffix(" ") || beginning.hasSuffix("—")
    text += beginning + (isInline ? "" : "\n")
    text += turn.words.joined(separator: "\n\n") + "\n\n"
  }
  return text
}

private let plain = "Council meeting\n2024-03-05\n\n"
private let markdown = "# Council meeting\n\n2024-03-05\n\n"
private let yaml =
  "---\ntitle: Council meeting\ndate: 2024-03-05\nmedia: https://x.example/v\n---\n\n"

private func long(_ time: String) -> String {
  "00:" + (time.count == 4 ? "0" : "") + time
}

private typealias Layout = (String, String, @Sendable (String, String) -> String)

private let layouts: [Layout] = [
  ("bold, colon within", markdown, { name, _ in "**\(name):** " }),
  ("bold, colon behind", markdown, { name, _ in "**\(name)**: " }),
  ("bold with underscores", markdown, { name, _ in "__\(name):__ " }),
  ("bold alone on its line", markdown, { name, _ in "**\(name)**\n" }),
  ("bold and a colon alone", markdown, { name, _ in "**\(name):**\n" }),
  ("bold and italic", markdown, { name, _ in "***\(name):*** " }),
  ("bold by tags", markdown, { name, _ in "<b>\(name):</b> " }),
  ("strong by tags", markdown, { name, _ in "<strong>\(name)</strong>: " }),
  ("underlined", markdown, { name, _ in "<u>\(name)</u>: " }),
  ("bold in YAML’s document", yaml, { name, _ in "**\(name):** " }),
  ("a heading", markdown, { name, _ in "### \(name)\n" }),
  ("a heading with a time", markdown, { name, time in "### \(name) (\(time))\n" }),
  ("bold and a time behind", markdown, { name, time in "**\(name)** (\(time))\n" }),
  ("bold and a time within", markdown, { name, time in "**\(name) [\(time)]:** " }),
  ("a time before bold", markdown, { name, time in "[\(time)] **\(name):** " }),
  ("bold in a quotation", markdown, { name, _ in "> **\(name):** " }),
  ("a name and a time (Otter)", plain, { name, time in "\(name)  \(time)" }),
  ("a name and a long time", plain, { name, time in "\(name)  \(long(time))" }),
  ("a name and a time in brackets (Rev)", plain, { name, time in "\(name) (\(long(time))):" }),
  ("a name and a time in square brackets", plain, { name, time in "\(name) [\(time)]" }),
  ("a name, a dash and a time", plain, { name, time in "\(name) – \(long(time)):\n" }),
  ("a name, a hyphen and a time", plain, { name, time in "\(name) - \(long(time))" }),
  ("a colon and a time", plain, { name, time in "\(name): \(long(time))\n" }),
  ("a colon and a time in YAML’s document", yaml, { name, time in "\(name): \(long(time))\n" }),
  ("a dash and a time in YAML’s document", yaml, { name, time in "\(name) – \(long(time)):\n" }),
  ("a comma and a time", plain, { name, time in "\(name), \(long(time))" }),
  ("a time before (Descript)", plain, { name, time in "[\(long(time))] \(name): " }),
  ("a bare time before", plain, { name, time in "\(long(time)) \(name): " }),
  (
    "a time before and the line’s end (Trint)", plain, { name, time in "[\(long(time))] \(name)" }
  ),
  ("a time, a dash, a name", plain, { name, time in "\(long(time)) - \(name): " }),
  ("brackets and a time (Zoom)", plain, { name, time in "[\(name)] 10:0\(time)" }),
  ("a colon and a time before words", plain, { name, time in "\(name): [\(time)] " }),
  ("plain", plain, { name, _ in "\(name): " }),
  ("plain in YAML’s document", yaml, { name, _ in "\(name): " }),
  ("plain, alone on its line", plain, { name, _ in "\(name):\n" }),
  ("plain in capitals", plain, { name, _ in "\(name.uppercased()): " }),
  ("behind a no-break space", plain, { name, _ in "\u{A0}\(name): " }),
  ("a stop and a dash", plain, { name, _ in "\(name.uppercased()).—" }),
  ("a stop and two hyphens", plain, { name, _ in "\(name.uppercased()).-- " }),
]

private let layoutVariants = layouts.map { layout in
  Variant(layout.0, document(layout.1, layout.2), name: "talk.md", expected)
}

private let untitledVariants = layouts.filter { layout in
  // A first line that begins so may be markup or JSON, and is not taken without a head.
  layout.1 != yaml && !"<[".contains(layout.2("Ann Vale", "0:02").first ?? " ")
}.map { layout in
  Variant(layout.0, document("", layout.2), name: "2024-03-05 talk.md", expected)
}

/// One conversation in the layouts of many programs and houses.
@Suite struct LayoutVariantTests {
  @Test("Every layout gives the same four statements", arguments: layoutVariants)
  func layouts(variant: Variant) throws {
    try variant.check()
  }

  @Test("A document without a title loses no first statement to one", arguments: untitledVariants)
  func untitled(variant: Variant) throws {
    let (transcript, _) = try variant.check()
    #expect(transcript.meeting.title.isEmpty)
  }

  @Test("Times beside labels are kept as timings")
  func timings() throws {
    for description in ["a name and a time (Otter)", "a time before (Descript)"] {
      let variant = try #require(layoutVariants.first { $0.testDescription == description })
      let (transcript, _) = try variant.check()
      #expect(
        transcript.statements.map { $0.timing?.start ?? "" } == [
          "00:00:02.000", "00:00:10.000", "00:01:12.000", "00:01:15.000",
        ])
    }
  }

  static let mixed: [Variant] = [
    Variant(
      "a time before one label only",
      "Council meeting\nMarch 5, 2024\n\nANN VALE: Good evening.\n\nBO LIND: Thank you.\n\n[00:01:12] ANN VALE: Go on.\n",
      ["Ann Vale|Good", "Bo Lind|Thank", "Ann Vale|Go on"]),
    Variant(
      "a first name behind the whole one",
      yaml
        + "Ann Vale – 00:00:02:\n\nGood evening.\n\nBo Lind  – 00:00:10:\n\nThank you.\n\nAnn – 00:01:12:\n\nGo on.\n",
      ["Ann Vale|Good", "Bo Lind|Thank", "Ann Vale|Go on"]),
    Variant(
      "initials set up once",
      yaml
        + "Aaron van Wirth (AvW): Good evening.\n\nSjors Prove (SP): Thank you.\n\nAvW: Go on.\n\nSP: I will.\n\nAvW: Good.\n",
      [
        "Aaron van Wirth|Good", "Sjors Prove|Thank", "Aaron van Wirth|Go on", "Sjors Prove|I will",
        "Aaron van Wirth|Good.",
      ]),
    Variant(
      "initials of those whom the head lists",
      "---\ntitle: Talk\ndate: 2024-03-05\nspeakers:\n  - Ann Vale\n  - Bo Lind\n---\n\nAV: Good evening.\n\nBL: Thank you.\n\nAV: Go on.\n",
      ["Ann Vale|Good", "Bo Lind|Thank", "Ann Vale|Go on"]),
    Variant(
      "names under a word for speakers",
      "Budget committee\nTue, Mar 5, 2024 3:14PM • 41:02\n\nSPEAKERS\nAnn Vale, Bo Lind\n\nAnn Vale  00:00\nGood evening.\n\nBo Lind  00:07\nThank you.\n",
      ["Ann Vale|Good", "Bo Lind|Thank"]),
    Variant(
      "interview codes with numbers",
      "Interview\n2024-03-05\n\nInterviewer: When did it begin?\n\nP03: In 2019, I think.\n\nInterviewer: And then?\n\nP03: It went on.\n",
      ["-|When did", "-|In 2019", "-|And then", "-|It went"]),
    Variant(
      "interview codes of letters and numbers",
      "Interview\n2024-03-05\n\nINT: When did it begin?\n\nP1: In 2019, I think.\n\nINT: And then?\n\nP1: It went on.\n",
      ["-|When did", "-|In 2019", "-|And then", "-|It went"]),
    Variant(
      "interview codes of single letters",
      "Interview\n2024-03-05\n\nI: When did it begin?\n\nP: In 2019, I think.\n\nI: And then?\n\nP: It went on.\n",
      ["-|When did", "-|In 2019", "-|And then", "-|It went"]),
    Variant(
      "questions and answers",
      "Interview\n2024-03-05\n\nQ: When did it begin?\n\nA: In 2019, I think.\n\nQ: And then?\n\nA: It went on.\n",
      ["-|When did", "-|In 2019", "-|And then", "-|It went"]),
    Variant(
      "numbered speakers",
      "Interview\n2024-03-05\n\nSpeaker 1: When did it begin?\n\nSpeaker 2: In 2019, I think.\n\nSpeaker 1: And then?\n",
      ["-|When did", "-|In 2019", "-|And then"]),
    Variant(
      "notices in a conversation are no speakers",
      plain
        + "Ann Vale: Good evening.\n\nLocation: https://x.example/hall\n\nBo Lind: Thank you.\n\nAnn Vale: Go on.\n",
      ["Ann Vale|Good", "Bo Lind|Thank", "Ann Vale|Go on"]),
  ]

  @Test("Layouts may be mixed, and labels may be codes", arguments: mixed)
  func mixedLayouts(variant: Variant) throws {
    try variant.check()
  }

  private static let stopped: [(String, String, String)] = [
    ("indented", "    ", ". "), ("at the margin", "", ". "), ("a dash", "", ".—"),
    ("a spaced dash", "", ". — "), ("hyphens", "    ", ".-- "), ("set in deeply", "        ", ". "),
  ]

  static let hearings: [Variant] = stopped.flatMap { description, before, behind in
    func label(_ name: String) -> String { before + name + behind }
    return [
      Variant(
        "hearing, \(description)",
        """
        HEARING ON WINTER ROADS

        Tuesday, March 5, 2024

            The subcommittee met at 10:05 a.m.

        \(label("Mr. Lind"))Good morning. The subcommittee will come to order.

        \(label("Ms. Vale"))Thank you, Mr. Chairman. I have two points.
            They are short.

        \(label("Mr. Lind"))Go on.

            [Laughter.]

        \(label("Senator Okoro of Maine"))I yield back.
        """,
        [
          "Lind|Good morning", "Vale|Thank you, Mr. Chairman. I have two points. They are short.",
          "Lind|Go on", "Okoro|Senator|I yield",
        ]),
      Variant(
        "sitting, \(description)",
        """
        HOUSE OF DELEGATES

        March 5, 2024

        \(label("The SPEAKER"))The House will be in order.

        \(label("Mr. LIND of Harlow"))Mr. Speaker, I rise to speak.

        \(label("Ms. VALE"))I yield to Mr. Lind. He knows.

        \(label("The SPEAKER"))It is so ordered.
        """,
        ["-|The House", "Lind|Mr. Speaker", "Vale|I yield to Mr. Lind. He knows", "-|It is so"]),
    ]
  }

  @Test("Labels that end in a stop are labels", arguments: hearings)
  func stops(variant: Variant) throws {
    try variant.check()
  }

  @Test("The first of them is no title where there is none", arguments: hearings)
  func untitledStops(variant: Variant) throws {
    let (transcript, _) = try variant.untitled("    The subcommittee met at 10:05 a.m.\n\n").check()
    #expect(transcript.meeting.title.isEmpty)
  }
}

extension Variant {
  /// The same without what stands before the day, the day, and one line more where it is there; the
  /// file's name gives the day.
  fileprivate func untitled(_ line: String = "") -> Variant {
    var variant = self
    variant.name = "2024-03-05 " + name
    for end in ["2024\n\n", "2024-03-05\n\n"] {
      guard let head = variant.text.firstRange(of: end) else { continue }
      variant.text.removeSubrange(..<head.upperBound)
    }
    if variant.text.hasPrefix(line) { variant.text.removeFirst(line.count) }
    return variant
  }
}

/// Layouts in which nothing but its place tells a label.
@Suite struct UnmarkedLayoutTests {
  private static let expected = [
    "Ann Vale|Good evening", "Bo Lind|Thank you", "Ann Vale|Go on", "Bo Lind|The first",
  ]

  private static let documents: [Variant] = [
    Variant(
      "names in capitals above the words",
      "COUNCIL MEETING\nMARCH 5, 2024\n\nANN VALE\nGood evening to you all.\n\nBO LIND\nThank you, chair.\n\nANN VALE\nGo on.\n\nBO LIND\nThe first is the quay.\n",
      expected),
    Variant(
      "names above the words",
      "Council meeting\n2024-03-05\n\nAnn Vale\nGood evening to you all.\n\nBo Lind\nThank you, chair.\n\nAnn Vale\nGo on.\n\nBo Lind\nThe first is the quay.\n",
      expected),
    Variant(
      "times above the names",
      "Council meeting\n2024-03-05\n\n00:00:03\nAnn Vale\nGood evening to you all.\n\n00:00:10\nBo Lind\nThank you, chair.\n\n00:01:12\nAnn Vale\nGo on.\n\n00:01:15\nBo Lind\nThe first is the quay.\n",
      expected),
    Variant(
      "times below the names",
      "Council meeting\n2024-03-05\n\nAnn Vale\n00:03\nGood evening to you all.\n\nBo Lind\n00:10\nThank you, chair.\n\nAnn Vale\n01:12\nGo on.\n\nBo Lind\n01:15\nThe first is the quay.\n",
      expected),
    Variant(
      "a dash between spaces",
      "Council meeting, 5 March 2024\n\nAnn Vale — Good evening to you all.\n\nBo Lind — Thank you, chair.\n\nAnn Vale — Go on.\n\nBo Lind — The first is the quay.\n",
      expected),
    Variant(
      "a short dash between spaces",
      "Council meeting, 5 March 2024\n\nAnn Vale – Good evening to you all.\n\nBo Lind – Thank you, chair.\n\nAnn Vale – Go on.\n\nBo Lind – The first is the quay.\n",
      expected),
    Variant(
      "a chat",
      "Council meeting, 5 March 2024\n\n10:15:04 From Ann Vale to Everyone:\n\tGood evening to you all.\n10:15:10 From Bo Lind to Everyone:\n\tThank you, chair.\n10:16:04 From Ann Vale to Everyone:\n\tGo on.\n10:16:30 From Bo Lind to Everyone:\n\tThe first is the quay.\n",
      expected),
    Variant(
      "a court’s questions and answers",
      "SUPERIOR COURT OF LINDMARK\n\nTuesday, March 5, 2024\n\n        THE COURT:  Good morning, counsel.\n        MR. STOLT:  Good morning, Your Honor.\n        Q.   Please state your name.\n        A.   Hester Lowe.\n        Q.   Where do you live?\n        A.   In Lindmark.\n",
      ["-|Good morning, c", "Stolt|Good", "-|Please", "-|Hester", "-|Where", "-|In Lind"]),
    Variant(
      "a court’s numbered lines",
      "SUPERIOR COURT OF LINDMARK\n\nTuesday, March 5, 2024\n\n 1            THE COURT:  Good morning, counsel.\n 2            MR. STOLT:  Good morning, Your Honor.\n 3            THE COURT:  Call your first witness.\n 4            MS. FENN:  We call Hester Lowe.\n 5            THE COURT:  Please.\n 6      Q.   Please state your name.\n 7      A.   Hester Lowe.\n 8      Q.   Where do you live?\n 9      A.   In Lindmark.\n10            THE COURT:  Thank you.\n",
      [
        "-|Good morning, c", "Stolt|Good", "-|Call", "Fenn|We call", "-|Please.", "-|Please state",
        "-|Hester", "-|Where", "-|In Lind", "-|Thank",
      ]),
    Variant(
      "an interview by Q. and A.",
      "Interview with Maria Silva, 5 March 2024\n\nQ. When did it begin?\n\nA. It began in 2019.\n\nQ. And then?\n\nA. It went on.\n",
      ["-|When", "-|It began", "-|And", "-|It went"]),
  ]

  @Test("Labels without marks are told by the whole document", arguments: documents)
  func unmarked(variant: Variant) throws {
    try variant.check()
  }

  @Test("The first of them is no title where there is none", arguments: documents)
  func untitled(variant: Variant) throws {
    let (transcript, _) = try variant.untitled().check()
    #expect(transcript.meeting.title.isEmpty)
  }

  private static let heads = [
    "Council\nDate: 5 March 2024\nPresent: Maria Silva (chair), Ann Vale\nApologies: Hester Lowe",
    "Council (2024-03-05 15:14 GMT+1) - Transcript\nAttendees\nAnn Vale, Bo Lind",
    "Council\n2024-03-05\nTranscribed by: Hester Lowe\nDuration: 41:02",
  ]

  @Test("Lines of the head are no speakers", arguments: heads)
  func head(head: String) throws {
    let text = head + "\n\nAnn Vale: Good evening.\n\nBo Lind: Thank you.\n\nAnn Vale: Go on.\n"
    let transcript = try read(text).transcripts[0]
    #expect(transcript.meeting.title == "Council")
    #expect(statements(transcript).map { $0[0] } == ["Ann Vale", "Bo Lind", "Ann Vale"])
  }
}
