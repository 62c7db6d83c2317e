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
    for _ in 0..<200 {
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
}
