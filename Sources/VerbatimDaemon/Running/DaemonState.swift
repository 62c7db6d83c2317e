internal import Synchronization

/// How far the program is, for everybody who asks, on any thread.
package final class DaemonState: Sendable {
  /// What it does.
  package enum Phase: String, Hashable, Sendable {
    /// Documents are read; the ports are taken and nothing is served.
    case loading
    /// Calls are answered.
    case serving
    /// Calls under way finish, new ones are refused.
    case draining
  }

  /// What is known.
  package struct Values: Hashable, Sendable {
    package var phase = Phase.loading
    /// Documents there are.
    package var documents = 0
    /// Documents that were read, to their end or to an error.
    package var documentsRead = 0
    /// Statements taken.
    package var statements = 0
    /// Bytes of text taken.
    package var textBytes = 0
    /// Documents and meetings that were left out.
    package var failures = 0
    /// Places that may have been read wrongly.
    package var warnings = 0
    /// How long loading took; nil until it is over.
    package var loadTime: Duration?
    /// Where it listens for calls.
    package var addresses: [String] = []
  }

  private let state = Mutex(Values())
  private let start = ContinuousClock.now
  /// When the program started.
  let startTime = Timestamp.now

  package init() {}

  /// How things are now.
  package var values: Values { state.withLock { $0 } }

  /// Time since the program started.
  var uptime: Duration { ContinuousClock.now - start }

  /// Notes what changed.
  package func update(_ body: (inout sending Values) -> Void) { state.withLock { body(&$0) } }
}
