import Synchronization
import TestSupport
import Testing

@testable import RPC

@Suite struct ServerWorkTests {
  /// Workers that do what waits when a test says so.
  private final class ManualWorkers: ServerWorkers {
    let waiting = Mutex<[ServerWork]>([])
    let capacity: Int
    init(capacity: Int = 10) { self.capacity = capacity }

    func submit(_ work: ServerWork) -> WorkRefusal? {
      waiting.withLock { waiting in
        guard waiting.count < capacity else {
          return WorkRefusal(.workerQueue, RPCError(.resourceExhausted, "full"))
        }
        waiting.append(work)
        return nil
      }
    }

    func forget(_ work: ServerWork) { waiting.withLock { $0.removeAll { $0 === work } } }

    /// Does the work that waits longest; whether it was still wanted.
    func runNext() -> Bool { waiting.withLock { $0.removeFirst() }.run() }

    var count: Int { waiting.withLock { $0.count } }
  }

  private static func works(_ name: String, _ body: @escaping ServerWork.Body) -> ServerMethod {
    ServerHarness.immediate(name) { _, _ in .work(body) }
  }

  private static let answer: ServerWork.Body = { _ in
    .messages(EncodedMessages(length: 2) { $0.copyBytes(from: [7, 8]) })
  }

  @Test("A call whose work is done elsewhere is answered when it is done, others before it")
  func answers() throws {
    let workers = ManualWorkers()
    let harness = try ServerHarness([Self.works("Work", Self.answer)], workers: workers)
    let slow = harness.call("/test.Service/Work")
    let quick = harness.call()
    #expect(harness.status(quick) == 0)
    #expect(harness.status(slow) == nil)
    #expect(workers.runNext())
    harness.run()
    #expect(harness.status(slow) == 0)
    #expect(harness.reader.body(of: slow) == [0, 0, 0, 0, 2, 7, 8])
  }

  @Test("Without workers, work is done at once")
  func withoutWorkers() throws {
    let harness = try ServerHarness([Self.works("Work", Self.answer)])
    #expect(harness.status(harness.call("/test.Service/Work")) == 0)
  }

  @Test("What work throws is the call's status")
  func failing() throws {
    let workers = ManualWorkers()
    let harness = try ServerHarness(
      [Self.works("Work") { _ in throw RPCError(.outOfRange, "too far") }], workers: workers)
    let stream = harness.call("/test.Service/Work")
    #expect(workers.runNext())
    harness.run()
    #expect(harness.status(stream) == StatusCode.outOfRange.rawValue)
    #expect(harness.message(stream) == "too far")
  }

  @Test("Work that is refused ends its call with the reason")
  func refused() throws {
    let workers = ManualWorkers(capacity: 1)
    let harness = try ServerHarness([Self.works("Work", Self.answer)], workers: workers)
    let first = harness.call("/test.Service/Work")
    let second = harness.call("/test.Service/Work")
    #expect(harness.status(second) == StatusCode.resourceExhausted.rawValue)
    #expect(harness.status(first) == nil)
  }

  @Test("Work that waits is forgotten when its call is reset or expires, and never begun")
  func forgotten() throws {
    let workers = ManualWorkers()
    let harness = try ServerHarness([Self.works("Work", Self.answer)], workers: workers)
    let reset = harness.call("/test.Service/Work")
    let expiring = harness.call("/test.Service/Work", [("grpc-timeout", "1S")])
    let works = workers.waiting.withLock { $0 }
    harness.send([.reset(reset, 8)])
    #expect(workers.count == 1)
    harness.advance(.seconds(2))
    #expect(workers.count == 0)
    #expect(harness.status(expiring) == StatusCode.deadlineExceeded.rawValue)
    for work in works { #expect(!work.run()) }
  }

  @Test("Work that runs sees that its call is over, and its answer goes nowhere")
  func stopped() throws {
    let workers = ManualWorkers()
    let seen = Mutex<[Bool]>([])
    let reset = Mutex<(@Sendable () -> Void)?>(nil)
    let harness = try ServerHarness(
      [
        Self.works("Work") { isCancelled in
          seen.withLock { $0.append(isCancelled()) }
          reset.withLock { $0 }?()
          seen.withLock { $0.append(isCancelled()) }
          return try Self.answer(isCancelled)
        }
      ], workers: workers)
    let stream = harness.call("/test.Service/Work")
    let work = workers.waiting.withLock { $0[0] }
    reset.withLock { $0 = { work.cancel() } }
    #expect(workers.runNext())
    #expect(seen.withLock { $0 } == [false, true])
    harness.run()
    #expect(harness.status(stream) == nil)
  }

  @Test("A source that has nothing yet is asked again until it has")
  func pausing() throws {
    let source = SlowSource(pauses: 5)
    nonisolated(unsafe) let shared = source
    let harness = try ServerHarness([
      ServerHarness.immediate("Slow") { _, _ in .source(shared) }
    ])
    let stream = harness.call("/test.Service/Slow")
    #expect(harness.status(stream) == 0)
    #expect(harness.reader.body(of: stream) == [0, 0, 0, 0, 1, 9])
    #expect(source.asked > 5)
  }

  private final class SlowSource: MessageSource {
    private var pauses: Int
    private let bytes: [UInt8] = [0, 0, 0, 0, 1, 9]
    private(set) var asked = 0
    init(pauses: Int) { self.pauses = pauses }

    func prepare(upTo limit: Int) -> (count: Int, isLast: Bool) {
      asked += 1
      guard pauses == 0 else {
        pauses -= 1
        return (0, false)
      }
      return (bytes.count, true)
    }

    func copy(_ count: Int, to destination: UnsafeMutableRawPointer) {
      bytes.withUnsafeBytes {
        destination.copyMemory(from: $0.baseAddress!, byteCount: count)
      }
    }
  }
}
