#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
internal import FoundationEssentials

/// Processor time, in nanoseconds or seconds.
enum ProcessorTime {
  /// Of the calling thread, in nanoseconds.
  static func ofThread() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// How long the calling thread was ready to run and had no processor, in nanoseconds; nil where the
  /// system does not tell.
  static func waitOfThread() -> UInt64? {
    // Documentation/scheduler/sched-stats.rst: time on a processor, time waiting for one, slices.
    guard let text = try? String(contentsOfFile: "/proc/thread-self/schedstat", encoding: .utf8)
    else { return nil }
    let fields = text.split(whereSeparator: \.isWhitespace)
    return fields.count > 1 ? UInt64(fields[1]) : nil
  }

  /// Of this process, in seconds.
  static func ofProcess() -> Double {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    #else
      getrusage(RUSAGE_SELF, &usage)
    #endif
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  /// Of another process, in seconds; nil when the system does not tell.
  static func of(process id: Int32) -> Double? {
    // proc(5): the fields after the name in parentheses; user and system time are the 14th and 15th.
    guard let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
      let name = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: name)...].split(separator: " ")
    let ticks = sysconf(Int32(_SC_CLK_TCK))
    guard fields.count > 12, ticks > 0, let user = Double(fields[11]),
      let system = Double(fields[12])
    else { return nil }
    return (user + system) / Double(ticks)
  }
}
