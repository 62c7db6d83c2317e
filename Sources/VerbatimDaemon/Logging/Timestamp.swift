#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A moment in UTC to the millisecond, as log lines show it (RFC 3339).
package struct Timestamp: Hashable, Sendable, CustomStringConvertible {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  private let milliseconds: Int

  /// A moment by the number of milliseconds since 1970-01-01T00:00:00Z.
  package init(milliseconds: Int) { self.milliseconds = milliseconds }

  /// The present moment by the system's clock.
  package static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000)
  }

  /// Seconds since 1970-01-01T00:00:00Z.
  package var seconds: Double { Double(milliseconds) / 1000 }

  /// `2026-03-01T09:30:00.125Z`.
  package var description: String {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let date = [parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday].map { Self.digits($0, 2) }
    let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { Self.digits($0, 2) }
    return "\(date.joined(separator: "-"))T\(time.joined(separator: ":"))."
      + Self.digits(Int32(milliseconds % 1000), 3) + "Z"
  }

  private static func digits(_ number: Int32, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.count)) + text
  }
}
