/// How a load test was made, in sentences without a full stop.
struct Setting {
  var label: String
  var mix: String
  var load: String
  var transport: String
  var machine: String
  var time: String

  init(_ report: LoadReport) {
    label = PlainText.line(report.label)
    let weights = report.plan.mix.reduce(0) { $0 + $1.weight }
    mix = report.plan.mix.map { entry in
      let name = Self.short(entry.method)
      guard report.plan.mix.count > 1, weights > 0 else { return name }
      return "\(Figure.percent(entry.weight / weights)) \(name)"
    }.joined(separator: ", ")
    var load = "\(PlainText.line(report.plan.loop)) loop"
    if let arrivals = report.plan.arrivals { load += ", \(PlainText.line(arrivals)) arrivals" }
    let seconds = report.steps.reduce(0) { $0 + $1.seconds }
    load += ", \(Figure.seconds(seconds))"
    if report.steps.count > 1 { load += " in \(report.steps.count) steps" }
    if report.plan.warmUpSeconds > 0 {
      load += " after \(Figure.seconds(report.plan.warmUpSeconds)) of warm-up"
    }
    self.load = load + ", seed \(report.plan.seed)"
    var transport = report.targets.map { PlainText.line($0) }.joined(separator: ", ")
    let connections = report.transport.connections
    transport += transport.isEmpty ? "" : "; "
    transport += "\(Figure.count(connections)) connection\(connections == 1 ? "" : "s")"
    transport += " of \(Figure.count(report.transport.callsPerConnection)) calls at once"
    for part in [report.transport.tlsVersion, report.transport.cipher] {
      if let part { transport += ", \(PlainText.line(part))" }
    }
    self.transport = transport
    let cores = report.generator.cores
    machine =
      "\(PlainText.line(report.program)) on \(cores) core\(cores == 1 ? "" : "s") of "
      + "\(PlainText.line(report.generator.processor)), \(PlainText.line(report.generator.system))"
    time = PlainText.line(report.startedAt)
  }

  var sentences: [String] {
    ["\(label): \(mix)", load, transport, machine, time].filter { !$0.isEmpty }
  }

  /// A method without its service.
  static func short(_ method: String) -> String {
    PlainText.line(method.split(separator: "/").last.map(String.init) ?? method)
  }
}
