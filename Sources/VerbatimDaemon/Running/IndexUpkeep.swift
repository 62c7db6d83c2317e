internal import ArchiveWriting
internal import LastingArchive
internal import Logging
internal import Synchronization

/// Brings the index of an archive to what is served, every so often and at the end.
final class IndexUpkeep: Sendable {
  private let lasting: LastingArchive
  private let interval: Duration
  private let logger: Logger
  /// One of its own: it blocks on the disk.
  private let thread = BackgroundThreads(count: 1)
  /// Why it could not be written, as it was told; nil when it was.
  private let told = Mutex<String?>(nil)

  /// Nil where there is no index.
  init?(_ lasting: LastingArchive?, every interval: Duration, _ logger: Logger) {
    guard let lasting, lasting.index != nil else { return nil }
    self.lasting = lasting
    self.interval = interval
    self.logger = logger
  }

  /// Writes what has changed now and in intervals, until the task is cancelled.
  func run() async {
    repeat { await write() } while (try? await Task.sleep(for: interval)) != nil
  }

  /// Writes what has changed. Returns when that is done, or the task is cancelled.
  func write() async {
    let (ends, end) = AsyncStream<Void>.makeStream()
    thread.run { [self] in
      writeNow()
      end.finish()
    }
    for await _ in ends {}
  }

  /// The same at the end of the program, which does not wait for longer than this: what is not written by then
  /// is read from the archive's file at the next start.
  func finish(within time: Duration) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.write() }
      group.addTask { try? await Task.sleep(for: time) }
      await group.next()
      group.cancelAll()
    }
  }

  private func writeNow() {
    let start = ContinuousClock.now
    do {
      guard let before = lasting.index?.status, try lasting.writeIndex(),
        let status = lasting.index?.status
      else { return }
      told.withLock { $0 = nil }
      logger.debug(
        "the index was written",
        metadata: [
          "sequence": .stringConvertible(status.sequence),
          "bytes": .stringConvertible(status.writtenByteCount - before.writtenByteCount),
          "seconds": .stringConvertible(
            ((ContinuousClock.now - start) / .milliseconds(1)).rounded() / 1000),
        ])
    } catch {
      // Once, and not with each attempt.
      let reason = "\(error)"
      let isNew = told.withLock { told in
        defer { told = reason }
        return told != reason
      }
      guard isNew else { return }
      logger.warning(
        "the index cannot be written: what is missing there is read from the archive's file at a start",
        metadata: ["reason": "\(reason)"])
    }
  }
}
