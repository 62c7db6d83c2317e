internal import Dispatch

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ends the program's work when SIGINT or SIGTERM comes: calls are cancelled, so that the server
/// knows, and the exit status says what happened.
final class Interruption {
  /// Time the work has to end by itself; a read from a terminal, for one, cannot be cancelled.
  private static let grace = DispatchTimeInterval.seconds(1)

  private let sources: [any DispatchSourceSignal]

  /// Calls `cancel` with the status to end with when the first signal comes; a second signal ends
  /// the process at once.
  init(cancel: @escaping @Sendable (ExitStatus) -> Void) {
    sources = [(SIGINT, ExitStatus.interrupted), (SIGTERM, .terminated)].map { number, status in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        signal(number, SIG_DFL)
        cancel(status)
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.grace) { exit(status.rawValue) }
      }
      source.resume()
      return source
    }
  }
}
