/// Reports as a page of HTML that is complete in itself: no script, nothing from the network.
package enum LoadPage {
  /// As many reports as colours and dashes tell apart.
  package static let maximumReports = Palette.count

  /// The page of one report, or of several over each other; of no more than `maximumReports`.
  package static func html(_ reports: [LoadReport]) -> String {
    let reports = Array(reports.prefix(maximumReports))
    let labels = reports.map { PlainText.line($0.label, upTo: 80) }.joined(separator: ", ")
    let title = (reports.count > 1 ? "Load tests " : "Load test ") + labels
    let page: HTML = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <title>\(title)</title>
      <style>\(HTML(stringLiteral: Stylesheet.text))</style>
      </head>
      <body>
      <main>
      \(header(reports))
      \(plots(reports))
      \(reports.enumerated().map { details($1, index: $0, of: reports.count) })
      \(explanation)
      </main>
      </body>
      </html>

      """
    return page.source
  }

  /// Nothing may be loaded, sent or run; of styles only those of the page itself.
  static let policy =
    "default-src 'none'; style-src '\(Stylesheet.digest)'; base-uri 'none'; form-action 'none'"

  // MARK: - What comes first

  private static func header(_ reports: [LoadReport]) -> HTML {
    guard reports.count != 1 else {
      return """
        <header>
        <h1>\(PlainText.line(reports[0].label))</h1>
        \(setting(reports[0]))
        \(verdict(reports[0]))
        </header>
        \(Cards.html(reports[0]))
        """
    }
    let parts = reports.map { report -> HTML in
      """
      <h3>\(PlainText.line(report.label))</h3>
      \(setting(report))
      \(verdict(report))

      """
    }
    return """
      <header>
      <h1>\(reports.isEmpty ? "No load test" : "\(reports.count) load tests compared")</h1>
      \(parts)
      </header>
      \(reports.isEmpty ? "" : Comparison.html(reports))
      """
  }

  private static func setting(_ report: LoadReport) -> HTML {
    let setting = Setting(report)
    return """
      <p class="setting"><strong>\(setting.mix.isEmpty ? "no method" : setting.mix)</strong>, \
      \(setting.load)</p>
      <p class="setting dim">\(setting.transport)</p>
      <p class="setting dim">\(setting.machine) · \(setting.time)</p>
      """
  }

  static func verdict(_ report: LoadReport) -> HTML {
    let findings = Verdict(report).findings
    let items = findings.map { finding -> HTML in
      """
      <li class="\(name(of: finding.level))">\(icon(finding.level))\
      <b>\(finding.mark)</b> <span>\(finding.text)</span></li>

      """
    }
    return """
      <ul class="verdict \(findings.first.map { name(of: $0.level) } ?? "good")">
      \(items)</ul>
      """
  }

  private static func name(of level: Verdict.Level) -> String {
    switch level {
    case .good: "good"
    case .caution: "caution"
    case .bad: "bad"
    }
  }

  /// A tick, an exclamation mark in a triangle, or a cross: to be told apart without colour.
  private static func icon(_ level: Verdict.Level) -> HTML {
    let path: HTML =
      switch level {
      case .good: "M2 9l4 5 9-11"
      case .caution: "M8.5 1.8L16 15H1zM8.5 6v4.6M8.5 12v1.6"
      case .bad: "M3 3l11 11M3 14L14 3"
      }
    return #"<svg viewBox="0 0 17 17" aria-hidden="true"><path d="\#(path)"/></svg>"#
  }

  private static let explanation: HTML = """
    <footer>
    <h3>How to read this</h3>
    <p><strong>From due</strong> is the time from the moment at which a call was to be made until it was \
    complete: what a user waits. <strong>Service time</strong> begins when the call was sent, and leaves \
    out the wait for a server, or a generator, that is behind.</p>
    <p><strong>Too few</strong>: fewer than ten calls lie beyond that percentile, so another run may \
    find it quite elsewhere. Lines end where the calls are too few.</p>
    <p><strong>Behind</strong>: more calls were due than were completed, so they queued up; latency then \
    tells how long the run was rather than how fast the server is.</p>
    </footer>
    """
}
