import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// Recognised speech that is not as it should be.
@Suite struct RecognitionVariantTests {
  private func json(_ list: [(String, String?)]) -> String {
    let words = list.enumerated().map { index, word in
      let voice = word.1.map { #","speaker":"\#($0)""# } ?? ""
      return #"{"word":"\#(word.0)","start":\#(index),"end":\#(Double(index) + 0.5)\#(voice)}"#
    }
    return "[" + words.joined(separator: ",") + "]"
  }

  private func segment(_ text: String?, _ list: [(String, String?)], voice: String? = nil) -> String
  {
    let text = text.map { #""text":"\#($0)","# } ?? ""
    let voice = voice.map { #""speaker":"\#($0)","# } ?? ""
    // The first tells the layout.
    return
      #"{"segments":[{"start":0,"end":0,"text":""},{\#(text)\#(voice)"start":0,"end":4,"words":\#(json(list))}]}"#
  }

  private static let mixed: [(String, [(String, String?)])] = [
    (
      "Good evening. Thank you.",
      [("Good", "A1"), ("evening.", "A1"), ("Thank", "B2"), ("you.", "B2")]
    ),
    (
      "Good evening. Thank you.",
      [("Good", "A1"), ("evening.", nil), ("Thank", "B2"), ("you.", nil)]
    ),
    (
      " Good  evening. Thank you.",
      [("Good", "A1"), (" evening.", "A1"), (" Thank", "B2"), (" you.", "B2")]
    ),
    (
      "Good evening. Thank you.",
      [("Good", "A1"), ("evening", "A1"), ("Thank", "B2"), ("you", "B2")]
    ),
    // The words are not those of the text, and are taken.
    (
      "Good evening, thanks.",
      [("Good", "A1"), ("evening.", "A1"), ("Thank", "B2"), ("you.", "B2")]
    ),
  ]

  @Test("A segment of two voices is parted between them", arguments: mixed)
  func parted(text: String, list: [(String, String?)]) throws {
    for voice in [nil, "A1", "B2"] {
      let json = segment(text, list, voice: voice)
      let transcript = try read(json, name: "2024-03-05.json").transcripts[0]
      #expect(statements(transcript) == [["A1", "Good evening."], ["B2", "Thank you."]])
      #expect(transcript.statements[1].timing?.start == "00:00:02.000")
    }
  }

  @Test("A mark before a word stays with it, and words are kept as the text has them")
  func cuts() throws {
    let json = segment("你好。“谢谢”", [("你", "A1"), ("好", "A1"), ("谢", "B2"), ("谢", "B2")])
    let transcript = try read(json, name: "2024-03-05.json").transcripts[0]
    let joined = transcript.statements.flatMap(\.paragraphs).joined()
    #expect(joined == "你好。“谢谢”")
    let quoted = segment("Yes. (No) way.", [("Yes.", "A1"), ("No", "B2"), ("way.", "B2")])
    #expect(
      try statements(read(quoted, name: "2024-03-05.json").transcripts[0])
        == [["A1", "Yes."], ["B2", "(No) way."]])
  }

  @Test("A segment without a text has its words")
  func wordsOnly() throws {
    let json = segment(nil, [("Good", "A1"), ("evening.", "A1")])
    let (transcripts, report) = try read(json, name: "2024-03-05.json")
    #expect(statements(transcripts[0]) == [["A1", "Good evening."]])
    #expect(report.warningCount == 0)
  }

  private static let wordless: [(String, String)] = [
    (
      "Whisper",
      #"{"segments":[{"start":0,"end":2,"text":"Good evening.","speaker":"A"},{"start":2,"end":4,"speaker":"B"}]}"#
    ),
    (
      "whisper.cpp",
      #"{"transcription":[{"text":"Good evening.","speaker":"0"},{"txt":"Thank you.","speaker":"1"}]}"#
    ),
    (
      "AWS, items",
      #"{"results":{"transcripts":[],"items":[{"start_time":"0.0","alternatives":[{"content":"Good"}],"speaker_label":"spk_0"},{"start_time":"0.5","alternatives":[{"words":"evening"}],"speaker_label":"spk_0"}]}}"#
    ),
    (
      "AWS, audio segments",
      #"{"results":{"items":[],"audio_segments":[{"transcript":"Good evening.","speaker_label":"spk_0"},{"speaker_label":"spk_1"}]}}"#
    ),
    (
      "Deepgram, words",
      #"{"results":{"channels":[{"alternatives":[{"words":[{"word":"good","speaker":0},{"wort":"evening","speaker":0}]}]}]}}"#
    ),
    (
      "Deepgram, utterances",
      #"{"results":{"channels":[],"utterances":[{"transcript":"Good evening.","speaker":0},{"speaker":1}]}}"#
    ),
    (
      "Deepgram, paragraphs",
      #"{"results":{"channels":[{"alternatives":[{"paragraphs":{"paragraphs":[{"sentences":[{"text":"Good evening."}],"speaker":0},{"sentences":[{"words":"Thank you."}],"speaker":1}]}}]}]}}"#
    ),
    (
      "Deepgram, a channel of nothing known",
      #"{"results":{"channels":[{"alternatives":[{"transcript":"Good evening."}]},{"words":[]}]}}"#
    ),
    (
      "AssemblyAI",
      #"{"utterances":[{"speaker":"A","text":"Good evening."},{"speaker":"B","words":"Thank you."}]}"#
    ),
    (
      "Rev AI",
      #"{"monologues":[{"speaker":0,"elements":[{"type":"text","value":"Good"}]},{"speaker":1,"elements":[{"type":"text","words":"Thank"}]}]}"#
    ),
  ]

  @Test(
    "What has no words where its layout puts them is told, in every layout", arguments: wordless)
  func told(layout: String, text: String) throws {
    let (transcripts, report) = try read(text, name: "2024-03-05.json")
    #expect(transcripts[0].statements.count == 1)
    #expect(
      report.entries.contains { $0.severity == .warning && $0.explanation.contains("no text") })
  }

  @Test("A key that is there twice is refused")
  func twice() throws {
    let text = #"{"segments":[{"start":0,"end":2,"text":"Good evening.","text":"Thank you."}]}"#
    let error = try #require(throws: DocumentError.self) {
      try read(text, name: "2024-03-05.json")
    }
    #expect(error.code == .malformed)
    #expect(error.problem.contains("“text”"))
  }

