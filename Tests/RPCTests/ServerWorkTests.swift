import HTTP2
import Protobuf
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

  @Test(
    "A request that becomes long when it is decompressed is read elsewhere, and a short one at once"
  )
  func decompressing() throws {
    let workers = ManualWorkers()
    let harness = try ServerHarness(workers: workers)
    func call(_ count: Int) -> Int32 {
      harness.call(
        "/test.Service/Echo", [("grpc-encoding", "gzip")],
        body: MessageFrame.framed([UInt8](repeating: 7, count: count), .gzip))
    }
    #expect(harness.status(call(16_000)) == 0)
    let (long, other) = (call(50_000), call(60_000))
    #expect(workers.count == 2)
    #expect(harness.status(long) == nil)
    harness.send([.reset(other, 8)])
    #expect(workers.count == 1, "nobody waits for it any more")
    #expect(workers.runNext())
    harness.run()
    harness.send([.windowUpdate(long, 100_000), .windowUpdate(0, 100_000)])
    #expect(harness.status(long) == 0)
    #expect(harness.reader.body(of: long).count == 50_005)
    #expect(harness.session.account.heldBytes == 0)
  }

  @Test("What is too much to be decompressed is said by the thread that does it")
  func decompressingTooMuch() throws {
    let workers = ManualWorkers()
    let harness = try ServerHarness(workers: workers)
    let stream = harness.call(
      "/test.Service/Echo", [("grpc-encoding", "gzip")],
      body: MessageFrame.framed([UInt8](repeating: 7, count: 1_000_000), .gzip))
    #expect(workers.runNext())
    harness.run()
    #expect(harness.status(stream) == StatusCode.resourceExhausted.rawValue)
    #expect(harness.message(stream).contains("(maximum-inflation-ratio)"))
    #expect(harness.refusedCalls == [.inflationRatio])
  }

  @Test("Where no thread takes it, a request that is to be decompressed ends with the reason")
  func decompressingRefused() throws {
    let harness = try ServerHarness(workers: ManualWorkers(capacity: 0))
    let stream = harness.call(
      "/test.Service/Echo", [("grpc-encoding", "gzip")],
      body: MessageFrame.framed([UInt8](repeating: 7, count: 50_000), .gzip))
    #expect(harness.status(stream) == StatusCode.resourceExhausted.rawValue)
    #expect(harness.message(stream) == "full")
    #expect(harness.session.account.heldBytes == 0)
  }

  @Test("Sources that have nothing give way to others, each in its turn")
  func vainLooks() throws {
    final class Looks: Sendable {
      let count = Mutex(0)
      var value: Int { count.withLock { $0 } }
    }
    final class Vain: MessageSource {
      let looks: Looks
      init(_ looks: Looks) { self.looks = looks }
      func prepare(upTo limit: Int) -> (count: Int, isLast: Bool) {
        looks.count.withLock { $0 += 1 }
        return (0, false)
      }
      func copy(_ count: Int, to destination: UnsafeMutableRawPointer) {}
    }
    let looks = Looks()
    let session = try ServerSession(
      methods: MethodTable([ServerHarness.immediate("Vain") { _, _ in .source(Vain(looks)) }]),
      limits: ServerLimits(), peer: ConnectionPeer(address: "test"), now: 1,
      arena: MessageArena(), executor: nil, observer: nil, signal: { _ in })
    var bytes = Frame.preface + Frame.settings([]).bytes
    for stream in stride(from: Int32(1), to: 201, by: 2) {
      bytes +=
        Frame.headers(
          stream,
          ServerHarness.goodHeaders.map {
            ($0.0, $0.0 == ":path" ? "/test.Service/Vain" : $0.1)
          }
        ).bytes
      bytes += Frame.data(stream, [0, 0, 0, 0, 0], end: true).bytes
    }
    try bytes.withUnsafeBytes { try session.receive($0) }
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 1)
    defer { space.deallocate() }
    for turn in 1...10 {
      while try session.http2.send(into: space) > 0 {}
      #expect(looks.value <= 16 * turn, "\(looks.value) looks in \(turn) turns")
      session.goOn()
    }
    #expect(looks.value >= 100)
  }

  @Test("Calls that come at once have their turns by time, in order, and others come between them")
  func postponed() throws {
    let clock = ManualClock()
    clock.advance(1)
    let handled = Mutex<[UInt8]>([])
    let method = ServerHarness.immediate("Slow") { _, message in
      clock.advance(0.000_05)
      handled.withLock { $0.append(message[0]) }
      return .messages(EncodedMessages(length: 0) { _ in })
    }
    let session = try ServerSession(
      methods: MethodTable([method]), limits: ServerLimits(),
      peer: ConnectionPeer(address: "test"), now: clock.now(), arena: MessageArena(),
      executor: nil, observer: nil, clock: clock.now, signal: { _ in })
    var bytes = Frame.preface + Frame.settings([]).bytes
    let fields = ServerHarness.goodHeaders.map {
      ($0.0, $0.0 == ":path" ? "/test.Service/Slow" : $0.1)
    }
    for number in 0..<UInt8(100) {
      let stream = 2 * Int32(number) + 1
      bytes += Frame.headers(stream, fields).bytes
      bytes += Frame.data(stream, [0, 0, 0, 0, 1, number], end: true).bytes
    }
    // One of those that wait is given up.
    bytes += Frame.reset(2 * 90 + 1, 8).bytes
    try bytes.withUnsafeBytes { try session.receive($0) }
    var turns = 1
    var before = 0
    while true {
      let count = handled.withLock { $0.count }
      #expect(count - before <= 16, "\(count - before) at once")
      before = count
      guard session.isPaused else { break }
      session.now = clock.now()
      session.goOn()
      turns += 1
    }
    #expect(turns >= 6)
    #expect(handled.withLock { $0 } == (0..<100).filter { $0 != 90 })
    #expect(session.account.heldBytes == 0)
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

  /// Lets so many calls have work under way.
  private final class Admission: ServerInterceptor {
    final class Place: Sendable {
      let admission: Admission
      init(_ admission: Admission) { self.admission = admission }
      deinit { admission.left.withLock { $0 += 1 } }
    }

    let left = Mutex(1)

    func callStarted(_ call: ServerCallInfo) throws(RPCError) {
      call[WorkAdmission.self] = {
        let hasRoom = self.left.withLock { left in
          left -= 1
          return left >= 0
        }
        // Gives the place back where there is none, too.
        let place = Place(self)
        guard hasRoom else { throw RPCError(.resourceExhausted, "one at a time") }
        return place
      }
    }
  }

  @Test(
    "Work is admitted by who knows the caller, until it is done, refused or not wanted any more")
  func admission() throws {
    let workers = ManualWorkers(capacity: 1)
    let admission = Admission()
    let harness = try ServerHarness(
      [Self.works("Work", Self.answer)], interceptors: [admission], workers: workers)
    let first = harness.call("/test.Service/Work")
    let second = harness.call("/test.Service/Work")
    #expect(harness.status(second) == StatusCode.resourceExhausted.rawValue)
    #expect(harness.message(second) == "one at a time")
    #expect(harness.status(harness.call()) == 0, "what is no work takes no place")
    #expect(workers.runNext())
    harness.run()
    #expect(harness.status(first) == 0)
    #expect(admission.left.withLock { $0 } == 1)
    let reset = harness.call("/test.Service/Work")
    #expect(admission.left.withLock { $0 } == 0)
    harness.send([.reset(reset, 8)])
    #expect(admission.left.withLock { $0 } == 1)
    // One that the threads refuse.
    let refused = Admission()
    refused.left.withLock { $0 = 5 }
    let full = try ServerHarness(
      [Self.works("Work", Self.answer)], interceptors: [refused],
      workers: ManualWorkers(capacity: 0))
    _ = full.call("/test.Service/Work")
    #expect(refused.left.withLock { $0 } == 5)
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
