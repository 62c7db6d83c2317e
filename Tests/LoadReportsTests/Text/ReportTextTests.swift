import Testing

@testable import LoadReports

struct ReportTextTests {
  @Test("a run of one call is told in full, without a percentile that it does not carry")
  func golden() {
    let lines = LoadReport.single.text(width: 80, isStyled: false)
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines.first == "BELOW SATURATION — the rate of 1/s was kept up with; no queue grew")
    #expect(lines.contains("  offered 1/s, achieved 1/s (100 %), 656 B/s received"))
    #expect(lines.contains("  p50    too few       too few"))
    #expect(lines.contains("  p50 and beyond: too few calls (1, it takes 20)"))
    #expect(!lines.contains { $0.contains("p99 ") && $0.contains("µs") })
  }

  @Test("below and above saturation the verdict comes first")
  func verdicts() {
    #expect(LoadReport.below.text(width: 80, isStyled: false).hasPrefix("OBJECTIVE MET — p99<5ms"))
    let above = LoadReport.above.text(width: 80, isStyled: false)
    #expect(above.hasPrefix("OBJECTIVE MISSED — p99<5ms"))
    #expect(above.contains("\nABOVE SATURATION — 6,000/s were due"))
  }

  @Test("percentiles go as far as the calls carry, and it is said what more would take")
  func percentiles() {
    let text = LoadReport.below.text(width: 100, isStyled: false)
    #expect(text.contains("  p99.99   too few       too few\n"))
    #expect(text.contains("p99.99 and beyond: too few calls (10,000, it takes 100,000)"))
    #expect(!text.contains("p99.999"))
  }

  @Test("a sweep shows its steps in a table with the knee")
  func sweep() {
    let text = LoadReport.sweep().text(width: 120, isStyled: false)
    #expect(text.contains("  3,500/s    best  "))
    #expect(text.contains("  3,800/s    knee  "))
    #expect(text.contains("  4,500/s  behind  "))
    #expect(text.contains("The step at 3,500/s"))
  }

  @Test("no line is longer than the width", arguments: [40, 60, 80, 120])
  func width(_ width: Int) {
    var report = LoadReport.sweep(String(repeating: "long", count: 60))
    report.steps[8].failureMessages = [String(repeating: "no end in sight ", count: 20): 313]
    for report in [report, .above, .unreachable, .stalled] {
      for line in report.text(width: width, isStyled: false).split(separator: "\n") {
        #expect(line.count <= width, "\(line)")
      }
    }
  }

  @Test("styles add nothing but SGR sequences")
  func styles() {
    for report in [LoadReport.above, .sweep(), .empty] {
      let styled = report.text(width: 90, isStyled: true)
      #expect(styled.contains("\u{1B}[1;"))
      let plain = styled.replacing(/\u{1B}\[[0-9;]*m/, with: "")
      #expect(plain == report.text(width: 90, isStyled: false))
    }
  }

  @Test("text of others does not steer the terminal")
  func controls() {
    var report = LoadReport.unreachable
    report.label = "x\u{1B}[2Jy\u{202E}z"
    report.steps[0].failureMessages = ["bell \u{7} and\nline\u{9B}31m": 1]
    report.targets = ["a\rb"]
    report.remarks = [.init(.warning, "\u{1B}]0;title\u{7}")]
    let text = report.text(width: 80, isStyled: false)
    let controls = text.unicodeScalars.filter {
      ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E
    }
    #expect(controls.isEmpty)
    #expect(text.contains("bell \u{FFFD} and line\u{FFFD}31m"))
  }
}
