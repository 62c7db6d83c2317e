internal import ArchiveWriting
internal import TranscriptReading

extension Settings {
  /// What writing may take.
  static func writing(_ resolver: inout SettingsResolver) -> WritingLimits {
    var limits = WritingLimits()
    limits.documentSize = resolver.one(
      "import-document-size", .size(1024...(1 << 40)), default: limits.documentSize)
    limits.memory = resolver.one(
      "import-memory", .size(64 * 1024...(1 << 40)), default: limits.memory)
    limits.timeout = resolver.one(
      "import-timeout", .time(.seconds(1) ... .seconds(86_400)), default: limits.timeout)
    limits.threads = ReadingOptions.defaultThreads
    if limits.memory < limits.documentSize {
      resolver.complain(
        resolver.origin(of: "import-memory"),
        "import-memory is \(ByteCount.text(limits.memory)), and import-document-size "
          + "\(ByteCount.text(limits.documentSize)): no document of that size could be taken; change one "
          + "of them")
    }
    return limits
  }
}
