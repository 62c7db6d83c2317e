#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The processor time that this thread has had, in nanoseconds.
enum ThreadTime {
  /// What it has had since then; more than nothing.
  static func since(_ start: Int64) -> UInt64 { UInt64(max(1, now - start)) }

  static var now: Int64 {
    var time = timespec()
    // Fails for clocks alone that a system does not have.
    _ = clock_gettime(clockid_t(CLOCK_THREAD_CPUTIME_ID), &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
