public import CoreMetrics
internal import Synchronization

/// A backend of swift-metrics whose metrics are scraped as text.
///
/// ```swift
/// let registry = MetricsRegistry()
/// MetricsSystem.bootstrap(registry)
/// registry.collect { [MetricFamily("queue_length", .gauge, help: "…", [MetricSample([], .integer(7))])] }
/// let page = Exposition(accepting: header).render(registry.families())
/// ```
///
/// Counters become counters, meters and recorders that do not aggregate become gauges, timers and
/// recorders that aggregate become histograms, timers in seconds. Recording is an atomic addition; the
/// registry's lock is taken when a metric is made and when metrics are read. Names are made fit: `.`
/// becomes `_`.
public final class MetricsRegistry: MetricsFactory {
  /// Series that a family may have; what comes beyond is counted in one whose labels are all "other", so
  /// that labels made of what strangers send cannot fill memory.
  public static let maximumSeries = 1000
  /// Families that a registry may have, for the same reason; metrics beyond are not kept at all.
  public static let maximumFamilies = 1000

  /// Upper bounds of the buckets of timers, in seconds.
  public static let timerBounds: [Double] = [
    1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
    1, 2.5, 5, 10, 30, 60, 300,
  ]
  /// Upper bounds of the buckets of recorders: powers of four, for sizes and counts alike.
  public static let recorderBounds: [Double] = (0...15).map { Double(1 << (2 * $0)) }

  private enum Cell {
    case counter(CounterCell)
    case gauge(GaugeCell)
    case histogram(HistogramCell)

    var value: MetricValue {
      switch self {
      case .counter(let cell): cell.value
      case .gauge(let cell): .number(cell.value)
      case .histogram(let cell): .histogram(cell.value)
      }
    }
  }

  private struct Family {
    var kind: MetricFamily.Kind
    var unit: String
    var cells: [[MetricLabel]: Cell] = [:]
  }

  private struct State {
    var families: [String: Family] = [:]
    var help: [String: String] = [:]
    var collectors: [@Sendable () -> [MetricFamily]] = []
  }

  private let state = Mutex(State())

  /// A registry without metrics.
  public init() {}

  /// Says what the metric of a label tells.
  public func describe(_ label: String, _ help: String) {
    state.withLock { $0.help[MetricNames.name(label)] = help }
  }

  /// Adds metrics that are made up when they are read, by `collector`, on the thread that reads.
  public func collect(_ collector: @escaping @Sendable () -> [MetricFamily]) {
    state.withLock { $0.collectors.append(collector) }
  }

  /// Every metric as it is now.
  public func families() -> [MetricFamily] {
    let (families, collectors) = state.withLock { state in
      let families = state.families.map { name, family in
        MetricFamily(
          name, family.kind, unit: family.unit, help: state.help[name] ?? "",
          family.cells.map { MetricSample($0.key, $0.value.value) }.sorted { $0.comesBefore($1) })
      }
      return (families, state.collectors)
    }
    return families + collectors.flatMap { $0() }
  }

  /// The cell of a series, a new one if there is none. A family has one kind: a second kind of the same
  /// name becomes a family of its own.
  private func series(
    _ label: String, _ dimensions: [(String, String)], _ kind: MetricFamily.Kind, unit: String = "",
    make: () -> Cell
  ) -> Cell {
    var labels: [MetricLabel] = []
    for (name, value) in dimensions {
      let label = MetricLabel(name, value)
      // `le` is a histogram's own; a name that comes twice would make the page invalid.
      if label.name != "le", !labels.contains(where: { $0.name == label.name }) {
        labels.append(label)
      }
    }
    return state.withLock { state in
      var name = MetricNames.name(label)
      if let family = state.families[name], family.kind != kind { name += "_\(kind.rawValue)" }
      guard state.families[name] != nil || state.families.count < Self.maximumFamilies else {
        return make()
      }
      var family = state.families[name] ?? Family(kind: kind, unit: unit)
      if family.cells[labels] == nil, family.cells.count >= Self.maximumSeries {
        labels = labels.map { MetricLabel($0.name, "other") }
      }
      let cell = family.cells[labels] ?? make()
      family.cells[labels] = cell
      state.families[name] = family
      return cell
    }
  }

  // MARK: MetricsFactory

  /// A counter; one object for each name and labels.
  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    guard case .counter(let cell) = series(label, dimensions, .counter, make: { .counter(.init()) })
    else { return CounterCell() }
    return cell
  }

  /// A counter of fractions.
  public func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    guard case .counter(let cell) = series(label, dimensions, .counter, make: { .counter(.init()) })
    else { return CounterCell() }
    return cell
  }

  /// A gauge.
  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    guard case .gauge(let cell) = series(label, dimensions, .gauge, make: { .gauge(.init()) })
    else {
      return GaugeCell()
    }
    return cell
  }

  /// A histogram, or a gauge where it does not aggregate.
  public func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    if !aggregate {
      guard case .gauge(let cell) = series(label, dimensions, .gauge, make: { .gauge(.init()) })
      else { return GaugeCell() }
      return cell
    }
    let bounds = Self.recorderBounds
    guard
      case .histogram(let cell) = series(
        label, dimensions, .histogram, make: { .histogram(.init(bounds)) })
    else { return HistogramCell(bounds) }
    return cell
  }

  /// A histogram of seconds.
  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    let bounds = Self.timerBounds
    guard
      case .histogram(let cell) = series(
        label, dimensions, .histogram, unit: "seconds", make: { .histogram(.init(bounds)) })
    else { return HistogramCell(bounds) }
    return cell
  }

  // Series stay as long as the process: a scraper takes one that comes back at nothing for a restart.

  /// Keeps what was counted.
  public func destroyCounter(_ handler: any CounterHandler) {}
  /// Keeps what was counted.
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
  /// Keeps what was set last.
  public func destroyMeter(_ handler: any MeterHandler) {}
  /// Keeps what was recorded.
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  /// Keeps what was recorded.
  public func destroyTimer(_ handler: any TimerHandler) {}
}

extension MetricSample {
  fileprivate func comesBefore(_ other: MetricSample) -> Bool {
    for (left, right) in zip(labels, other.labels) where left != right {
      return left.name == right.name ? left.value < right.value : left.name < right.name
    }
    return labels.count < other.labels.count
  }
}
