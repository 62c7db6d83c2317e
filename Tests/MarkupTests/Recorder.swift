import Markup

/// A handler that writes down what it is told: `<name attributes>`, `</name>`, and text as it is.
final class Recorder: MarkupHandler {
  enum Name: String, CaseIterable { case a, b, p }

  static let vocabulary = MarkupVocabulary(Name.self)

  var trace = ""
  var textSize = 0
  var lines: [Int] = []
  var keepsText = true
  var attributes: [StaticString] = []
  weak var parser: MarkupParser?

  func startElement(_ element: MarkupElement) {
    lines.append(element.line)
    guard keepsText else { return }
    trace += "<\(name(element.name))"
    for attribute in attributes {
      if let value = element.attribute(attribute) { trace += " \(attribute)=\(value)" }
    }
    trace += ">"
  }

  func endElement(_ name: Int, line: Int) {
    if keepsText { trace += "</\(self.name(name))>" }
  }

  func text(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) {
    textSize += bytes.count
    if keepsText { trace += String(decoding: bytes, as: UTF8.self) }
  }

  private func name(_ code: Int) -> String {
    code < Name.allCases.count ? Name.allCases[code].rawValue : parser?.name(of: code) ?? "?"
  }

  /// What a document gives when it is parsed in pieces of a size.
  @discardableResult
  static func record(
    _ bytes: [UInt8], as language: MarkupParser.Language = .xml, pieces: Int = 1 << 20,
    attributes: [StaticString] = [], limits: MarkupLimits = MarkupLimits(), keepsText: Bool = true
  ) throws -> Recorder {
    let recorder = Recorder()
    recorder.attributes = attributes
    recorder.keepsText = keepsText
    let parser = try MarkupParser(
      language, vocabulary: vocabulary, limits: limits, handler: recorder)
    recorder.parser = parser
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + pieces)
      try parser.parse(Array(bytes[start..<end]))
      start = end
    }
    try parser.finish()
    return recorder
  }

  static func record(
    _ text: String, as language: MarkupParser.Language = .xml, pieces: Int = 1 << 20,
    attributes: [StaticString] = []
  ) throws -> String {
    try record(Array(text.utf8), as: language, pieces: pieces, attributes: attributes).trace
  }

  /// The error that a document gives.
  static func error(
    _ bytes: [UInt8], as language: MarkupParser.Language = .xml, pieces: Int = 1 << 20,
    limits: MarkupLimits = MarkupLimits()
  ) -> MarkupError? {
    do {
      try record(bytes, as: language, pieces: pieces, limits: limits, keepsText: false)
      return nil
    } catch { return error as? MarkupError }
  }
}
