internal import Archive
internal import OpenMetrics
internal import RPC
internal import RPCServer
internal import Transcripts
internal import VerbatimWeb

/// The page for people: what is served, what is asked for, and how it goes. One file, no scripts.
struct StatusPage {
  let values: DaemonState.Values
  let uptime: Duration
  let snapshot: Snapshot
  let statistics: ServerStatistics
  /// Whose certificate is shown, and its end in seconds since 1970; nil without TLS.
  let certificate: (subject: String, notAfter: Int64)?
  /// Lines of the log that its reader was too slow for.
  let droppedLines: Int

  /// Nothing from anywhere, no scripts, and of styles only the page's own.
  static let contentSecurityPolicy =
    "default-src 'none'; style-src '\(StatusPageStyle.hash)'; base-uri 'none'; form-action 'none'; "
    + "frame-ancestors 'none'"

  var html: String {
    let page: HTML = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="refresh" content="\(values.phase == .serving ? 30 : 2)">
      <title>Verbatim: \(values.phase.rawValue)</title>
      <style>\(StatusPageStyle.text)</style>
      </head>
      <body>
      <header>
      <h1>Verbatim</h1>
      <p class="phase \(values.phase.rawValue)">\(values.phase.rawValue)</p>
      <p class="muted">\(Version.program) · up \(Figures.time(uptime))\(addresses)</p>
      </header>
      <main>
      \(troubles)
      \(values.phase == .loading ? progress : served)
      \(calls)
      \(connections)
      \(process)
      </main>
      <footer><a href="/metrics">metrics</a> · <a href="/healthz">health</a></footer>
      </body>
      </html>

      """
    return page.text
  }

  private var addresses: HTML {
    values.addresses.isEmpty ? "" : " · \(values.addresses.joined(separator: ", "))"
  }

  private func figure(_ value: some CustomStringConvertible, _ name: String) -> HTML {
    "<div><dt>\(name)</dt><dd>\(value)</dd></div>\n"
  }

  /// What somebody should do something about.
  private var troubles: HTML {
    var troubles: [HTML] = []
    if let wanted = values.wanted { troubles.append("<li>not ready: \(wanted)</li>\n") }
    if let failure = values.reloadFailure {
      troubles.append("<li>certificates were not renewed: \(failure)</li>\n")
    }
    if let failure = values.policyReloadFailure {
      troubles.append("<li>the policy was not renewed: \(failure)</li>\n")
    }
    if droppedLines > 0 {
      troubles.append("<li>\(Figures.count(droppedLines)) lines of the log were dropped</li>\n")
    }
    return troubles.isEmpty
      ? "" : "<section>\n<h2>Troubles</h2>\n<ul>\n\(troubles)</ul>\n</section>"
  }

  private var progress: HTML {
    """
    <section>
    <h2>Loading</h2>
    <progress max="\(max(1, values.documents))" value="\(values.documentsRead)"></progress>
    <dl>
    \(figure("\(Figures.count(values.documentsRead)) of \(Figures.count(values.documents))", "documents"))
    \(figure(Figures.count(values.statements), "statements"))
    \(figure(Figures.bytes(values.textBytes), "text"))
    \(figure(Figures.count(values.failures), "left out"))
    </dl>
    </section>
    """
  }

  private var served: HTML {
    let days = snapshot.days
    func day(_ number: Int32?) -> String {
      number.flatMap { CalendarDate(daysSinceEpoch: $0) }.map { "\($0)" } ?? "none"
    }
    let bytes = snapshot.byteCounts
    return """
      <section>
      <h2>Served</h2>
      <dl>
      \(figure(Figures.count(snapshot.meetingCount), "meetings"))
      \(figure(Figures.count(snapshot.statementCount), "statements"))
      \(figure(Figures.count(snapshot.speakerCount), "speakers"))
      \(figure(day(days?.lowerBound), "first day"))
      \(figure(day(days?.upperBound), "last day"))
      \(figure(Figures.bytes(bytes.total), "in memory"))
      \(figure(values.loadTime.map { Figures.time($0) } ?? "", "to load"))
      \(figure("\(Figures.count(values.documentsRead)), \(Figures.count(values.failures)) left out", "documents"))
      \(figure("\(Figures.count(values.replaced)), \(Figures.count(values.repeated))", "meetings replaced, repeated"))
      </dl>
      </section>
      """
  }

  private var calls: HTML {
    let rows = statistics.calls.filter { $0.started > 0 }.sorted { $0.started > $1.started }
    guard !rows.isEmpty else {
      return "<section>\n<h2>Calls</h2>\n<p class=\"muted\">None so far.</p>\n</section>"
    }
    return """
      <section>
      <h2>Calls</h2>
      <div class="wide">
      <table>
      <thead><tr><th>method</th><th>calls</th><th>open</th><th>failed</th><th>p50</th><th>p99</th>\
      <th>responses</th><th>bytes out</th></tr></thead>
      <tbody>
      \(rows.map(row))
      </tbody>
      </table>
      </div>
      </section>
      """
  }

  private func row(_ calls: ServerStatistics.Calls) -> HTML {
    let times = calls.times.values.map(ServerFamilies.histogram)
    var all = times.first
    for value in times.dropFirst() {
      for index in value.counts.indices { all?.counts[index] += value.counts[index] }
    }
    let failed = calls.times.filter { $0.key != .ok }
    let statuses = failed.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { "\($0.key): \(Figures.count($0.value.count))" }.joined(separator: ", ")
    let failures = failed.values.reduce(0) { $0 + $1.count }
    let service = calls.method.map { $0.service + "/" } ?? ""
    let mark: HTML = failures > 0 ? " class=\"bad\"" : ""
    return """
      <tr><th><span class="muted">\(service)</span>\(calls.method?.method ?? "no such method")</th>\
      <td>\(Figures.count(calls.started))</td><td>\(Figures.count(calls.open))</td>\
      <td title="\(statuses)"\(mark)>\(Figures.count(failures))</td>\
      <td>\(Figures.seconds(all?.quantile(0.5)))</td><td>\(Figures.seconds(all?.quantile(0.99)))</td>\
      <td>\(Figures.count(calls.responses.messages))</td>\
      <td>\(Figures.bytes(calls.responses.bytes))</td></tr>

      """
  }

  private var connections: HTML {
    let connections = statistics.connections
    let ready = connections.ready.reduce(into: [:] as [String: Int]) {
      $0[$1.key.version, default: 0] += $1.value
    }
    let resumed = connections.ready.filter(\.key.isResumed).values.reduce(0, +)
    return """
      <section>
      <h2>Connections</h2>
      <dl>
      \(figure(Figures.count(connections.open), "open"))
      \(figure(Figures.count(connections.accepted), "accepted"))
      \(ready.sorted { $0.key < $1.key }.map { figure(Figures.count($0.value), $0.key == "none" ? "plain" : $0.key) })
      \(figure(Figures.count(resumed), "resumed"))
      \(figure(Figures.count(connections.failed.values.reduce(0, +)), "failed handshakes"))
      \(figure(Figures.count(connections.broken.values.reduce(0, +)), "broken"))
      \(figure(Figures.count(connections.refused), "refused"))
      \(figure(Figures.bytes(statistics.receivedBytes), "in"))
      \(figure(Figures.bytes(statistics.sentBytes), "out"))
      </dl>
      </section>
      """
  }

  private var process: HTML {
    """
    <section>
    <h2>Process</h2>
    <dl>
    \(figure(Memory.resident.map { Figures.bytes($0) } ?? "unknown", "memory"))
    \(figure(Figures.time(.milliseconds(Int64(ProcessUsage.cpuSeconds * 1000))), "CPU"))
    \(figure(ProcessUsage.openDescriptors.map { Figures.count($0) } ?? "unknown", "open files"))
    \(certificate.map { figure("\(Timestamp(milliseconds: Int($0.notAfter) * 1000))", "certificate’s end") } ?? "")
    \(Version.libraries.map { figure($0.version, $0.name) })
    </dl>
    </section>
    """
  }
}
