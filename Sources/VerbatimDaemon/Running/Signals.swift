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
    /// SIGHUP: read certificates and the policy anew.
    case reload

    init?(number: Int32) {
      switch number {
      case SIGTERM: self = .terminate
      case SIGINT: self = .interrupt
      case SIGHUP: self = .reload
      default: return nil
      }
    }

    /// The signal's name.
    var name: String {
      switch self {
      case .terminate: "SIGTERM"
      case .interrupt: "SIGINT"
      case .reload: "SIGHUP"
      }
    }
  }

  private let source: any DispatchSourceRead
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
    let pipe = SignalPipe.ends
    let source = DispatchSource.makeReadSource(
      fileDescriptor: pipe.read, queue: DispatchQueue(label: "verbatim.signals"))
    source.setEventHandler {
      var numbers = [UInt8](repeating: 0, count: 64)
      let count = read(pipe.read, &numbers, numbers.count)
      for number in numbers.prefix(max(0, count)) {
        if let request = Request(number: Int32(number)) { continuation.yield(request) }
      }
    }
    source.resume()
    self.source = source
    for number in [SIGTERM, SIGINT, SIGHUP] { signal(number, SignalPipe.handler) }
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

/// How signals leave their handlers, which may do next to nothing: as bytes in a pipe (signal-safety(7)).
///
/// Not by libdispatch's signal sources: a SIGHUP to a server on them was once lost in a test. They rely on
/// the signal being blocked in every thread, and not all threads are theirs.
private enum SignalPipe {
  /// Both stay open as long as the process.
  static let ends: (read: Int32, write: Int32) = {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0, "no descriptor is left for a pipe")
    for end in ends {
      // A full pipe must not stop the thread that was interrupted.
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    return (ends[0], ends[1])
  }()

  /// Runs on any thread between any two instructions. `ends` was made before it was installed.
  static let handler: @convention(c) (Int32) -> Void = { number in
    let saved = errno
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(SignalPipe.ends.write, &byte, 1)
    errno = saved
  }
}
