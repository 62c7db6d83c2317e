public import RPC

/// Which failed calls are made again, and when (gRPC A6).
///
/// Only while nothing of the response has come, its headers included, and while all requests that were
/// written are still kept (`ClientConfiguration.retryBufferSize`). A call that reached a server which did
/// nothing for it is made again at once, once, in any case. A connection that cannot be made counts as an
/// attempt that ended with UNAVAILABLE, unless `retriesConnecting` is false. Hedging, the same call to many
/// servers at once, is not offered. A server's `grpc-retry-pushback-ms` goes before the policy.
public struct RetryPolicy: Hashable, Sendable {
  /// Attempts for one call, the first among them: 2 to 5; others become the nearest of these.
  public var maximumAttempts: Int
  /// Time before the second attempt, give or take a fifth by chance.
  public var initialBackoff: Duration
  /// The longest time between two attempts.
  public var maximumBackoff: Duration
  /// What that time grows by with each attempt.
  public var backoffMultiplier: Double
  /// The statuses that are tried again. Choose those that say that nothing was done, for methods that
  /// may not be run twice.
  public var retryableStatusCodes: Set<StatusCode>
  /// Whether a call that finds no connection is tried again, as in the other gRPC libraries; false lets
  /// it fail at once with the reason, for programs that somebody waits for.
  public var retriesConnecting: Bool
  /// Holds retries back while many calls of the channel fail; nil for no such thing.
  public var throttling: RetryThrottling?

  /// A policy; by default 5 attempts on UNAVAILABLE, after 0.1 s, 0.2 s and so on up to 5 s.
  public init(
    maximumAttempts: Int = 5, initialBackoff: Duration = .milliseconds(100),
    maximumBackoff: Duration = .seconds(5), backoffMultiplier: Double = 2,
    retryableStatusCodes: Set<StatusCode> = [.unavailable], retriesConnecting: Bool = true,
    throttling: RetryThrottling? = RetryThrottling()
  ) {
    self.maximumAttempts = maximumAttempts
    self.initialBackoff = initialBackoff
    self.maximumBackoff = maximumBackoff
    self.backoffMultiplier = backoffMultiplier
    self.retryableStatusCodes = retryableStatusCodes
    self.retriesConnecting = retriesConnecting
    self.throttling = throttling
  }

  /// Time before the next attempt when so many were made.
  func backoff(after attempts: Int, jitter: Double) -> Duration {
    var delay = Double(initialBackoff.nanoseconds)
    let most = Double(maximumBackoff.nanoseconds)
    for _ in 1..<max(1, min(attempts, 64)) { delay = min(delay * max(1, backoffMultiplier), most) }
    return .nanoseconds(Int64(min(delay, most) * jitter))
  }
}

/// Tokens of a channel: each failed call takes one, each that succeeds gives back a part of one, and
/// nothing is tried again while no more than half of them are left (gRPC A6, "Throttling").
public struct RetryThrottling: Hashable, Sendable {
  /// Tokens at first, and at most; above 0, at most 1000.
  public var maximumTokens: Double
  /// Tokens that a call which succeeds gives back; above 0.
  public var tokenRatio: Double

  /// Throttling; by default 10 tokens and 0.1 back for each success.
  public init(maximumTokens: Double = 10, tokenRatio: Double = 0.1) {
    self.maximumTokens = maximumTokens
    self.tokenRatio = tokenRatio
  }
}
