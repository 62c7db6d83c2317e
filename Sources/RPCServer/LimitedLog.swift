package import Logging
internal import NIOCore
internal import Synchronization

/// A place in the log for what peers cause: however often it happens, a few lines in ten seconds, and with
/// the first of the next ten how many were left out.
package final class LimitedLog: Sendable {
  private static let interval: UInt64 = 10_000_000_000

  private struct State {
    var begun: UInt64?
    var written = 0
    var omitted = 0
  }

  private let logger: Logger
  private let level: Logger.Level
  private let burst: Int
  private let clock: @Sendable () -> UInt64
  private let state = Mutex(State())

  /// Writes at most `burst` lines in ten seconds of `clock`, monotonic nanoseconds.
  package init(
    _ logger: Logger, _ level: Logger.Level, burst: Int,
    clock: @escaping @Sendable () -> UInt64 = { NIODeadline.now().uptimeNanoseconds }
  ) {
    self.logger = logger
    self.level = level
    self.burst = burst
    self.clock = clock
  }

  package func log(_ message: Logger.Message, _ metadata: Logger.Metadata = [:]) {
    guard logger.logLevel <= level else { return }
    let now = clock()
    let omitted = state.withLock { state -> Int? in
      if state.begun.map({ now - min(now, $0) >= Self.interval }) ?? true {
        state.begun = now
        state.written = 0
      }
      guard state.written < burst else {
        state.omitted += 1
        return nil
      }
      state.written += 1
      defer { state.omitted = 0 }
      return state.omitted
    }
    guard let omitted else { return }
    var metadata = metadata
    if omitted > 0 { metadata["omittedBefore"] = "\(omitted)" }
    logger.log(level: level, message, metadata: metadata)
  }
}
