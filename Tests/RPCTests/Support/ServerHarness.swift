import HTTP1
import HTTP2
import Protobuf
import Synchronization
import TestSupport
import Testing

@testable import RPC

/// A server session, and a client that is written by hand, frame by frame. Handlers run on the test's
/// thread, and its clock stands still until a test moves it.
final class ServerHarness {
  let session: ServerSession
  let reader = FrameReader()
  let executor = ManualExecutor()
  private let signals: Signals
  private let observer = Observer()
  private var nextStream: Int32 = 1
  /// Why the session gave its connection up, if it did.
  private(set) var givenUp: (any Error)?
  /// What the session threw, if it did.
  private(set) var failure: HTTP2Error?

  final class Signals: Sendable {
    private let waiting = Mutex<[SessionSignal]>([])
    func append(_ signal: SessionSignal) { waiting.withLock { $0.append(signal) } }
    func take() -> [SessionSignal] {
      waiting.withLock { signals in
        defer { signals = [] }
        return signals
      }
    }
  }

  final class Observer: ServerSessionObserver {
    let failures = Mutex<[String]>([])
    let budgets = Mutex<[ClientBudget]>([])
    let limits = Mutex<[CallLimit]>([])
    func handlerFailed(_ method: MethodDescriptor, _ error: any Error) {
      failures.withLock { $0.append("\(method.path): \(error)") }
    }
    func budgetExceeded(_ budget: ClientBudget, by peer: ConnectionPeer) {
      budgets.withLock { $0.append(budget) }
    }
    func callRefused(_ limit: CallLimit, of peer: ConnectionPeer) {
      limits.withLock { $0.append(limit) }
    }
  }

  var handlerFailures: [String] { observer.failures.withLock { $0 } }
  var refusedCalls: [CallLimit] { observer.limits.withLock { $0 } }
  var exceededBudgets: [ClientBudget] { observer.budgets.withLock { $0 } }

  init(
    _ methods: [ServerMethod] = [], limits: ServerLimits = ServerLimits(),
    lifetime: ConnectionLifetime = ConnectionLifetime(), jitter: Double = 1,
    clientSettings: [(UInt16, UInt32)] = [], interceptors: [any ServerInterceptor] = [],
    responseCompression: CompressionAlgorithm? = nil, workers: (any ServerWorkers)? = nil,
    memory: CallMemory = CallMemory(limit: .max),
    responseMemory: CallMemory = CallMemory(limit: .max), acknowledgesSettings: Bool = true,
    loopCalls: LoopCalls? = nil, ceiling: CallCeiling? = nil, crossOrigins: [String] = [],
    site: HTTPSite? = nil,
    tally: ServerTally? = nil, inflationShare: InflationShare? = nil, origin: [UInt8] = []
  ) throws {
    let signals = Signals()
    self.signals = signals
    session = try ServerSession(
      methods: MethodTable(methods + Self.methods), limits: limits, lifetime: lifetime,
      peer: ConnectionPeer(address: "test"), now: 1_000_000_000_000, jitter: jitter,
      arena: MessageArena(), executor: executor,
      workers: workers, memory: memory, responseMemory: responseMemory, loopCalls: loopCalls,
      ceiling: ceiling, inflationShare: inflationShare, origin: origin,
      interceptors: ServerInterceptors(interceptors) { 0 },
      responseCompression: responseCompression,
      crossOrigin: CrossOriginPolicy(origins: crossOrigins), site: site, observer: observer,
      tally: tally,
      signal: { signals.append($0) })
    send([])
    deliver(Frame.preface)
    send([.settings(clientSettings)])
    if acknowledgesSettings { send([.settingsAcknowledgement]) }
  }

  // MARK: The bytes

  func deliver(_ bytes: [UInt8]) {
    do {
      try bytes.withUnsafeBytes { try session.receive($0) }
    } catch let error as HTTP2Error {
      failure = error
    } catch {
      Issue.record("\(error)")
    }
  }

