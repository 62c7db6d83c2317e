import Digests
import ReadingSupport
import Testing
import TranscriptOutput
import TranscriptReading

@testable import Transcripts

/// Tables, speech recognition, the Bundestag's records, and what the project itself writes.
@Suite struct FormatVariantTests {
  private static let tables: [(String, String)] = [
    (
      "date,meeting,speaker,text\n2024-03-05,Council,Ann Vale,\"Good evening, all.\"\n2024-03-05,Council,Bo Lind,Thank you.\n",
      "x.csv"
    ),
    (
      "Date;Meeting;Speaker;Text\n2024-03-05;Council;Ann Vale;Good evening, all.\n2024-03-05;Council;Bo Lind;Thank you.\n",
      "x.csv"
    ),
    (
      "date\tmeeting\tspeaker\ttext\n2024-03-05\tCouncil\tAnn Vale\tGood evening, all.\n2024-03-05\tCouncil\tBo Lind\tThank you.\n",
      "x.tsv"
    ),
    (
      "\u{FEFF}speaker,text,date,title\r\nAnn Vale,\"Good evening, all.\",2024-03-05,Council\r\nBo Lind,Thank you.,2024-03-05,Council\r\n",
      "x.csv"
    ),
    (
      "Datum;Sitzung;Sprecher;Text\n05.03.2024;Council;Ann Vale;Good evening, all.\n05.03.2024;Council;Bo Lind;Thank you.\n",
      "x.csv"
    ),
    (
      "name,role,content,date,meeting\nAnn Vale,Chair,\"Good evening, all.\",\"March 5, 2024\",Council\nBo Lind,,Thank you.,\"March 5, 2024\",Council\n",
      "x.csv"
    ),
    (
      "start,end,speaker,text,meeting\n0.0,2.5,Ann Vale,\"Good evening, all.\",Council\n2.5,4,Bo Lind,Thank you.,Council\n",
      "2024-03-05.csv"
    ),
    (
      "who,said,day,event\nAnn Vale,\"Good evening, all.\",2024-03-05,Council\nBo Lind,Thank you.,2024-03-05,Council\n",
      "data.txt"
    ),
    (
      "\"speaker\",\"text\",\"date\",\"meeting\"\n\"Ann Vale\",\"Good evening, all.\",\"2024-03-05\",\"Council\"\n\"Bo Lind\",\"Thank you.\",\"2024-03-05\",\"Council\"\n",
      "x.csv"
    ),
    (
      "orador,texto,fecha,sesión\nAnn Vale,\"Good evening, all.\",5 de marzo de 2024,Council\nBo Lind,Thank you.,5 de marzo de 2024,Council\n",
      "x.csv"
    ),
    (
      "id|date|meeting|speaker|utterance\n1|2024-03-05|Council|Ann Vale|Good evening, all.\n2|2024-03-05|Council|Bo Lind|Thank you.\n",
      "x.csv"
    ),
  ]

