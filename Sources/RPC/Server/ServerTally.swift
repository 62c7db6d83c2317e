internal import HTTP2

/// What the sessions of one event loop have done, counted as they do it.
///
/// The loop's thread adds, any thread reads. It has a fixed size, whatever clients send: a row of
/// numbers for each method of the server, and one for all paths that are no method's.
package final class ServerTally: Sendable {
  /// Upper bounds of the buckets that calls' times are counted in, in nanoseconds: from an answer out of
  /// memory, 10 µs, to a stream of five minutes. A last bucket has no bound.
  package static let bounds: [UInt64] = [
    10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000, 5_000_000, 10_000_000,
    25_000_000, 50_000_000, 100_000_000, 250_000_000, 500_000_000, 1_000_000_000, 2_500_000_000,
    5_000_000_000, 10_000_000_000, 30_000_000_000, 60_000_000_000, 300_000_000_000,
  ]

  // A row: five numbers, then for each status a bucket each and the sum of the times.
  private static let started = 0
  private static let requestMessages = 1
  private static let requestBytes = 2
  private static let responseMessages = 3
  private static let responseBytes = 4
  private static let firstStatus = 5
  private static let statusSize = bounds.count + 2
  private static let rowSize = firstStatus + StatusCode.allCases.count * statusSize
  /// HTTP/2 defines codes up to 0xd; whatever else there is shares the last number.
  private static let errorCodes = 15

  private let methods: [MethodDescriptor]
  // Never changed after `init`, and the numbers are atomic.
  nonisolated(unsafe) private let rows: UnsafeMutablePointer<LoopCounter>
  private let cellCount: Int
  nonisolated(unsafe) private let goAways: UnsafeMutablePointer<LoopCounter>
  private let resets = LoopCounter()
  nonisolated(unsafe) private let budgets: UnsafeMutablePointer<LoopCounter>
  private let bounds = ServerTally.bounds
  /// Monotonic nanoseconds, the same as the sessions' but read anew each time.
  private let clock: @Sendable () -> UInt64

  /// A tally of nothing yet.
  package init(_ methods: MethodTable, clock: @escaping @Sendable () -> UInt64) {
    self.methods = methods.descriptors
    self.clock = clock
    cellCount = (methods.descriptors.count + 1) * Self.rowSize
    rows = .allocate(capacity: cellCount)
    for index in 0..<cellCount { (rows + index).initialize(to: LoopCounter()) }
    goAways = .allocate(capacity: Self.errorCodes)
    for index in 0..<Self.errorCodes { (goAways + index).initialize(to: LoopCounter()) }
    budgets = .allocate(capacity: ClientBudget.allCases.count)
    for index in ClientBudget.allCases.indices {
      (budgets + index).initialize(to: LoopCounter())
    }
  }

  deinit {
    rows.deinitialize(count: cellCount)
    rows.deallocate()
    goAways.deinitialize(count: Self.errorCodes)
    goAways.deallocate()
    budgets.deinitialize(count: ClientBudget.allCases.count)
    budgets.deallocate()
  }

  // MARK: Counting, on the loop

  private func row(_ method: ServerMethod?) -> UnsafeMutablePointer<LoopCounter> {
    rows + (method?.number ?? methods.count) * Self.rowSize
  }

  func callStarted(_ method: ServerMethod?) { row(method)[Self.started].add() }

  /// - Parameter start: when the call's first frame came, by the session's clock.
  func callEnded(
    _ method: ServerMethod?, _ status: StatusCode, since start: UInt64,
    requests: CallSummary.Traffic, responses: CallSummary.Traffic
  ) {
    let row = row(method)
    row[Self.requestMessages].add(requests.messages)
    row[Self.requestBytes].add(requests.bytes)
    row[Self.responseMessages].add(responses.messages)
    row[Self.responseBytes].add(responses.bytes)
    let now = clock()
    let time = now > start ? now - start : 0
    var bucket = 0
    while bucket < bounds.count, time > bounds[bucket] { bucket += 1 }
    let cells = row + Self.firstStatus + status.rawValue * Self.statusSize
    cells[bucket].add()
    cells[Self.statusSize - 1].add(Int(truncatingIfNeeded: time))
  }

  func receivedReset() { resets.add() }

  func sentGoAway(_ code: HTTP2ErrorCode) {
    goAways[min(Int(code.rawValue), Self.errorCodes - 1)].add()
  }

  func exceeded(_ budget: ClientBudget) {
    if let index = ClientBudget.allCases.firstIndex(of: budget) { budgets[index].add() }
  }

  // MARK: Reading, anywhere

  /// What was counted for a method; for all that is none with nil.
  package struct MethodCounts: Sendable {
    package var method: MethodDescriptor?
    package var started: UInt64 = 0
    package var requestMessages: UInt64 = 0
    package var requestBytes: UInt64 = 0
    package var responseMessages: UInt64 = 0
    package var responseBytes: UInt64 = 0
    /// By the status's number.
    package var times: [Times] = []
  }

  /// The times of the calls that ended with one status.
  package struct Times: Sendable {
    /// Calls in each bucket, not summed up.
    package var buckets: [UInt64]
    package var nanoseconds: UInt64
  }

  /// What was counted so far, the unknown methods last. Numbers of one moment may differ by the calls
  /// that end meanwhile.
  package func counts() -> [MethodCounts] {
    (0...methods.count).map { index in
      let row = rows + index * Self.rowSize
      return MethodCounts(
        method: index < methods.count ? methods[index] : nil,
        started: row[Self.started].value,
        requestMessages: row[Self.requestMessages].value,
        requestBytes: row[Self.requestBytes].value,
        responseMessages: row[Self.responseMessages].value,
        responseBytes: row[Self.responseBytes].value,
        times: StatusCode.allCases.map { status in
          let cells = row + Self.firstStatus + status.rawValue * Self.statusSize
          return Times(
            buckets: (0...bounds.count).map { cells[$0].value },
            nanoseconds: cells[Self.statusSize - 1].value)
        })
    }
  }

  /// Streams that peers reset.
  package var resetCount: UInt64 { resets.value }

  /// Connections ended because their clients did too much of something, by its name; all of them.
  package var exceededBudgets: [String: UInt64] {
    Dictionary(
      uniqueKeysWithValues: ClientBudget.allCases.enumerated().map {
        ($1.rawValue, budgets[$0].value)
      })
  }

  /// GOAWAY frames sent by the name of their code; codes of which there were none are left out.
  package var goAwayCounts: [String: UInt64] {
    var counts: [String: UInt64] = [:]
    for code in 0..<Self.errorCodes where goAways[code].value > 0 {
      let name =
        code < Self.errorCodes - 1 ? "\(HTTP2ErrorCode(rawValue: UInt32(code)))" : "other"
      counts[name] = goAways[code].value
    }
    return counts
  }
}
