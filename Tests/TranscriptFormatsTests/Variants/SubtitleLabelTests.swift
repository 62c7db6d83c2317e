import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// What opens somebody's words in subtitles, and what only looks like it.
@Suite struct SubtitleLabelTests {
  private static func cues(_ lines: [String]) -> String {
    "WEBVTT\n\n"
      + lines.enumerated().map { index, line in
        "00:00:\(10 + index).000 --> 00:00:\(10 + index).900\n\(line)\n\n"
      }.joined()
  }

  private static func read(_ lines: [String]) throws -> (Transcript, ReadingReport) {
    let (transcripts, report) = try ReadingSupport.read(cues(lines), name: "2024-03-05.vtt")
    return (try #require(transcripts.first), report)
  }

  private static let words = [
    "Ergebnis", "Résultat", "Escuchen", "Слушайте", "Погода", "Sugar", "Weather", "Montag",
    "in short", "so again", "Final Result", "Erstes Ergebnis",
  ]

  @Test("Words with small letters are no label where labels are in capitals", arguments: words)
  func otherDress(word: String) throws {
    // Two capitals twice may as well be somebody's name.
    let isName = word.contains(" ") && word.first?.isUppercase == true
    for count in 1...(isName ? 1 : 2) {
      let notices = [String](repeating: "\(word): the tide turns.", count: count)
      let (transcript, report) = try Self.read(
        ["ORLA FENN: Two things.", "PERRY STOLT: Go on."] + notices + ["ORLA FENN: That is all."])
      #expect(
        transcript.statements.map(\.attribution.label) == ["ORLA FENN", "PERRY STOLT", "ORLA FENN"])
      #expect(report.entries.contains { $0.severity == .warning && $0.wording == word })
    }
  }

  @Test(
    "A label that is set or counted otherwise than the others has a warning",
    arguments: [["ABFAHRT"], ["SALIDA"], ["ПОРЯДОК"], ["Final Result", "Final Result"]])
  func doubtful(words: [String]) throws {
    let (_, report) = try Self.read(
      ["ORLA FENN: Two things.", "PERRY STOLT: Go on."]
        + words.map { "\($0): the bridge is shut." } + ["ORLA FENN: That is all."])
    #expect(report.entries.contains { $0.severity == .warning && $0.wording == words[0] })
  }

