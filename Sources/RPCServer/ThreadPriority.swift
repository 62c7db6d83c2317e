#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The priority of threads beside the event loops.
package enum ThreadPriority {
  /// Gives this thread a lower priority than the loops have, so that a loop with something to do runs
  /// at once where there are not enough cores for both.
  package static func yieldToLoops() {
    #if os(Linux)
      // 0 is the calling thread here (setpriority(2), "C library/kernel differences"). Refused to
      // nobody: the number only grows.
      if getpriority(__priority_which_t(0), 0) < niceness {
        _ = setpriority(__priority_which_t(0), 0, niceness)
      }
    #endif
  }

  /// Loops get some nine times the share of a thread of this niceness.
  private static let niceness: CInt = 10
}
