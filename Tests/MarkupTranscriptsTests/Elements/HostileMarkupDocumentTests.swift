import ReadingSupport
import Testing
import TranscriptReading

@Suite("Hostile documents of markup")
struct HostileMarkupDocumentTests {
  @Test(
    "are an error with the document's name, a line and a remedy",
    arguments: [
      Hostile("entity bomb", entities(bomb + "\n", in: "&x9;"), .tooLarge),
      Hostile(
        "external entity",
        entities("<!ENTITY x SYSTEM 'file:///etc/passwd'>", in: "&x;"), .refused),
      Hostile(
        "external entity over the network",
        entities("<!ENTITY x SYSTEM 'http://127.0.0.1:1/'>", in: "&x;"), .refused),
      Hostile(
        "parameter entity",
        entities("<!ENTITY % x SYSTEM 'file:///etc/passwd'>%x;", in: ""), .refused),
      Hostile("undeclared entity", entities("", in: "&nope;"), .malformed),
      Hostile(
        "depth 10,000",
        Array((root + String(repeating: "<p>", count: 10_000)).utf8), .tooLarge),
      Hostile("truncated", Array(sitting("<u><seg>Ja").utf8.dropLast(60)), .malformed),
      Hostile("surrogate", Array(sitting("<u><seg>&#xD83D;</seg></u>").utf8), .malformed),
      Hostile("NUL reference", Array(sitting("<u><seg>&#0;</seg></u>").utf8), .malformed),
      Hostile("NUL", Array(sitting("<u><seg>\u{0}</seg></u>").utf8), .malformed),
      Hostile(
        "ISO 8859-1 called UTF-8",
        sitting("<u><seg>~ </seg></u>").utf8.map { $0 == 0x7E ? 0xE9 : $0 }, .invalidEncoding),
      Hostile(
        "an utterance in another", Array(sitting("<u><u><seg>Ja</seg></u></u>").utf8), .malformed),
      Hostile(
        "cut before its end",
        Array(kremlinPage("<p><b>Anna Berg:</b> Yes.</p>").utf8.dropLast(80)), .malformed),
    ])
  func hostile(_ document: Hostile) throws {
    let error = #expect(throws: DocumentError.self) {
      try MarkupReadings(document.bytes, name: "folder/document.xml")
    }
    guard let error else { return }
    #expect(error.code == document.code, "\(error)")
    #expect(error.document == "folder/document.xml")
    #expect(!error.remedy.isEmpty, "\(error)")
  }

  @Test("in UTF-16 without a mark are read when their declaration tells it")
  func wide() throws {
    let text = sitting("<u><seg>Schön.</seg></u>").replacing("UTF-8", with: "UTF-16LE")
    let bytes = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    #expect(try MarkupReadings(bytes).only.lines == [": Schön."])
  }

  @Test("in UTF-8 are read as such where their declaration tells UTF-16")
  func declaredWide() throws {
    let text = sitting("<u><seg>Schön.</seg></u>").replacing("UTF-8", with: "UTF-16")
    #expect(try MarkupReadings(Array(text.utf8)).only.lines == [": Schön."])
  }

  @Test(
    "with 100 MB in one paragraph are refused at the limit for lines",
    arguments: LayoutSample.markup)
  func longText(_ sample: LayoutSample) throws {
    var bytes = Array(sample.before)
    bytes += [UInt8](repeating: UInt8(ascii: "x"), count: 100 << 20)
    let error = #expect(throws: DocumentError.self) { try MarkupReadings(bytes) }
    #expect(error?.code == .tooLarge)
    #expect((error?.line ?? 0) > 0)
  }

  @Test(
    "with a note, a title or words of nobody over the limit for lines are refused too",
    arguments: [
      sitting("<u><seg>Ja</seg></u><note>~</note>"), sitting("<head>~</head>"), sitting("<p>~</p>"),
      sitting("<u><seg><s><w>~</w></s></seg></u>"),
      debate().replacing("Papers were laid.", with: "~"),
      debate().replacing("RECORD OF THE MOOT", with: "~"),
      "<publicwhip><major-heading id='x/debate/2031-03-04a.1.1'>~</major-heading></publicwhip>",
      "<publicwhip><speech id='x/debate/2031-03-04a.1.1' nospeaker='true'><p>~</p></speech></publicwhip>",
      kremlinPage("<p>~</p>"), kremlinPage("<h2>~</h2>"),
    ])
  func longNotes(_ document: String) throws {
    var options = ReadingOptions()
    options.maximumLineSize = 10_000
    let text = document.replacing("~", with: String(repeating: "word ", count: 3_000))
    let error = #expect(throws: DocumentError.self) { try MarkupReadings(text, options: options) }
    #expect(error?.code == .tooLarge)
    #expect((error?.line ?? 0) > 0)
  }

  @Test("with a tag of many megabytes are refused by that name")
  func longTag() throws {
    let value = String(repeating: "y", count: 12 << 20)
    let error = #expect(throws: DocumentError.self) {
      try MarkupReadings(sitting("<u><seg n=\"\(value)\">Ja</seg></u>"))
    }
    #expect(error?.code == .tooLarge)
  }

  @Test("with more statements than allowed are refused")
  func manyStatements() throws {
    var options = ReadingOptions()
    options.maximumStatements = 3
    let body = String(repeating: "<u><seg>Ja</seg></u>", count: 4)
    let error = #expect(throws: DocumentError.self) {
      try MarkupReadings(sitting(body), options: options)
    }
    #expect(error?.code == .tooLarge)
  }
}

/// A hostile document and the error it is.
struct Hostile: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var bytes: [UInt8]
  var code: DocumentError.Code

  init(_ name: String, _ bytes: [UInt8], _ code: DocumentError.Code) {
    testDescription = name
    self.bytes = bytes
    self.code = code
  }
}

private let root = "<TEI xmlns='http://www.tei-c.org/ns/1.0' ana='parla.sitting'><text><body>"

private let bomb =
  "<!ENTITY x0 'ha'>"
  + (1...9).map { level in
    "<!ENTITY x\(level) '" + String(repeating: "&x\(level - 1);", count: 10) + "'>"
  }.joined()

private func entities(_ declarations: String, in text: String) -> [UInt8] {
  Array(
    ("<!DOCTYPE publicwhip [\(declarations)]>\n<publicwhip><speech speakername='A' "
      + "id='x/debate/2031-03-04a.1'><p>\(text)</p></speech></publicwhip>").utf8)
}
