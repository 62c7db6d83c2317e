#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
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
      var count = CommandLine.argc
      var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
      exit(
        LLVMFuzzerRunDriver(&count, &arguments) { bytes, count in
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
      require(!error.problem.isEmpty, "an error without words")
      require(error.line != 0, "line 0")
    } catch { require(false, "another error: \(error)") }
    require(!report.text.isEmpty || report.entries.isEmpty, "a report that cannot be written")
  }

  /// What holds for every transcript.
  private static func check(_ transcript: Transcript) {
    let speakers = Set(transcript.speakers.map(\.id))
    require(speakers.count == transcript.speakers.count, "two speakers with one id")
    let ids = Set(transcript.statements.map(\.id))
    require(ids.count == transcript.statements.count, "two statements with one id")
    for (index, statement) in transcript.statements.enumerated() {
      require(Int(statement.ordinal) == index, "ordinals out of order")
      let speaker = statement.attribution.speakerID
      require(speaker.isEmpty || speakers.contains(speaker), "a speaker who is not listed")
      if let section = statement.section {
        require(transcript.meeting.sections.indices.contains(section), "no such section")
      }
      for mark in statement.marks { check(mark, statement.paragraphs) }
    }
  }

  private static func check(_ mark: Mark, _ paragraphs: [String]) {
    let index = Int(mark.paragraph)
    require(index <= paragraphs.count, "a mark behind the paragraphs")
    guard index < paragraphs.count else {
      return require(mark.length == 0, "a mark that covers words behind the paragraphs")
    }
    let words = paragraphs[index].utf8
    let end = Int(mark.offset) + Int(mark.length)
    require(end <= words.count, "a mark that reaches beyond its paragraph")
    for offset in [Int(mark.offset), end] where offset < words.count {
      let byte = words[words.index(words.startIndex, offsetBy: offset)]
      require(byte & 0xC0 != 0x80, "a mark that cuts a character")
    }
  }

  private static func require(_ isTrue: Bool, _ problem: @autoclosure () -> String) {
    if !isTrue { fatalError(problem()) }
  }
}

#if FUZZING
  /// libFuzzer as a library: https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library
  @_silgen_name("LLVMFuzzerRunDriver")
  private func LLVMFuzzerRunDriver(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
  ) -> Int32
#endif