  @Test("Values that take more memory than a document may have bytes are refused")
  func budget() throws {
    let filler = [String](repeating: #"{"":0}"#, count: 10_000).joined(separator: ",")
    let text = #"{"segments":[{"start":0,"end":2,"text":"Good evening."}],"x":[\#(filler)]}"#
    let name = "2024-03-05.json"
    #expect(try read(text, name: name).transcripts.count == 1)
    let error = try #require(throws: DocumentError.self) {
      try read(text, name: name, options: ReadingOptions(maximumDocumentSize: 1_000_000))
    }
    #expect(error.code == .tooLarge)
    #expect(error.problem.contains("1000000"))
  }

  private static let clouds = [
    #"{"results":[{"alternatives":[{"transcript":"Good evening. Thank you."}]},{"alternatives":[{"words":[{"startTime":"0s","endTime":"0.4s","word":"Good","speakerTag":1},{"startTime":"0.5s","endTime":"1s","word":"evening.","speakerTag":1},{"startTime":"2s","endTime":"3s","word":"Thank","speakerTag":2},{"startTime":"3s","endTime":"4s","word":"you.","speakerTag":2}]}]}]}"#,
    #"{"source":"x.wav","combinedRecognizedPhrases":[{"channel":0}],"recognizedPhrases":[{"speaker":1,"offsetInTicks":0.0,"durationInTicks":9000000.0,"nBest":[{"display":"Good evening."}]},{"speaker":2,"offsetInTicks":20000000.0,"durationInTicks":9000000.0,"nBest":[{"display":"Thank you."}]}]}"#,
    #"{"format":"2.9","results":[{"type":"word","start_time":0.0,"end_time":0.4,"alternatives":[{"content":"Good","speaker":"1"}]},{"type":"word","start_time":0.5,"end_time":1.0,"alternatives":[{"content":"evening","speaker":"1"}]},{"type":"punctuation","attaches_to":"previous","start_time":1.0,"end_time":1.0,"alternatives":[{"content":".","speaker":"1"}]},{"type":"word","start_time":2.0,"end_time":3.0,"alternatives":[{"content":"Thank","speaker":"2"}]},{"type":"word","start_time":3.0,"end_time":4.0,"alternatives":[{"content":"you","speaker":"2"}]},{"type":"punctuation","attaches_to":"previous","start_time":4.0,"end_time":4.0,"alternatives":[{"content":".","speaker":"2"}]}]}"#,
  ]

  @Test("What Google, Azure and Speechmatics write is read", arguments: clouds)
  func speechOfClouds(json: String) throws {
    let transcript = try #require(try read(json, name: "2024-03-05.json").transcripts.first)
    #expect(statements(transcript) == [["1", "Good evening."], ["2", "Thank you."]])
    #expect(transcript.statements[1].timing?.start == "00:00:02.000")
  }
}
