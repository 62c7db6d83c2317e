internal import Transcripts

/// Groups as bars, one below the other, as SVG 1.1 that needs nothing else.
struct BarChart {
  struct Bar {
    var name: String
    var value: Double
  }

  let title: String
  let unit: String
  let bars: [Bar]

  private static let rowHeight = 22
  private static let nameWidth = 260
  private static let barWidth = 520
  private static let headHeight = 56

  var svg: String {
    let height = Self.headHeight + bars.count * Self.rowHeight + 16
    let width = Self.nameWidth + Self.barWidth + 120
    let most = max(bars.map(\.value).max() ?? 0, 1e-9)
    var rows = ""
    for (index, bar) in bars.enumerated() {
      let top = Self.headHeight + index * Self.rowHeight
      let length = Int((bar.value / most * Double(Self.barWidth)).rounded())
      let number =
        bar.value == bar.value.rounded()
        ? UInt64(exactly: bar.value).map { "\($0)" } ?? "\(bar.value)"
        : "\((bar.value * 100).rounded() / 100)"
      rows += """
        <text x="\(Self.nameWidth - 8)" y="\(top + 15)" text-anchor="end">\(Self.escaped(bar.name))</text>
        <rect x="\(Self.nameWidth)" y="\(top + 3)" width="\(length)" height="\(Self.rowHeight - 6)"/>
        <text x="\(Self.nameWidth + length + 6)" y="\(top + 15)">\(number)</text>

        """
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" font-family="sans-serif" font-size="13">
      <style>rect{fill:#2a6f97}text{fill:#222}svg{background:#fff}</style>
      <text x="16" y="24" font-size="16" font-weight="bold">\(Self.escaped(title))</text>
      <text x="16" y="42">\(Self.escaped(unit))</text>
      \(rows)</svg>

      """
  }

  /// A text within XML 1.0, which has no control characters.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default:
        let isAllowed = scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
        result.unicodeScalars.append(isAllowed ? scalar : " ")
      }
    }
    return result
  }
}

extension StatementCounts {
  /// Occurrences in a million words; 0 where there are none.
  static func perMillion(_ occurrences: UInt64, _ words: UInt64) -> Double {
    words == 0 ? 0 : Double(occurrences) * 1e6 / Double(words)
  }

  var perMillion: Double { Self.perMillion(occurrences, words) }
}

extension StatementCounts.Group {
  var perMillion: Double { StatementCounts.perMillion(occurrences, words) }
}
