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
      let pool = WorkerPool(.init(threads: 2, queue: 64))
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

  @Test("A connection with much work keeps another one waiting for no more than what runs")
  func turns() async throws {
    let pool = WorkerPool(.init(threads: 1, queue: 64))
    let gate = DispatchSemaphore(value: 0)
    let (ended, end) = AsyncStream.makeStream(of: String.self)
    let (heavy, light) = (Owner(), Owner())
    func submit(_ name: String, of owner: Owner) {
      let refusal = pool.submit(
        ServerWork(
          of: ObjectIdentifier(owner),
          { _ in
            gate.wait()
            return Self.answer()
          }, onDone: { end.yield(name) }))
      #expect(refusal == nil)
    }
    for number in 0..<4 { submit("heavy \(number)", of: heavy) }
    #expect(await eventually { pool.statistics.busy == 1 })
    for number in 0..<2 { submit("light \(number)", of: light) }
    var order: [String] = []
    var ends = ended.makeAsyncIterator()
    for _ in 0..<6 {
      gate.signal()
      order.append(await ends.next() ?? "")
    }
    #expect(order.prefix(2) == ["heavy 0", "light 0"])
    #expect(order.filter { $0.hasPrefix("heavy") } == (0..<4).map { "heavy \($0)" })
    await pool.stop()
    withExtendedLifetime((heavy, light)) {}
  }

  private final class Owner: Sendable {}

  @Test("Of those who wait, who had least of the threads comes next, and nobody saves up turns")
  func shares() {
    let owners = (0..<3).map { _ in Owner() }
    let (first, second, third) = (
      ObjectIdentifier(owners[0]), ObjectIdentifier(owners[1]), ObjectIdentifier(owners[2])
    )
    var turns = WorkerTurns()
    #expect(turns.next(of: []) == nil)
    #expect(turns.next(of: [first, second]) == 0)
    turns.begin(first)
    #expect(turns.next(of: [first, second]) == 1)
    turns.end(first, nanoseconds: 100)
    #expect(turns.next(of: [first, first, second]) == 2)
    turns.begin(second)
    turns.end(second, nanoseconds: 1_000)
    #expect(turns.next(of: [second, first]) == 1)
    turns.begin(first)
    turns.end(first, nanoseconds: 500)
    // Who was never there begins where the others are, not before.
    #expect(turns.next(of: [first, third]) == 1)
    turns.begin(third)
    turns.end(third, nanoseconds: 10_000)
    #expect(turns.next(of: [third, first, second]) == 1)
    withExtendedLifetime(owners) {}
  }

  @Test("Of long work what shares turns comes before what has had them, which is done in order")
  func longWork() {
    let owners = (0..<2).map { _ in Owner() }
    let (first, second) = (ObjectIdentifier(owners[0]), ObjectIdentifier(owners[1]))
    var turns = WorkerTurns()
    let long = { WorkerTurns.Candidate(owner: first, arrival: $0) }
    #expect(turns.leastServed(of: []) == nil)
    #expect(turns.leastServed(of: [long(2), long(0), long(1)]) == 1)
    #expect(turns.leastServed(of: [long(0), long(nil), long(nil)]) == 1)
    // Now and then it is the turn of what came first, however much comes anew.
    let forFirst = { WorkerTurns.Candidate(owner: first, isForFirst: true, arrival: $0) }
    #expect(turns.leastServed(of: [forFirst(nil), forFirst(4), forFirst(3)]) == 2)
    #expect(turns.leastServed(of: [forFirst(nil), forFirst(nil)]) == 0)
    turns.begin(first)
    turns.end(first, nanoseconds: 100)
    #expect(turns.leastServed(of: [long(0), long(nil), .init(owner: second, arrival: 7)]) == 2)
    withExtendedLifetime(owners) {}
  }

  @Test(
    "Threads do as much at once as there are of them; what waits is bounded, and more is refused")
  func full() async throws {
    let pool = WorkerPool(.init(threads: 2, queue: 3))
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
    #expect(refusal.limit == .workerQueue)
    #expect(refusal.error.code == .resourceExhausted)
    #expect(refusal.error.message.contains("worker-queue"))
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
    // What is done is counted a moment after it is handed over, and what runs at the stop as cancelled.
    #expect(await eventually { pool.statistics.finished == 5 })
    await pool.stop()
    statistics = pool.statistics
    #expect((statistics.finished, statistics.cancelled, statistics.rejected) == (5, 1, 1))
    #expect((statistics.busy, statistics.queued) == (0, 0))
    #expect(pool.submit(work())?.error.code == .unavailable)
  }
}
