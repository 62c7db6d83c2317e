#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Dispatch
import Synchronization

/// Writes whole lines to a file descriptor, those of several threads never mixed. On a terminal it can
/// hold one live line below them that is rewritten in place.
///
/// Whoever writes a line does not wait for its reader: lines queue up for a thread that writes them.
/// Where the reader stalls the queue fills, and further lines are dropped and counted; how many is told
/// in their place once lines flow again. ``waitUntilWritten(_:)`` is due before the process ends.
///
/// States of the writer: idle (nothing is queued and no thread writes), writing (a thread takes from the
/// queue until it is empty).
package final class LineOutput: Sendable {
  private struct State {
    var lines: [String] = []
    /// Lines that the writer has begun with, and how many of them it has taken.
    var batch: [String] = []
    var taken = 0
    /// Of all lines that wait, with their line feeds.
    var byteCount = 0
    /// Lines that found no room and were not told yet.
    var dropped = 0
    var isWriting = false
    var live = ""
    /// The live line as the terminal has it.
    var shown = ""
    var describeLoss: @Sendable (Int) -> String = { "\($0) lines were dropped" }

    mutating func append(_ line: String) {
      lines.append(line)
      byteCount += line.utf8.count + 1
    }

    /// Queues how many lines are missing here.
    mutating func tellLoss() {
      guard dropped > 0 else { return }
      append(describeLoss(dropped))
      dropped = 0
    }

    /// Takes whole lines, at most `size` bytes of them but at least one; empty when there is none.
    mutating func takeLines(upTo size: Int) -> String {
      if taken == batch.count {
        batch.removeAll(keepingCapacity: true)
        taken = 0
        swap(&batch, &lines)
      }
      var text = ""
      while taken < batch.count {
        let line = batch[taken]
        if !text.isEmpty, text.utf8.count + line.utf8.count >= size { break }
        text += line
        text += "\n"
        taken += 1
      }
      byteCount -= text.utf8.count
      return text
    }
  }

  private let descriptor: Int32
  private let capacity: Int
  /// Whether a person looks at it.
  package let isTerminal: Bool
  private let state = Mutex(State())
  private let lost = Atomic(0)
  private let failed = Atomic(false)
  private let writer = DispatchQueue(label: "verbatim.lines")

  /// Bytes of lines that wait at most: some 20,000 records, of which a server's loops make a few
  /// thousand a second with an access log.
  package static let usualCapacity = 4 << 20
  /// Lines are written together up to this, which a pipe takes in one piece (POSIX's least PIPE_BUF is
  /// 512, Linux's is 4096), so that they do not mix with those of other processes either.
  private static let pieceSize = 4096

  /// Writes to a descriptor that stays open as long as this; holds back `capacity` bytes at most.
  package init(descriptor: Int32, capacity: Int = LineOutput.usualCapacity) {
    self.descriptor = descriptor
    self.capacity = capacity
    isTerminal = isatty(descriptor) == 1
  }

  /// The program's standard error.
  package static let standardError = LineOutput(descriptor: STDERR_FILENO)
  /// The program's standard output.
  package static let standardOutput = LineOutput(descriptor: STDOUT_FILENO)

  /// Whether the system refused to write some of it, for a full disk for one.
  package var hasFailed: Bool { failed.load(ordering: .relaxed) }

  /// How many lines were dropped since the start, for their reader stalled.
  package var droppedCount: Int { lost.load(ordering: .relaxed) }

  /// Says how a loss is told: a line without its line feed for a number of lines.
  package func describeLoss(_ describe: @escaping @Sendable (Int) -> String) {
    state.withLock { $0.describeLoss = describe }
  }

  /// Queues a line, which comes without its line feed; never waits for the reader.
  package func write(_ line: String) {
    update { state in
      guard state.byteCount + line.utf8.count < capacity || state.byteCount == 0 else {
        state.dropped += 1
        lost.add(1, ordering: .relaxed)
        return
      }
      state.tellLoss()
      state.append(line)
    }
  }

  /// Replaces the live line; empty removes it. Does nothing where there is no terminal.
  package func show(live line: String) {
    guard isTerminal else { return }
    update { $0.live = line }
  }

  /// Waits until all that was queued is written, or for as long as `limit`; nil is for ever. False when
  /// some is left.
  @discardableResult
  package func waitUntilWritten(_ limit: Duration? = nil) -> Bool {
    let written = DispatchSemaphore(value: 0)
    writer.async { written.signal() }
    guard let limit else {
      written.wait()
      return true
    }
    return written.wait(timeout: .now() + limit / .seconds(1)) == .success
  }

  private func update(_ body: (inout State) -> Void) {
    let starts = state.withLock { state in
      body(&state)
      let isIdle = !state.isWriting
      state.isWriting = true
      return isIdle
    }
    if starts { writer.async { self.writeAll() } }
  }

  /// Writes until the queue is empty, on the writer's thread.
  private func writeAll() {
    while let text = nextText() { emit(text) }
  }

  /// What is to be written next; nil, and the writer is idle, when there is nothing.
  private func nextText() -> String? {
    state.withLock { state in
      if state.byteCount == 0 { state.tellLoss() }
      let lines = state.takeLines(upTo: Self.pieceSize)
      guard !lines.isEmpty || state.live != state.shown else {
        state.isWriting = false
        return nil
      }
      let text = (state.shown.isEmpty ? "" : Self.clearLine) + lines + state.live
      state.shown = state.live
      return text
    }
  }

  /// Back to the line's beginning, and clear it.
  private static let clearLine = "\r\u{1B}[K"

  /// There may be nobody left to tell when writing fails, so a failure ends the text and is noted.
  private func emit(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        #if canImport(Glibc)
          let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
        #else
          let written = Darwin.write(descriptor, rest.baseAddress, rest.count)
        #endif
        if written < 0, errno == EINTR { continue }
        if written < 0, errno == EAGAIN {
          // Another process that has the same pipe or terminal may have made it non-blocking.
          var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&wait, 1, -1)
          continue
        }
        guard written > 0 else {
          failed.store(true, ordering: .relaxed)
          return
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
    }
  }
}
