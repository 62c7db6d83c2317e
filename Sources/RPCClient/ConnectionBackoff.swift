/// Time between attempts to connect: exponential with factor 1.6 and a jitter of a fifth
/// (grpc/doc/connection-backoff.md).
struct ConnectionBackoff: Sendable {
  var initial: UInt64
  var maximum: UInt64
  /// A number from 0.8 to 1.2, by chance.
  var jitter: @Sendable () -> Double = { .random(in: 0.8...1.2) }

  /// Nanoseconds to wait after so many failures in a row, at least one.
  func delay(after failures: Int) -> UInt64 {
    var delay = Double(initial)
    for _ in 1..<max(1, min(failures, 64)) { delay = min(delay * 1.6, Double(maximum)) }
    return UInt64(min(delay, Double(maximum)) * jitter())
  }
}
