import Testing

/// A small document of a format, cut in two within the words of its last statement.
package struct LayoutSample: CustomTestStringConvertible, Sendable {
  package var format: String
  package var before: [UInt8]
  package var after: [UInt8]

  package var testDescription: String { format }
  package var isMarkup: Bool { Self.markup.contains { $0.format == format } }

  /// The document, with something put into the words.
  package func document(with bytes: [UInt8]) -> [UInt8] { before + bytes + after }

  /// - Parameter text: The document; `~` is where it is cut.
  package init(_ format: String, _ text: String) {
    self.format = format
    let parts = text.utf8.split(separator: UInt8(ascii: "~"))
    before = Array(parts[0])
    after = Array(parts[1])
  }

  package static let markup = [
    LayoutSample("kremlin-html", kremlinPage("<p><b>Anna Berg:</b> Yes~ no.</p>")),
    LayoutSample(
      "akoma-ntoso", debate().replacing("<p>Thanks.</p>", with: "<p>Thanks~ no.</p>")),
    LayoutSample("parlamint-tei", sitting("<u who='#x'><seg>Ja~ nein.</seg></u>")),
    LayoutSample(
      "publicwhip",
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <publicwhip><speech id="x/debate/2031-03-04a.1.2" speakername="Ann Ash"><p>I~ rise.</p></speech></publicwhip>
      """),
  ]

  package static let text = [
    LayoutSample(
      "jsonl", #"{"meeting":"Moot","date":"2031-03-04","speaker":"Ann Ash","paras":["I~ rise."]}"#),
    LayoutSample(
      "front-matter-markdown",
      """
      ---
      date: '2031-03-04'
      title: "Remarks by Ann Ash"
      ---
      East Hall

      MS. ASH:  I~ rise.
      """),
    LayoutSample(
      "page-text", page(["President of Ostervald Aron Velt: Yes.", "Ann Ash: I~ rise."])),
    LayoutSample(
      "webvtt",
      "WEBVTT\n\nNOTE\nDate: 2031-03-04\n\n00:01.000 --> 00:02.000\n<v Ann Ash>I~ rise.\n"),
    LayoutSample("plain-text", "March 4, 2031\n\nAron Velt: Yes.\n\nAnn Ash: I~ rise.\n"),
  ]

  package static let all = markup + text
}
