internal import LoadTesting
internal import Synchronization

/// The line on a terminal that says how a load test goes.
final class LiveLine: Sendable {
  private let terminal: TextOutput
  private let isShown = Mutex(false)

  init(_ terminal: TextOutput) { self.terminal = terminal }

  /// Shows an interval in place of the last one.
  func show(_ line: LoadControl.Line) {
    isShown.withLock { isShown in
      isShown = true
      write("\r\u{1B}[K" + Self.text(line))
    }
  }

  /// Takes the line away, so that what follows begins at the left.
  func clear() {
    isShown.withLock { isShown in
      if isShown { write("\r\u{1B}[K") }
      isShown = false
    }
  }

  /// "step 2  12 s  9998 calls/s  p50 210 µs  p99 1.2 ms  0 errors".
  static func text(_ line: LoadControl.Line) -> String {
    let elapsed = Double(line.index + 1) * line.seconds
    let rate = DurationText.rounded(Double(line.succeeded) / line.seconds)
    func time(_ value: UInt64?) -> String { value.map { DurationText.text(Double($0)) } ?? "-" }
    return "step \(line.step + 1)  \(DurationText.rounded(elapsed)) s  \(rate) calls/s  "
      + "p50 \(time(line.p50))  p99 \(time(line.p99))  \(line.errors) errors"
  }

  private func write(_ text: String) {
    // When nobody takes messages there is nobody to tell.
    try? terminal.write(text)
    try? terminal.flush()
  }
}
