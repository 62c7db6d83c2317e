internal import CMemory

#if canImport(Glibc)
  import Glibc
#endif

/// Looks whether memory comes to an end while documents are read, as long as there is enough to say so: a
/// program that asks Swift's runtime for memory and gets none is ended by a signal, without a word. What takes
/// more than the reserve between two looks still ends so.
struct MemoryReserve: Sendable {
  /// What has to be there still.
  static let bytes = 48 << 20
  /// What has to be there at the start, for threads, libraries and certificates.
  static let bytesAtStart = 96 << 20
  private static let interval = Duration.milliseconds(10)

  /// The most that the process's group may have in main memory, by its files; nil for no limit.
  private let groupLimit: Int?

  init(groupLimit: Int? = MemoryReserve.groupLimit()) { self.groupLimit = groupLimit }

  /// Before there are threads: makes good use of few addresses, and returns why they are too few.
  static func prepare() -> String? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0,
      limit.rlim_cur != rlim_t.max  // RLIM_INFINITY, which Swift does not import
    else { return nil }
    verbatim_memory_few_arenas()
    return MemoryReserve(groupLimit: nil).shortage(of: bytesAtStart)
  }

  /// Looks until the task is cancelled; where memory is short it tells why, and ends the process: threads that
  /// read would not stop in time.
  static func watch(_ tell: @escaping @Sendable (String) -> Void) -> Task<Void, Never> {
    let reserve = MemoryReserve()
    return Task.detached {
      while !Task.isCancelled {
        if let shortage = reserve.shortage(of: bytes) {
          tell(shortage)
          _exit(ExitStatus.noMemory.rawValue)
        }
        try? await Task.sleep(for: interval)
      }
    }
  }

  /// Why there is not so much left; nil where there is.
  func shortage(of count: Int, resident: Int? = Memory.resident) -> String? {
    guard let pages = verbatim_pages_allocate(count) else {
      return "the system gives no further \(count >> 20) MiB: the process has reached its limit "
        + "(ulimit -v), or the machine its own"
    }
    verbatim_pages_free(pages, count)
    guard let groupLimit, let resident, resident > groupLimit - min(count, groupLimit / 8) else {
      return nil
    }
    return
      "\(resident >> 20) MiB are in use of the \(groupLimit >> 20) MiB that the "
      + "control group of the process allows (MemoryMax, or the container's limit)"
  }

  /// The least limit of the control groups (version 2) that the process is in.
  static func groupLimit(
    of path: String = "/proc/self/cgroup", in root: String = "/sys/fs/cgroup"
  ) -> Int? {
    guard let lines = text(path)?.split(separator: "\n"),
      let line = lines.first(where: { $0.hasPrefix("0::/") })
    else { return nil }
    var names = line.dropFirst("0::/".count).split(separator: "/")
    var least: Int?
    while true {
      let file = ([root] + names.map(String.init) + ["memory.max"]).joined(separator: "/")
      // "max" is none.
      if let limit = text(file).flatMap({ Int($0.prefix { $0 != "\n" }) }) {
        least = min(least ?? limit, limit)
      }
      guard names.popLast() != nil else { return least }
    }
  }

  private static func text(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }
}
