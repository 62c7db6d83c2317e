/// The status codes of gRPC (grpc/doc/statuscodes.md).
public enum StatusCode: Int, Hashable, Sendable, CaseIterable {
  /// The call succeeded.
  case ok = 0
  /// The call was cancelled, typically by the caller.
  case cancelled = 1
  /// A failure of which nothing better is known.
  case unknown = 2
  /// An argument is at fault whatever the state of the system.
  case invalidArgument = 3
  /// The deadline passed before the call was complete.
  case deadlineExceeded = 4
  /// Something that was asked for was not found.
  case notFound = 5
  /// Something that was to be made exists already.
  case alreadyExists = 6
  /// The caller may not do this.
  case permissionDenied = 7
  /// A limit or quota was reached.
  case resourceExhausted = 8
  /// The system is not in the state that the call needs.
  case failedPrecondition = 9
  /// The call was aborted, typically for a conflict with another.
  case aborted = 10
  /// An argument lies outside the valid range, which may grow.
  case outOfRange = 11
  /// The method does not exist or is not supported here.
  case unimplemented = 12
  /// An invariant of the system is broken.
  case internalError = 13
  /// The service cannot be reached now; trying again may help.
  case unavailable = 14
  /// Data was lost or damaged beyond repair.
  case dataLoss = 15
  /// The caller is not known.
  case unauthenticated = 16
}

extension StatusCode: CustomStringConvertible {
  /// The name in the gRPC documents, "NOT_FOUND".
  public var description: String {
    switch self {
    case .ok: "OK"
    case .cancelled: "CANCELLED"
    case .unknown: "UNKNOWN"
    case .invalidArgument: "INVALID_ARGUMENT"
    case .deadlineExceeded: "DEADLINE_EXCEEDED"
    case .notFound: "NOT_FOUND"
    case .alreadyExists: "ALREADY_EXISTS"
    case .permissionDenied: "PERMISSION_DENIED"
    case .resourceExhausted: "RESOURCE_EXHAUSTED"
    case .failedPrecondition: "FAILED_PRECONDITION"
    case .aborted: "ABORTED"
    case .outOfRange: "OUT_OF_RANGE"
    case .unimplemented: "UNIMPLEMENTED"
    case .internalError: "INTERNAL"
    case .unavailable: "UNAVAILABLE"
    case .dataLoss: "DATA_LOSS"
    case .unauthenticated: "UNAUTHENTICATED"
    }
  }
}
