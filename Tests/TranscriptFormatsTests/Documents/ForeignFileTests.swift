import ReadingSupport
import Testing
import TranscriptFormats
import TranscriptReading
import Transcripts

@Suite struct ForeignFileTests {
  @Test(
    "Files that are no text are called by their names, with what makes text of them",
    arguments: [
      ([0x42, 0x5A, 0x68, 0x39], "bzip2", "unpack"),
      (Array("%PDF-1.7\n".utf8), "PDF", "pdftotext"), ([0x50, 0x4B, 3, 4, 20, 0], "Word", "save"),
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1], "Word", "save"),
      (Array("{\\rtf1\\ansi".utf8), "Rich", "save"),
      ([0x89, 0x50, 0x4E, 0x47, 13], "picture (PNG)", "recognised"),
      ([0xFF, 0xD8, 0xFF, 0xE0], "picture (JPEG)", "recognised"),
      (Array("ID3\u{3}".utf8), "audio file (MP3)", "transcribed"),
      ([0xFF, 0xFB, 0x90, 0x64, 0], "audio file (MP3)", "transcribed"),
      (Array("RIFF1234WAVEfmt ".utf8), "audio file (WAV)", "transcribed"),
      (Array("1234ftypisom".utf8), "video file (MP4)", "transcribed"),
      (Array("PK\u{3}\u{4}mimetypeapplication/epub+zip".utf8), "book (EPUB)", "pandoc"),
      (
        Array("PK\u{3}\u{4}mimetypeapplication/vnd.oasis.opendocument.text".utf8), "(ODT)", "docx"
      ),
      (Array("PK\u{3}\u{4}[Content_Types].xml xl/workbook.xml".utf8), "(XLSX)", "CSV"),
      (Array("PK\u{3}\u{4}[Content_Types].xml ppt/slides".utf8), "(PPTX)", "save"),
      (Array("[Script Info]\nTitle: x".utf8), "ASS", "WebVTT"),
      ((0...255).map { UInt8($0) }, "no text", "whole"),
    ] as [([UInt8], String, String)])
  func called(bytes: [UInt8], name: String, remedy: String) throws {
    for format in [nil, "plain-text"] {
      let error = try #require(throws: DocumentError.self) {
        try read(bytes, name: "file", format: format)
      }
      #expect(error.code == .notATranscript)
      #expect(error.problem.contains(name))
      #expect(error.remedy.contains(remedy))
    }
  }

  @Test(
    "What a document does not say is asked for by its kind, for each program to name its option")
  func asked() throws {
    let text = "Ada Berg: Good morning.\n\nJon Aasen: Good morning to you.\n\nAda Berg: Well.\n"
    let dateless = try #require(throws: DocumentError.self) { try read(text) }
    #expect(dateless.asked == .date)
    #expect(
      try read(text, options: ReadingOptions(date: "2031-03-01")).transcripts.count == 1)
    let unknown = try #require(throws: DocumentError.self) { try read("Date: 2031-03-01\n\nHm.\n") }
    #expect(unknown.asked == .format)
    #expect(
      try read(text, options: ReadingOptions(format: "plain-text", date: "2031-03-01")).report
        .format == "plain-text")
  }
}
