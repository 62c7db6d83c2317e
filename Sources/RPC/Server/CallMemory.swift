internal import Synchronization

/// Memory of a whole server for requests that are not complete or not read, or for answers that wait to be
/// sent. Usable from any thread.
package final class CallMemory: Sendable {
  /// Bytes that all connections together may hold.
  package let limit: Int
  private let used = Atomic(0)
  private let clock: @Sendable () -> UInt64
  private let holders = Mutex(Holders())

  /// Who holds answers that others may need the memory of.
  private struct Holders {
    var accounts: [ObjectIdentifier: CallAccount] = [:]
    /// Before this time no answer is old enough to give way.
    var nextAt: UInt64 = 0
  }

  /// Nanoseconds that an answer has to be read before it gives way to others.
  fileprivate let patience: UInt64

  /// `clock` tells monotonic nanoseconds.
  package init(
    limit: Int, patience: Duration = .seconds(1),
    clock: @escaping @Sendable () -> UInt64 = CallMemory.monotonicNow
  ) {
    self.limit = limit
    self.patience = patience.nanoseconds
    self.clock = clock
  }

  private static let origin = ContinuousClock.now

  /// Monotonic nanoseconds since some time.
  package static let monotonicNow: @Sendable () -> UInt64 = {
    UInt64(clamping: (ContinuousClock.now - origin).nanoseconds)
  }

  /// Bytes that connections hold now, in the pieces that they take.
  package var usedBytes: Int { used.load(ordering: .relaxed) }

  fileprivate func take(_ count: Int) -> Bool {
    guard used.add(count, ordering: .relaxed).newValue > limit else { return true }
    used.subtract(count, ordering: .relaxed)
    return false
  }

  fileprivate func give(_ count: Int) { used.subtract(count, ordering: .relaxed) }

  // MARK: Answers that give way

  fileprivate var now: UInt64 { clock() }

  fileprivate func enlist(_ account: CallAccount) {
    holders.withLock { $0.accounts[ObjectIdentifier(account)] = account }
  }

  fileprivate func strike(_ account: CallAccount) {
    _ = holders.withLock { $0.accounts.removeValue(forKey: ObjectIdentifier(account)) }
  }

  /// Has the answer give way that holds most for longest, and counts what it holds as free at once: it is
  /// dropped as soon as its connection's thread comes to it. False when none has held any for long.
  fileprivate func makeRoom() -> Bool {
    let now = now
    let accounts = holders.withLock { holders -> [CallAccount] in
      holders.nextAt <= now ? Array(holders.accounts.values) : []
    }
    guard !accounts.isEmpty else { return false }
    var worst: (account: CallAccount, stream: Int32, weight: Double)?
    var oldest = now
    for account in accounts {
      guard let next = account.heaviest(now: now, oldest: &oldest) else { continue }
      if next.weight > worst?.weight ?? 0 { worst = (account, next.stream, next.weight) }
    }
    guard let worst else {
      holders.withLock { $0.nextAt = oldest + patience }
      return false
    }
    worst.account.condemn(worst.stream)
    return true
  }
}

