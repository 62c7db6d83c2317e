#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Fuzzing
import TranscriptJSON
import TranscriptFormats
import TranscriptReading
import Transcripts

/// Reads hostile documents: those that libFuzzer makes up when it is built with its runtime
/// (`scripts/fuzz`), else the files named, once each.
@main
enum FuzzReaders {
  static func main() {
    #if FUZZING
      exit(
        Fuzzing.run { bytes, count in
          FuzzReaders.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
          return 0
        })
    #else
      for path in CommandLine.arguments.dropFirst() {
        guard let bytes = try? Document(path: path).contents(limit: .max) else {
          print("\(path): cannot be read")
          exit(66)
        }
        check(bytes)
      }
    #endif
  }

  /// The format to read as; nil to choose by content as users' documents are.
  private static let format = getenv("VERBATIM_FUZZ_FORMAT").map { String(cString: $0) }

  /// Limits low enough to be met by documents of a few kilobytes.
  private static let options = ReadingOptions(
    maximumLineSize: 1 << 20, maximumStatements: 10_000, date: CalendarDate("2031-03-04"))

  /// Reads a document. What is wrong with its reading ends the process, as libFuzzer wants it.
  private static func check(_ bytes: [UInt8]) {
    let bytes = format == "docx" ? StoredZip.file("word/document.xml", bytes) : bytes
    var report = ReadingReport(detail: .everything)
    do {
      try DocumentFormats.read(
        bytes: bytes, name: "document", format: format, options: options, report: &report
      ) { check($0) }
    } catch let error as DocumentError {
      Fuzzing.require(!error.problem.isEmpty, "an error without words")
      Fuzzing.require(error.line != 0, "line 0")
    } catch { Fuzzing.require(false, "another error: \(error)") }
    Fuzzing.require(
      !report.text.isEmpty || report.entries.isEmpty, "a report that cannot be written")
  }

  /// What holds for every transcript.
  private static func check(_ transcript: Transcript) {
    let speakers = Set(transcript.speakers.map(\.id))
    Fuzzing.require(speakers.count == transcript.speakers.count, "two speakers with one id")
    let ids = Set(transcript.statements.map(\.id))
    Fuzzing.require(ids.count == transcript.statements.count, "two statements with one id")
    for (index, statement) in transcript.statements.enumerated() {
      Fuzzing.require(Int(statement.ordinal) == index, "ordinals out of order")
      let speaker = statement.attribution.speakerID
      Fuzzing.require(speaker.isEmpty || speakers.contains(speaker), "a speaker who is not listed")
      if let section = statement.section {
        Fuzzing.require(transcript.meeting.sections.indices.contains(section), "no such section")
      }
      for mark in statement.marks { check(mark, statement.paragraphs) }
    }
  }

  private static func check(_ mark: Mark, _ paragraphs: [String]) {
    let index = Int(mark.paragraph)
    Fuzzing.require(index <= paragraphs.count, "a mark behind the paragraphs")
    guard index < paragraphs.count else {
      return Fuzzing.require(mark.length == 0, "a mark that covers words behind the paragraphs")
    }
    let words = paragraphs[index].utf8
    let end = Int(mark.offset) + Int(mark.length)
    Fuzzing.require(end <= words.count, "a mark that reaches beyond its paragraph")
    for offset in [Int(mark.offset), end] where offset < words.count {
      let byte = words[words.index(words.startIndex, offsetBy: offset)]
      Fuzzing.require(byte & 0xC0 != 0x80, "a mark that cuts a character")
    }
  }
}
