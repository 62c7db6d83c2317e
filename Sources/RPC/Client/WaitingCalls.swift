internal import HTTP2

/// Calls of a session that wait until the server allows another stream, in their order.
///
/// They wait here and not in nghttp2, which would hold them until streams end even when the server has
/// said that it takes no more.
struct WaitingCalls {
  struct Call {
    var exchange: ClientExchange
    var deadline: UInt64
    /// The headers, made anew for the time that is left.
    var headers: () -> HeaderBlock
    /// Gets the call's stream, or nil when the call has to go elsewhere.
    var onOpened: (Int32?) -> Void
  }

  /// By their tickets, which count up: those from `first` to `last` are in order, save for gaps.
  private var calls: [Int: Call] = [:]
  private var first = 1
  private var last = 0
  private var deadlines = Deadlines<Int>()

  var isEmpty: Bool { calls.isEmpty }

  /// The earliest time that `popDue` is to be asked at; `.max` for never.
  var earliestDeadline: UInt64 { deadlines.earliest }

  /// Puts a call at the end, and gives the ticket that it can be taken out by.
  mutating func append(_ call: Call) -> Int {
    last += 1
    calls[last] = call
    deadlines.insert(last, at: call.deadline)
    deadlines.removeDead(live: calls.count) { calls[$0] != nil }
    return last
  }

  /// Takes out the call that has waited longest.
  mutating func popFirst() -> Call? {
    while first <= last {
      defer { first += 1 }
      if let call = calls.removeValue(forKey: first) { return call }
    }
    return nil
  }

  /// Takes out a call, if it still waits.
  mutating func remove(_ ticket: Int) -> Call? { calls.removeValue(forKey: ticket) }

  /// Takes out a call whose deadline has passed.
  mutating func popDue(now: UInt64) -> Call? {
    while let ticket = deadlines.popDue(now: now) {
      if let call = calls.removeValue(forKey: ticket) { return call }
    }
    deadlines.dropDead { calls[$0] != nil }
    return nil
  }

  /// Takes out all, in their order.
  mutating func removeAll() -> [Call] {
    var all: [Call] = []
    while let call = popFirst() { all.append(call) }
    deadlines = Deadlines()
    return all
  }
}
