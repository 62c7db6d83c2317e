internal import Dispatch

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The signals that steer the server, handed out one by one to one waiter after another: none is lost
/// between two waits.
actor Signals {
  /// What a signal asks for.
  enum Request: Hashable, Sendable {
    /// SIGTERM: end.
    case terminate
    /// SIGINT: end.
    case interrupt
    /// SIGHUP: read the certificates anew.
    case reload

    /// The signal's name.
    var name: String {
      switch self {
      case .terminate: "SIGTERM"
      case .interrupt: "SIGINT"
      case .reload: "SIGHUP"
      }
    }
  }

  private let sources: [any DispatchSourceSignal]
  private let received: AsyncStream<Request>
  private var pump: Task<Void, Never>?
  private var pending: [Request] = []
  private var waiter: (number: Int, continuation: CheckedContinuation<Request?, Never>)?
  private var waits = 0

  /// Takes over SIGTERM, SIGINT and SIGHUP of the whole process; SIGPIPE is ignored, so that a closed
  /// pipe is an error of the write that met it.
  init() {
    let (received, continuation) = AsyncStream<Request>.makeStream()
    self.received = received
    signal(SIGPIPE, SIG_IGN)
    let queue = DispatchQueue(label: "verbatim.signals")
    let wanted: [(Int32, Request)] = [
      (SIGTERM, .terminate), (SIGINT, .interrupt), (SIGHUP, .reload),
    ]
    sources = wanted.map { number, request in
      // The source only sees what does not end the process.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { continuation.yield(request) }
      source.resume()
      return source
    }
  }

  /// The next signal; nil when the task was cancelled before one came. One task waits at a time.
  func next() async -> Request? {
    startPumping()
    if !pending.isEmpty { return pending.removeFirst() }
    waits += 1
    let number = waits
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if Task.isCancelled {
          continuation.resume(returning: nil)
        } else {
          waiter = (number, continuation)
        }
      }
    } onCancel: {
      Task { await self.giveUp(number) }
    }
  }

  private func startPumping() {
    guard pump == nil else { return }
    pump = Task { [received] in
      for await request in received { take(request) }
    }
  }

  private func take(_ request: Request) {
    guard let waiter else {
      pending.append(request)
      return
    }
    self.waiter = nil
    waiter.continuation.resume(returning: request)
  }

  private func giveUp(_ number: Int) {
    guard let waiter, waiter.number == number else { return }
    self.waiter = nil
    waiter.continuation.resume(returning: nil)
  }
}
