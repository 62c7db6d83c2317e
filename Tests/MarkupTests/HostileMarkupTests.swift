import Markup
import Testing

@Suite("Hostile markup")
struct HostileMarkupTests {
  @Test(
    "is an error that says what and where",
    arguments: [
      Case("truncated", "<a><b>text", .truncated, 1),
      Case("truncated in a tag", "<a>\n<b n='", .malformed, 2),
      Case("empty", "", .truncated, 0),
      Case("no markup", "Once upon a time", .truncated, 1),
      Case("crossed tags", "<a>\n<b></a></b>", .malformed, 2),
      Case("lone high surrogate", "<a>\n\n&#xD83D;</a>", .malformed, 3),
      Case("lone low surrogate", "<a b='&#xDC00;'/>", .malformed, 1),
      Case("NUL reference", "<a>&#0;</a>", .malformed, 1),
      Case("NUL", "<a>\u{0}</a>", .malformed, 1),
      Case("undeclared entity", "<a>&nope;</a>", .malformed, 1),
      Case(
        "undeclared entity of an external DTD",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/a.dtd'><a>&nope;</a>", .malformed, 1
      ),
      Case(
        "external entity in content",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n<a>&x;</a>", .refused, 2
      ),
      Case(
        "external entity in an attribute",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a b='&x;'/>", .refused, 1
      ),
      Case(
        "external entity within an entity",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'><!ENTITY y 'a&x;'>]><a>&y;</a>",
        .refused, 1
      ),
      Case(
        "parameter entity",
        "<!DOCTYPE a [<!ENTITY % x SYSTEM 'file:///etc/passwd'>\n%x;]><a/>", .refused, 2
      ),
      Case(
        "inner parameter entity",
        "<!DOCTYPE a [<!ENTITY % x '<!ENTITY y \"z\">'>%x;]><a>&y;</a>", .refused, 1
      ),
      Case(
        "entity with elements", "<!DOCTYPE a [<!ENTITY x '<b/>'>]><a>&x;</a>", .refused, 1
      ),
      Case(
        "entity that holds itself",
        "<!DOCTYPE a [<!ENTITY x '&y;'><!ENTITY y '&x;'>]><a>&x;</a>", .tooLarge, 1
      ),
      Case("entity bomb", bomb(levels: 10), .tooLarge, 1),
      Case("wide entity bomb", quadraticBomb(), .tooLarge, 1),
      Case("depth 10,000", String(repeating: "<a>", count: 10_000), .tooLarge, 1),
      Case(
        "1,000 attributes",
        "<a " + (0..<1000).map { "a\($0)='' " }.joined() + "/>", .tooLarge, 1
      ),
    ])
  func hostile(_ document: Case) throws {
    for pieces in [1 << 20, 11] {
      let error = try #require(Recorder.error(document.bytes, pieces: pieces))
      #expect(error.code == document.code, "\(error)")
      #expect(error.line == document.line || document.line == 0, "\(error)")
      #expect(!error.problem.isEmpty && !error.remedy.isEmpty, "\(error)")
    }
  }

