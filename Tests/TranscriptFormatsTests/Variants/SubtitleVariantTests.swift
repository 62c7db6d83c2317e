import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Subtitles as conferencing programs and people write them.
@Suite struct SubtitleVariantTests {
  private static func cues(_ lines: [String], numbered: Bool = true) -> String {
    var text = "WEBVTT\n\n"
    for (index, line) in lines.enumerated() {
      if numbered { text += "\(index + 1)\n" }
      let second = index < 9 ? "0\(index + 1)" : "\(index + 1)"
      text += "00:00:\(second).000 --> 00:00:\(second).900\n\(line)\n\n"
    }
    return text
  }

  private static let names = [
    "Orla Fenn", "José Arániz", "Ines Okoro-Lind", "M. van der Berg", "王小明", "Иван Петров",
    "Siân O’Rourke", "Bo", "Dr. Ida Horn", "Ann-Marie Vale", "Müller", "el-Sarri",
  ]

  @Test("Where nearly every subtitle begins with a name, each is one", arguments: names)
  func displayNames(name: String) throws {
    let text = Self.cues([
      "\(name): Good morning, shall we begin?", "\(name): I would like to hear everybody once.",
      "Perry Stolt: I have only one thing to say: the quay is unsafe.",
      "\(name): One more point: the tide.", "Perry Stolt: At 10:30 Meeting: that is the plan.",
    ])
    let transcript = try read(text, name: "2024-03-05.vtt").transcripts[0]
    try #require(transcript.statements.count == 4)
    let ids = transcript.statements.map(\.attribution.speakerID)
    #expect(!ids.contains("") && ids[0] == ids[2] && ids[1] == ids[3] && ids[0] != ids[1])
    #expect(
      transcript.statements.map { $0.paragraphs.joined(separator: " ") } == [
        "Good morning, shall we begin? I would like to hear everybody once.",
        "I have only one thing to say: the quay is unsafe.", "One more point: the tide.",
        "At 10:30 Meeting: that is the plan.",
      ])
  }

  private static let devices = [
    "+1 555 010 0199", "perry's iPhone", "iPhone (2)", "Galaxy S21", "MacBook Pro von Bo",
    "15550100199",
    "iPad", "+49 (0) 30 555-0100", "HUAWEI P30", "Ann's iPad", "Desktop-PC",
  ]

  @Test("A telephone or a device is a voice without a name", arguments: devices)
  func device(label: String) throws {
    let text = Self.cues([
      "Orla Fenn: Good morning.", "\(label): Can you hear me now?", "Orla Fenn: We can.",
      "Perry Stolt: I, too.", "Orla Fenn: Let us go on.",
    ])
    let transcript = try read(text, name: "2024-03-05.vtt").transcripts[0]
    try #require(transcript.statements.count == 5)
    let attribution = transcript.statements[1].attribution
    #expect(attribution.certainty == .unnamed && attribution.speakerID.isEmpty)
    #expect(transcript.statements[1].paragraphs == ["Can you hear me now?"])
  }

  private static let notices = [
    "Remember", "WARNING", "Monday", "NOTE", "Note", "The Problem", "First", "Question two is this",
    "Update", "REMINDER", "Two things", "Here is why",
  ]

  @Test("A notice within somebody’s words is nobody", arguments: notices)
  func notice(label: String) throws {
    let text = Self.cues([
      "ORLA FENN: Two things to bear in mind.", "\(label): the tide turns at six.",
      "\(label): the bridge shuts at seven.", "PERRY STOLT: Nobody reads the notice.",
      "He said nothing more.", "And then he left.",
    ])
    let transcript = try read(text, name: "2024-03-05.vtt").transcripts[0]
    #expect(
      statements(transcript) == [
        [
          "ORLA FENN",
          "Two things to bear in mind. \(label): the tide turns at six. \(label): the bridge shuts at seven.",
        ], ["PERRY STOLT", "Nobody reads the notice. He said nothing more. And then he left."],
      ])
  }

  private static let fields = [
    "ayesha siddiqui", "bell hooks", "van der Berg", "Nguyễn Văn A", "e. e. cummings", "王小明",
    "dana boyd", "Prince Harl", "de la Torre", "Ann Vale", "will may", "ØRSTED",
  ]

  @Test("A name that a tag gives is a name however it is written", arguments: fields)
  func field(name: String) throws {
    let text =
      "WEBVTT\n\n00:01.000 --> 00:02.000\n<v \(name)>Good morning.</v>\n\n00:02.000 --> 00:03.000\n<v Perry Stolt>And to you.</v>\n\n00:03.000 --> 00:04.000\n<v \(name)>Thank you.</v>\n"
    let transcript = try read(text, name: "2024-03-05.vtt").transcripts[0]
    let who = transcript.statements.map(\.attribution)
    try #require(who.count == 3)
    #expect(!who[0].speakerID.isEmpty && who[0].speakerID == who[2].speakerID)
    #expect(who[0].name.lowercased().contains(name.split(separator: " ").last!.lowercased()))
  }

  private static let tags: [(String, [String])] = [
    (
      "<v Orla Fenn>The tide is <v Perry Stolt>No!</v> coming in.",
      ["Orla Fenn: The tide is", "Perry Stolt: No!", "Orla Fenn: coming in."]
    ),
    (
      "<v Perry Stolt>I said</v> <v Orla Fenn>You did</v> and both laughed.",
      ["Perry Stolt: I said", "Orla Fenn: You did", ": and both laughed."]
    ),
    ("<v.first.loud Hester Lowe>Order!</v>", ["Hester Lowe: Order!"]),
    ("<v\nHester Lowe>Order again!</v>", ["Hester Lowe: Order again!"]),
    ("<v\tHester Lowe>Tab before.</v>", ["Hester Lowe: Tab before."]),
    ("<i><v Perry Stolt>Within italics</i></v>", ["Perry Stolt: Within italics"]),
    ("<v>Nameless voice.", [": Nameless voice."]),
    ("<v Orla Fenn>5 &lt; 6 and 7 > 3 & so on <3", ["Orla Fenn: 5 < 6 and 7 > 3 & so on <3"]),
    (
      "<v Orla Fenn>Good morning. <LAUGHING> It is late.",
      ["Orla Fenn: Good morning. <LAUGHING> It is late."]
    ),
    (
      "<v Perry Stolt>The address is <harbour@tarn.example> and a<b is not true.",
      ["Perry Stolt: The address is <harbour@tarn.example> and a<b is not true."]
    ),
    ("<v Orla Fenn>if 3 <4 then stop, and 5> 4", ["Orla Fenn: if 3 <4 then stop, and 5> 4"]),
    (
      "<v Orla Fenn>I said <inaudible 00:10:11> twice.",
      ["Orla Fenn: I said <inaudible 00:10:11> twice."]
    ),
    (
      "<v Orla Fenn>The term <Unrecognised Speaker> is odd, and <https://x.example/y> too.",
      ["Orla Fenn: The term <Unrecognised Speaker> is odd, and <https://x.example/y> too."]
    ),
    ("<v Orla Fenn>The <c.yellow>word</c> is <b>bold</b>.", ["Orla Fenn: The word is bold."]),
    ("<v Anna &amp; Bo>Together.", ["Anna & Bo: Together."]),
  ]

  @Test("Tags of voices nest and end, and what is no tag stays in the words", arguments: tags)
  func voices(cue: String, expected: [String]) throws {
    let text = "WEBVTT\n\n00:01.000 --> 00:02.000\n\(cue)\n"
    let transcript = try read(text, name: "2024-03-05.vtt").transcripts[0]
    #expect(transcript.lines == expected)
  }

  private static let beginnings = [
    "Subtitles by the harbour office\n\n", "\u{FEFF}", "\n\n",
    "Transcribed by Bo\nhttps://x.example\n\n",
    "{\\an8}Credits\n\n", "Part 2\n\n", "[harbour.example]\n\n", "♪ ♪\n\n", "2024 edition\n\n",
    "Title: The quay\n\n",
  ]

  @Test("Subtitles whose beginning is odd are subtitles", arguments: beginnings)
  func credits(beginning: String) throws {
    let text =
      beginning
      + "1\n00:00:01,000 --> 00:00:03,000\nORLA FENN: The quay is shut.\n\n2\n00:00:04,000 --> 00:00:06,000\nPERRY STOLT: Since when?\n"
    let (transcripts, report) = try read(text, name: "2024-03-05.srt")
    #expect(report.format == "subrip")
    #expect(
      statements(transcripts[0]) == [
        ["ORLA FENN", "The quay is shut."], ["PERRY STOLT", "Since when?"],
      ])
  }

  private static let turns = [
    ("Orla Fenn", "We begin."), ("Perry Stolt", "I have one point."), ("Hester Lowe", "So have I."),
    ("Orla Fenn", "Go on."), ("Perry Stolt", "It is the quay."),
    ("Hester Lowe", "Mine is the tide."),
  ]

  private static let settings: [(String, @Sendable (String, String) -> String)] = [
    ("[Name] words", { "[\($0)] \($1)" }), ("(Name) words", { "(\($0)) \($1)" }),
    ("Name | words", { "\($0) | \($1)" }), ("- Name: words", { "- \($0): \($1)" }),
  ]

  @Test(
    "A name in brackets, before a bar or behind a dash is one where it is the rule",
    arguments: settings)
  func framed(setting: String, line: @Sendable (String, String) -> String) throws {
    let text = Self.cues(Self.turns.map { line($0.0, $0.1) })
    let (transcripts, report) = try read(text, name: "2024-03-05.vtt")
    #expect(statements(transcripts[0]) == Self.turns.map { [$0.0, $0.1] })
    #expect(report.warningCount == 0)
  }

  @Test("A single one among other labels is read or said", arguments: settings)
  func oneFramed(setting: String, line: @Sendable (String, String) -> String) throws {
    for isVoice in [false, true] {
      let lines = Self.turns.enumerated().map { index, turn in
        if index == 3 { return line("Ruth Calder", turn.1) }
        return isVoice ? "<v \(turn.0)>\(turn.1)" : "\(turn.0): \(turn.1)"
      }
      let (transcripts, report) = try read(Self.cues(lines), name: "2024-03-05.vtt")
      let isRead = transcripts[0].statements.contains {
        $0.attribution.label == "Ruth Calder" && $0.paragraphs == ["Go on."]
      }
      #expect(isRead || report.entries.contains { $0.wording == "Ruth Calder" })
    }
  }

  @Test("A note in brackets before words is no name")
  func notes() throws {
    let text = Self.cues([
      "Orla Fenn: We begin.", "[Dramatic Music] Look at this.", "(Laughter) Well.",
      "Perry Stolt: I do.", "Orla Fenn: Good.", "Perry Stolt: (Laughing) Yes.",
    ])
    let (transcripts, report) = try read(text, name: "2024-03-05.vtt")
    #expect(
      Set(transcripts[0].statements.map(\.attribution.label)) == ["Orla Fenn", "Perry Stolt"])
    #expect(report.warningCount == 0)
  }

  private static let headings: [(String, @Sendable (Int, String) -> String)] = [
    ("1 \"Name\" (123)", { "\($0) \"\($1)\" (123)" }), ("\"Name\"", { "\"\($1)\"" }),
    ("Name", { $1 }),
  ]

  @Test("A name above the times is the voice’s", arguments: headings)
  func aboveTimes(setting: String, line: @Sendable (Int, String) -> String) throws {
    var text = "WEBVTT\n\n"
    for (index, turn) in Self.turns.enumerated() {
      text +=
        "\(line(index + 1, turn.0))\n00:00:0\(index).000 --> 00:00:0\(index).900\n\(turn.1)\n\n"
    }
    let (transcripts, report) = try read(text, name: "2024-03-05.vtt")
    #expect(statements(transcripts[0]) == Self.turns.map { [$0.0, $0.1] })
    #expect(report.warningCount == 0)
  }

  @Test("A single name above the times is said")
  func oneAboveTimes() throws {
    let text = Self.cues(Self.turns.map { "\($0.0): \($0.1)" }).replacing(
      "\n4\n", with: "\nRuth Calder\n")
    let report = try read(text, name: "2024-03-05.vtt").report
    #expect(report.entries.contains { $0.wording == "Ruth Calder" && $0.severity == .warning })
  }
}
