/// Sees every call of a server: authorisation, access logs, metrics and tracing are built on this.
///
/// The interceptors of a server are asked in the order of its configuration when a call starts, in
/// the reverse order when it ends. `callStarted` and `callEnded` are called on the event loop of the
/// call's connection, for every method, also those that are answered at once from memory: they must
/// be quick and must not block. One interceptor serves all connections, from several threads.
///
/// Requests that are refused before a handler sees them (an unknown method, headers over the limit, no
/// gRPC at all) start and end like others, so that logs and metrics are complete.
public protocol ServerInterceptor: Sendable {
  /// A call's headers are here, and nothing was done for it yet. Throwing refuses the call with that
  /// status: UNAUTHENTICATED or PERMISSION_DENIED for authorisation. Metadata set here goes out with
  /// the answer.
  func callStarted(_ call: ServerCallInfo) throws(RPCError)

  /// The call is over; called once for each call whose `callStarted` was called, also if that threw.
  func callEnded(_ call: ServerCallInfo, _ summary: CallSummary)

  /// Runs the handler of an asynchronous method: `body` must be called once. This is where task-local
  /// values, such as a tracing context, are bound. What it throws ends the call as if the handler had
  /// thrown it. Not called for methods that are answered at once.
  func run(_ call: ServerCallInfo, _ body: @Sendable () async throws -> Void) async throws
}

extension ServerInterceptor {
  /// Lets the call go on.
  public func callStarted(_ call: ServerCallInfo) throws(RPCError) {}
  /// Does nothing.
  public func callEnded(_ call: ServerCallInfo, _ summary: CallSummary) {}
  /// Runs the handler and nothing else.
  public func run(
    _ call: ServerCallInfo, _ body: @Sendable () async throws -> Void
  ) async throws {
    try await body()
  }
}
