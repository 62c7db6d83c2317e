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

  func countRequests(_ bytes: UnsafeRawBufferPointer) {
    state.withLock { $0.requests.count(bytes) }
  }

  func countResponses(_ bytes: UnsafeRawBufferPointer) {
    state.withLock { $0.responses.count(bytes) }
  }

  /// The call is over, for good; only the first end counts.
  package func finish(_ end: Result<Void, RPCError>) {
    let state = state.withLock { state -> State? in
      defer { state.hasEnded = true }
      return state.hasEnded ? nil : state
    }
    guard let state else { return }
    let now = clock()
    let summary = CallSummary(
      end, duration: .nanoseconds(Int64(clamping: now - min(now, startedAt))),
      requests: state.requests.traffic, responses: state.responses.traffic)
    for interceptor in interceptors[..<state.begun].reversed() {
      interceptor.callEnded(info, summary)
    }
  }
}
