internal import ArchiveStorage
internal import RPC
internal import TLS
internal import TranscriptFormats
internal import TranscriptReading
internal import VerbatimClient

/// Why a command ended early: one line that says what was wrong, where, and what to do.
package struct CommandFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What the program ends with.
  package var status: ExitStatus
  /// The line, without its end; empty when all was said already.
  package var message: String

  package var description: String { message }

  init(_ status: ExitStatus, _ message: String = "") {
    self.status = status
    self.message = message
  }

  /// What an error of a lower layer means to who typed the command.
  init(describing error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as RPCError: self.init(error)
    case let error as ArchiveChangedError: self.init(.incomplete, error.description)
    case let error as TLSError: self.init(error)
    case let error as StorageError: self.init(error)
    case let error as DocumentError: self.init(error)
    case is CancellationError: self.init(.interrupted)
    case is OutputClosed: self.init(.success)
    case let error as OutputError: self.init(.inputOutput, error.description)
    default: self.init(.software, "\(error)")
    }
  }
}

extension CommandFailure {
  fileprivate init(_ error: StorageError) {
    let status: ExitStatus =
      switch error.code {
      case .foreign, .newer, .damaged: .data
      case .unopenable: .noInput
      case .inUse, .busy: .unavailable
      case .readOnly, .full, .inputOutput, .exists: .inputOutput
      case .cancelled: .interrupted
      case .unexpected: .software
      }
    self.init(status, error.description)
  }

  init(_ error: RPCError) {
    switch error.code {
    case .ok: self.init(.software, "the call ended with OK as an error")
    case .cancelled:
      if Task.isCancelled {
        self.init(.interrupted)
      } else {
        self.init(.unavailable, "the server has cancelled the call: \(error.message)")
      }
    case .invalidArgument, .outOfRange:
      self.init(
        .usage, "the server refuses the request: \(error.message)\(Self.violations(of: error))")
    case .notFound: self.init(.nothingFound, error.message)
    case .deadlineExceeded:
      self.init(
        .deadline,
        "the answer was not complete in time (\(error.message)): allow more with --timeout SECONDS")
    case .permissionDenied, .unauthenticated:
      self.init(
        .notPermitted,
        "the server does not permit it (\(error.message)): show another token with "
          + "--token-file, or another certificate with --certificate and --key")
    case .unavailable:
      self.init(.unavailable, error.message + Self.advice(onConnecting: error.message))
    case .resourceExhausted:
      self.init(
        .unavailable,
        "a limit was reached, and asking again does not help unless it is one of calls at once: "
          + error.message)
    case .aborted, .failedPrecondition, .alreadyExists:
      self.init(.unavailable, "the server cannot answer now: \(error.message)")
    case .unimplemented:
      self.init(
        .protocolError,
        "the server has no such method (\(error.message)): check that --server names a Verbatim "
          + "server of this version")
    case .internalError, .unknown, .dataLoss:
      self.init(.protocolError, "the server failed with \(error)")
    }
  }

  /// The fields at fault that the message itself does not name.
  private static func violations(of error: RPCError) -> String {
    let violations = error.details.flatMap { detail -> [ErrorDetail.FieldViolation] in
      if case .badRequest(let violations) = detail { violations } else { [] }
    }
    return violations.filter { !error.message.contains($0.field) }
      .map { "; \($0.field) \($0.description)" }.joined()
  }

  /// What to do about a connection that cannot be made, where its error does not say. The wording
  /// it looks for is that of the TLS layer; a test holds the two together.
  private static func advice(onConnecting message: String) -> String {
    if message.contains("does not lead to a trusted") {
      return " (name the file of that CA with --ca FILE)"
    }
    if message.contains("connect by one of these") {
      return " (with --server or --server-name)"
    }
    if message.contains("requires a client certificate") {
      return " (with --certificate FILE and --key FILE)"
    }
    if message.contains("the server speaks TLS on this port") {
      return ": leave out --insecure-plaintext"
    }
    if message.contains("does not speak TLS") || message.contains("speaks HTTP/2 without TLS") {
      return " (a server without TLS is asked with --insecure-plaintext)"
    }
    if message.contains("cannot connect to") {
      return ": check --server and that verbatimd runs there"
    }
    return ""
  }

  init(_ error: TLSError) {
    switch error.code {
    case .fileNotFound, .fileUnreadable: self.init(.noInput, error.message)
    case .notPEM, .malformedPEM, .encryptedKey, .keyMismatch: self.init(.data, error.message)
    default: self.init(.unavailable, error.message)
    }
  }

  init(_ error: DocumentError) {
    switch error.code {
    case .notFound, .noPermission: self.init(.noInput, error.explanation)
    case .inputOutput: self.init(.inputOutput, error.explanation)
    case .empty, .notATranscript, .invalidEncoding, .tooLarge, .malformed, .incomplete, .refused:
      self.init(.data, error.explanation)
    }
  }
}

extension DocumentError {
  /// The error with the option of `verbatim parse` that it asks for.
  var explanation: String {
    switch asked {
    case nil: description
    case .format: description + " (--as FORMAT)"
    case .date: description + " (--date YYYY-MM-DD)"
    case .columns: description + " (--columns speaker=HEAD,text=HEAD)"
    case .dayOrder: description + " (--day-order day-first or month-first)"
    case .encoding(let name): description + " (--encoding \(name))"
    }
  }
}
