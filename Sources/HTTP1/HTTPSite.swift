internal import Synchronization

/// What answers requests for pages, wherever they come in.
package struct HTTPSite: Sendable {
  /// Makes an answer, on a thread that may take its time.
  package typealias Responder =
    @Sendable (_ request: HTTPRequest, _ isCancelled: () -> Bool) throws -> HTTPResponse

  package let limits: HTTPLimits
  package let tally: HTTPTally
  package let respond: Responder

  package init(
    limits: HTTPLimits = HTTPLimits(), tally: HTTPTally = HTTPTally(), respond: @escaping Responder
  ) {
    self.limits = limits
    self.tally = tally
    self.respond = respond
  }
}

/// Counts what is answered to requests for pages. Usable from any thread.
package final class HTTPTally: Sendable {
  private let counts = Mutex(HTTPStatistics())

  package init() {}

  package var value: HTTPStatistics { counts.withLock { $0 } }

  package func opened() {
    counts.withLock {
      $0.open += 1
      $0.accepted += 1
    }
  }
  package func closed() { counts.withLock { $0.open -= 1 } }
  package func answered(_ status: Int) {
    counts.withLock { $0.answers[status, default: 0] += 1 }
  }
  package func strike(_ limit: HTTPLimit) {
    counts.withLock { $0.strikes[limit, default: 0] += 1 }
  }
  package func sent(_ bytes: Int) { counts.withLock { $0.sentBytes += bytes } }
}
