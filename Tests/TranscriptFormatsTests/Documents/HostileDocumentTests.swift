import Foundation
import ReadingSupport
import Testing
import TranscriptFormats
import TranscriptJSON
import TranscriptReading

@testable import Transcripts

@Suite struct HostileDocumentTests {
  private func error(_ bytes: [UInt8], name: String = "x.txt") -> DocumentError? {
    do {
      _ = try read(bytes, name: name)
      return nil
    } catch { return error as? DocumentError }
  }

  @Test("Empty and blank documents are called empty", arguments: ["", " \n\t\n", "\r\n"])
  func empty(text: String) { #expect(error(Array(text.utf8))?.code == .empty) }

  @Test("Invalid UTF-8 is refused with line and byte")
  func invalidUTF8() {
    let fault = error(Array(page(["Aron Velt: a"]).utf8) + [0x0A, 0x41, 0xC3, 0x28])
    #expect(fault?.code == .invalidEncoding)
    #expect(fault?.line == 17)
    #expect(fault?.byte != nil)
  }

  @Test(
    "NUL, half a UTF-16 and binary files are refused",
    arguments: [
      [0x41, 0x00, 0x42], [0xFF, 0xFE, 0x41], [0x7F, 0x45, 0x4C, 0x46, 0x02, 0x01, 0x00],
      [0x89, 0x00, 0x4E, 0x47],
    ] as [[UInt8]])
  func binary(bytes: [UInt8]) { #expect(error(bytes)?.code == .invalidEncoding) }

  @Test("Text in UTF-16 is read, whichever byte comes first", arguments: [true, false])
  func wide(isLittle: Bool) throws {
    let text = page(["Aron Velt: Schön.", "Ann Ash: Ja.", "Aron Velt: Gut."])
    let bytes = Array(("\u{FEFF}" + text).utf16).flatMap { unit in
      let pair = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      return isLittle ? pair : pair.reversed()
    }
    #expect(
      try read(bytes).transcripts[0].statements.map(\.paragraphs) == [
        ["Schön."], ["Ja."], ["Gut."],
      ])
  }

  @Test("Prose without labels or date is no transcript")
  func prose() {
    #expect(error(Array("Once upon a time.\n\nThe end.".utf8))?.code == .notATranscript)
  }

  @Test("A document over the limit is refused")
  func tooLarge() throws {
    let fault = try #require(throws: DocumentError.self) {
      try read(page(["Aron Velt: a"]), options: ReadingOptions(maximumDocumentSize: 100))
    }
    #expect(fault.code == .tooLarge)
  }

  @Test("Missing files, folders and files without rights say what to do")
  func files() throws {
    var report = ReadingReport()
    func code(_ path: String) -> DocumentError.Code? {
      do {
        try DocumentFormats.read(path: path, report: &report) { _ in }
        return nil
      } catch { return (error as? DocumentError)?.code }
    }
    #expect(code("/nonexistent/file.txt") == .notFound)
    #expect(code(NSTemporaryDirectory()) == .notATranscript)
    let path = NSTemporaryDirectory() + "/verbatim-no-rights-\(UUID().uuidString).txt"
    try "x".write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    chmod(path, 0)
    // Root may read everything.
    if geteuid() != 0 { #expect(code(path) == .noPermission) }
  }

  @Test("Lines of 100 MB and bracket towers end in bounded time")
  func towers() throws {
    let line = [UInt8](repeating: 0x61, count: 100_000_000)
    #expect(error(line)?.code == .notATranscript)
    let head = Array("{\"meeting\":\"".utf8)
    #expect(error(head + line, name: "x.jsonl")?.code == .tooLarge)
    let brackets = String(repeating: "(", count: 2_000_000)
    let transcripts = try read(page(["President of Ostervald Aron Velt: a", brackets])).transcripts
    #expect(transcripts[0].statements[0].paragraphs.count == 2)
  }

  @Test("A document of nothing but labels stays within its time")
  func labels() throws {
    let lines = (0..<20_000).map { "Minister Anna Berg\($0 % 7 == 0 ? "" : "a")x\($0): yes" }
    #expect(try read(page(lines)).transcripts.count == 1)
    let people = (0..<20_000).map { index in
      let letters = String(index, radix: 26).map {
        String(UnicodeScalar($0.asciiValue! < 58 ? $0.asciiValue! + 49 : $0.asciiValue! + 10))
      }
      return "Minister A\(letters.joined()) Berg: Yes, thank you."
    }
    #expect(try read(page(people)).transcripts[0].statements.count > 19_000)
  }

  /// Bytes that breed trouble, for mutations.
  private static let bait: [[UInt8]] = [
    [0x00], [0xFF], [0xC2], [0xE2, 0x80], Array(":".utf8), Array("\n".utf8), Array("(".utf8),
    Array("\"".utf8), Array("\\u".utf8), Array("{".utf8), Array("[".utf8), Array("---\n".utf8),
    Array("\u{A0}".utf8), Array("Q    ".utf8), Array("<…>".utf8), Array("Question: ".utf8),
  ]

  @Test(
    "Mutated documents are read or refused, and never crash",
    arguments: [
      "2021-05-14-meeting-with-mayor-of-tarnhaven.txt",
      "2021-09-02-news-conference-with-prime-minister-of-calvera.txt",
      "2022-02-10-meeting-on-winter-roads.txt",
    ])
  func mutations(name: String) throws {
    let page = Array(try Data(contentsOf: URL(fileURLWithPath: Samples.folder + "/" + name)))
    let export = exported([try Samples.read(name)])
    let briefing = Array(
      """
      ---
      date: '2021-05-14'
      title: "Remarks by President Marten and\\
        \\ Joan\\_Pell"
      ---
      East Hall  
      Lindmark

      2:16 P.M. EDT

      THE PRESIDENT:  (As interpreted.)  Good <s>day</s> \\[evening\\].
      Thank you.  

      Q    Why?

      END
      """.utf8)
    var generator = SplitMix(state: 20_240_501)
    for original in [page, export, briefing] {
      for _ in 0..<300 {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
          let at = Int.random(in: 0..<bytes.count, using: &generator)
          switch Int.random(in: 0..<5, using: &generator) {
          case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
          case 1: bytes.remove(at: at)
          case 2: bytes.removeSubrange(at...)
          case 3: bytes.insert(contentsOf: Self.bait.randomElement(using: &generator)!, at: at)
          default:
            let end = min(bytes.count, at + Int.random(in: 0...200, using: &generator))
            bytes.insert(contentsOf: bytes[at..<end], at: at)
          }
        }
        do {
          for transcript in try read(bytes, name: "mutated").transcripts {
            try check(transcript)
          }
        } catch let error as DocumentError {
          #expect(!error.problem.isEmpty)
        }
      }
    }
  }

  /// What holds for every transcript.
  private func check(_ transcript: Transcript) throws {
    #expect(MeetingIdentity.isValid(transcript.meeting.id))
    let speakers = Set(transcript.speakers.map(\.id))
    for (index, statement) in transcript.statements.enumerated() {
      #expect(Int(statement.ordinal) == index)
      #expect(
        statement.attribution.speakerID.isEmpty
          || speakers.contains(statement.attribution.speakerID))
      for mark in statement.marks where mark.length > 0 {
        let words = Array(statement.paragraphs[Int(mark.paragraph)].utf8)
        #expect(Int(mark.offset + mark.length) <= words.count)
      }
    }
    #expect(Set(transcript.statements.map(\.id)).count == transcript.statements.count)
  }
}