  @Test(
    "A word that heads a notice in some language is nobody’s name",
    arguments: [
      "ACHTUNG", "Beispiel", "AVISO", "Recuerden", "ATTENZIONE", "ATENÇÃO", "ВНИМАНИЕ", "Увага",
      "Exemple",
    ])
  func notice(word: String) throws {
    let (transcript, _) = try Self.read([
      "ORLA FENN: Two things.", "PERRY STOLT: Go on.", "\(word): the bridge is shut.",
      "ORLA FENN: That is all.",
    ])
    #expect(
      transcript.statements.map(\.attribution.label) == ["ORLA FENN", "PERRY STOLT", "ORLA FENN"])
  }

  @Test("A surname alone needs no warning where the full name stands elsewhere")
  func surname() throws {
    let (transcript, report) = try Self.read([
      "ORLA FENN: Two things.", "PERRY STOLT: Go on.", "FENN: The bridge is shut.",
      "PERRY STOLT: That is all.",
    ])
    #expect(transcript.statements.count == 4)
    #expect(!report.entries.contains { $0.severity == .warning && $0.wording == "FENN" })
  }

  private static let called = [
    "noura bint Saad", "Noura bint Saad", "Maria do Carmo", "Ludwig zu Sayn", "Anne d’Arc",
    "Karim el Fassi", "lara quint", "Yusuf ibn Daud", "Rui e Silva", "Jan op den Berg",
    "Delgado, Marisol", "Saïd ter Horst",
  ]

  @Test("Where all subtitles begin with a name, whatever stands there is one", arguments: called)
  func anyName(name: String) throws {
    let (transcript, _) = try Self.read([
      "Orla Fenn: Good morning.", "\(name): Good morning to all.", "Orla Fenn: Shall we begin?",
      "Perry Stolt: Yes.",
    ])
    try #require(transcript.statements.count == 4)
    #expect(transcript.statements[1].attribution.label == name)
    // Two people, as far as the label tells.
    let isOfTwo = name == "Rui e Silva"
    #expect(transcript.statements[1].attribution.speakerID.isEmpty == isOfTwo)
    if name.hasSuffix("Sayn") { #expect(transcript.statements[1].attribution.name == name) }
    #expect(transcript.statements[1].paragraphs == ["Good morning to all."])
  }

  private static let nobody = [
    "ewilson42", "Board Room 3", "Conference Room B", "Caller 2", "Zoom user", "eva@tarn.example",
    "Samsung SM-G991B", "Galaxy S21", "Committee Room",
  ]

  @Test("A room, a caller or an address is a voice without a name", arguments: nobody)
  func noName(label: String) throws {
    let (transcript, _) = try Self.read([
      "Orla Fenn: Good morning.", "\(label): Good morning to all.", "Orla Fenn: Shall we begin?",
      "Perry Stolt: Yes.",
    ])
    try #require(transcript.statements.count == 4)
    #expect(transcript.statements[1].attribution.speakerID.isEmpty)
    #expect(transcript.statements[1].attribution.label == label)
  }

  @Test("A refused beginning is told where most subtitles begin with names")
  func refused() throws {
    let (_, report) = try Self.read([
      "Orla Fenn: Good morning.", "lara quint: I am here.", "and so are we", "Orla Fenn: Good.",
      "Perry Stolt: Yes.", "Orla Fenn: Go on.", "Perry Stolt: I do.",
    ])
    #expect(report.entries.contains { $0.severity == .warning && $0.wording == "lara quint" })
  }

  private static let odd: [(String, String, String)] = [
    ("DR. HESTER LOWE, MD: The third.", "HESTER LOWE", "The third."),
    ("HESTER LOWE, MAYOR: The third.", "HESTER LOWE", "The third."),
    ("HESTER LOWE [00:12]: The third.", "HESTER LOWE", "The third."),
    ("HESTER LOWE (on phone): The third.", "HESTER LOWE", "The third."),
  ]

  @Test("A title, a time or a direction in a label is no words of the one before", arguments: odd)
  func oddLabel(line: String, name: String, words: String) throws {
    let (transcript, _) = try Self.read([
      "ORLA FENN: One.", "PERRY STOLT: Two.", line, "ORLA FENN: Four.",
    ])
    try #require(transcript.statements.count == 4)
    #expect(transcript.statements[2].attribution.label.contains(name))
    #expect(transcript.statements[2].paragraphs == [words])
    #expect(!transcript.statements[2].attribution.speakerID.isEmpty)
  }

  @Test("Names in brackets behind dashes, and within a line, open statements")
  func brackets() throws {
    let (transcript, _) = try Self.read([
      "- [Orla] In?\n- [Perry] Out.", "- [Orla] Sure?\n- [Perry] Sure. [Orla] Fine.",
    ])
    #expect(
      transcript.statements.map { $0.attribution.label + ": " + $0.paragraphs.joined() } == [
        "Orla: In?", "Perry: Out.", "Orla: Sure?", "Perry: Sure.", "Orla: Fine.",
      ])
  }

  @Test("A label goes on over the end of a line, and two may stand in one subtitle")
  func wrapped() throws {
    let (transcript, _) = try Self.read([
      "ORLA\nFENN: One.", "PERRY STOLT: Two. ORLA FENN: Three.", "ORLA FENN: Four.",
    ])
    #expect(
      statements(transcript) == [
        ["ORLA FENN", "One."], ["PERRY STOLT", "Two."], ["ORLA FENN", "Three. Four."],
      ])
  }

  @Test("Character references are read in words and in names, and a tag in a capital")
  func references() throws {
    let (transcript, _) = try Self.read([
      "<v O&apos;Hare, Finn>It&apos;s &eacute;t&eacute; &hellip; &#233; &foo; AT&T</v>",
      "<V Orla F&eacute;nn>Yes.</V>",
    ])
    #expect(
      statements(transcript) == [
        ["O'Hare, Finn", "It's été … é &foo; AT&T"], ["Orla Fénn", "Yes."],
      ])
  }

  @Test("Subtitles of YouTube, with a comma between the times, are subtitles")
  func subViewer() throws {
    let text =
      "0:00:01.000,0:00:03.500\n>> One moment.\n\n0:00:04.000,0:00:06.000\n>> ORLA FENN: When?\n\n"
      + "0:00:07.000,0:00:09.000\nToday: at six.\n"
    let transcript = try #require(
      try ReadingSupport.read(text, name: "2024-03-05.sbv").transcripts.first)
    #expect(
      transcript.statements.map {
        $0.attribution.label + ": " + $0.paragraphs.joined(separator: " ")
      }
        == [": One moment.", "ORLA FENN: When? Today: at six."])
  }
}
