extension ReportText {
  /// A thread that is at work for a lesser share of the time is woken for each call.
  private static let idle = 0.5

  mutating func methods(of step: LoadStep) {
    heading("Methods, latency")
    var table = TextTable(["", "succeeded", "failed", "p50", "p99", "p99.9", "max"])
    for method in step.methods {
      table.add([
        PlainText.line(Setting.short(method.name), upTo: 40), Figure.count(method.succeeded),
        Figure.count(method.failed), Self.value(method.latency, 0.5),
        Self.value(method.latency, 0.99), Self.value(method.latency, 0.999),
        Self.maximum(method.latency),
      ])
    }
    add(table)
  }

  mutating func streams(of step: LoadStep) {
    for method in step.methods {
      guard let stream = method.stream else { continue }
      heading("Streams of \(Setting.short(method.name))")
      var table = TextTable(["", "p50", "p99", "p99.9", "max"])
      for (name, times) in [("first message", stream.firstMessage), ("gaps", stream.gaps)] {
        table.add(
          [name] + [0.5, 0.99, 0.999].map { Self.value(times, $0) } + [Self.maximum(times)])
      }
      add(table)
      guard step.extent > 0 else { continue }
      paragraph(
        "\(Figure.rate(Double(stream.messages) / step.extent)) messages a second, "
          + "\(Figure.bytes(Double(stream.bytes) / step.extent)) a second")
    }
  }

  mutating func connecting(of step: LoadStep) {
    let parts = [("connect", step.connect), ("TLS", step.tlsHandshake)]
      .compactMap { name, times in times.map { (name, $0) } }.filter { $0.1.count > 0 }
    guard !parts.isEmpty else { return }
    heading("Connections")
    var table = TextTable(["", "made", "p50", "p99", "max"])
    for (name, times) in parts {
      table.add([
        name, Figure.count(times.count), Self.value(times, 0.5), Self.value(times, 0.99),
        Self.maximum(times),
      ])
    }
    add(table)
  }

  mutating func processors(of step: LoadStep) {
    heading("CPU")
    var table = TextTable(["", "cores busy", "µs a call"])
    for (name, cpu) in [("generator", Optional(step.generatorCPU)), ("server", step.serverCPU)] {
      guard let cpu else {
        table.add([name, "not on this machine", ""])
        continue
      }
      table.add([
        name, step.extent > 0 ? Figure.fixed(cpu / step.extent, 2) : "–",
        step.microsecondsPerCall(cpu).map { Figure.fixed($0, 2) } ?? "–",
      ])
    }
    add(table)
    if let busy = step.generatorBusy {
      let heldUp = step.generatorHeldUp.map {
        ", and ready to work without a processor \(Figure.percent($0)) of it"
      }
      paragraph(
        "the generator's busiest thread was at work \(Figure.percent(busy)) of the time\(heldUp ?? "")"
      )
      // No flaw: so few are due at a time.
      if let server = step.serverCPU, step.generatorCPU > server, busy < Self.idle {
        paragraph(
          "at this rate hardly more than a call is sent at a time, and each pays for a wake-up of its "
            + "own; calls cost the generator less the more there are")
      }
    }
  }

  /// How calls ended, over all steps.
  mutating func outcomes() {
    let statuses = report.totals(\.statuses)
    if !statuses.isEmpty {
      heading(report.steps.count > 1 ? "Statuses of all steps" : "Statuses")
      var table = TextTable(["", "calls"])
      for status in statuses {
        table.add([PlainText.line(status.name, upTo: 40), Figure.count(status.count)])
      }
      add(table)
    }
    let phases = report.totals(\.failuresByPhase).filter { $0.count > 0 }
    let messages = report.totals(\.failureMessages)
    guard !phases.isEmpty || !messages.isEmpty else { return }
    heading("Failures")
    if !phases.isEmpty {
      paragraph(
        phases.map { "\($0.name) \(Figure.count($0.count))" }.joined(separator: ", "))
    }
    for message in messages.prefix(Self.toldMessages) {
      paragraph("\(Figure.count(message.count))×  \(message.name)", indent: 6)
    }
    if messages.count > Self.toldMessages {
      add("  and \(messages.count - Self.toldMessages) other messages")
    }
  }
}
