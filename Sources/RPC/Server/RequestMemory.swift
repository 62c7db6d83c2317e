internal import Synchronization

/// Memory of a whole server for requests that are not complete or not read. Usable from any thread.
package final class RequestMemory: Sendable {
  /// Bytes that all connections together may hold.
  package let limit: Int
  private let used = Atomic(0)

  package init(limit: Int) { self.limit = limit }

  /// Bytes that connections hold now, in the pieces that they take.
  package var usedBytes: Int { used.load(ordering: .relaxed) }

  fileprivate func take(_ count: Int) -> Bool {
    guard used.add(count, ordering: .relaxed).newValue > limit else { return true }
    used.subtract(count, ordering: .relaxed)
    return false
  }

  fileprivate func give(_ count: Int) { used.subtract(count, ordering: .relaxed) }
}

/// What one connection holds of requests. Usable from any thread.
///
/// Connections take memory of the server in pieces, and the first few bytes without asking, so that
/// small requests, which are nearly all, touch nothing that threads share.
package final class RequestAccount: Sendable {
  /// Bytes that a connection holds without asking the server.
  package static let allowance = 16 * 1024
  /// Bytes that it asks for at a time.
  private static let piece = 64 * 1024

  private struct State {
    var held = 0
    var taken = 0
  }

  /// Bytes that the connection may hold.
  let limit: Int
  private let memory: RequestMemory
  private let onRefusal: @Sendable (CallLimit) -> Void
  private let state = Mutex(State())

  /// `onRefusal` is told, on any thread, which limit was reached.
  init(limit: Int, memory: RequestMemory, onRefusal: @escaping @Sendable (CallLimit) -> Void) {
    self.limit = limit
    self.memory = memory
    self.onRefusal = onRefusal
  }

  deinit { memory.give(state.withLock { $0.taken }) }

  /// Bytes held now.
  var heldBytes: Int { state.withLock { $0.held } }

  /// Holds more bytes. Throws RESOURCE_EXHAUSTED, and holds none, where a limit is reached.
  func hold(_ count: Int) throws(RPCError) {
    let refusal = state.withLock { state -> CallLimit? in
      let held = state.held + count
      guard held <= limit else { return .connectionRequestMemory }
      let lacking = Self.pieces(held) - state.taken
      if lacking > 0 {
        guard memory.take(lacking) else { return .requestMemory }
        state.taken += lacking
      }
      state.held = held
      return nil
    }
    guard let refusal else { return }
    onRefusal(refusal)
    throw refusal == .requestMemory ? serverIsFull : connectionIsFull
  }

  /// Gives back bytes that were held.
  func release(_ count: Int) {
    guard count > 0 else { return }
    state.withLock { state in
      state.held -= count
      let spare = state.taken - Self.pieces(state.held)
      guard spare > 0 else { return }
      memory.give(spare)
      state.taken -= spare
    }
  }

  private static func pieces(_ held: Int) -> Int {
    (max(0, held - allowance) + piece - 1) / piece * piece
  }

  private var connectionIsFull: RPCError {
    RPCError(
      .resourceExhausted,
      "the requests of this connection that are not complete hold \(limit) bytes, and may not hold "
        + "more (connection-request-memory)")
  }

  private var serverIsFull: RPCError {
    RPCError(
      .resourceExhausted,
      "the requests of this server that are not complete hold \(memory.limit) bytes, and may not "
        + "hold more (request-memory); try again later")
  }
}
