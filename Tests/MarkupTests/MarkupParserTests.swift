import Markup
import Testing

@Suite("A parser of markup")
struct MarkupParserTests {
  @Test("tells elements by local name, attributes and text", arguments: [1, 3, 7, 1 << 20])
  func events(pieces: Int) throws {
    let trace = try Recorder.record(
      "<?xml version='1.0'?><!-- c --><x:a xmlns:x='urn:x' x:id='1'>t&lt;<b n='é&amp;'/><![CDATA[<c>]]>\n</x:a>",
      pieces: pieces, attributes: ["id", "n"])
    #expect(trace == "<a id=1>t<<b n=é&></b><c>\n</a>")
  }

  @Test("finds an attribute by value and by word")
  func attributes() throws {
    final class Handler: MarkupHandler {
      var found: [Bool] = []
      func startElement(_ element: MarkupElement) {
        found += [
          element.attribute("class", contains: "lead"),
          element.attribute("class", contains: "lea"),
          element.attribute("class", is: "a lead"), element.attribute("class", is: "a"),
          element.attribute("missing") != nil,
        ]
      }
      func endElement(_ name: Int, line: Int) {}
      func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) {}
    }
    let handler = Handler()
    let parser = try MarkupParser(.xml, vocabulary: Recorder.vocabulary, handler: handler)
    try parser.parse(Array("<a class='a lead'/>".utf8))
    try parser.finish()
    #expect(handler.found == [true, false, true, false, false])
  }

  @Test("counts lines past 65535")
  func lines() throws {
    let text = "<a>" + String(repeating: "\n", count: 70_000) + "<b/></a>"
    #expect(try Recorder.record(Array(text.utf8)).lines == [1, 70_001])
  }

  @Test(
    "reads the encoding that the document is in",
    arguments: [
      ("UTF-8 with a mark", [0xEF, 0xBB, 0xBF] + Array("<a>é</a>".utf8)),
      ("UTF-16 little-endian", [0xFF, 0xFE] + wide("<a>é</a>")),
      (
        "UTF-16 without a mark",
        wide("<?xml version='1.0' encoding='UTF-16LE'?><a>é</a>")
      ),
      (
        "ISO 8859-1",
        Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE9]
          + Array("</a>".utf8)
      ),
    ] as [(String, [UInt8])])
  func encodings(name: String, bytes: [UInt8]) throws {
    for pieces in [1, 5, 4096] {
      #expect(try Recorder.record(bytes, pieces: pieces).trace == "<a>é</a>", "\(pieces)")
    }
  }

  @Test("replaces entities that the document declares, in text and in attributes")
  func entities() throws {
    let text = """
      <!DOCTYPE a [<!ENTITY eacute "&#233;"><!ENTITY name "Ren&eacute;e &amp; Co"><!ENTITY lt2 "&#38;#60;">]>
      <a n="&name;-&lt2;">&name;&lt2;</a>
      """
    #expect(try Recorder.record(text, attributes: ["n"]) == "<a n=Renée & Co-<>Renée & Co<</a>")
  }

  @Test("replaces a million references to one entity")
  func manyReferences() throws {
    let text =
      "<!DOCTYPE a [<!ENTITY n \"&#8211;\">]><a>"
      + String(repeating: "&n;", count: 1_000_000) + "</a>"
    #expect(try Recorder.record(Array(text.utf8), keepsText: false).textSize == 3_000_000)
  }

  @Test("hands on what the handler throws, and ends")
  func handlerThrows() throws {
    struct Enough: Error {}
    final class Handler: MarkupHandler {
      var count = 0
      func startElement(_ element: MarkupElement) throws {
        count += 1
        throw Enough()
      }
      func endElement(_ name: Int, line: Int) { count += 1 }
      func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) { count += 1 }
    }
    let handler = Handler()
    let parser = try MarkupParser(.xml, vocabulary: Recorder.vocabulary, handler: handler)
    #expect(throws: Enough.self) { try parser.parse(Array("<a>text<b/></a>".utf8)) }
    #expect(handler.count == 1)
    #expect(throws: MarkupError.self) { try parser.parse(Array("<a/>".utf8)) }
  }

  @Test("reads HTML with its gaps, and leaves out scripts")
  func html() throws {
    let page =
      "<!doctype html><meta charset='utf-8'><p class=x>é &nbsp;<br>2<p>3<script>if (a<b) 'x'</script>"
    let trace = try Recorder.record(page, as: .html, attributes: ["class"])
    #expect(
      trace
        == "<html><head><meta></meta></head><body><p class=x>é \u{A0}<br></br>2</p><p>3<script></script></p></body></html>"
    )
  }

  @Test("reads HTML in the encoding that the page names", arguments: [1, 4096])
  func htmlEncodings(pieces: Int) throws {
    let latin =
      Array("<meta charset=\"windows-1251\"><p>".utf8) + [0xC4, 0xE0] + Array("</p>".utf8)
    #expect(try Recorder.record(latin, as: .html, pieces: pieces).trace.contains("<p>Да</p>"))
    let wide = [0xFF, 0xFE] + wide("<p>Да</p>")
    #expect(try Recorder.record(wide, as: .html, pieces: pieces).trace.contains("<p>Да</p>"))
    let plain = Array("<p>Да</p>".utf8)
    #expect(try Recorder.record(plain, as: .html, pieces: pieces).trace.contains("<p>Да</p>"))
  }

  @Test("works on many threads at once")
  func threads() async throws {
    let text = "<a>" + String(repeating: "<b n='1'>text</b>", count: 1000) + "</a>"
    let sizes = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<16 {
        group.addTask { try Recorder.record(Array(text.utf8)).textSize }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sizes == Array(repeating: 4000, count: 16))
  }
}

/// A text in UTF-16, little-endian.
func wide(_ text: String) -> [UInt8] {
  text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
}
