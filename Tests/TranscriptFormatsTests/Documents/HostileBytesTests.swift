import ReadingSupport
import Testing
import TranscriptReading

@testable import Transcripts

/// What no layout may hold, put into a document of each.
@Suite struct HostileBytesTests {
  /// The error that a document of a format gives.
  private func error(
    _ bytes: [UInt8], _ sample: LayoutSample, options: ReadingOptions = ReadingOptions()
  ) throws -> DocumentError? {
    do {
      _ = try read(
        bytes, name: "folder/\(sample.format).document", format: sample.format, options: options)
      return nil
    } catch let error as DocumentError {
      #expect(error.document == "folder/\(sample.format).document")
      #expect(!error.problem.isEmpty && !error.remedy.isEmpty, "\(error)")
      return error
    }
  }

  @Test("The samples themselves are read", arguments: LayoutSample.all)
  func sound(_ sample: LayoutSample) throws {
    let found = try read(
      sample.document(with: []), name: "document", format: sample.format
    ).transcripts
    #expect(found.first?.statements.isEmpty == false)
  }

  @Test(
    "Bytes that are no text are an error at their line", arguments: LayoutSample.all,
    [
      ("ISO 8859-1", [0xE9]), ("half a character", [0xC3]), ("no UTF-8 at all", [0xFF, 0xFE]),
      ("a surrogate in UTF-8", [0xED, 0xA0, 0xBD]), ("too long a form", [0xC0, 0xAF]),
      ("NUL", [0x00]),
    ] as [(String, [UInt8])])
  func bytes(_ sample: LayoutSample, _ bytes: (name: String, bytes: [UInt8])) throws {
    let line = sample.before.count { $0 == 0x0A } + 1
    let found = try error(sample.document(with: bytes.bytes + [0x20]), sample)
    #expect(found != nil, "\(bytes.name)")
    guard let found else { return }
    #expect([.invalidEncoding, .malformed].contains(found.code), "\(found)")
    #expect(found.line == line, "\(found)")
  }

  @Test("Binary files are an error", arguments: LayoutSample.all)
  func binary(_ sample: LayoutSample) throws {
    var generator = SplitMix(state: 7)
    let noise = (0..<65_536).map { _ in UInt8.random(in: 0...255, using: &generator) }
    for bytes in [noise, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + noise, [0x7F, 0x45, 0x4C, 0x46]] {
      #expect(try error(bytes, sample) != nil)
    }
  }

  @Test("Markup and JSON that end too early are an error", arguments: LayoutSample.all)
  func truncated(_ sample: LayoutSample) throws {
    let found = try error(sample.before, sample)
    // Of text nobody can say where it should have ended.
    guard sample.isMarkup || sample.format == "jsonl" else { return #expect(found == nil) }
    #expect(found?.code == .malformed)
    #expect((found?.line ?? 0) > 0)
  }

  @Test("What nests 10,000 deep is refused, and towers of brackets are words")
  func depth() throws {
    for sample in LayoutSample.all {
      let opening = sample.isMarkup ? "<p>" : sample.format == "jsonl" ? "" : "("
      let tower = Array(String(repeating: opening, count: 10_000).utf8)
      if sample.format == "jsonl" {
        let value = String(repeating: "[", count: 10_000)
        let found = try error(Array("{\"meeting\":\(value)".utf8), sample)
        #expect(found.map { [.tooLarge, .malformed].contains($0.code) } == true)
      } else if sample.format == "kremlin-html" {
        // A paragraph ends the one before; divisions nest.
        let tower = Array(String(repeating: "<div>", count: 10_000).utf8)
        #expect(try error(sample.document(with: tower), sample)?.code == .tooLarge)
      } else {
        let found = try error(sample.document(with: tower), sample)
        #expect(found?.code == (sample.isMarkup ? .tooLarge : nil))
      }
    }
  }

  @Test("Half a surrogate pair, by its number, is an error or the replacement character")
  func surrogates() throws {
    for sample in LayoutSample.markup {
      let found = try error(sample.document(with: Array("&#xD83D;".utf8)), sample)
      #expect(found?.code == .malformed)
      #expect((found?.line ?? 0) > 0)
    }
    let jsonl = LayoutSample.text[0]
    let found = try error(jsonl.document(with: Array(#"\ud83d"#.utf8)), jsonl)
    #expect(found?.code == .malformed)
    #expect(found?.line == 1)
  }

  @Test("Entity bombs and entities from elsewhere are refused", arguments: LayoutSample.markup)
  func entities(_ sample: LayoutSample) throws {
    guard sample.format != "kremlin-html" else { return try htmlEntities(sample) }
    let bomb =
      "<!ENTITY x0 'ha'>"
      + (1...9).map { level in
        "<!ENTITY x\(level) '" + String(repeating: "&x\(level - 1);", count: 10) + "'>"
      }.joined()
    let cases: [(String, String, DocumentError.Code)] = [
      (bomb, "&x9;", .tooLarge),
      ("<!ENTITY x SYSTEM 'file:///etc/passwd'>", "&x;", .refused),
      ("<!ENTITY x PUBLIC '-//x' 'http://127.0.0.1:1/x'>", "&x;", .refused),
      ("<!ENTITY % x SYSTEM 'file:///etc/passwd'>%x;", "", .refused),
    ]
    for (declarations, reference, code) in cases {
      var text = String(decoding: sample.document(with: Array(reference.utf8)), as: UTF8.self)
      let end = try #require(text.firstRange(of: "?>")).upperBound
      text.insert(contentsOf: "<!DOCTYPE x [\(declarations)]>", at: end)
      let found = try error(Array(text.utf8), sample)
      #expect(found?.code == code, "\(declarations.prefix(60))")
      #expect((found?.line ?? 0) > 0)
    }
  }

  /// HTML has no entities of its own: what a DTD declares stays the words it is written with.
  private func htmlEntities(_ sample: LayoutSample) throws {
    let page =
      Array("<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>".utf8)
      + sample.document(with: Array("&x;".utf8))
    let transcripts = try read(page, name: "page.html", format: sample.format).transcripts
    let words = try #require(transcripts.first?.statements.last?.paragraphs.last)
    #expect(words == "Yes&x; no.")
  }
}
