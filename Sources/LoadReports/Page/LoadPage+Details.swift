extension LoadPage {
  /// Failures in words that a page tells.
  private static let toldMessages = 50

  /// Everything that was found, in tables.
  static func details(_ report: LoadReport, index: Int, of count: Int) -> HTML {
    let label = count > 1 ? " of \(PlainText.line(report.label))" : ""
    let tables = [
      calls(report), percentiles(report, \.latency, "Latency from due"),
      percentiles(report, \.serviceTime, "Service time, from sending"), processors(report),
      methods(report), streams(report), connections(report), outcomes(report, \.statuses, "Status"),
      outcomes(report, \.failuresByPhase, "Failed while"), messages(report),
    ]
    let arguments = report.commandLine.map { PlainText.line($0) }.joined(separator: " ")
    let command: HTML = arguments.isEmpty ? "" : "<p><code>\(arguments)</code></p>"
    let notes = report.notes
      .map { remark -> HTML in "<li>\(Verdict.text(of: remark, in: report))</li>\n" }
    let remarks: HTML = notes.isEmpty ? "" : "<h3>Remarks</h3>\n<ul>\n\(notes)</ul>"
    return """
      <h2>All figures\(label)</h2>
      \(command)\(remarks)
      \(tables.compactMap { $0 })
      """
  }

  private static func name(_ step: LoadStep, _ report: LoadReport) -> String {
    let words = StepMark(step, in: report).words
    return words.isEmpty ? step.title : "\(step.title) (\(words))"
  }

  private static func html(_ table: PageTable) -> HTML? { table.isEmpty ? nil : table.html }

  private static func calls(_ report: LoadReport) -> HTML? {
    var table = PageTable(
      "Calls",
      [
        report.steps.contains { $0.offeredRate != nil } ? "offered" : "concurrency",
        "achieved", "due", "sent", "succeeded", "failed", "unfinished", "late", "dropped",
        "received",
      ])
    for index in report.shownSteps {
      let step = report.steps[index]
      let counts = step.counts
      let numbers = [
        counts.due, counts.sent, counts.succeeded, counts.failed, counts.unfinished, counts.late,
        counts.dropped,
      ]
      table.add(
        name(step, report),
        ["\(step.achievedRate.map { Figure.rate($0) + "/s" } ?? "–")"]
          + numbers.map { "\(Figure.count($0))" } + ["\(Figure.bytes(Double(step.bytesReceived)))"],
        isMain: report.steps.count > 1 && index == report.mainStep)
    }
    return html(table)
  }

  private static func percentiles(
    _ report: LoadReport, _ member: KeyPath<LoadStep, Distribution>, _ caption: String
  ) -> HTML? {
    let quantiles = PageTable.quantiles(for: report.steps.map { $0[keyPath: member] })
    var table = PageTable(
      caption, [""] + quantiles.map { Figure.quantile($0) } + ["max", "mean", "calls"])
    for index in report.shownSteps {
      let step = report.steps[index]
      let times = step[keyPath: member]
      table.add(
        name(step, report),
        quantiles.map { PageTable.time(times, $0) }
          + [PageTable.maximum(times), PageTable.mean(times), "\(Figure.count(times.count))"],
        isMain: report.steps.count > 1 && index == report.mainStep)
    }
    return html(table)
  }

  private static func processors(_ report: LoadReport) -> HTML? {
    let hasServer = report.steps.contains { $0.serverCPU != nil }
    var table = PageTable(
      "CPU" + (hasServer ? "" : "; the server's was not measured: it runs on another machine"),
      ["", "generator, a call", "cores busy", "busiest thread"]
        + (hasServer ? ["server, a call", "cores busy"] : []))
    for step in report.shownSteps.map({ report.steps[$0] }) {
      func cells(_ cpu: Double?) -> [HTML] {
        guard let cpu, step.extent > 0 else { return ["–", "–"] }
        let perCall = step.microsecondsPerCall(cpu).map { Figure.duration($0 * 1000) } ?? "–"
        return ["\(perCall)", "\(Figure.fixed(cpu / step.extent, 2))"]
      }
      let busy = step.generatorBusy.map { Figure.percent($0) } ?? "–"
      table.add(
        name(step, report),
        cells(step.generatorCPU) + ["\(busy)"] + (hasServer ? cells(step.serverCPU) : []))
    }
    return html(table)
  }

  /// A column that tells steps apart, where there are several.
  private static func stepHead(_ report: LoadReport) -> [String] {
    report.steps.count > 1 ? ["step"] : []
  }

  private static func stepCell(_ step: LoadStep, _ report: LoadReport) -> [HTML] {
    report.steps.count > 1 ? ["\(step.title)"] : []
  }

  private static func times(_ times: Distribution) -> [HTML] {
    [0.5, 0.9, 0.99, 0.999].map { PageTable.time(times, $0) } + [PageTable.maximum(times)]
  }

  private static let timeHeads = ["p50", "p90", "p99", "p99.9", "max"]

  private static func methods(_ report: LoadReport) -> HTML? {
    var table = PageTable(
      "Methods, latency from due", [""] + stepHead(report) + ["succeeded", "failed"] + timeHeads)
    for step in report.steps where step.methods.count > 1 {
      for method in step.methods {
        table.add(
          Setting.short(method.name),
          stepCell(step, report)
            + ["\(Figure.count(method.succeeded))", "\(Figure.count(method.failed))"]
            + times(method.latency))
      }
    }
    return html(table)
  }

  private static func streams(_ report: LoadReport) -> HTML? {
    var table = PageTable(
      "Streams", [""] + stepHead(report) + ["messages", "a second", "bytes"] + timeHeads)
    for step in report.steps {
      for method in step.methods {
        guard let stream = method.stream else { continue }
        let rate = step.extent > 0 ? Double(stream.messages) / step.extent : 0
        table.add(
          "\(Setting.short(method.name)), first message from due",
          stepCell(step, report)
            + [
              "\(Figure.count(stream.messages))", "\(Figure.rate(rate))",
              "\(Figure.bytes(Double(stream.bytes)))",
            ] + times(stream.firstMessage))
        table.add(
          "\(Setting.short(method.name)), between messages",
          stepCell(step, report) + ["", "", ""] + times(stream.gaps))
      }
    }
    return html(table)
  }

  private static func connections(_ report: LoadReport) -> HTML? {
    var table = PageTable("Connections", [""] + stepHead(report) + ["made"] + timeHeads)
    for step in report.steps {
      for (name, part) in [("connect", step.connect), ("TLS handshake", step.tlsHandshake)] {
        guard let part, part.count > 0 else { continue }
        table.add(name, stepCell(step, report) + ["\(Figure.count(part.count))"] + times(part))
      }
    }
    return html(table)
  }

  private static func outcomes(
    _ report: LoadReport, _ member: KeyPath<LoadStep, [String: Int]>, _ name: String
  ) -> HTML? {
    var table = PageTable(
      name == "Status" ? "Calls by status" : "Failures by phase", [name, "count"])
    for entry in report.totals(member) {
      table.add(PlainText.line(entry.name, upTo: 200), ["\(Figure.count(entry.count))"])
    }
    return html(table)
  }

  private static func messages(_ report: LoadReport) -> HTML? {
    let messages = report.totals(\.failureMessages)
    let rest = messages.count - toldMessages
    var table = PageTable(
      "Failures in words" + (rest > 0 ? "; \(Figure.count(rest)) others are left out" : ""),
      ["count", "message"])
    for message in messages.prefix(toldMessages) {
      table.add("\(Figure.count(message.count))", words: PlainText.line(message.name, upTo: 2_000))
    }
    return html(table)
  }
}
