/// What a listener takes of its clients.
package struct HTTPLimits: Hashable, Sendable {
  /// Bytes of a request's head, and of those that a client sends ahead while one is answered. Browsers
  /// send some 700; cookies of other programs on the same host come along.
  package var requestSize = 16 << 10
  /// Bytes of the first line.
  package var lineSize = 8 << 10
  /// Fields of a request.
  package var fields = 100
  /// Requests of a connection, after which it ends.
  package var requestsPerConnection = 1_000
  /// Connections open at once.
  package var connections = 512
  /// How long a client keeps a full listener waiting, with its request or to take a piece of an answer,
  /// before it is cut for a new one.
  package var leastWait = Duration.seconds(1)
  /// From a request's first byte to the end of its head.
  package var requestTime = Duration.seconds(10)
  /// How long a connection waits for a request.
  package var idleTime = Duration.seconds(60)
  /// How long a client takes for a piece of an answer, 64 KiB or so.
  package var responseTime = Duration.seconds(30)
  /// Whether a client that has ended its side is answered all the same. Browsers that go elsewhere end theirs;
  /// tools of one line do once they have asked.
  package var answersHalfClosed = false

  package init() {}
}

/// What ended or refused a request or a connection, by the names that metrics and answers give it.
package enum HTTPLimit: String, Hashable, Sendable, CaseIterable {
  case malformed
  case body
  case method
  case requestSize = "request_size"
  case lineSize = "line_size"
  case fields
  case requestTime = "request_time"
  case responseTime = "response_time"
  case connections
  case work
}

/// What a listener did so far.
package struct HTTPStatistics: Hashable, Sendable {
  package var open = 0
  package var accepted = 0
  /// Answers by status.
  package var answers: [Int: Int] = [:]
  package var strikes: [HTTPLimit: Int] = [:]
  package var sentBytes = 0

  package init() {}
}
