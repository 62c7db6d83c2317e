internal import RPC

/// What is known of the attempts of one call, the current one among them.
package struct Attempt: Sendable {
  /// On the monotonic clock; `.max` without one.
  let deadline: UInt64
  /// Earlier attempts that the policy has asked for.
  var previous = 0
  /// Whether an earlier attempt reached a server, which did nothing for it, and was made again for that.
  var wasRefused = false
  /// What sees the call; nil without interceptors.
  var interception: ClientInterception?
  /// Attempts since the beginning, or since a server has said when to try again: what the policy's time
  /// grows by.
  private var backoffs = 0

  enum Verdict: Equatable {
    case final
    case again(after: Duration)
  }

  init(deadline: UInt64) { self.deadline = deadline }

  /// Whether the call is made again after it failed with nothing of its response received; counts.
  mutating func next(
    after error: RPCError, wasRefused: Bool, policy: RetryPolicy?, throttle: RetryThrottle?,
    jitter: Double
  ) -> Verdict {
    // Once, by gRPC A6: a server refuses calls when it has too many.
    if wasRefused, !self.wasRefused {
      self.wasRefused = true
      return .again(after: .zero)
    }
    guard let policy else { return .final }
    let pushback = error.trailingMetadata[text: "grpc-retry-pushback-ms"].first
    let isRetryable = policy.retryableStatusCodes.contains(error.code)
    // A server that says never to try again counts as a failure, too.
    let mayRetry = isRetryable || pushback != nil ? throttle?.failed() ?? true : true
    guard isRetryable, mayRetry,
      previous + 1 < min(5, max(2, policy.maximumAttempts))
    else { return .final }
    previous += 1
    guard let pushback else {
      backoffs += 1
      return .again(after: policy.backoff(after: backoffs, jitter: jitter))
    }
    guard let milliseconds = Int32(pushback), milliseconds >= 0 else { return .final }
    backoffs = 0
    return .again(after: .milliseconds(Int(milliseconds)))
  }
}
