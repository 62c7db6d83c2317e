internal import Synchronization

/// What the interceptors of a client have to do with one call, whatever attempts it takes. Usable from
/// any thread.
package final class ClientInterception: Sendable {
  package let info: ClientCallInfo
  private let interceptors: [any ClientInterceptor]
  private let clock: @Sendable () -> UInt64
  private let startedAt: UInt64
  private let state = Mutex(State())

  private struct State {
    var begun = 0
    /// The present attempt; 0 before the first.
    var attempt = 0
    /// How the present attempt has failed, and when, while the call may be made again.
    var pending: (end: Result<Void, RPCError>, at: UInt64)?
    /// The last attempt of which it was said that no other follows.
    var concluded = 0
    var requests = TrafficCounter()
    var responses = TrafficCounter()
    var hasEnded = false
  }

  /// `clock` gives monotonic nanoseconds.
  package init(
    _ interceptors: [any ClientInterceptor], _ info: ClientCallInfo,
    clock: @escaping @Sendable () -> UInt64
  ) {
    self.interceptors = interceptors
    self.info = info
    self.clock = clock
    startedAt = clock()
  }

  /// Asks the interceptors, and tells them of the end if one throws.
  package func start() async throws(RPCError) {
    for interceptor in interceptors {
      state.withLock { $0.begun += 1 }
      do throws(RPCError) {
        try await interceptor.callStarted(info)
      } catch {
        finish(.failure(error))
        throw error
      }
    }
  }

  /// Another attempt begins, whose messages alone count from now on. Returns its number.
  package func beginAttempt() -> Int {
    state.withLock { state in
      state.attempt += 1
      state.pending = nil
      state.requests = TrafficCounter()
      state.responses = TrafficCounter()
      return state.attempt
    }
  }

  func countRequests(_ bytes: UnsafeRawBufferPointer, of attempt: Int) {
    state.withLock { if $0.attempt == attempt { $0.requests.count(bytes) } }
  }

  func countResponses(_ bytes: UnsafeRawBufferPointer, of attempt: Int) {
    state.withLock { if $0.attempt == attempt { $0.responses.count(bytes) } }
  }

  /// An attempt has failed, and the call may be made again: it is over when `conclude` or `finish` says
  /// so.
  func suspend(_ end: Result<Void, RPCError>, of attempt: Int) {
    let now = clock()
    let isConcluded = state.withLock { state in
      if state.attempt == attempt { state.pending = (end, now) }
      return state.attempt == attempt && state.concluded == attempt
    }
    // Whoever gave the call up has not waited for its end.
    if isConcluded { finish(end, at: now) }
  }

  /// The call will not be made again after this attempt.
  package func conclude(_ attempt: Int) {
    let pending = state.withLock { state in
      state.concluded = max(state.concluded, attempt)
      return state.attempt == attempt ? state.pending : nil
    }
    if let pending { finish(pending.end, at: pending.at) }
  }

  /// The call is over, for good; only the first end counts.
  package func finish(_ end: Result<Void, RPCError>) { finish(end, at: clock()) }

  private func finish(_ end: Result<Void, RPCError>, at now: UInt64) {
    let state = state.withLock { state -> State? in
      defer { state.hasEnded = true }
      return state.hasEnded ? nil : state
    }
    guard let state else { return }
    let summary = CallSummary(
      end, duration: .nanoseconds(Int64(clamping: now - min(now, startedAt))),
      requests: state.requests.traffic, responses: state.responses.traffic)
    for interceptor in interceptors[..<state.begun].reversed() {
      interceptor.callEnded(info, summary)
    }
  }
}
