internal import Histogram
internal import NIOCore
internal import RPC
internal import RPCClient
internal import RPCTransport

/// One event loop of a load test: its connections and its part of the step that runs. Confined to it.
final class LoadLoop {
  /// Time between two attempts to connect again; it doubles with each failure in a row.
  private static let firstDelay = TimeAmount.milliseconds(100)
  private static let longestDelay = TimeAmount.seconds(1)

  let loop: any EventLoop
  let shared: LoadShared
  let scratch = Scratch()
  let index: Int
  let loops: Int
  @exclusivity(unchecked) private var connections: [LoadConnection] = []
  /// Those that take no new calls and still have some.
  private var leaving: [LoadConnection] = []
  @exclusivity(unchecked) private var turn = 0
  /// Free streams of all connections that are ready.
  @exclusivity(unchecked) private var free = 0
  /// When the first of them was there after there had been none.
  @exclusivity(unchecked) private var freeSince: UInt64 = 0
  @exclusivity(unchecked) var run: StepRun?
  @exclusivity(unchecked) private var isWakeScheduled = false
  private var failures = 0
  private var settled: (left: Int, promise: EventLoopPromise<Void>)?
  private var isStopped = false
  /// When there was no connection any more; nil while there is one.
  var lostAt: UInt64?
  var lostReason: String?
  var step: RunningStep?
  /// Looks at the time while a step runs.
  var ticker: RepeatedTask?
  /// When calls are next looked through for those that took too long.
  var nextExpiry: UInt64 = 0

  // What connections tell, for the next step's report.
  var connectTimes = TimeHistogram.times
  var handshakeTimes = TimeHistogram.times
  var connectionFailures: [(StepTally.Phase, String)] = []
  var transport: (version: String?, cipher: String?)?
  var isServerHere = false

  init(_ loop: any EventLoop, _ shared: LoadShared, index: Int, of loops: Int) {
    self.loop = loop
    self.shared = shared
    self.index = index
    self.loops = loops
  }

  /// Monotonic nanoseconds.
  static var clock: UInt64 { NIODeadline.now().uptimeNanoseconds }

  // MARK: Connections

  /// Opens the loop's part of the connections; the promise is kept when each is ready or has failed.
  func open(_ promise: EventLoopPromise<Void>) {
    let count = shared.plan.connections
    let mine = (0..<count).filter { $0 % loops == index }
    guard !mine.isEmpty else { return promise.succeed() }
    settled = (mine.count, promise)
    for number in mine { connect(number) }
  }

  private func connect(_ number: Int) {
    let connection = LoadConnection(
      self, number: number, endpoints: shared.targets[number % shared.targets.count])
    connections.append(connection)
    connection.connect()
  }

  private func settleOne() {
    guard let (left, promise) = settled else { return }
    settled = left > 1 ? (left - 1, promise) : nil
    if left == 1 { promise.succeed() }
  }

  func ready(_ connection: LoadConnection) {
    failures = 0
    lostAt = nil
    if free == 0 { freeSince = Self.clock }
    free += connection.freeSlots
    settleOne()
    loop.execute { [me = NIOLoopBound(self, eventLoop: loop)] in me.value.pump() }
  }

  /// A connection takes no more calls.
  func leaving(_ connection: LoadConnection) {
    free -= connection.freeSlots
    connections.removeAll { $0 === connection }
    leaving.append(connection)
    if !connections.contains(where: \.isReady) { lostAt = lostAt ?? Self.clock }
    // Its place is taken at once, also while its last calls finish.
    if !isStopped { reconnect(connection.number) }
  }

  /// A connection is no more.
  func ended(
    _ connection: LoadConnection, phase: StepTally.Phase, _ reason: String, wasReady: Bool
  ) {
    leaving.removeAll { $0 === connection }
    let wasWaiting = connections.contains { $0 === connection }
    connections.removeAll { $0 === connection }
    guard !isStopped else { return }
    lostReason = reason
    if phase != .call { connectionFailures.append((phase, reason)) }
    if !connections.contains(where: \.isReady) { lostAt = lostAt ?? Self.clock }
    if wasWaiting { reconnect(connection.number) }
    if !wasReady { settleOne() }
  }

  private func reconnect(_ number: Int) {
    let exponent = Double(1 << min(failures, 10))
    let delay = min(
      Int64(Double(Self.firstDelay.nanoseconds) * exponent), Self.longestDelay.nanoseconds)
    failures += 1
    let me = NIOLoopBound(self, eventLoop: loop)
    loop.scheduleTask(in: .nanoseconds(delay)) {
      if !me.value.isStopped { me.value.connect(number) }
    }
  }

  /// Whether a connection is ready.
  var isConnected: Bool { connections.contains(where: \.isReady) }

  /// Closes the connections.
  func stop() {
    isStopped = true
    for connection in connections + leaving { connection.drain() }
  }

  // MARK: Calls

  /// Sends everything that is due, in one burst, and comes back when more is.
  func pump() {
    guard let run else { return }
    let now = Self.clock
    var used: [LoadConnection] = []
    while let connection = nextFree(), let call = run.next(now, freeSince: freeSince) {
      if start(call, of: run, on: connection, now),
        !used.contains(where: { $0 === connection })
      {
        used.append(connection)
      }
    }
    for connection in used { connection.send() }
    scheduleWake()
  }

  /// Starts a call. False when the connection takes it no more, and the call has failed.
  private func start(
    _ call: LoadCall, of run: StepRun, on connection: LoadConnection, _ now: UInt64
  ) -> Bool {
    free -= 1
    if connection.start(call, of: run) { return true }
    // Unless it has left, and has taken its streams with it.
    if connection.isReady { free += 1 }
    run.failed(
      call, now, RPCError(.unavailable, "the connection takes no more calls"), wasAnswered: false)
    return false
  }

  /// The next connection in turn that has a free stream, if any has.
  private func nextFree() -> LoadConnection? {
    guard free > 0 else { return nil }
    for _ in connections.indices {
      turn = turn + 1 < connections.count ? turn + 1 : 0
      let connection = connections[turn]
      if connection.freeSlots > 0 { return connection }
    }
    return nil
  }

  private func scheduleWake() {
    // While no stream is free the end of a call is the next time to look.
    guard !isWakeScheduled, free > 0, let due = run?.nextDue else { return }
    isWakeScheduled = true
    let me = NIOLoopBound(self, eventLoop: loop)
    loop.scheduleTask(deadline: .uptimeNanoseconds(due)) {
      me.value.isWakeScheduled = false
      me.value.pump()
    }
  }

  /// A stream of a connection is free again: what is due has waited for it.
  func slotClosed(on connection: LoadConnection) {
    guard connection.isReady else {
      finishIfDone(connection.now)
      return
    }
    let now = connection.now
    if free == 0 { freeSince = now }
    free += 1
    guard let run else { return }
    if let call = run.next(now, freeSince: freeSince) {
      if start(call, of: run, on: connection, now) { connection.handler?.scheduleFlush() }
    } else {
      if !isWakeScheduled { scheduleWake() }
      finishIfDone(now)
    }
  }

  func forEachConnection(_ body: (LoadConnection) -> Void) {
    for connection in connections { body(connection) }
    for connection in leaving { body(connection) }
  }
}
