internal import TranscriptOutput

/// A part of a page: what is not literal is escaped when it is put in, and what would turn the direction of
/// the text around, or control it otherwise, made visible.
package struct HTML: ExpressibleByStringInterpolation, Sendable {
  package private(set) var bytes: [UInt8]

  package var text: String { String(decoding: bytes, as: UTF8.self) }
  package var isEmpty: Bool { bytes.isEmpty }

  package init(stringLiteral value: String) { bytes = Array(value.utf8) }

  package init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

  /// Parts of a page, one after another.
  package init(_ parts: some Sequence<HTML>) {
    bytes = []
    for part in parts { bytes += part.bytes }
  }

  package static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var bytes: [UInt8] = []

    package init(literalCapacity: Int, interpolationCount: Int) {
      bytes.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    package mutating func appendLiteral(_ literal: String) { bytes += literal.utf8 }

    /// A part of a page.
    package mutating func appendInterpolation(_ part: HTML) { bytes += part.bytes }

    /// Parts of a page, one after another.
    package mutating func appendInterpolation(_ parts: [HTML]) {
      for part in parts { bytes += part.bytes }
    }

    /// A value, escaped for elements and quoted attributes.
    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      var text = VisibleText.visible(value.description)
      text.withUTF8 { utf8 in
        var copied = 0
        for index in utf8.indices {
          let escape: StaticString
          switch utf8[index] {
          case UInt8(ascii: "&"): escape = "&amp;"
          case UInt8(ascii: "<"): escape = "&lt;"
          case UInt8(ascii: ">"): escape = "&gt;"
          case UInt8(ascii: "\""): escape = "&quot;"
          case UInt8(ascii: "'"): escape = "&#39;"
          default: continue
          }
          bytes += utf8[copied..<index]
          escape.withUTF8Buffer { bytes += $0 }
          copied = index + 1
        }
        bytes += utf8[copied...]
      }
    }
  }
}
