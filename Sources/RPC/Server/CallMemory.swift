internal import Synchronization

/// Memory of a whole server for requests that are not complete or not read, or for answers that wait to be
/// sent. Usable from any thread.
package final class CallMemory: Sendable {
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
  }

  /// Bytes that the connection may hold.
  let limit: Int
  private let memory: CallMemory
  private let content: Content
  private let onRefusal: @Sendable (CallLimit) -> Void
  private let state = Mutex(State())

  /// `onRefusal` is told, on any thread, which limit was reached.
  init(
    limit: Int, memory: CallMemory, of content: Content = .requests,
    onRefusal: @escaping @Sendable (CallLimit) -> Void
  ) {
    self.limit = limit
    self.memory = memory
    self.content = content
    self.onRefusal = onRefusal
  }

  deinit { memory.give(state.withLock { $0.taken }) }

  /// Bytes held now.
  var heldBytes: Int { state.withLock { $0.held } }

  /// Holds more bytes. Throws RESOURCE_EXHAUSTED, and holds none, where a limit is reached. An answer that
  /// is the only one may be larger than those of a connection may be together: its size is the server's own
  /// doing.
  func hold(_ count: Int) throws(RPCError) {
    let refusal = state.withLock { state -> CallLimit? in
      let held = state.held + count
      guard held <= limit || (content == .responses && state.held == 0) else {
        return content == .requests ? .connectionRequestMemory : .connectionResponseMemory
      }
      let lacking = Self.pieces(held) - state.taken
      if lacking > 0 {
        guard memory.take(lacking) else {
          return content == .requests ? .requestMemory : .responseMemory
        }
        state.taken += lacking
      }
      state.held = held
      return nil
    }
    guard let refusal else { return }
    onRefusal(refusal)
    throw error(of: refusal)
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

  private func error(of limit: CallLimit) -> RPCError {
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
      default:
        "the requests of this connection that are not complete hold \(self.limit) bytes, and may not "
          + "hold more (connection-request-memory)"
      }
    return RPCError(.resourceExhausted, message)
  }
}