/// What one connection holds of requests, or of answers. Usable from any thread.
///
/// Connections take memory of the server in pieces, and the first few bytes without asking, so that
/// small requests, which are nearly all, touch nothing that threads share.
package final class CallAccount: Sendable {
  /// Bytes that a connection holds without asking the server.
  package static let allowance = 16 * 1024
  /// Bytes that it asks for at a time.
  private static let piece = 64 * 1024

  /// What it is that is held.
  package enum Content: Sendable { case requests, responses }

  private struct State {
    var held = 0
    var taken = 0
    /// Of what is held, bytes of answers that give way and are counted no more.
    var condemned = 0
    /// The answers that hold some, by their streams.
    var answers: [Int32: Answer] = [:]

    /// Gives the server what is not needed any more.
    mutating func settle(_ memory: CallMemory) {
      let spare = taken - CallAccount.pieces(held - condemned)
      guard spare > 0 else { return }
      memory.give(spare)
      taken -= spare
    }
  }

  private struct Answer {
    var bytes: Int
    /// When it was last read from, or began.
    var since: UInt64
    var isCondemned = false
  }

  /// Bytes that the connection may hold.
  let limit: Int
  private let memory: CallMemory
  private let content: Content
  private let onRefusal: @Sendable (CallLimit) -> Void
  private let giveWay: @Sendable (Int32) -> Void
  private let state = Mutex(State())
  /// The same as the state's, for who asks after each burst.
  private let held = Atomic(0)

  /// `onRefusal` is told, on any thread, which limit was reached, and `giveWay` which stream's answer has
  /// to be dropped for others.
  init(
    limit: Int, memory: CallMemory, of content: Content = .requests,
    onRefusal: @escaping @Sendable (CallLimit) -> Void,
    giveWay: @escaping @Sendable (Int32) -> Void = { _ in }
  ) {
    self.giveWay = giveWay
    self.limit = limit
    self.memory = memory
    self.content = content
    self.onRefusal = onRefusal
  }

  deinit { memory.give(state.withLock { $0.taken }) }

  /// Bytes held now.
  var heldBytes: Int { held.load(ordering: .relaxed) }

  /// Holds more bytes. Throws RESOURCE_EXHAUSTED, and holds none, where a limit is reached. An answer that
  /// is the only one may be larger than those of a connection may be together: its size is the server's own
  /// doing. The answer of a `stream` may have to give way to others of the server, which then hold more.
  func hold(_ count: Int, for stream: Int32? = nil) throws(RPCError) {
    var refusal = refusal(toHold: count, for: stream)
    while refusal == .responseMemory, memory.makeRoom() {
      refusal = self.refusal(toHold: count, for: stream)
    }
    guard let refusal else { return }
    onRefusal(refusal)
    throw error(of: refusal)
  }

  /// Holds more bytes, unless a limit is reached: that one.
  private func refusal(toHold count: Int, for stream: Int32?) -> CallLimit? {
    state.withLock { state in
      let held = state.held + count
      guard held <= limit || (content == .responses && state.held == 0) else {
        return content == .requests ? .connectionRequestMemory : .connectionResponseMemory
      }
      if let stream, state.answers[stream]?.isCondemned == true { return .unreadResponse }
      let lacking = Self.pieces(held - state.condemned) - state.taken
      if lacking > 0 {
        guard memory.take(lacking) else {
          return content == .requests ? .requestMemory : .responseMemory
        }
        state.taken += lacking
      }
      state.held = held
      self.held.store(held, ordering: .relaxed)
      if let stream {
        if state.answers.isEmpty { memory.enlist(self) }
        state.answers[stream, default: Answer(bytes: 0, since: memory.now)].bytes += count
      }
      return nil
    }
  }

  /// Gives back bytes that were held.
  func release(_ count: Int, for stream: Int32? = nil) {
    guard count > 0 else { return }
    state.withLock { state in
      state.held -= count
      held.store(state.held, ordering: .relaxed)
      if let stream, var answer = state.answers[stream] {
        answer.bytes -= count
        answer.since = memory.now
        if answer.isCondemned { state.condemned -= count }
        state.answers[stream] = answer.bytes > 0 ? answer : nil
        if state.answers.isEmpty { memory.strike(self) }
      }
      state.settle(memory)
    }
  }

  /// The stream whose answer weighs most, by bytes and the time since it was read from, of those that have
  /// had their time; `oldest` becomes the least time at which one of the others began.
  fileprivate func heaviest(
    now: UInt64, oldest: inout UInt64
  ) -> (stream: Int32, weight: Double)? {
    state.withLock { state in
      var worst: (stream: Int32, weight: Double)?
      for (stream, answer) in state.answers where !answer.isCondemned {
        let age = now - min(now, answer.since)
        guard age >= memory.patience else {
          oldest = min(oldest, answer.since)
          continue
        }
        let weight = Double(answer.bytes) * Double(age)
        if weight > worst?.weight ?? 0 { worst = (stream, weight) }
      }
      return worst
    }
  }

  /// The answer of a stream gives way.
  fileprivate func condemn(_ stream: Int32) {
    let isNew = state.withLock { state -> Bool in
      guard let bytes = state.answers[stream]?.bytes, state.answers[stream]?.isCondemned == false
      else { return false }
      state.answers[stream]?.isCondemned = true
      state.condemned += bytes
      state.settle(memory)
      return true
    }
    if isNew { giveWay(stream) }
  }

  private static func pieces(_ held: Int) -> Int {
    (max(0, held - allowance) + piece - 1) / piece * piece
  }

  func error(of limit: CallLimit) -> RPCError {
    let message =
      switch limit {
      case .requestMemory:
        "the requests of this server that are not complete hold \(memory.limit) bytes, and may not "
          + "hold more (request-memory); try again later"
      case .connectionResponseMemory:
        "the answers of this connection that wait to be sent would hold more than \(self.limit) bytes "
          + "(connection-response-memory); read faster, ask for less at once, or try again later"
      case .responseMemory:
        "the answers of this server that wait to be sent would hold more than \(memory.limit) bytes "
          + "(response-memory); try again later"
      case .unreadResponse:
        "this answer was not read while others need the memory that it holds, of "
          + "\(memory.limit) bytes for all of the server's (response-memory); read faster, or ask for less"
      default:
        "the requests of this connection that are not complete hold \(self.limit) bytes, and may not "
          + "hold more (connection-request-memory)"
      }
    return RPCError(.resourceExhausted, message)
  }
}