  @Test("Columns are found by their heads, whatever the delimiter", arguments: tables)
  func table(text: String, name: String) throws {
    let (transcripts, report) = try read(text, name: name)
    #expect(report.format == "table")
    #expect(transcripts.count == 1)
    #expect(transcripts[0].meeting.title == "Council")
    #expect(transcripts[0].meeting.date.description == "2024-03-05")
    #expect(
      statements(transcripts[0]) == [
        ["Ann Vale", "Good evening, all."], ["Bo Lind", "Thank you."],
      ])
    #expect(transcripts[0].speakers.map(\.name) == ["Ann Vale", "Bo Lind"])
  }

  private static let recognitions: [(String, String)] = [
    (
      "Whisper",
      #"{"segments":[{"start":0.0,"end":2.1,"text":" Good evening.","speaker":"SPEAKER_00"},{"start":2.1,"end":4.0,"text":" Thank you.","speaker":"SPEAKER_01"}],"language":"en"}"#
    ),
    (
      "Whisper as a list",
      #"[{"start":0.0,"end":2.1,"text":" Good evening.","speaker":"SPEAKER_00"},{"start":2.1,"end":4.0,"text":" Thank you.","speaker":"SPEAKER_01"}]"#
    ),
    (
      "WhisperX, voices of words",
      #"{"segments":[{"start":0,"end":2.1,"text":"Good evening.","words":[{"word":"Good","speaker":"SPEAKER_00"},{"word":"evening.","speaker":"SPEAKER_00"}]},{"start":2.1,"end":4,"text":"Thank you.","words":[{"word":"Thank","speaker":"SPEAKER_01"}]}]}"#
    ),
    (
      "whisper.cpp",
      #"{"transcription":[{"timestamps":{"from":"00:00:00,000","to":"00:00:02,100"},"offsets":{"from":0,"to":2100},"text":" Good evening.","speaker":"0"},{"offsets":{"from":2100,"to":4000},"text":" Thank you.","speaker":"1"}]}"#
    ),
    (
      "AWS, items",
      #"{"jobName":"x","results":{"transcripts":[{"transcript":"Good evening. Thank you."}],"items":[{"start_time":"0.0","end_time":"0.4","alternatives":[{"confidence":"1","content":"Good"}],"type":"pronunciation","speaker_label":"spk_0"},{"start_time":"0.5","end_time":"2.1","alternatives":[{"content":"evening"}],"type":"pronunciation","speaker_label":"spk_0"},{"alternatives":[{"content":"."}],"type":"punctuation"},{"start_time":"2.1","end_time":"2.5","alternatives":[{"content":"Thank"}],"type":"pronunciation","speaker_label":"spk_1"},{"start_time":"2.6","end_time":"4.0","alternatives":[{"content":"you"}],"type":"pronunciation","speaker_label":"spk_1"},{"alternatives":[{"content":"."}],"type":"punctuation"}]}}"#
    ),
    (
      "AWS, labels apart",
      #"{"results":{"transcripts":[],"speaker_labels":{"segments":[{"start_time":"0.0","speaker_label":"spk_0","items":[{"start_time":"0.0","speaker_label":"spk_0"},{"start_time":"0.5","speaker_label":"spk_0"}]},{"speaker_label":"spk_1","items":[{"start_time":"2.1","speaker_label":"spk_1"},{"start_time":"2.6","speaker_label":"spk_1"}]}]},"items":[{"start_time":"0.0","end_time":"0.4","alternatives":[{"content":"Good"}],"type":"pronunciation"},{"start_time":"0.5","end_time":"2.1","alternatives":[{"content":"evening"}],"type":"pronunciation"},{"alternatives":[{"content":"."}],"type":"punctuation"},{"start_time":"2.1","end_time":"2.5","alternatives":[{"content":"Thank"}],"type":"pronunciation"},{"start_time":"2.6","end_time":"4.0","alternatives":[{"content":"you"}],"type":"pronunciation"},{"alternatives":[{"content":"."}],"type":"punctuation"}]}}"#
    ),
    (
      "AWS, audio segments",
      #"{"results":{"items":[],"audio_segments":[{"transcript":"Good evening.","start_time":"0.0","end_time":"2.1","speaker_label":"spk_0"},{"transcript":"Thank you.","start_time":"2.1","end_time":"4.0","speaker_label":"spk_1"}]}}"#
    ),
    (
      "Deepgram, words",
      #"{"metadata":{"request_id":"x"},"results":{"channels":[{"alternatives":[{"transcript":"good evening thank you","words":[{"word":"good","punctuated_word":"Good","start":0.0,"end":0.4,"speaker":0},{"word":"evening","punctuated_word":"evening.","start":0.5,"end":2.1,"speaker":0},{"word":"thank","punctuated_word":"Thank","start":2.1,"end":2.5,"speaker":1},{"word":"you","punctuated_word":"you.","start":2.6,"end":4.0,"speaker":1}]}]}]}}"#
    ),
    (
      "Deepgram, utterances",
      #"{"results":{"channels":[],"utterances":[{"start":0.0,"end":2.1,"transcript":"Good evening.","speaker":0},{"start":2.1,"end":4.0,"transcript":"Thank you.","speaker":1}]}}"#
    ),
    (
      "Deepgram, paragraphs",
      #"{"results":{"channels":[{"alternatives":[{"transcript":"x","paragraphs":{"paragraphs":[{"sentences":[{"text":"Good evening.","start":0,"end":2.1}],"speaker":0,"start":0,"end":2.1},{"sentences":[{"text":"Thank you."}],"speaker":1,"start":2.1,"end":4}]}}]}]}}"#
    ),
    (
      "AssemblyAI",
      #"{"id":"x","utterances":[{"speaker":"A","text":"Good evening.","start":0,"end":2100},{"speaker":"B","text":"Thank you.","start":2100,"end":4000}]}"#
    ),
    (
      "Rev AI",
      #"{"monologues":[{"speaker":0,"elements":[{"type":"text","value":"Good","ts":0.0,"end_ts":0.4},{"type":"punct","value":" "},{"type":"text","value":"evening","ts":0.5,"end_ts":2.1},{"type":"punct","value":"."}]},{"speaker":1,"elements":[{"type":"text","value":"Thank","ts":2.1,"end_ts":2.5},{"type":"punct","value":" "},{"type":"text","value":"you","ts":2.6,"end_ts":4.0},{"type":"punct","value":"."}]}]}"#
    ),
  ]

  @Test(
    "What programs of speech recognition heard is two voices with times", arguments: recognitions)
  func recognition(layout: String, text: String) throws {
    let (transcripts, report) = try read(text, name: "2024-03-05.json")
    #expect(report.format == "speech-recognition")
    let transcript = transcripts[0]
    #expect(transcript.statements.map(\.paragraphs) == [["Good evening."], ["Thank you."]])
    #expect(transcript.statements.allSatisfy { $0.attribution.speakerID.isEmpty })
    #expect(
      Set(transcript.statements.map(\.attribution.label)).count == 2)
    #expect(
      transcript.statements.map { $0.timing?.start ?? "" } == ["00:00:00.000", "00:00:02.100"])
    #expect(transcript.statements[1].timing?.end == "00:00:04.000")
  }

  @Test("A name that somebody gave a voice is a name")
  func namedVoices() throws {
    let text =
      #"{"segments":[{"start":0,"end":2,"text":"Good evening.","speaker":"Ann Vale"},{"start":2,"end":4,"text":"Thank you.","speaker":"bell hooks"}]}"#
    let transcript = try read(text, name: "2024-03-05.json").transcripts[0]
    #expect(transcript.speakers.map(\.name) == ["Ann Vale", "bell hooks"])
  }

  @Test("Words without voices are one unnamed voice’s, and that is said")
  func noVoices() throws {
    let text =
      #"{"segments":[{"start":0,"end":2,"text":"Good evening."},{"start":2,"end":4,"text":"Thank you."}]}"#
    let (transcripts, report) = try read(text, name: "2024-03-05.json")
    #expect(transcripts[0].statements.count == 1)
    #expect(report.warningCount == 1)
  }

  private static let original =
    "Council meeting\n\nMarch 5, 2024, Lindmark\n\nMayor Ann Vale: Good evening.\n\nBo Lind: I have *two* points [of order].\n\nThey are short.\n\n(Applause.)\n\nAnn Vale: Go on.\n\nQuestion: And then?\n"

  @Test("What a spreadsheet would run is made inert in CSV, and read back as it was")
  func inert() throws {
    let said = [
      "=HYPERLINK(\"http://evil\",\"x\")", "'=1", "''-2", "@all", "+1", "- Yes.", "'tis so",
      "a = b",
    ]
    var first = try read(Self.original).transcripts[0]
    first.statements = said.enumerated().map { index, text in
      var statement = first.statements[0]
      statement.ordinal = UInt32(index)
      statement.id = "x/\(index)"
      statement.paragraphs = [text]
      statement.attribution.label = "=cmd|' /C calc'!A0"
      return statement
    }
    for isExact in [false, true] {
      var writer = StatementCSVWriter(isExact: isExact)
      var bytes = writer.opening()
      for statement in first.statements {
        writer.write(statement, in: first.meeting, isFirst: false, to: &bytes)
      }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.contains(",'=cmd|") == !isExact)
      #expect(text.contains(",\"'=HYPERLINK(") == !isExact)
      #expect(text.contains(",'@all,") == !isExact)
      #expect(text.contains(",'tis so,") && text.contains(",a = b,"))
      if isExact { continue }
      let again = try read(bytes, name: "x.csv").transcripts
      #expect(again.flatMap(\.statements).flatMap(\.paragraphs) == said)
      #expect(
        again.flatMap(\.statements).allSatisfy { $0.attribution.label == "=cmd|' /C calc'!A0" })
    }
  }

  @Test(
    "What the project writes as Markdown and CSV it reads back", arguments: ["markdown", "csv"])
  func own(format: String) throws {
    let first = try read(Self.original).transcripts[0]
    var writer: any StatementWriter =
      format == "csv" ? StatementCSVWriter() : TranscriptMarkdownWriter(cites: false)
    var bytes = writer.opening()
    for (index, statement) in first.statements.enumerated() {
      writer.write(
        statement, in: first.meeting, isFirst: index == 0, to: &bytes)
    }
    let again = try read(bytes, name: format == "csv" ? "x.csv" : "x.md").transcripts
    #expect(again.count == 1)
    #expect(statements(again[0]) == statements(first))
    #expect(again[0].meeting.title == first.meeting.title)
    #expect(again[0].meeting.date == first.meeting.date)
    #expect(again[0].meeting.place == first.meeting.place)
    #expect(again[0].statements.map(\.ordinal) == first.statements.map(\.ordinal))
    #expect(again[0].statements.map(\.kind) == first.statements.map(\.kind))
    for (statement, other) in zip(again[0].statements, first.statements) {
      #expect(statement.marks.map(\.wording) == other.marks.map(\.wording))
      #expect(statement.marks.map(\.kind) == other.marks.map(\.kind))
    }
    #expect(
      again[0].statements.map(\.attribution.speakerID)
        == first.statements.map(\.attribution.speakerID))
  }

  private static func record(_ body: String) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE dbtplenarprotokoll SYSTEM "dbtplenarprotokoll.dtd">
    <dbtplenarprotokoll wahlperiode="20" sitzung-nr="1" sitzung-datum="05.03.2024" sitzung-start-uhrzeit="9:00">
    <vorspann><kopfdaten><plenarprotokoll-nummer>Plenarprotokoll <wahlperiode>20</wahlperiode>/<sitzungsnr>1</sitzungsnr></plenarprotokoll-nummer><veranstaltungsdaten><ort>Berlin</ort>, <datum date="05.03.2024">Dienstag, den 5. März 2024</datum></veranstaltungsdaten></kopfdaten><inhaltsverzeichnis><ivz-titel>Inhalt:</ivz-titel></inhaltsverzeichnis></vorspann>
    <sitzungsverlauf><sitzungsbeginn sitzung-start-uhrzeit="9:00"><name>Präsidentin Anna Vale:</name><p klasse="J_1">Guten Morgen. Die Sitzung ist eröffnet.</p></sitzungsbeginn>\(body)</sitzungsverlauf>
    <anlagen><anlagen-text>Anlage 1</anlagen-text></anlagen></dbtplenarprotokoll>
    """
  }

  private static func speech(_ inner: String, printed: String, _ rest: String = "") -> String {
    "<tagesordnungspunkt top-id=\"Tagesordnungspunkt 1\"><rede id=\"ID1\"><p klasse=\"redner\"><redner id=\"11001\"><name>\(inner)</name></redner>\(printed):</p><p klasse=\"J_1\">Frau Präsidentin! Ich habe zwei Punkte.</p>\(rest)</rede></tagesordnungspunkt>"
  }

  private static let records: [(String, [String])] = [
    (
      speech(
        "<titel>Dr.</titel><vorname>Bo</vorname><nachname>Lind</nachname><fraktion>XYZ</fraktion>",
        printed: "Dr. Bo Lind (XYZ)"), ["Bo Lind|XYZ"]
    ),
    (
      speech(
        "<vorname>Bo</vorname><nachname>Lind</nachname><rolle><rolle_lang>Bundesminister der Häfen</rolle_lang><rolle_kurz>Bundesminister</rolle_kurz></rolle>",
        printed: "Bo Lind, Bundesminister der Häfen"), ["Bo Lind|Bundesminister der Häfen"]
    ),
    (
      speech(
        "<vorname>Bo</vorname><namenszusatz>von</namenszusatz><nachname>Lind</nachname><fraktion>XYZ</fraktion>",
        printed: "Bo von Lind (XYZ)"), ["Bo von Lind|XYZ"]
    ),
    (speech("<vorname>Bo</vorname><nachname>Lind</nachname>", printed: "Bo Lind"), ["Bo Lind|"]),
    (
      speech(
        "<vorname>Bo</vorname><nachname>Lind</nachname><fraktion>XYZ</fraktion>",
        printed: "Bo Lind (XYZ)",
        "<name>Präsidentin Anna Vale:</name><p klasse=\"J_1\">Kommen Sie zum Schluss.</p>"),
      ["Bo Lind|XYZ", "Anna Vale|Präsidentin"]
    ),
    (
      speech(
        "<vorname>Bo</vorname><nachname>Lind</nachname><fraktion>XYZ</fraktion>",
        printed: "Bo Lind (XYZ)",
        "<kommentar>(Beifall)</kommentar><p klasse=\"J\">Sie sind kurz.</p>"), ["Bo Lind|XYZ"]
    ),
    (
      speech(
        "<vorname>Bo</vorname><nachname>Lind</nachname><fraktion>XYZ</fraktion>",
        printed: "Bo Lind (XYZ) (Harlow)"), ["Bo Lind|XYZ"]
    ),
    (
      speech(
        "<vorname>Bo</vorname><nachname>Lind</nachname><fraktion>XYZ</fraktion>",
        printed: "Bo Lind (XYZ)")
        + speech(
          "<vorname>Bo</vorname><nachname>Lind</nachname><fraktion>XYZ</fraktion>",
          printed: "Bo Lind (XYZ)"), ["Bo Lind|XYZ", "Bo Lind|XYZ"]
    ),
    (
      "<rede id=\"ID2\"><p klasse=\"redner\"><redner id=\"11002\"><name><vorname>Ida</vorname><nachname>Horn</nachname><fraktion>ZZZ</fraktion></name></redner>Ida Horn (ZZZ):</p><p klasse=\"O\">Ja.</p></rede>",
      ["Ida Horn|ZZZ"]
    ),
    (
      "<tagesordnungspunkt top-id=\"Zusatzpunkt 2\"><p klasse=\"T_fett\">Häfen</p><name>Präsidentin Anna Vale:</name><p klasse=\"J_1\">Ich rufe auf.</p></tagesordnungspunkt>",
      ["Anna Vale|Präsidentin"]
    ),
  ]

  @Test("The Bundestag’s records give each turn, its speaker and what that is", arguments: records)
  func plenarprotokoll(body: String, expected: [String]) throws {
    let (transcripts, report) = try read(Self.record(body), name: "20001.xml")
    #expect(report.format == "dbtplenarprotokoll")
    let transcript = transcripts[0]
    #expect(transcript.meeting.date.description == "2024-03-05")
    #expect(transcript.meeting.place == "Berlin")
    let found = transcript.statements.map { "\($0.attribution.name)|\($0.attribution.role)" }
    #expect(found == ["Anna Vale|Präsidentin"] + expected)
    #expect(!transcript.statements.contains { $0.paragraphs.contains { $0.contains("Beifall") } })
    #expect(report.entries.allSatisfy { $0.rule != .unattributed })
  }

  @Test("A paragraph of class “redner” without its element has its label and its words")
  func labelAlone() throws {
    for (inner, words) in [
      ("Bo Lind (CDU):", "Ich habe zwei Punkte."), ("Bo Lind (CDU):  ", "Ich habe zwei Punkte."),
      ("<b>Bo Lind</b> (CDU):", "Ich habe zwei Punkte."),
    ] {
      let body =
        "<rede id=\"ID2\"><p klasse=\"redner\">\(inner)</p><p klasse=\"J_1\">\(words)</p></rede>"
      let (transcripts, report) = try read(Self.record(body), name: "20001.xml")
      let statement = transcripts[0].statements[1]
      #expect(statement.attribution.label == "Bo Lind (CDU)")
      #expect(statement.attribution.name == "Bo Lind")
      #expect(statement.paragraphs == [words])
      #expect(report.warningCount == 0)
    }
    let joined =
      "<rede id=\"ID2\"><p klasse=\"redner\">Bo Lind (CDU): Frau Präsidentin!</p><p klasse=\"J_1\">Ja.</p></rede>"
    let statement = try read(Self.record(joined), name: "20001.xml").transcripts[0].statements[1]
    #expect(statement.attribution.label == "Bo Lind (CDU)")
    #expect(statement.paragraphs == ["Frau Präsidentin!", "Ja."])
  }

  @Test("A paragraph of class “redner” that names nobody is told")
  func labelOfNobody() throws {
    let body =
      "<rede id=\"ID2\"><p klasse=\"redner\"><redner id=\"1\"/></p><p klasse=\"J_1\">Ja.</p></rede>"
    let (transcripts, report) = try read(Self.record(body), name: "20001.xml")
    #expect(transcripts[0].statements.last?.paragraphs == ["Ja."])
    #expect(report.entries.contains { $0.severity == .warning && $0.rule == .unattributed })
  }

  @Test("Speeches in appendices are left out, and that is said once")
  func appendices() throws {
    let speech = Self.speech("<vorname>Ida</vorname><nachname>Horn</nachname>", printed: "Ida Horn")
    let text = Self.record("").replacing(
      "<anlagen-text>Anlage 1</anlagen-text>", with: "<anlage>\(speech)\(speech)</anlage>")
    let (transcripts, report) = try read(text, name: "20001.xml")
    #expect(transcripts[0].statements.count == 1)
    let warnings = report.entries.filter { $0.severity == .warning }
    #expect(warnings.count == 1)
    #expect(warnings.first?.explanation.hasPrefix("2 speeches") == true)
  }

  @Test("An encoding is disproved by a byte far behind the beginning", arguments: [true, false])
  func lateEncoding(isUTF8: Bool) throws {
    let filler = String(repeating: "It costs. ", count: 8000)
    let text =
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<publicwhip><speech id=\"uk.org.publicwhip/debate/2021-06-03a.1.1\" speakername=\"Bo Lowe\" speakerid=\"uk.org.publicwhip/member/9\"><p>\(filler)</p><p>Thank you, Siân.</p></speech></publicwhip>"
    let bytes =
      isUTF8 ? Array(text.utf8) : text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    let (transcripts, report) = try read(bytes, name: "x.xml")
    #expect(transcripts[0].statements[0].paragraphs.last == "Thank you, Siân.")
    #expect((report.warningCount > 0) == isUTF8)
  }

  @Test("A document's digest is that of the file, whatever its encoding", arguments: [true, false])
  func digest(isLittle: Bool) throws {
    var bytes: [UInt8] = isLittle ? [0xFF, 0xFE] : [0xFE, 0xFF]
    for unit in Self.original.utf16 {
      let halves = [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
      bytes += isLittle ? halves : halves.reversed()
    }
    let transcript = try read(bytes, name: "x.txt").transcripts[0]
    #expect(transcript.meeting.source.sha256 == Digest.sha256(bytes))
    #expect(try statements(transcript) == statements(read(Self.original).transcripts[0]))
  }

  private static let declared = [
    "ISO-8859-1", "iso-8859-1", "ISO-8859-15", "windows-1252", "Windows-1250", "US-ASCII", "latin1",
    "ISO-8859-2", "cp1252", "ascii",
  ]

  @Test("A declared encoding that cannot be is not believed, and that is said", arguments: declared)
  func encoding(name: String) throws {
    let text =
      "<?xml version=\"1.0\" encoding=\"\(name)\"?>\n<publicwhip><speech id=\"uk.org.publicwhip/debate/2021-06-03a.1.1\" speakername=\"Siân Lowe\" speakerid=\"uk.org.publicwhip/member/9\"><p>It costs £5 – “cheap”.</p></speech></publicwhip>"
    let (transcripts, report) = try read(text, name: "x.xml")
    #expect(transcripts[0].statements[0].attribution.name == "Siân Lowe")
    #expect(transcripts[0].statements[0].paragraphs == ["It costs £5 – “cheap”."])
    #expect(report.entries.contains { $0.severity == .warning && $0.explanation.contains("UTF-8") })
  }

  @Test("What is Latin-1 and says so is read as such")
  func latin1() throws {
    let text =
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<publicwhip><speech id=\"uk.org.publicwhip/debate/2021-06-03a.1.1\" speakername=\"Si~n Lowe\" speakerid=\"uk.org.publicwhip/member/9\"><p>It costs.</p></speech></publicwhip>"
    let bytes = text.utf8.map { $0 == UInt8(ascii: "~") ? 0xE2 : $0 }
    let transcript = try read(Array(bytes), name: "x.xml").transcripts[0]
    #expect(transcript.statements[0].attribution.name == "Siân Lowe")
  }
}
