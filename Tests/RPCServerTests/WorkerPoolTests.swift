import Dispatch
import RPC
import Synchronization
import Testing

@testable import RPCServer

@Suite("Threads for long work")
struct WorkerPoolTests {
  private static func answer() -> ServerResponse { .messages(EncodedMessages(length: 0) { _ in }) }

  @Test("work that several threads hand in at once, the first of all, is all done")
  func firstWorkOfSeveralThreads() async {
    for _ in 0..<20 {
      let pool = WorkerPool(threads: 2, queueLimit: 64)
      let done = Atomic(0)
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        let refusal = pool.submit(
          ServerWork({ _ in Self.answer() }, onDone: { done.add(1, ordering: .relaxed) }))
        #expect(refusal == nil)
      }
      #expect(await eventually { done.load(ordering: .relaxed) == 4 })
      await pool.stop()
    }
  }

  @Test(
    "Threads do as much at once as there are of them; what waits is bounded, and more is refused")
  func full() async throws {
    let pool = WorkerPool(threads: 2, queueLimit: 3)
    let gate = DispatchSemaphore(value: 0)
    let (begun, begin) = AsyncStream.makeStream(of: Void.self)
    let (ended, end) = AsyncStream.makeStream(of: Void.self)
    func work() -> ServerWork {
      ServerWork(
        { _ in
          begin.yield()
          gate.wait()
          return .messages(EncodedMessages(length: 0) { _ in })
        }, onDone: { end.yield() })
    }
    for _ in 0..<2 { #expect(pool.submit(work()) == nil) }
    var starts = begun.makeAsyncIterator()
    for _ in 0..<2 { await starts.next() }
    let waiting = (0..<3).map { _ in work() }
    for work in waiting { #expect(pool.submit(work) == nil) }
    let refusal = try #require(pool.submit(work()))
    #expect(refusal.code == .resourceExhausted)
    #expect(refusal.message.contains("worker-queue"))
    var statistics = pool.statistics
    #expect((statistics.threads, statistics.busy, statistics.queued) == (2, 2, 3))
    #expect((statistics.finished, statistics.rejected) == (0, 1))
    // One that waits is given up, which makes room for another.
    waiting[1].cancel()
    pool.forget(waiting[1])
    #expect(pool.submit(work()) == nil)
    for _ in 0..<5 { gate.signal() }
    var ends = ended.makeAsyncIterator()
    for _ in 0..<5 { await ends.next() }
    await pool.stop()
    statistics = pool.statistics
    #expect((statistics.finished, statistics.cancelled, statistics.rejected) == (5, 1, 1))
    #expect((statistics.busy, statistics.queued) == (0, 0))
    #expect(pool.submit(work())?.code == .unavailable)
  }
}
