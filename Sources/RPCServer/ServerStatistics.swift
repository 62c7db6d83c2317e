public import RPC

/// What a server did since it was made, summed up over its event loops when it is asked for.
///
/// Counting takes no locks, so that numbers of one moment may differ by what happens meanwhile. Nothing
/// that clients send makes more of it: what is no method of the server is counted as one.
public struct ServerStatistics: Sendable {
  /// What became of connections.
  public struct Connections: Sendable {
    /// Open now, also those whose handshake is not done.
    public var open = 0
    /// Taken from the listening sockets.
    public var accepted = 0
    /// Closed right after that, because a limit was reached.
    public var refused = 0
    /// Those of them whose address had as many as one may (`ServerConfiguration.maximumConnectionsPerAddress`).
    public var refusedByAddress = 0
    /// Ready for calls, by what TLS agreed on.
    public var ready: [Handshake: Int] = [:]
    /// Ended before they were ready for calls, by reason.
    public var failed: [Failure: Int] = [:]
    /// Broken later, by reason.
    public var broken: [Failure: Int] = [:]
  }

  /// What a handshake agreed on.
  public struct Handshake: Hashable, Sendable {
    /// "TLS 1.3"; "none" for plain HTTP/2.
    public var version: String
    /// Whether it went on from an earlier session.
    public var isResumed: Bool
  }

  /// Why a connection did not become one, or broke.
  public enum Failure: Hashable, Sendable {
    /// TLS, with the name of its error's code.
    case tls(String)
    /// HTTP/2.
    case http2
    /// A time limit.
    case timeout
    /// The time for a handshake, which others kept waiting (`ServerConfiguration.handshakeShare`).
    case handshakeShare
    /// The socket.
    case socket
  }

  /// The calls of one method.
  public struct Calls: Sendable {
    /// The method; nil for all paths that are no method's.
    public var method: MethodDescriptor?
    /// Calls whose headers came.
    public var started = 0
    /// Messages of requests, and their bytes, gRPC's five before each included, of calls that ended.
    public var requests = CallSummary.Traffic()
    /// Messages and bytes of responses.
    public var responses = CallSummary.Traffic()
    /// The times of calls that ended, by status; statuses that did not occur are left out.
    public var times: [StatusCode: Times] = [:]

    /// Calls that ended.
    public var ended: Int { times.values.reduce(0) { $0 + $1.count } }
    /// Calls that are open.
    public var open: Int { max(0, started - ended) }
  }

  /// How long calls took, from the burst of bytes that began them to the end of their streams.
  public struct Times: Sendable {
    /// Upper bounds of the buckets; the last bucket has none.
    public static let bounds: [Duration] = ServerTally.bounds.map { .nanoseconds(Int64($0)) }
    /// Calls in each bucket, one more than bounds; not summed up.
    public var buckets: [Int]
    /// All times together.
    public var sum: Duration

    /// All calls.
    public var count: Int { buckets.reduce(0, +) }
  }

  /// What is done away from the event loops, because it takes long.
  public struct Workers: Sendable {
    /// Threads for it.
    public var threads = 0
    /// Calls whose work runs now, those left out that are counted as `long`.
    public var busy = 0
    /// Calls whose work has taken longer than a turn.
    public var long = 0
    /// Calls whose work waits for a thread.
    public var queued = 0
    /// Calls whose work was done.
    public var finished = 0
    /// Calls that ended before their work did.
    public var cancelled = 0
    /// Calls refused because enough waited.
    public var rejected = 0
    /// Processor time of those threads.
    public var time = Duration.zero
  }

  /// Connections.
  public var connections = Connections()
  /// Threads for long work.
  public var workers = Workers()
  /// A record for each method of the server, and a last one for paths that are no method's.
  public var calls: [Calls] = []
  /// Bytes that came from sockets.
  public var receivedBytes = 0
  /// Bytes that went to sockets.
  public var sentBytes = 0
  /// Steps of handshakes that waited for others (`ServerConfiguration.handshakeShare`).
  public var delayedHandshakes = 0
  /// Streams that clients reset.
  public var receivedResets = 0
  /// GOAWAY frames sent, by the names of their codes in RFC 9113; a graceful end sends two.
  public var sentGoAways: [String: Int] = [:]
  /// Connections that ended because their client did more of something than it may, by the name that its
  /// GOAWAY has in its debug data: "too_many_resets". Every name is there.
  public var exceededBudgets: [String: Int] = [:]
  /// Calls that a limit has ended, by its name: "request_memory". Every name is there.
  public var refusedCalls: [String: Int] = [:]
  /// The most bytes that clients can take, as `ServerConfiguration.memoryBound` has it.
  public var memoryBound = 0
  /// Bytes that requests hold which are not complete or not read, in the pieces that connections take.
  public var requestMemory = 0
  /// Bytes that answers hold which wait to be sent, in the same pieces.
  public var responseMemory = 0
}

extension ServerStatistics {
  /// Adds what one event loop counted.
  mutating func add(_ tally: ServerTally) {
    receivedResets += Int(tally.resetCount)
    for (code, count) in tally.goAwayCounts { sentGoAways[code, default: 0] += Int(count) }
    for (budget, count) in tally.exceededBudgets {
      exceededBudgets[budget, default: 0] += Int(count)
    }
    let counts = tally.counts()
    if calls.isEmpty { calls = counts.map { Calls(method: $0.method) } }
    for (index, counts) in counts.enumerated() {
      calls[index].started += Int(counts.started)
      calls[index].requests.messages += Int(counts.requestMessages)
      calls[index].requests.bytes += Int(counts.requestBytes)
      calls[index].responses.messages += Int(counts.responseMessages)
      calls[index].responses.bytes += Int(counts.responseBytes)
      for (status, times) in zip(StatusCode.allCases, counts.times)
      where times.buckets.contains(where: { $0 > 0 }) {
        var sum =
          calls[index].times[status]
          ?? Times(buckets: [Int](repeating: 0, count: times.buckets.count), sum: .zero)
        for bucket in times.buckets.indices { sum.buckets[bucket] += Int(times.buckets[bucket]) }
        sum.sum += .nanoseconds(Int64(clamping: times.nanoseconds))
        calls[index].times[status] = sum
      }
    }
  }
}
