internal import HTTP2

/// The calls of a connection that go on when others of its loop had their turn.
struct CallTurns {
  /// Streams whose sources had nothing yet.
  fileprivate var paused: [Int32] = []
  /// Sources that had nothing since those that were paused went on.
  fileprivate var vainLooks = 0
  /// Streams whose requests are complete, and whose handlers have their turn later.
  fileprivate var postponed: ArraySlice<Int32> = []
  /// Handlers begun, for looks at the clock now and then.
  private var begunHandlers = 0
  /// Monotonic nanoseconds, as the session's `now`, which go on meanwhile; nil where nobody else waits.
  private let clock: (@Sendable () -> UInt64)?

  init(clock: (@Sendable () -> UInt64)?) { self.clock = clock }

  /// Sources that look in vain before others have their turn: each takes some ten microseconds for it.
  fileprivate static let vainLooksAtOnce = 16
  /// Nanoseconds for the handlers of what came at once.
  private static let handlerTime: UInt64 = 300_000
  /// Handlers between two looks at the clock; those that may take longer than some tens of microseconds answer
  /// with work for other threads.
  private static let handlersPerLook = 8

  /// Counts a handler, and tells whether those since `now` have had their time.
  fileprivate mutating func isTimeOver(since now: UInt64) -> Bool {
    begunHandlers &+= 1
    guard begunHandlers % Self.handlersPerLook == 0, let clock else { return false }
    return clock() &- now > Self.handlerTime
  }
}

extension ServerSession {
  /// A source has nothing yet: it is asked again when others had their turn.
  func pause(_ stream: Int32) {
    turns.paused.append(stream)
    turns.vainLooks += 1
  }

  /// Whether a source may look for what it has; where not, it counts as one that had nothing.
  var mayLook: Bool { turns.vainLooks < CallTurns.vainLooksAtOnce }

  /// Whether a call whose request is complete has to wait for its turn, which then comes.
  func postpones(_ call: ServerCall) -> Bool {
    guard !turns.postponed.isEmpty || turns.isTimeOver(since: now) else { return false }
    turns.postponed.append(call.stream.id)
    return true
  }

  package var isPaused: Bool { !turns.paused.isEmpty || !turns.postponed.isEmpty }

  package func goOn() {
    turns.vainLooks = 0
    let streams = Array(turns.paused.prefix(CallTurns.vainLooksAtOnce))
    turns.paused.removeFirst(streams.count)
    for id in streams { (http2.stream(id)?.handler as? ServerCall)?.resume() }
    while let id = turns.postponed.popFirst() {
      (http2.stream(id)?.handler as? ServerCall)?.takePostponed()
      if turns.isTimeOver(since: now) { break }
    }
  }
}
