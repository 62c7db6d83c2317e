#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
internal import Synchronization

/// Where a command writes to. Bytes are gathered and written in large pieces.
package final class TextOutput: Sendable {
  /// Whether people look at it as it is written.
  package let isTerminal: Bool

  /// Bytes gathered before they are written: a pipe's size on Linux.
  private static let capacity = 64 * 1024
  /// How long what was written may stay unseen while more is waited for.
  private static let patience = Duration.milliseconds(100)

  private let sink: @Sendable ([UInt8]) throws -> Void
  private let state = Mutex(State())

  private struct State {
    var gathered: [UInt8] = []
    /// Why nothing can be written any more, whoever asks: what was handed over is not written twice.
    var failure: (any Error)?

    mutating func empty(into sink: ([UInt8]) throws -> Void) throws {
      if let failure { throw failure }
      guard !gathered.isEmpty else { return }
      defer { gathered.removeAll(keepingCapacity: true) }
      do {
        try sink(gathered)
      } catch {
        failure = error
        throw error
      }
    }
  }

  /// An output that hands its bytes to `sink`.
  package init(isTerminal: Bool, sink: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.isTerminal = isTerminal
    self.sink = sink
  }

  /// An output on a file descriptor, which stays open.
  package convenience init(descriptor: Int32) {
    self.init(isTerminal: isatty(descriptor) == 1) { try Self.write($0, to: descriptor) }
  }

  /// Writes bytes, now or later. What fails is thrown from then on, whoever wrote.
  package func write(_ bytes: [UInt8]) throws {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      state.gathered.append(contentsOf: bytes)
      if state.gathered.count >= Self.capacity { try state.empty(into: sink) }
    }
  }

  /// Writes text, now or later.
  package func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Writes all that was gathered.
  package func flush() throws {
    try state.withLock { try $0.empty(into: sink) }
  }

  /// Runs `body`; what it writes is seen soon, also while it waits for more. What fails meanwhile is
  /// thrown by its next write, and by this at the latest.
  func flushingRegularly<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
  ) async throws -> Result {
    let flusher = Task {
      while true {
        try await Task.sleep(for: Self.patience)
        try flush()
      }
    }
    defer { flusher.cancel() }
    let result = try await body()
    try flush()
    return result
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        #if canImport(Glibc)
          Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
        #else
          Darwin.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
        #endif
      }
      guard count < 0 else {
        written += count
        continue
      }
      switch errno {
      case EINTR: break
      case EPIPE: throw OutputClosed()
      case EAGAIN:
        // Somebody made the descriptor non-blocking; wait until it takes more.
        var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wanted, 1, -1)
      case let code:
        throw OutputError(
          description: "the output cannot be written: \(String(cString: strerror(code)))")
      }
    }
  }
}

/// Whoever read the output has seen enough.
struct OutputClosed: Error {}

/// The output cannot be written.
struct OutputError: Error, CustomStringConvertible {
  let description: String
}
