/// The interceptors of a server. There is no object where there are none, so that calls are asked one
/// question only.
package final class ServerInterceptors: Sendable {
  let list: [any ServerInterceptor]
  /// Monotonic nanoseconds. Not the session's, which stand still while a burst is worked off.
  let clock: @Sendable () -> UInt64

  /// Nil for an empty list.
  package init?(_ list: [any ServerInterceptor], clock: @escaping @Sendable () -> UInt64) {
    if list.isEmpty { return nil }
    self.list = list
    self.clock = clock
  }
}

/// What interceptors have to do with one call. Confined to the connection's thread, but for `info`.
final class ServerInterception {
  let info: ServerCallInfo
  private let interceptors: ServerInterceptors
  private let startedAt: UInt64
  private var begun = 0
  /// How the call ends, once that is submitted.
  @exclusivity(unchecked) var end: Result<Void, RPCError>?

  init(_ interceptors: ServerInterceptors, _ info: ServerCallInfo) {
    self.interceptors = interceptors
    self.info = info
    startedAt = interceptors.clock()
  }

  /// Why an interceptor refuses the call, if one does; the ones after it are not asked.
  func start() -> RPCError? {
    for interceptor in interceptors.list {
      begun += 1
      do throws(RPCError) {
        try interceptor.callStarted(info)
      } catch {
        return error
      }
    }
    return nil
  }

  /// - Parameter hasSentEnd: whether the call's last frame left.
  func finish(
    hasSentEnd: Bool, requests: CallSummary.Traffic, responses: CallSummary.Traffic
  ) {
    let end = end ?? .success(())
    let cancelled = Result<Void, RPCError>.failure(
      RPCError(.cancelled, "the client ended the call"))
    var outcome = end
    // An OK that never left was none.
    if case .success = end, !hasSentEnd { outcome = cancelled }
    let now = interceptors.clock()
    let summary = CallSummary(
      outcome, duration: .nanoseconds(Int64(clamping: now - min(now, startedAt))),
      requests: requests, responses: responses)
    for interceptor in interceptors.list[..<begun].reversed() {
      interceptor.callEnded(info, summary)
    }
  }

  /// A handler inside every interceptor's `run`, the first one outermost.
  static func wrap(
    _ handler: @escaping ServerHandler.Body, _ interceptors: ServerInterceptors,
    _ info: ServerCallInfo
  ) -> ServerHandler.Body {
    interceptors.list.reversed().reduce(handler) { inner, interceptor in
      { try await interceptor.run(info) { try await inner() } }
    }
  }
}
