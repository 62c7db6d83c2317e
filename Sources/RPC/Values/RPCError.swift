/// How a call failed: a status that is not OK, with what came with it.
///
/// Thrown by a client's calls, and by handlers to end a call with a status of their choice. Any
/// other error that a handler throws becomes UNKNOWN and its text stays in the server.
public struct RPCError: Error, Hashable, Sendable {
  /// The status code; never `.ok`.
  public var code: StatusCode
  /// What went wrong, for people. At most a few hundred bytes arrive everywhere.
  public var message: String
  /// Metadata that ends the call, beside the status itself.
  public var trailingMetadata: Metadata

  /// What programs can learn of the error beyond its code; carried in `grpc-status-details-bin`.
  public var details: [ErrorDetail]

  /// Creates an error with a status other than OK.
  public init(
    _ code: StatusCode, _ message: String, details: [ErrorDetail] = [],
    trailingMetadata: Metadata = Metadata()
  ) {
    precondition(code != .ok, "an error is not OK")
    self.code = code
    self.message = message
    self.details = details
    self.trailingMetadata = trailingMetadata
  }
}

extension RPCError {
  static let taskCancelled = RPCError(.cancelled, "the task was cancelled")
  /// A program's own mistake, which must not end it.
  package static let twoWriters = RPCError(
    .internalError, "two tasks write one call's messages at once: let one write at a time")
  /// The same for reading.
  static let twoReaders = RPCError(
    .internalError, "two tasks read one call's messages at once: let one read at a time")
}

extension RPCError: CustomStringConvertible {
  /// Code and message, "NOT_FOUND: no meeting has the id …".
  public var description: String { message.isEmpty ? "\(code)" : "\(code): \(message)" }
}
