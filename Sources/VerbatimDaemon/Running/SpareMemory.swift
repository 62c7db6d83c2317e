internal import CMemory
internal import Logging

/// Gives memory back to the system that calls have left.
///
/// glibc keeps what is freed for allocations to come, in an arena a thread: after a burst of large calls or
/// many connections that may be most of the process. To give it back takes each arena's lock for as long as
/// its pages take, so it is done when memory has stopped to grow and glibc keeps much of it, and seldomer where
/// it brings little, since what is kept lies between what is in use.
struct SpareMemory {
  /// Growth since the last time that makes it worth while, in bytes.
  static let worthwhile = 32 << 20
  /// Looks that are passed over after one that brought little, at most.
  static let longestPause = 63

  /// The least that was in main memory since it was given back first; nil before, for loading leaves much.
  private var floor: Int?
  private var last = 0
  private var pause = 0
  private var looksToPass = 0

  /// Whether it is time to give memory back; asked in regular intervals.
  /// - Parameter kept: what could be; asked for where there is reason to.
  mutating func isDue(resident: Int, kept: () -> Int) -> Bool {
    defer { last = resident }
    floor = floor.map { min($0, resident) }
    guard last > 0 else { return false }
    if looksToPass > 0 {
      looksToPass -= 1
      return false
    }
    return resident - (floor ?? 0) >= Self.worthwhile && resident <= last
      && kept() >= Self.worthwhile
  }

  /// It was given back. What is needed after all is not asked for again soon.
  mutating func gaveBack(from before: Int, to resident: Int) {
    floor = min(floor ?? resident, resident)
    last = resident
    let broughtLittle = before - resident < Self.worthwhile / 2
    pause = broughtLittle ? min(2 * pause + 1, Self.longestPause) : 0
    looksToPass = pause
  }

  /// Looks every so often, until the task is cancelled.
  static func watch(every interval: Duration, _ state: DaemonState, _ logger: Logger) async {
    var spare = SpareMemory()
    while (try? await Task.sleep(for: interval)) != nil {
      guard let before = Memory.resident,
        spare.isDue(resident: before, kept: { Int(clamping: verbatim_memory_kept()) })
      else { continue }
      let start = ContinuousClock.now
      _ = verbatim_memory_trim()
      let after = Memory.resident ?? before
      spare.gaveBack(from: before, to: after)
      let bytes = max(0, before - after)
      state.update { $0.memoryGivenBack += bytes }
      logger.debug(
        "memory given back to the system",
        metadata: [
          "bytes": .stringConvertible(bytes), "memory_bytes": .stringConvertible(after),
          "milliseconds": .stringConvertible(
            Double((ContinuousClock.now - start) / .microseconds(1)) / 1000),
        ])
    }
  }
}
