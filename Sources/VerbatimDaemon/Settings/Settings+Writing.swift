internal import ArchiveWriting
internal import TranscriptReading

extension Settings {
  /// The index of an archive.
  package struct Index: Sendable {
    /// Where it is; nil for nowhere.
    package var folder: String?
    /// How long it is behind what is served, at most.
    package var interval = Duration.seconds(30)
  }

  static func index(_ resolver: inout SettingsResolver, of archive: String?) -> Index {
    var index = Index()
    let folder = resolver.optional(
      "index", .text("the path of a folder, or none"), shownDefault: "beside the archive")
    index.interval = resolver.one(
      "index-interval", .time(.seconds(1) ... .seconds(86_400)), default: index.interval)
    if let archive, folder != "none" { index.folder = folder ?? archive + ".index" }
    return index
  }

  /// How many revisions of a meeting an archive keeps; nil for all.
  static func keptRevisions(_ resolver: inout SettingsResolver) -> Int? {
    resolver.one(
      "archive-revisions", SettingKind.count(1...1_000_000).orNothing("all"), default: nil)
  }

  /// What writing may take.
  static func writing(_ resolver: inout SettingsResolver) -> WritingLimits {
    var limits = WritingLimits()
    limits.documentSize = resolver.one(
      "import-document-size", .size(1024...(1 << 40)), default: limits.documentSize)
    limits.memory = resolver.one(
      "import-memory", .size(64 * 1024...(1 << 40)), default: limits.memory)
    limits.timeout = resolver.one(
      "import-timeout", .time(.seconds(1) ... .seconds(86_400)), default: limits.timeout)
    limits.decisions = resolver.one(
      "maximum-decisions", .count(0...1_000_000), default: limits.decisions)
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
