internal import Synchronization

/// The line on a terminal that says how far something is; nothing elsewhere.
final class ProgressLine: Sendable {
  private let terminal: TextOutput
  private let state = Mutex(State())

  private struct State {
    var isShown = false
    var last: ContinuousClock.Instant?
  }

  /// Time between two that are shown: a terminal takes longer than many documents.
  private static let interval = Duration.milliseconds(100)

  init(_ terminal: TextOutput) { self.terminal = terminal }

  /// Shows this in place of what was shown last.
  func show(_ text: String) {
    guard terminal.isTerminal else { return }
    let now = ContinuousClock.now
    let isDue = state.withLock { state in
      if state.isShown, let last = state.last, now - last < Self.interval { return false }
      state = State(isShown: true, last: now)
      return true
    }
    if isDue { write("\r\u{1B}[K" + text) }
  }

  /// Takes the line away, so that what follows begins at the left.
  func clear() {
    let wasShown = state.withLock { state in
      defer { state.isShown = false }
      return state.isShown
    }
    if wasShown { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    // When nobody takes messages there is nobody to tell.
    try? terminal.write(text)
    try? terminal.flush()
  }
}
