#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What this process uses of the system.
enum ProcessUsage {
  /// CPU time so far, user and system.
  static var cpuSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// File descriptors open now; nil where the system does not say.
  static var openDescriptors: Int? {
    #if canImport(Glibc)
      guard let folder = opendir("/proc/self/fd") else { return nil }
      defer { closedir(folder) }
      var count = 0
      while readdir(folder) != nil { count += 1 }
      // ".", ".." and the folder itself.
      return count - 3
    #else
      return nil
    #endif
  }

  /// How many there may be; nil without a limit.
  static var maximumDescriptors: Int? {
    var limit = rlimit()
    #if canImport(Glibc)
      guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
    #else
      guard getrlimit(RLIMIT_NOFILE, &limit) == 0 else { return nil }
    #endif
    return Int(exactly: limit.rlim_cur)
  }

  /// Processors that the process may run on.
  static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