  /// Sends frames and lets everything run that can.
  func send(_ frames: [Frame]) {
    for frame in frames { deliver(frame.bytes) }
    run()
  }

  /// Lets everything run that can, and reads all that the server sends.
  func run() {
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 1)
    defer { space.deallocate() }
    var isBusy = true
    while isBusy {
      isBusy = executor.run()
      if session.isPaused {
        session.goOn()
        isBusy = true
      }
      for signal in signals.take() {
        session.receive(signal)
        isBusy = true
      }
      if let count = try? session.http2.send(into: space), count > 0 {
        reader.receive(Array(space[..<count]))
        isBusy = true
      }
    }
    // As whoever drives a session asks when it has sent all there is.
    _ = session.nextDeadline
  }

  func advance(_ duration: Duration) {
    session.now += UInt64(duration.wholeNanoseconds)
    do {
      try session.passTime()
    } catch {
      givenUp = error
    }
    run()
  }

  // MARK: Calls

  static let goodHeaders = [
    (":method", "POST"), (":scheme", "https"), (":path", "/test.Service/Echo"),
    (":authority", "test"), ("te", "trailers"), ("content-type", "application/grpc"),
  ]

  func headers(
    _ path: String = "/test.Service/Echo", _ changes: [(String, String?)] = []
  ) -> [(String, String)] {
    var fields = Self.goodHeaders
    for (name, value) in [(":path", path)] + changes {
      let index = fields.firstIndex { $0.0 == name }
      switch (index, value) {
      case (let index?, let value?): fields[index].1 = value
      case (let index?, nil): fields.remove(at: index)
      case (nil, let value?): fields.append((name, value))
      case (nil, nil): break
      }
    }
    return fields
  }

  /// Opens a stream without sending anything on it.
  func newStream() -> Int32 {
    defer { nextStream += 2 }
    return nextStream
  }

  /// Makes a call; without `body` its headers alone are sent.
  @discardableResult
  func call(
    _ path: String = "/test.Service/Echo", _ changes: [(String, String?)] = [],
    body: [UInt8]? = MessageFrame.framed([1, 2, 3]), end: Bool = true
  ) -> Int32 {
    let stream = newStream()
    let fields = headers(path, changes)
    if let body {
      send([.headers(stream, fields), .data(stream, body, end: end)])
    } else {
      send([.headers(stream, fields, end: end)])
    }
    return stream
  }

  func status(_ stream: Int32) -> Int? { reader.field("grpc-status", of: stream).flatMap(Int.init) }
  func message(_ stream: Int32) -> String { reader.field("grpc-message", of: stream) ?? "" }
  func httpStatus(_ stream: Int32) -> String? { reader.field(":status", of: stream) }

  // MARK: Methods that every harness has

  static func method(
    _ name: String, _ kind: MethodKind = .unary,
    _ handler: @escaping @Sendable (ServerExchange) async throws -> Void
  ) -> ServerMethod {
    ServerMethod(
      MethodDescriptor(service: "test.Service", method: name, kind: kind), .asynchronous(handler))
  }

  static func immediate(
    _ name: String,
    _ handler: @escaping @Sendable (ServerCall, UnsafeRawBufferPointer) throws -> ServerResponse
  ) -> ServerMethod {
    ServerMethod(
      MethodDescriptor(service: "test.Service", method: name, kind: .unary), .immediate(handler))
  }

  private static var methods: [ServerMethod] {
    [
      immediate("Echo") { _, message in
        .messages(
          EncodedMessages(length: message.count) { target in target.copyMemory(from: message) })
      },
      method("Relay", .bidirectionalStreaming) { exchange in
        while let batch = try await exchange.requests.next() {
          try await exchange.responses.write(batch)
        }
      },
      method("Sleep", .serverStreaming) { _ in try await Task.sleep(for: .seconds(3600)) },
    ]
  }
}
