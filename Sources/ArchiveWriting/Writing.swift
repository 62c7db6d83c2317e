package import LastingArchive
package import TranscriptReading

/// What the calls of one server that write have in common: the archive, its queue, threads and limits.
package final class Writing: Sendable {
  package let queue: WriteQueue
  package let tally: WritingTally
  let limits: WritingLimits
  let options: ReadingOptions
  let threads: BackgroundThreads
  /// Decides who is who, which takes long and is done one after another.
  let deciding = BackgroundThreads(count: 1)
  /// Copies the file, and reads copies.
  let backups = BackgroundThreads(count: 1)

  /// - Parameter options: How documents are read, as those of the server's start are.
  package init(
    _ lasting: LastingArchive, options: ReadingOptions = ReadingOptions(),
    limits: WritingLimits = WritingLimits()
  ) {
    queue = WriteQueue(lasting)
    tally = WritingTally(limits)
    threads = BackgroundThreads(count: limits.threads)
    self.limits = limits
    var options = options
    // What is packed is as large when it is unpacked.
    options.maximumDocumentSize = min(options.maximumDocumentSize, limits.documentSize)
    options.maximumMeetingSize = min(options.maximumMeetingSize, limits.documentSize)
    // Several documents are read at once.
    options.threads = 1
    self.options = options
  }

  /// What every document and meeting holds of the memory, however small it is.
  static let leastByteCount = 4 << 10
}
