import Synchronization
import Testing

@testable import RPC
@testable import RPCServer

@Suite("Work that takes longer than a turn")
struct LongWorkTests {
  /// Work that goes on until it is told to end, or is asked to.
  private final class Endless: Sendable {
    private let isOver = Atomic(false)
    /// How often it looked at whether to go on.
    let looks = Atomic(0)
    let result = Mutex<Result<Void, any Error>?>(nil)

    func end() { isOver.store(true, ordering: .relaxed) }

    func work(of owner: AnyObject? = nil) -> ServerWork {
      let work = Mutex<ServerWork?>(nil)
      let made = ServerWork(of: owner.map(ObjectIdentifier.init)) { isCancelled in
        while !self.isOver.load(ordering: .relaxed) {
          self.looks.add(1, ordering: .relaxed)
          if isCancelled() { throw RPCError(.cancelled, "asked to end") }
        }
        return .messages(EncodedMessages(length: 0) { _ in })
      } onDone: {
        let result = work.withLock { $0 }?.take()
        self.result.withLock { $0 = result.map { $0.map { _ in } } }
      }
      work.withLock { $0 = made }
      return made
    }

    var refusal: WorkRefusal? {
      guard case .failure(let error) = result.withLock({ $0 }) else { return nil }
      return error as? WorkRefusal
    }

    var isDone: Bool { result.withLock { $0 != nil } }
  }

  private static func pool(
    turn: Duration = .milliseconds(1), queue: Int = 8, longWork: Int = 4, workTime: Duration? = nil
  ) -> WorkerPool {
    WorkerPool(
      .init(threads: 1, queue: queue, turn: turn, longWork: longWork, workTime: workTime))
  }

  @Test("makes room for what waits, and is done all the same")
  func givesWay() async {
    let pool = Self.pool()
    let (long, short) = (Endless(), Endless())
    #expect(pool.submit(long.work()) == nil)
    #expect(await eventually { pool.statistics.long == 1 })
    short.end()
    #expect(pool.submit(short.work()) == nil)
    #expect(await eventually { short.isDone })
    #expect(!long.isDone)
    long.end()
    #expect(await eventually { long.isDone })
    #expect(long.refusal == nil)
    #expect(await eventually { pool.statistics.finished == 2 && pool.statistics.long == 0 })
    await pool.stop()
  }

  @Test("has its turns with other such work, and only as much of it runs as there are threads")
  func takesTurns() async {
    let pool = Self.pool()
    let works = (0..<3).map { _ in Endless() }
    for work in works { #expect(pool.submit(work.work()) == nil) }
    #expect(await eventually { pool.statistics.long == 3 })
    for _ in 0..<3 {
      let before = works.map { $0.looks.load(ordering: .relaxed) }
      #expect(
        await eventually {
          zip(works, before).allSatisfy { $0.looks.load(ordering: .relaxed) > $1 }
        })
    }
    for work in works { work.end() }
    #expect(await eventually { works.allSatisfy(\.isDone) })
    await pool.stop()
  }

  @Test("is refused by name where there is as much of it as is taken")
  func tooMuch() async throws {
    let pool = Self.pool(longWork: 2)
    let works = (0..<2).map { _ in Endless() }
    for work in works { #expect(pool.submit(work.work()) == nil) }
    #expect(await eventually { pool.statistics.long == 2 })
    let third = Endless()
    #expect(pool.submit(third.work()) == nil)
    #expect(await eventually { third.isDone })
    let refusal = try #require(third.refusal)
    #expect(refusal.limit == .longWork)
    #expect(refusal.error.code == .resourceExhausted)
    #expect(refusal.error.message.contains("maximum-long-calls"))
    // Those that were there go on.
    #expect(works.allSatisfy { !$0.isDone })
    for work in works { work.end() }
    #expect(await eventually { works.allSatisfy { $0.isDone && $0.refusal == nil } })
    await pool.stop()
  }

  @Test("ends at the processor time that work may take")
  func takesTooLong() async throws {
    let pool = Self.pool(workTime: .milliseconds(20))
    let work = Endless()
    #expect(pool.submit(work.work()) == nil)
    #expect(await eventually { work.isDone })
    let refusal = try #require(work.refusal)
    #expect(refusal.limit == .workTime)
    #expect(refusal.error.message.contains("0.02 s of work (maximum-work-time)"))
    await pool.stop()
  }

  @Test("ends at once when it is cancelled while it waits for its turn, or with the server")
  func cancelledMeanwhile() async {
    let pool = Self.pool()
    let works = (0..<3).map { _ in Endless() }
    let submitted = works.map { $0.work() }
    for work in submitted { #expect(pool.submit(work) == nil) }
    #expect(await eventually { pool.statistics.long == 3 })
    submitted[1].cancel()
    pool.forget(submitted[1])
    #expect(await eventually { pool.statistics.long == 2 && pool.statistics.cancelled == 1 })
    await pool.stop()
    #expect(pool.statistics.cancelled == 3)
    #expect((pool.statistics.long, pool.statistics.busy) == (0, 0))
  }

  @Test("A full queue gives up what would come last, and not whoever comes next")
  func fullQueue() async throws {
    let pool = Self.pool(turn: .seconds(3_600), queue: 3)
    let (heavy, light) = (Endless(), Endless())
    let running = Endless()
    #expect(pool.submit(running.work(of: heavy)) == nil)
    #expect(await eventually { pool.statistics.busy == 1 })
    let waiting = (0..<3).map { _ in Endless() }
    for work in waiting { #expect(pool.submit(work.work(of: heavy)) == nil) }
    let other = Endless()
    #expect(pool.submit(other.work(of: light)) == nil)
    #expect(await eventually { waiting[2].isDone })
    #expect(waiting[2].refusal?.limit == .workerQueue)
    #expect(pool.statistics.queued == 3)
    // Who has most of it is refused.
    #expect(pool.submit(Endless().work(of: heavy))?.limit == .workerQueue)
    for work in [running, other] + waiting { work.end() }
    #expect(await eventually { ([running, other] + waiting).allSatisfy(\.isDone) })
    #expect(pool.statistics.rejected == 2)
    await pool.stop()
  }
}
