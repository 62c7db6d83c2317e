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
    /// Meetings whose place another document's took.
    package var replaced = 0
    /// Meetings left out for having the same words as one before.
    package var repeated = 0
    /// Meetings most of whose paragraphs another has too.
    package var alike = 0
    /// Places that may have been read wrongly.
    package var warnings = 0
    /// How long loading took; nil until it is over.
    package var loadTime: Duration?
    /// Why it is not ready though it serves; nil when it is.
    package var wanted: String?
    /// How often certificates were read anew, and how often that failed.
    package var reloads = 0
    package var failedReloads = 0
    /// Why it failed the last time; nil when it did not.
    package var reloadFailure: String?
    /// The same of the policy.
    package var policyReloads = 0
    package var failedPolicyReloads = 0
    package var policyReloadFailure: String?
    /// Bytes that were given back to the system.
    package var memoryGivenBack = 0
    /// Where it listens for calls.
    package var addresses: [String] = []
    /// Where pages are; nil for nowhere.
    package var pages: String?

    /// Whether clients should be sent here.
    package var isReady: Bool { phase == .serving && wanted == nil }
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
