import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// What stands before, around and between the labels of subtitles.
@Suite struct CaptionVariantTests {
  private static let turns = [
    ("Orla Fenn", "the harbour is open"), ("Perry Stolt", "we thank them"),
    ("Hester Lowe", "so do we all"), ("Orla Fenn", "let us go on"),
    ("Perry Stolt", "there is one more point"), ("Hester Lowe", "then tell us"),
  ]

  private static func cues(_ lines: [String], isWebVTT: Bool = true) -> String {
    var text = isWebVTT ? "WEBVTT\n\n" : ""
    for (index, line) in lines.enumerated() {
      let mark = isWebVTT ? "." : ","
      func time(_ second: Int) -> String { "00:00:\(second < 10 ? "0" : "")\(second)\(mark)000" }
      text += "\(index + 1)\n\(time(index * 3)) --> \(time(index * 3 + 3))\n\(line)\n\n"
    }
    return text
  }

  private static let settings = [
    "[applause] %N: %w", "(laughter) %n: %w", "♪ music ♪ %n: %w", "(laughter) >> %n: %w",
    "[applause]\n%n: %w", "*laughs* %n: %w", "♪ ♪ >> %n: %w", "(door slams)\n- %n: %w",
    "[APPLAUSE] >> %N: %w", ">> [applause] %N: %w", "[MUSIC PLAYING] [APPLAUSE] %N: %w",
    "%n\n%w", "%n:\n%w", "%N\n%w", "[%n]\n%w", "(%n)\n%w", "<b>%n</b>\n%w", "-%n-\n%w",
    ">> %n\n%w", "<i>%n:</i>\n%w", "%n -\n%w", ">> %n: %w", ">>> %n: %w", "&gt;&gt; %n: %w",
    ">>%N: %w", "» %n: %w", "> %n: %w", "&gt;&gt;&gt; %N: %w", "> > %n: %w", "-- %n: %w",
    ">> %n >> %w", "<c>&gt;&gt;</c> %n: %w", "{\\an8}%n: %w", "<i>%n: %w</i>",
    "<font color=\"#ff0\">%n</font>: %w", "{b}%n:{/b} %w", "<u><i>%n</i></u>: %w", "\"%n\": %w",
    "\u{200E}%n: %w", "%n : %w", "%n- %w", "%n (on phone): %w", "[%n:] %w", "%n：%w",
    "{\\an8}{\\i1}%n:{\\i0} %w",
  ]

  private static func line(_ setting: String, _ name: String, _ words: String) -> String {
    setting.replacing("%n", with: name).replacing("%N", with: name.uppercased())
      .replacing("%w", with: words)
  }

