internal import Dispatch
internal import RPCServer
internal import Synchronization

/// Does what takes long away from the event loops, so many at once, in the order in which it came.
final class ReadingThreads: Sendable {
  private struct State {
    var waiting: [@Sendable () -> Void] = []
    var running = 0
  }

  private let count: Int
  private let state = Mutex(State())
  private let threads = DispatchQueue(label: "verbatim.importing", attributes: .concurrent)

  init(count: Int) { self.count = max(1, count) }

  func run(_ job: @escaping @Sendable () -> Void) {
    let hasThread = state.withLock { state in
      state.waiting.append(job)
      guard state.running < count else { return false }
      state.running += 1
      return true
    }
    if hasThread { threads.async { self.work() } }
  }

  private func work() {
    ThreadPriority.yieldToLoops()
    while let job = next() { job() }
  }

  private func next() -> (@Sendable () -> Void)? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.running -= 1
        return nil
      }
      return state.waiting.removeFirst()
    }
  }
}
