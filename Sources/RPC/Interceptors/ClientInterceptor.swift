/// Sees every call of a client channel: credentials, logs, metrics and tracing are built on this.
///
/// The interceptors of a channel are asked in the order of its configuration when a call starts, in
/// the reverse order when it ends. A call that is made again after it failed starts and ends once.
public protocol ClientInterceptor: Sendable {
  /// A call is about to be made; runs in the task that makes it, so that its task-local values (a
  /// tracing context) can be read, and may wait, for a token for instance. May add metadata. Throwing
  /// ends the call before it is made.
  func callStarted(_ call: ClientCallInfo) async throws(RPCError)

  /// The call is over, its last attempt; called once for each call whose `callStarted` was called, also if
  /// that threw. Messages are those of the last attempt.
  /// On any thread, perhaps a connection's: must be quick and must not block.
  func callEnded(_ call: ClientCallInfo, _ summary: CallSummary)
}

extension ClientInterceptor {
  /// Lets the call go on.
  public func callStarted(_ call: ClientCallInfo) async throws(RPCError) {}
  /// Does nothing.
  public func callEnded(_ call: ClientCallInfo, _ summary: CallSummary) {}
}
