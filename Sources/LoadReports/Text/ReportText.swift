/// Puts a report together for a terminal.
struct ReportText {
  let report: LoadReport
  let width: Int
  let isStyled: Bool
  private(set) var lines: [String] = []

  /// Columns below which nothing can be laid out.
  static let minimumWidth = 40
  /// Failures in words that are told; the page and the JSON have all.
  static let toldMessages = 8

  init(_ report: LoadReport, width: Int, isStyled: Bool) {
    self.report = report
    self.width = max(Self.minimumWidth, width)
    self.isStyled = isStyled
    verdict()
    setting()
    if report.steps.count > 1 { steps() }
    if let index = report.mainStep { details(of: report.steps[index]) }
    outcomes()
    notes()
  }

  /// SGR parameters (ECMA-48, 8.3.117).
  enum Style: String {
    case heading = "1"
    case good = "1;32"
    case caution = "1;33"
    case bad = "1;31"
    case dim = "2"
  }

  func styled(_ text: String, _ style: Style) -> String {
    isStyled ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  mutating func add(_ line: String) { lines.append(line) }

  mutating func add(_ table: TextTable) { lines += table.lines(width: width) }

  mutating func heading(_ text: String) {
    add("")
    add(styled(PlainText.line(text, upTo: width), .heading))
  }

  /// Text in lines that are indented, the first of them less; words that are too long are cut.
  mutating func paragraph(_ text: String, indent: Int = 2, first: String = "  ") {
    var line = first
    var isBegun = false
    for word in PlainText.line(text).split(separator: " ") {
      var word = String(word)
      if isBegun, line.count + 1 + word.count > width {
        add(line)
        line = String(repeating: " ", count: indent)
        isBegun = false
      }
      while line.count + word.count + (isBegun ? 1 : 0) > width {
        let room = max(1, width - line.count)
        add(line + word.prefix(room))
        word = String(word.dropFirst(room))
        line = String(repeating: " ", count: indent)
      }
      line += (isBegun ? " " : "") + word
      isBegun = true
    }
    if isBegun { add(line) }
  }

  private mutating func verdict() {
    for finding in Verdict(report).findings {
      let start = lines.count
      paragraph("\(finding.mark) — \(finding.text)", first: "")
      // It is on the first line, unless the line is narrower than the mark.
      guard isStyled, lines[start].hasPrefix(finding.mark) else { continue }
      let style: Style =
        switch finding.level {
        case .good: .good
        case .caution: .caution
        case .bad: .bad
        }
      lines[start] = styled(finding.mark, style) + lines[start].dropFirst(finding.mark.count)
    }
  }

  private mutating func setting() {
    add("")
    for sentence in Setting(report).sentences { paragraph(sentence, indent: 2, first: "") }
  }

  private mutating func notes() {
    let notes = report.notes
    guard !notes.isEmpty else { return }
    heading("Remarks")
    for note in notes { paragraph(Verdict.text(of: note, in: report), indent: 4) }
  }
}

extension LoadReport {
  /// What a terminal shows after a run, each line ended.
  package func text(width: Int, isStyled: Bool) -> String {
    ReportText(self, width: width, isStyled: isStyled).lines.joined(separator: "\n") + "\n"
  }
}