  @Test(
    "in the wrong encoding is an error",
    arguments: [
      Case(
        "UTF-8 that is not", Array("<a>".utf8) + [0xE9, 0x20] + Array("</a>".utf8),
        .invalidEncoding, 0),
      Case(
        "UTF-16 named in ASCII", Array("<?xml version='1.0' encoding='UTF-16'?><a>text</a>".utf8),
        .invalidEncoding, 0),
      Case(
        "no such encoding", Array("<?xml version='1.0' encoding='Klingon'?><a>text</a>".utf8),
        .invalidEncoding, 0),
      Case("UTF-16 without mark or name", wide("<a>é</a>"), .invalidEncoding, 0),
      Case(
        "UTF-16 with half a pair", [0xFF, 0xFE] + wide("<a>") + [0x3D, 0xD8] + wide("</a>"),
        .invalidEncoding, 0),
      Case(
        "encoded surrogates", Array("<a>".utf8) + [0xED, 0xA0, 0xBD] + Array("</a>".utf8),
        .invalidEncoding, 0),
      Case(
        "binary", (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) }, .invalidEncoding, 0
      ),
      Case(
        "a compressed file",
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + Array(repeating: 0xAB, count: 99), .invalidEncoding,
        0),
    ])
  func encodings(_ document: Case) throws {
    for pieces in [1 << 20, 3] {
      let error = try #require(Recorder.error(document.bytes, pieces: pieces))
      #expect([.invalidEncoding, .malformed, .truncated].contains(error.code), "\(error)")
    }
  }

  @Test("of 100 MB in one text passes through in pieces")
  func longText() throws {
    final class Counter: MarkupHandler {
      var size = 0
      var largest = 0
      func startElement(_ element: MarkupElement) {}
      func endElement(_ name: Int, line: Int) {}
      func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) {
        size += bytes.count
        largest = max(largest, bytes.count)
      }
    }
    let counter = Counter()
    let parser = try MarkupParser(.xml, vocabulary: Recorder.vocabulary, handler: counter)
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    try parser.parse(Array("<a>".utf8))
    for _ in 0..<100 { try parser.parse(piece) }
    try parser.parse(Array("</a>".utf8))
    try parser.finish()
    #expect(counter.size == 100 << 20)
    #expect(counter.largest <= 1 << 20)
  }

  @Test(
    "that never closes a tag, comment or DTD ends at libxml2's own limit",
    arguments: ["<a n='", "<a><!--", "<!DOCTYPE a [<!ENTITY x '", "<a><![CDATA[", "<a><?x "])
  func endless(start: String) throws {
    let handler = Recorder()
    handler.keepsText = false
    let parser = try MarkupParser(.xml, vocabulary: Recorder.vocabulary, handler: handler)
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 18)
    #expect(throws: MarkupError.self) {
      try parser.parse(Array(start.utf8))
      for _ in 0..<120 { try parser.parse(piece) }
      try parser.finish()
    }
  }

  @Test(
    "of HTML is an error where text would be lost",
    arguments: [
      Case("NUL", Array("<p>a\n\u{0}b</p>".utf8), .malformed, 2),
      Case("surrogate", Array("<p>a\n&#xD83D;</p>".utf8), .malformed, 2),
      Case("depth 10,000", Array(String(repeating: "<div>", count: 10_000).utf8), .tooLarge, 1),
      Case(
        "not UTF-8", Array("<p>".utf8) + [0xE9, 0x20] + Array("</p>".utf8), .invalidEncoding, 1),
      Case("no such encoding", Array("<meta charset=klingon><p>".utf8), .invalidEncoding, 1),
    ])
  func html(_ document: Case) throws {
    for pieces in [1 << 20, 11] {
      let error = try #require(Recorder.error(document.bytes, as: .html, pieces: pieces))
      #expect(error.code == document.code, "\(error)")
      #expect(error.line == document.line, "\(error)")
    }
  }
}

/// Entities that each stand for ten of the one before.
private func bomb(levels: Int) -> String {
  let entities = (1..<levels).map { level in
    "<!ENTITY x\(level) '" + String(repeating: "&x\(level - 1);", count: 10) + "'>"
  }
  return "<!DOCTYPE a [<!ENTITY x0 'lol'>\(entities.joined())]><a>&x\(levels - 1);</a>"
}

/// A long entity that is used very often.
private func quadraticBomb() -> String {
  "<!DOCTYPE a [<!ENTITY x '\(String(repeating: "x", count: 60_000))'>]><a>"
    + String(repeating: "&x;", count: 10_000) + "</a>"
}

/// A hostile document and the error it is.
struct Case: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var bytes: [UInt8]
  var code: MarkupError.Code
  var line: Int

  init(_ name: String, _ text: String, _ code: MarkupError.Code, _ line: Int) {
    self.init(name, Array(text.utf8), code, line)
  }

  init(_ name: String, _ bytes: [UInt8], _ code: MarkupError.Code, _ line: Int) {
    testDescription = name
    self.bytes = bytes
    self.code = code
    self.line = line
  }
}
