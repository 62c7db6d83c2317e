import Dispatch
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
    /// What all such work together does between two looks, if it is to be known.
    let crowd: Crowd?

    init(in crowd: Crowd? = nil) { self.crowd = crowd }

    let result = Mutex<Result<Void, any Error>?>(nil)

    func end() { isOver.store(true, ordering: .relaxed) }

    /// - Parameter onDone: Called as a call takes its answer.
    func work(
      of owner: AnyObject? = nil, onDone: @escaping @Sendable (ServerWork) -> Void = { _ in }
    ) -> ServerWork {
      let work = Mutex<ServerWork?>(nil)
      let made = ServerWork(of: owner.map(ObjectIdentifier.init)) { isCancelled in
        while !self.isOver.load(ordering: .relaxed) {
          self.looks.add(1, ordering: .relaxed)
          self.crowd?.workALittle()
          if isCancelled() { throw RPCError(.cancelled, "asked to end") }
        }
        return .messages(EncodedMessages(length: 0) { _ in })
      } onDone: {
        let own = work.withLock { $0 }
        let result = own?.take()
        if let own { onDone(own) }
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

  /// Counts who works at the same time.
  private final class Crowd: Sendable {
    private let inside = Atomic(0)
    let most = Atomic(0)

    func workALittle() {
      let now = inside.add(1, ordering: .sequentiallyConsistent).newValue
      most.max(now, ordering: .sequentiallyConsistent)
      inside.subtract(1, ordering: .sequentiallyConsistent)
    }
  }

  private static func pool(
    turn: Duration = .milliseconds(1), sharedTurns: Int = .max, queue: Int = 8, longWork: Int = 4,
    workTime: Duration? = nil
  ) -> WorkerPool {
    WorkerPool(
      .init(
        threads: 1, queue: queue, turn: turn, sharedTurns: sharedTurns, longWork: longWork,
        workTime: workTime))
  }

  @Test(
    "beyond its shared turns is done in the order in which it came, so that some of it ends",
    arguments: [(sharedTurns: 4, first: "long"), (sharedTurns: .max, first: "short")])
  func order(sharedTurns: Int, first: String) async {
    let pool = Self.pool(turn: .zero, sharedTurns: sharedTurns)
    let begins = DispatchSemaphore(value: 0)
    let haveBegun = Atomic(0)
    let (ended, end) = AsyncStream.makeStream(of: String.self)
    for (name, looks) in [("long", 2_000), ("short", 100)] {
      let work = ServerWork { isCancelled in
        if haveBegun.add(1, ordering: .relaxed).newValue == 1 { begins.wait() }
        for _ in 0..<looks where isCancelled() { throw RPCError(.cancelled, "asked to end") }
        return .messages(EncodedMessages(length: 0) { _ in })
      } onDone: {
        end.yield(name)
      }
      #expect(pool.submit(work) == nil)
    }
    begins.signal()
    var ends = ended.makeAsyncIterator()
    #expect(await ends.next() == first)
    #expect(await ends.next() != nil)
    await pool.stop()
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
    let crowd = Crowd()
    let works = (0..<3).map { _ in Endless(in: crowd) }
    for work in works { #expect(pool.submit(work.work()) == nil) }
    #expect(await eventually { pool.statistics.long == 3 })
    crowd.most.store(0, ordering: .sequentiallyConsistent)
    for _ in 0..<3 {
      let before = works.map { $0.looks.load(ordering: .relaxed) }
      #expect(
        await eventually {
          zip(works, before).allSatisfy { $0.looks.load(ordering: .relaxed) > $1 }
        })
    }
    #expect(crowd.most.load(ordering: .sequentiallyConsistent) == 1)
    for work in works { work.end() }
    #expect(await eventually { works.allSatisfy(\.isDone) })
    await pool.stop()
  }

  @Test("does not keep its own connection's short work waiting for its end")
  func ownShortWork() async {
    let pool = Self.pool()
    let (owner, other) = (Endless(), Endless())
    let long = Endless()
    #expect(pool.submit(long.work(of: owner)) == nil)
    #expect(await eventually { pool.statistics.long == 1 })
    let shorts = (0..<4).map { _ in Endless() }
    for (number, short) in shorts.enumerated() {
      short.end()
      #expect(pool.submit(short.work(of: number % 2 == 0 ? owner : other)) == nil)
    }
    #expect(await eventually { shorts.allSatisfy(\.isDone) })
    #expect(!long.isDone)
    long.end()
    #expect(await eventually { long.isDone })
    await pool.stop()
    withExtendedLifetime((owner, other)) {}
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

  @Test("of a connection that has most of it gives way to another's")
  func displaced() async throws {
    let pool = Self.pool(longWork: 2)
    let (heavy, light) = (Endless(), Endless())
    let works = (0..<2).map { _ in Endless() }
    for work in works { #expect(pool.submit(work.work(of: heavy)) == nil) }
    #expect(await eventually { pool.statistics.long == 2 })
    let other = Endless()
    #expect(pool.submit(other.work(of: light)) == nil)
    #expect(await eventually { works.count { $0.isDone } == 1 })
    let refused = try #require(works.first { $0.isDone })
    #expect(refused.refusal?.limit == .longWork)
    // Nor does it come back in its place.
    let more = Endless()
    #expect(pool.submit(more.work(of: heavy)) == nil)
    #expect(await eventually { more.isDone })
    #expect(more.refusal?.limit == .longWork)
    #expect(!other.isDone)
    for work in works + [other] { work.end() }
    #expect(await eventually { (works + [other]).allSatisfy(\.isDone) })
    #expect(other.refusal == nil)
    await pool.stop()
    withExtendedLifetime((heavy, light)) {}
  }

  @Test("has its turns by connections, however much one of them has of it")
  func turnsOfConnections() async {
    let pool = Self.pool()
    let (heavy, light) = (Endless(), Endless())
    let many = (0..<3).map { _ in Endless() }
    let one = Endless()
    for work in many { #expect(pool.submit(work.work(of: heavy)) == nil) }
    #expect(pool.submit(one.work(of: light)) == nil)
    #expect(await eventually { pool.statistics.long == 4 })
    @Sendable func looks() -> (Int, Int) {
      (
        many.map { $0.looks.load(ordering: .relaxed) }.reduce(0, +),
        one.looks.load(ordering: .relaxed)
      )
    }
    let before = looks()
    #expect(await eventually { looks().0 - before.0 > 200_000 })
    let after = looks()
    // Half of it, and not a quarter.
    #expect(Double(after.1 - before.1) > 0.4 * Double(after.0 - before.0 + after.1 - before.1))
    for work in many + [one] { work.end() }
    #expect(await eventually { (many + [one]).allSatisfy(\.isDone) })
    await pool.stop()
    withExtendedLifetime((heavy, light)) {}
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

  @Test("ends at once when it is cancelled while it waits for its turn, and with the server")
  func cancelledMeanwhile() async {
    let pool = Self.pool()
    // Comes into turn, and keeps it.
    let gate = DispatchSemaphore(value: 0)
    let isLong = Atomic(false)
    let isBlocked = Atomic(false)
    let blocking = ServerWork { isCancelled in
      while !isLong.load(ordering: .relaxed) { _ = isCancelled() }
      isBlocked.store(true, ordering: .relaxed)
      gate.wait()
      throw RPCError(.cancelled, "asked to end")
    } onDone: {
    }
    #expect(pool.submit(blocking) == nil)
    #expect(await eventually { pool.statistics.long == 1 })
    isLong.store(true, ordering: .relaxed)
    #expect(await eventually { isBlocked.load(ordering: .relaxed) })
    let works = (0..<2).map { _ in Endless() }
    let submitted = works.map { $0.work() }
    for work in submitted { #expect(pool.submit(work) == nil) }
    #expect(await eventually { pool.statistics.long == 3 })
    submitted[0].cancel()
    pool.forget(submitted[0])
    #expect(await eventually { pool.statistics.cancelled == 1 })
    #expect(pool.statistics.long == 2)
    // The other one waits on, and ends with the server.
    #expect(!works[1].isDone)
    gate.signal()
    await pool.stop()
    #expect((pool.statistics.long, pool.statistics.busy) == (0, 0))
    #expect(pool.statistics.finished + pool.statistics.cancelled == 3)
  }

  @Test("Work that is handed in and cancelled while the server ends is let go of")
  func stopsMeanwhile() async {
    for _ in 0..<20 {
      let pool = Self.pool(turn: .microseconds(100), queue: 64)
      let works = (0..<12).map { _ in Endless().work() }
      await withTaskGroup(of: Void.self) { group in
        for work in works {
          group.addTask {
            _ = pool.submit(work)
            work.cancel()
            pool.forget(work)
          }
        }
        group.addTask { await pool.stop() }
      }
      let statistics = pool.statistics
      #expect((statistics.long, statistics.busy, statistics.queued) == (0, 0, 0))
    }
  }

  @Test("A full queue gives up what would come last, and not whoever comes next")
  func fullQueue() async throws {
    let pool = Self.pool(turn: .seconds(3_600), queue: 3)
    let (heavy, light) = (Endless(), Endless())
    let running = Endless()
    #expect(pool.submit(running.work(of: heavy)) == nil)
    #expect(await eventually { pool.statistics.busy == 1 })
    let waiting = (0..<3).map { _ in Endless() }
    // A call that ends forgets its work at once.
    for work in waiting {
      #expect(pool.submit(work.work(of: heavy) { pool.forget($0) }) == nil)
    }
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