  @Test("A label is found behind sounds and signs and within styles", arguments: settings)
  func everyLabel(setting: String) throws {
    for isWebVTT in [true, false] {
      let text = Self.cues(
        Self.turns.map { Self.line(setting, $0.0, $0.1) }, isWebVTT: isWebVTT)
      let transcript = try read(text, name: isWebVTT ? "2024-03-05.vtt" : "2024-03-05.srt")
        .transcripts[0]
      #expect(
        transcript.statements.map { [$0.attribution.name.lowercased(), $0.paragraphs.joined()] }
          == Self.turns.map { [$0.0.lowercased(), $0.1] })
    }
  }

  @Test("One odd label among others is read or said", arguments: settings)
  func oneOdd(setting: String) throws {
    for name in ["Ruth Calder", "Hester Lowe"] {
      for usual in ["<v %n>%w", "%n: %w"] {
        let lines = Self.turns.enumerated().map { index, turn in
          Self.line(index == 3 ? setting : usual, index == 3 ? name : turn.0, turn.1)
        }
        let (transcripts, report) = try read(Self.cues(lines), name: "2024-03-05.vtt")
        let isRead = transcripts[0].statements.contains {
          $0.attribution.name.lowercased() == name.lowercased()
            && $0.paragraphs.joined().contains("let us go on")
        }
        #expect(isRead || report.warningCount > 0, "\(usual) \(name)")
      }
    }
  }

  private static let nameless: [([String], [String])] = [
    ([">> a one.", ">> b two."], ["a one.", "b two."]),
    ([">>> a one.", ">>> b two."], ["a one.", "b two."]),
    (["&gt;&gt; a one.", "&gt;&gt; b two."], ["a one.", "b two."]),
    (
      ["- a one.\n- b two.", "- c three.\n- d four."], ["a one.", "b two.", "c three.", "d four."]
    ),
    (["- a one.\nand more.\n- b two."], ["a one. and more.", "b two."]),
    (
      [">> a one. >> b two.", "and more. >> c three."], ["a one.", "b two. and more.", "c three."]
    ),
    (["» a one.", "» b two."], ["a one.", "b two."]),
    (["— a one.", "— b two.", "— c three."], ["a one.", "b two.", "c three."]),
    (
      ["[laughter] >> a one.", ">> b two.", "(sighs) >> c three."],
      ["a one.", "b two.", "c three."]
    ),
    ([">>\na one.", ">>\nb two."], ["a one.", "b two."]),
    (
      ["I said »no« to him.", "»Yes« I said to her."], ["I said »no« to him. »Yes« I said to her."]
    ),
  ]

  @Test("Signs and dashes part voices without names", arguments: nameless)
  func signs(lines: [String], expected: [String]) throws {
    for isWebVTT in [true, false] {
      let name = isWebVTT ? "2024-03-05.vtt" : "2024-03-05.srt"
      let transcript = try read(Self.cues(lines, isWebVTT: isWebVTT), name: name).transcripts[0]
      #expect(transcript.statements.map { $0.paragraphs.joined(separator: " ") } == expected)
      #expect(transcript.statements.allSatisfy { $0.attribution.speakerID.isEmpty })
    }
  }

  private static let within = [
    ">> %n: %w >> %m: indeed so.", "%N: %w. %M: indeed so.", "- %n: %w.\n- %m: indeed so.",
    "%n: %w. [laughter] %m: indeed so.", "%n: %w.\n[laughter] %m: indeed so.",
  ]

  @Test("A label within a line opens a statement", arguments: within)
  func withinLine(setting: String) throws {
    let lines = Self.turns.indices.map { index in
      let other = Self.turns[(index + 1) % Self.turns.count].0
      return Self.line(setting, Self.turns[index].0, Self.turns[index].1)
        .replacing("%m", with: other).replacing("%M", with: other.uppercased())
    }
    let transcript = try read(Self.cues(lines), name: "2024-03-05.vtt").transcripts[0]
    for (index, turn) in Self.turns.enumerated() {
      let said = transcript.statements.filter {
        $0.paragraphs.joined().contains(turn.1)
      }
      #expect(said.map { $0.attribution.name.lowercased() } == [turn.0.lowercased()])
      let reply = Self.turns[(index + 1) % Self.turns.count].0.lowercased()
      #expect(
        transcript.statements.contains {
          $0.attribution.name.lowercased() == reply && $0.paragraphs.joined().contains("indeed so.")
        })
    }
  }

  private static let rolling: [([String], String)] = [
    (
      [
        "one two three\nfour five six", "four five six\nseven eight nine",
        "seven eight nine\nten it is",
      ],
      "one two three four five six seven eight nine ten it is"
    ),
    (
      [
        "one two three", "one two three\nfour five six",
        "one two three\nfour five six\nseven eight nine",
        "four five six\nseven eight nine\nten it is",
      ],
      "one two three four five six seven eight nine ten it is"
    ),
    (
      [
        "one two", "one two three", "one two three four", "one two three four\nfive six",
        "one two three four\nfive six seven",
      ],
      "one two three four five six seven"
    ),
    (
      [
        "one two three", "one two three", "four five six", "four five six", "go on with it",
        "go on with it",
      ],
      "one two three four five six go on with it"
    ),
    (["Yes.", "Yes.", "No.", "Yes."], "Yes. Yes. No. Yes."),
  ]

  @Test(
    "Lines that captions show again count once, and what is said twice counts twice",
    arguments: rolling)
  func shownAgain(lines: [String], expected: String) throws {
    let text = Self.cues(lines + (lines.count == 3 ? ["ten it is\nand the rest"] : []))
    let transcript = try read(text, name: "2024-03-05.vtt").transcripts[0]
    #expect(
      transcript.statements.flatMap(\.paragraphs).joined(separator: " ")
        == expected + (lines.count == 3 ? " and the rest" : ""))
  }

  @Test("A single repetition, and a label within another’s voice, are said")
  func said() throws {
    let (_, repeated) = try read(
      Self.cues([
        "We shall build the quay.", "We shall build the quay.", "So it is.", "Good.", "Yes.",
      ]),
      name: "2024-03-05.vtt")
    #expect(repeated.warningCount == 1)
    let (_, within) = try read(
      Self.cues(["<v Orla Fenn>Good.", "<v Orla Fenn>PERRY STOLT: I say no.", "<v Perry Stolt>No."]
      ),
      name: "2024-03-05.vtt")
    #expect(within.entries.contains { $0.rule == .labelRefused && $0.wording == "PERRY STOLT" })
  }
}
