internal import Synchronization

/// What ends single calls that ask for too much, by the name that metrics and the log have for it.
package enum CallLimit: String, CaseIterable, Sendable {
  /// Bytes of a connection's requests that are not complete.
  case connectionRequestMemory = "connection_request_memory"
  /// The same of the whole server.
  case requestMemory = "request_memory"
  /// Bytes of a connection's answers that wait to be sent.
  case connectionResponseMemory = "connection_response_memory"
  /// The same of the whole server.
  case responseMemory = "response_memory"
  /// The same, by an answer that is not read while others need what it holds.
  case unreadResponse = "unread_response"
  /// The time in which nothing of an answer is read that holds such memory.
  case responseTimeout = "response_timeout"
  /// The time that a request may take to come.
  case requestTimeout = "request_timeout"
  /// How much longer a request may become when it is decompressed.
  case inflationRatio = "inflation_ratio"
  /// Bytes that a connection may have decompressed.
  case inflation = "inflation"
  /// Time that decompressing takes, by the client's address or in all.
  case inflationShare = "inflation_share"
  /// Calls of the whole server.
  case openCalls = "open_calls"
  /// Calls that wait for a thread for long work.
  case workerQueue = "worker_queue"
  /// Calls that such a thread has worked on for longer than a turn.
  case longWork = "long_work"
  /// Processor time of such threads that a call may take.
  case workTime = "work_time"
  /// What a request of HTTP/1.1 may be that becomes a call: well formed, its head in time and no larger than
  /// headers may be.
  case http1Request = "http1_request"
}

extension CallLimit {
  /// Whether whoever goes on to make such calls could do otherwise: nobody else has a part in it, or, where
  /// decompressing takes too much of the server's time, the same can be sent uncompressed.
  var isOwnDoing: Bool {
    switch self {
    case .connectionRequestMemory, .connectionResponseMemory, .inflationRatio, .inflation,
      .inflationShare, .workTime:
      true
    // What others take, or time that passes.
    default: false
    }
  }
}

/// How many calls of a connection were ended by limits that are its own. Usable from any thread.
final class OverLimitCount: Sendable {
  private let count = Atomic(0)

  func add(_ limit: CallLimit) {
    if limit.isOwnDoing { count.wrappingAdd(1, ordering: .relaxed) }
  }

  /// Those since the last time.
  func take() -> Int {
    guard count.load(ordering: .relaxed) > 0 else { return 0 }
    return count.exchange(0, ordering: .relaxed)
  }
}

/// How often calls were ended by each limit. Usable from any thread.
package final class CallLimitCounts: Sendable {
  private let counts = Mutex<[CallLimit: Int]>([:])

  package init() {}

  package func add(_ limit: CallLimit) { counts.withLock { $0[limit, default: 0] += 1 } }

  /// By the limits' names; all of them.
  package var byName: [String: Int] {
    counts.withLock { counts in
      Dictionary(
        uniqueKeysWithValues: CallLimit.allCases.map { ($0.rawValue, counts[$0] ?? 0) })
    }
  }
}
