import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// What an unnamed voice says under a label that says so is a question, in every format.
@Suite struct KindVariantTests {
  private static let labels = [
    "Question", "QUESTION", "Question 2", "Question (retranslated)", "Question to Bo Lind", "Frage",
    "Pregunta", "Вопрос", "Запитання",
  ]

  private static func documents(_ label: String) -> [(name: String, text: String)] {
    [
      (
        "x.jsonl",
        """
        {"meeting":"council","date":"2024-03-05","speaker":"Ann Vale","text":"Good evening."}
        {"meeting":"council","date":"2024-03-05","speaker":"\(label)","text":"And then?"}

        """
      ),
      (
        "x.html",
        kremlinPage("<p><b>Ann Vale:</b> Good evening.</p><p><b>\(label):</b> And then?</p>")
      ),
      (
        "x.csv",
        "date,speaker,text\n2024-03-05,Ann Vale,Good evening.\n2024-03-05,\(label),And then?\n"
      ),
      ("page.txt", page(["Ann Vale: Good evening.", "\(label): And then?"])),
      (
        "2024-03-05.md",
        "# Council\n\n**Ann Vale:** Good evening.\n\n**\(label):** And then?\n\n**Ann Vale:** Nothing.\n"
      ),
      (
        "2024-03-05.vtt",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann Vale>Good evening.\n\n00:03.000 --> 00:04.000\n<v \(label)>And then?\n"
      ),
    ]
  }

  @Test("A voice that is called a question asks one", arguments: labels)
  func questions(label: String) throws {
    for document in Self.documents(label) {
      let transcript = try read(document.text, name: document.name).transcripts[0]
      let kinds = transcript.statements.prefix(2).map(\.kind)
      #expect(kinds == [.speech, .question], "\(document.name)")
    }
  }

  @Test(
    "Other voices speak", arguments: ["Remark", "Voice", "Bo Lind", "Questions", "Mayor Ann Vale"])
  func others(label: String) throws {
    for document in Self.documents(label) {
      let transcript = try read(document.text, name: document.name).transcripts[0]
      #expect(transcript.statements.allSatisfy { $0.kind == .speech }, "\(document.name)")
    }
  }
}
