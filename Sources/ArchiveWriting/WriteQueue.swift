internal import ArchiveStorage
package import LastingArchive
internal import Synchronization

/// Writes into a lasting archive one after another, and as many as wait in one step: the disk takes as long
/// for a hundred as for one.
///
/// A write that fails by itself has written nothing, and those beside it go on. When the file fails, all of
/// the step do.
package final class WriteQueue: Sendable {
  /// Writes of one step, and bytes of what they were made of: who waits for a step waits for all of it.
  private static let writesPerStep = 512
  private static let bytesPerStep = 16 << 20

  private struct Write: Sendable {
    var author: Author
    var byteCount: Int
    var isDryRun: Bool
    var isCancelled: @Sendable () -> Bool
    /// Writes, and gives what is to be called when that is on the disk.
    var run: @Sendable (Recorder) throws(StorageError) -> @Sendable () -> Void
    var fail: @Sendable (any Error) -> Void
  }

  private struct State {
    var waiting: [Write] = []
    var isRunning = false
    var steps = 0
    var writes = 0
  }

  package let lasting: LastingArchive
  private let state = Mutex(State())
  private let thread = BackgroundThreads(count: 1)

  package init(_ lasting: LastingArchive) { self.lasting = lasting }

  /// How many writes wait, and how many were done in how many steps.
  package var counts: (waiting: Int, writes: Int, steps: Int) {
    state.withLock { ($0.waiting.count, $0.writes, $0.steps) }
  }

  /// Has `body` write when those before it have written.
  /// - Parameters:
  ///   - byteCount: Of what is written, about.
  ///   - isDryRun: Whether what it writes is given up again.
  ///   - isCancelled: Whether nobody waits for it any more; asked before it begins.
  ///   - body: Writes; what it throws but for `StorageError` it throws before it has written anything.
  ///   - done: Is told its answer, once that is on the disk, or why there is none.
  package func enqueue<Answer: Sendable>(
    by author: Author, byteCount: Int, isDryRun: Bool = false,
    isCancelled: @escaping @Sendable () -> Bool,
    _ body: @escaping @Sendable (Recorder) throws -> Answer,
    done: @escaping @Sendable (Result<Answer, any Error>) -> Void
  ) {
    let write = Write(
      author: author, byteCount: byteCount, isDryRun: isDryRun, isCancelled: isCancelled,
      run: { recorder throws(StorageError) in
        do {
          let answer = try body(recorder)
          return { done(.success(answer)) }
        } catch let error as StorageError {
          throw error
        } catch {
          return { done(.failure(error)) }
        }
      }, fail: { done(.failure($0)) })
    let isFirst = state.withLock { state in
      state.waiting.append(write)
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if isFirst { thread.run { self.run() } }
  }

  private func run() {
    while let step = takeStep() {
      var wanted: [Write] = []
      for next in step {
        if next.isCancelled() { next.fail(CancellationError()) } else { wanted.append(next) }
      }
      if !wanted.isEmpty { write(wanted) }
    }
  }

  private func takeStep() -> [Write]? {
    state.withLock { state in
      guard let first = state.waiting.first else {
        state.isRunning = false
        return nil
      }
      var count = 1
      var byteCount = first.byteCount
      while !first.isDryRun, count < min(Self.writesPerStep, state.waiting.count) {
        let next = state.waiting[count]
        byteCount += next.byteCount
        if next.isDryRun || byteCount > Self.bytesPerStep { break }
        count += 1
      }
      defer { state.waiting.removeFirst(count) }
      return Array(state.waiting[..<count])
    }
  }

  /// There is nothing to be kept.
  private struct NothingKept: Error {}

  private func write(_ step: [Write]) {
    var ends: [@Sendable () -> Void] = []
    do {
      do {
        try lasting.load(principal: "") { recorder in
          let before = recorder.sequence
          for write in step {
            recorder.author = write.author
            ends.append(try write.run(recorder))
          }
          let isNew = recorder.sequence != before || recorder.hasBystanders
          if step[0].isDryRun || !isNew { throw NothingKept() }
        }
      } catch is NothingKept {}
      state.withLock { state in
        state.steps += 1
        state.writes += step.count
      }
      for end in ends { end() }
    } catch let error as StorageError where step.count > 1 && !error.concernsAll {
      // One of them came upon what is damaged.
      for write in step { self.write([write]) }
    } catch {
      for write in step { write.fail(error) }
    }
  }
}

extension StorageError {
  /// Whether every write would fail with it.
  fileprivate var concernsAll: Bool {
    switch code {
    case .full, .inputOutput, .readOnly, .busy, .inUse, .unopenable, .foreign, .newer: true
    case .damaged, .exists, .cancelled, .unexpected: false
    }
  }
}
