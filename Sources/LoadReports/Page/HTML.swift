/// A piece of HTML or SVG. Text that is interpolated into one is escaped; only HTML is put in as is.
struct HTML: ExpressibleByStringInterpolation, Sendable {
  private(set) var source: String

  init(stringLiteral literal: String) { source = literal }

  init(stringInterpolation: StringInterpolation) { source = stringInterpolation.source }

  static func += (left: inout HTML, right: HTML) { left.source += right.source }

  static func + (left: HTML, right: HTML) -> HTML {
    var sum = left
    sum += right
    return sum
  }

  var isEmpty: Bool { source.isEmpty }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var source = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      source.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { source += literal }

    mutating func appendInterpolation(_ html: HTML) { source += html.source }

    mutating func appendInterpolation(_ parts: [HTML]) {
      for part in parts { source += part.source }
    }

    mutating func appendInterpolation(_ number: Int) { source += String(number) }

    /// A coordinate.
    mutating func appendInterpolation(_ number: Double) { source += HTML.coordinate(number) }

    mutating func appendInterpolation(_ text: String) {
      for scalar in PlainText.line(text).unicodeScalars {
        switch scalar {
        case "&": source += "&amp;"
        case "<": source += "&lt;"
        case ">": source += "&gt;"
        case "\"": source += "&quot;"
        case "'": source += "&#39;"
        default: source.unicodeScalars.append(scalar)
        }
      }
    }
  }

  /// A tenth of a pixel is finer than can be seen.
  static func coordinate(_ value: Double) -> String { Figure.fixed(value, 1) }
}
