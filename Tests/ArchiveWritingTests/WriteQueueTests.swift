import Archive
import ArchiveProtocol
import ArchiveStorage
import LastingArchive
import People
import Protobuf
import Synchronization
import Testing
import TranscriptReading
import Transcripts

@testable import ArchiveWriting

@Suite("A queue of writes")
struct WriteQueueTests {
  let file = TemporaryFile()
  private let author = Author(name: "test", maySettlePeople: true)

  private struct Failure: Error {}

  /// Enqueues writes while the first waits, so that those behind it are one step, and gives what came of each.
  private func run(
    _ options: ArchiveDatabase.Options = .init(),
    _ writes: [(id: String, text: String, fails: Bool, isCancelled: Bool)]
  ) async throws -> (LastingArchive, WriteQueue, [Result<Recorder.Outcome, any Error>]) {
    let lasting = try LastingArchive(Archive(), path: file.path, options: options)
    try lasting.replay()
    let queue = WriteQueue(lasting)
    let gate = Pending<Bool>()
    let started = Pending<Bool>()
    queue.enqueue(by: author, byteCount: 0, isCancelled: { false }) { _ in
      started.give(.success(true))
      gate.block()
    } done: { (_: Result<Void, any Error>) in
    }
    _ = try await started.value
    var pending: [Pending<Recorder.Outcome>] = []
    for write in writes {
      let end = Pending<Recorder.Outcome>()
      pending.append(end)
      queue.enqueue(by: author, byteCount: 100, isCancelled: { write.isCancelled }) {
        recorder in
        if write.fails { throw Failure() }
        var made = meeting(write.id, write.text)
        let words = try MeetingWords(checking: made, readFrom: "", in: MessageArena())
        return try recorder.append(valid: &made, words: words)
      } done: {
        end.give($0)
      }
    }
    gate.give(.success(true))
    var results: [Result<Recorder.Outcome, any Error>] = []
    for end in pending {
      do { results.append(.success(try await end.value)) } catch { results.append(.failure(error)) }
    }
    return (lasting, queue, results)
  }

  @Test("writes what waits in one step, each as its own change")
  func together() async throws {
    let (lasting, queue, results) = try await run(
      .init(), (0..<100).map { ("m\($0)", "Word \($0).", false, false) })
    #expect(results.allSatisfy { (try? $0.get()) == .added })
    #expect(lasting.sequence == 100)
    #expect(lasting.archive.snapshot.meetingCount == 100)
    #expect(queue.counts.steps == 2)
  }

  @Test("lets one that fails by itself, or that nobody waits for, harm no other")
  func neighbours() async throws {
    let (lasting, queue, results) = try await run(
      .init(),
      [
        ("a", "One.", false, false), ("b", "Two.", true, false), ("c", "Three.", false, true),
        ("a", "Four.", false, false),
      ])
    #expect(try results[0].get() == .added)
    #expect(throws: Failure.self) { try results[1].get() }
    #expect(throws: CancellationError.self) { try results[2].get() }
    #expect(try results[3].get() == .revised(2))
    #expect(queue.counts.steps == 2)
    #expect(lasting.sequence == 2)
    #expect(lasting.archive.snapshot.meetingCount == 1)
  }

  @Test("fails all of a step that the disk has no room for, and keeps nothing of it")
  func full() async throws {
    let (lasting, _, results) = try await run(
      ArchiveDatabase.Options(maximumByteCount: 300_000),
      [
        ("a", "One.", false, false),
        ("b", String(repeating: "word ", count: 100_000), false, false),
      ])
    for result in results {
      let error = #expect(throws: StorageError.self) { try result.get() }
      #expect(error?.code == .full)
    }
    #expect(lasting.sequence == 0)
    #expect(lasting.archive.snapshot.meetingCount == 0)
  }
}

extension Pending {
  /// Waits on this thread.
  func block() {
    while !isOver {}
  }
}
