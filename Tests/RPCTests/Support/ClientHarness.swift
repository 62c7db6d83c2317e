import HTTP2
import Synchronization
import TestSupport
import Testing

@testable import RPC

/// A client session, and a server that is written by hand, frame by frame.
final class ClientHarness {
  private(set) var session: ClientSession!
  let reader = FrameReader()
  private let signals = ServerHarness.Signals()
  private let callHeaders = CallHeaders(scheme: "https", authority: "test")
  private(set) var states: [ClientSession.State] = []

  /// Why the session gave its connection up, if it did.
  private(set) var givenUp: (any Error)?

  init(
    serverSettings: [(UInt16, UInt32)] = [], keepalive: ClientKeepalive? = nil
  ) throws {
    session = try ClientSession(
      settings: HTTP2Settings(), keepalive: keepalive, now: 1_000_000_000_000
    ) { [unowned self] in states.append($0) }
    send([.settings(serverSettings), .settingsAcknowledgement])
  }

  func send(_ frames: [Frame]) {
    for frame in frames {
      do {
        try frame.bytes.withUnsafeBytes { try session.receive($0) }
      } catch {
        Issue.record("\(error)")
      }
    }
    run()
  }

  func run() {
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 1)
    defer { space.deallocate() }
    var isBusy = true
    while isBusy {
      isBusy = false
      for signal in signals.take() {
        session.receive(signal)
        isBusy = true
      }
      if let count = try? session.http2.send(into: space), count > 0 {
        reader.receive(Array(space[..<count]))
        isBusy = true
      }
    }
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

  /// A call that was started; what it has received and come to is read without waiting.
  struct Call {
    let exchange: ClientExchange
    let id: ID
    /// What it waits for a stream by; nil for one that never had to.
    let ticket: Int?
    let handedBack: Counter
    let executor = ManualExecutor()

    /// Its stream; 0 while it has none.
    var stream: Int32 { id.value }
    /// Whether it has to be made elsewhere.
    var wasHandedBack: Bool { handedBack.value > 0 }

    /// What a reader gets: all bytes, and how the call ended; nil while it has not.
    func outcome() -> (bytes: [UInt8], end: Result<Void, RPCError>?) {
      let exchange = exchange
      let result = Outcome()
      let task = Task(executorPreference: executor) {
        do {
          while let more = try await exchange.responses.next() { result.append(more) }
          result.end(.success(()))
        } catch let error as RPCError {
          result.end(.failure(error))
        } catch {}
      }
      while executor.run() {}
      let value = result.value
      task.cancel()
      while executor.run() {}
      return value
    }

    /// The status of a call that has ended; nil for one that has not.
    var status: StatusCode? {
      switch outcome().end {
      case .success: .ok
      case .failure(let error): error.code
      case nil: nil
      }
    }
  }

  final class Outcome: Sendable {
    private let state = Mutex<([UInt8], Result<Void, RPCError>?)>(([], nil))
    func append(_ bytes: [UInt8]) { state.withLock { $0.0 += bytes } }
    func end(_ end: Result<Void, RPCError>) { state.withLock { $0.1 = end } }
    var value: ([UInt8], Result<Void, RPCError>?) { state.withLock { $0 } }
  }

  /// Starts a call whose request is one message, unless it is left open.
  func call(
    timeout: Duration? = nil, compression: CompressionAlgorithm? = nil,
    metadata: Metadata = Metadata(), end: Bool = true
  ) -> Call? {
    let descriptor = MethodDescriptor(service: "test.Service", method: "Echo", kind: .unary)
    let signals = signals
    let box = ID()
    let exchange = ClientExchange(
      descriptor: descriptor,
      requests: OutboundQueue { signals.append(.resume(stream: box.value)) },
      responses: InboundQueue { signals.append(.consumed($0, stream: box.value)) })
    let deadline = timeout.map { session.now + UInt64($0.wholeNanoseconds) } ?? .max
    let headers = callHeaders.block(
      descriptor, timeout: timeout.map { UInt64($0.wholeNanoseconds) }, compression: compression,
      metadata: metadata)
    let handedBack = Counter()
    var ticket: Int?
    switch session.start(exchange, headers: headers, deadline: deadline) {
    case .closed: return nil
    case .opened(let stream): box.set(stream)
    case .full:
      ticket = session.enqueue(exchange, deadline: deadline) { [callHeaders, session] in
        callHeaders.block(
          descriptor, timeout: deadline == .max ? nil : deadline - (session?.now ?? 0),
          metadata: metadata)
      } onOpened: { stream in
        if let stream { box.set(stream) } else { handedBack.add() }
      }
    }
    if end { exchange.requests.finish() }
    run()
    return Call(exchange: exchange, id: box, ticket: ticket, handedBack: handedBack)
  }

  final class Counter: Sendable {
    private let state = Mutex(0)
    var value: Int { state.withLock { $0 } }
    func add() { state.withLock { $0 += 1 } }
  }

  final class ID: Sendable {
    private let state = Mutex<Int32>(0)
    var value: Int32 { state.withLock { $0 } }
    func set(_ value: Int32) { state.withLock { $0 = value } }
  }

  func cancel(_ call: Call) {
    if let ticket = call.ticket, call.stream == 0 {
      session.receive(.abandon(ticket: ticket))
    } else {
      session.receive(.cancel(stream: call.stream))
    }
    run()
  }

  // MARK: Answers

  static let goodHeaders = [(":status", "200"), ("content-type", "application/grpc")]
}
