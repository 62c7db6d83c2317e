import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Words that a format holds beside those that are read: they are read, too, or told.
@Suite struct LostWordsVariantTests {
  private static func text(_ parts: String...) -> String { parts.joined() }

  private static let head = "<html lang=en><body><h1>Council</h1><p>2024-03-05</p>"

  @Test(
    "What is lost is told",
    arguments: [
      (
        "a.html",
        text(
          head,
          "<p><b>Orla Fenn:</b> Seen in <the report> of May.</p><p><b>Perry Stolt:</b> Yes.</p>",
          "<p><b>Orla Fenn:</b> So.</p></body></html>")
      ),
      (
        "a.html",
        text(
          head,
          "<table><tr><th>Speaker<th>Text</tr><tr><td>Orla Fenn<td>Seen in <report> of May.</tr>",
          "<tr><td>Perry Stolt<td>Yes.</tr></table></body></html>")
      ),
      (
        "a.html",
        text(
          head, "<table><tr><th>Time<th>Speaker<th>Text<th>Translation</tr>",
          "<tr><td>10:00<td>Orla Fenn<td>I open.<td>Ich</tr><tr><td>10:01<td>Perry Stolt<td>Yes.<td>Ja</tr>",
          "</table></body></html>")
      ),
      (
        "a.html",
        text(
          head,
          "<table><tr><td>10:00<td>Orla Fenn<td>I open.<td>left</tr><tr><td>10:01<td>Perry Stolt",
          "<td>Yes.<td></tr><tr><td>10:02<td>Orla Fenn<td>No.<td>x</tr></table></body></html>")
      ),
      (
        "2024-03-05.json",
        text(
          #"{"text":"Hello all. Yes. And this is more than the segments hold.","segments":"#,
          #"[{"start":0,"end":3,"text":"Hello all.","speaker":"A"},"#,
          #"{"start":3,"end":5,"text":"Yes.","speaker":"B"}]}"#)
      ),
      (
        "a.csv",
        text(
          "Date,Speaker,Speaker Notes,Text,Translation\n2024-03-05,Orla Fenn,loud,Bonjour,Good day\n",
          "2024-03-05,Perry Stolt,,Oui,Yes\n")
      ),
      (
        "a.csv",
        text(
          "Date,Speaker,Text,Comment,Role\n2024-03-05,Orla Fenn,Hello,she laughed,Mayor\n",
          "2024-03-05,Perry Stolt,Yes,words here,\n")
      ),
      ("a.tsv", "Date\tSpeaker\tText\tRemarks\n2024-03-05\tOrla Fenn\tHello\tloud\n"),
      (
        "a.csv",
        text(
          "Date;Sprecher;Text;Übersetzung\n2024-03-05;Orla Fenn;Guten Tag;Good day\n",
          "2024-03-05;Perry Stolt;Danke;Thanks\n")
      ),
      (
        "a.csv",
        text(
          "Date,Speaker,Text,Zweite Fassung\n2024-03-05,Orla Fenn,Guten Tag allerseits,Good day to all\n",
          "2024-03-05,Perry Stolt,Danke schön,Thank you all\n")
      ),
    ])
  func told(name: String, text: String) throws {
    let (_, report) = try read(text, name: name)
    #expect(report.entries.contains { $0.severity == .warning }, "\(report.entries)")
  }

  @Test("Words of another voice within an utterance are that voice’s")
  func utterances() throws {
    let text =
      #"{"text":"Hello all. Yes.","utterances":[{"speaker":"A","text":"Hello all.","start":0,"end":3000,"#
      + #""words":[{"text":"Hello","speaker":"A","start":0,"end":10},"#
      + #"{"text":"all.","speaker":"B","start":20,"end":30}]},"#
      + #"{"speaker":"B","text":"Yes.","start":3000,"end":4000}]}"#
    let (transcripts, _) = try read(text, name: "2024-03-05.json")
    let found = transcripts[0].statements.map {
      "\($0.attribution.label) \($0.paragraphs.joined(separator: "|"))"
    }
    #expect(found.first == "A Hello" && found.last?.hasPrefix("B all.") == true, "\(found)")
  }

  @Test("Columns that say where somebody is from, and numbers, are not told")
  func columns() throws {
    let text =
      "Date,Speaker,Text,Constituency,Number\n2024-03-05,Orla Fenn,I open the meeting of this evening now.,"
      + "North Harlow,12\n2024-03-05,Perry Stolt,I have two points and I shall be quick about them.,Ennis,13\n"
    let (_, report) = try read(text, name: "a.csv")
    #expect(report.warningCount == 0, "\(report.entries)")
  }
}
