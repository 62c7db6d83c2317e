/// Text for a page: what is not literal is escaped when it is put in.
struct HTML: ExpressibleByStringInterpolation, Sendable {
  private(set) var text: String

  init(stringLiteral value: String) { text = value }

  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    mutating func appendLiteral(_ literal: String) { text += literal }

    /// A part of a page.
    mutating func appendInterpolation(_ part: HTML) { text += part.text }

    /// Parts of a page, one after another.
    mutating func appendInterpolation(_ parts: [HTML]) { for part in parts { text += part.text } }

    /// A value, escaped for elements and quoted attributes.
    mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      for scalar in value.description.unicodeScalars {
        switch scalar {
        case "&": text += "&amp;"
        case "<": text += "&lt;"
        case ">": text += "&gt;"
        case "\"": text += "&quot;"
        case "'": text += "&#39;"
        default: text.unicodeScalars.append(scalar)
        }
      }
    }
  }
}
