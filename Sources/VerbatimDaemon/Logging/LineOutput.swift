#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Synchronization

/// Writes whole lines to a file descriptor, each by one call, so that lines of several threads never
/// mix. On a terminal it can hold one live line below them that is rewritten in place.
package final class LineOutput: Sendable {
  private let descriptor: Int32
  /// Whether a person looks at it.
  package let isTerminal: Bool
  private let liveLine = Mutex("")

  /// Writes to a descriptor that stays open as long as this.
  package init(descriptor: Int32) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
  }

  /// The program's standard error.
  package static let standardError = LineOutput(descriptor: STDERR_FILENO)
  /// The program's standard output.
  package static let standardOutput = LineOutput(descriptor: STDOUT_FILENO)

  /// Back to the line's beginning, and clear it.
  private static let clearLine = "\r\u{1B}[K"

  /// Writes a line; `line` comes without its line feed.
  package func write(_ line: String) {
    liveLine.withLock { live in
      emit(live.isEmpty ? line + "\n" : Self.clearLine + line + "\n" + live)
    }
  }

  /// Replaces the live line; empty removes it. Does nothing where there is no terminal.
  package func show(live line: String) {
    guard isTerminal else { return }
    liveLine.withLock { live in
      guard live != line else { return }
      emit(Self.clearLine + line)
      live = line
    }
  }

  /// There is nobody left to tell when writing fails, so a failure ends the line and nothing else.
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
        if written < 0 && errno == EINTR { continue }
        guard written > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
    }
  }
}
