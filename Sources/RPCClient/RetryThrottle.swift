internal import Synchronization

/// The tokens of a channel.
final class RetryThrottle: Sendable {
  private let throttling: RetryThrottling
  private let tokens: Mutex<Double>

  init(_ throttling: RetryThrottling) {
    self.throttling = throttling
    tokens = Mutex(throttling.maximumTokens)
  }

  func succeeded() {
    tokens.withLock { $0 = min(throttling.maximumTokens, $0 + throttling.tokenRatio) }
  }

  /// Counts a failure; false when nothing is to be tried again now.
  func failed() -> Bool {
    tokens.withLock { tokens in
      tokens = max(0, tokens - 1)
      return tokens > throttling.maximumTokens / 2
    }
  }
}
