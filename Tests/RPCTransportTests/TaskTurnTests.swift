import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import RPCTransport

/// How long tasks have an event loop before it looks at its sockets.
@Suite struct TaskTurnTests {
  private final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add() { count.withLock { $0 += 1 } }
  }

  @Test("a task that goes on for long leaves the loop to its sockets, however often it yields")
  func yielding() async throws {
    let loop = EmbeddedEventLoop()
    let executor = EventLoopTaskExecutor(loop)
    let counter = Counter()
    let task = Task(executorPreference: executor) {
      for _ in 0..<50 {
        let end = NIODeadline.now() + .microseconds(100)
        while NIODeadline.now() < end {}
        counter.add()
        await Task.yield()
      }
    }
    // What is due at once a loop does before it looks at its sockets.
    loop.run()
    #expect(counter.value >= 1)
    #expect(counter.value < 50)
    for _ in 0..<50 { loop.advanceTime(by: .microseconds(20)) }
    await task.value
    #expect(counter.value == 50)
  }

  @Test("jobs that wait for their turn end elsewhere when the loop ends")
  func stopping() async throws {
    let loop = EmbeddedEventLoop()
    let executor = EventLoopTaskExecutor(loop)
    let counter = Counter()
    let task = Task(executorPreference: executor) {
      for _ in 0..<50 {
        let end = NIODeadline.now() + .microseconds(100)
        while NIODeadline.now() < end {}
        counter.add()
        await Task.yield()
      }
    }
    loop.run()
    executor.stop()
    loop.run()
    await task.value
    #expect(counter.value == 50)
  }
}
