import Foundation
import HTTP1
import HTTP2
import Protobuf
import RPC
import Synchronization
import TestSupport
import Testing

@testable import RPCTransport

/// A connection of HTTP/1.1 without its socket: bytes in, and bytes out when a test asks for them. Its clock
/// stands still until a test moves it.
final class HTTP1Harness {
  let server: ServerSession
  let session: HTTP1Session
  let calls = Counter()
  let endless: CountedSource
  private let executor = ManualExecutor()
  private let signals = Signals()
  private(set) var output: [UInt8] = []

  final class Counter: Sendable {
    private let state = Mutex(0)
    var value: Int { state.withLock { $0 } }
    func add(_ count: Int = 1) { state.withLock { $0 += count } }
  }

  /// Messages of a kilobyte each.
  final class CountedSource: MessageSource, @unchecked Sendable {
    static let message: [UInt8] = [0, 0, 0, 3, 251] + Array(repeating: 7, count: 1019)
    let length: Int
    private(set) var copied = 0

    init(messages: Int) { length = messages * Self.message.count }

    func prepare(upTo limit: Int) -> (count: Int, isLast: Bool) {
      (min(limit, length - copied), length - copied <= limit)
    }

    func copy(_ count: Int, to destination: UnsafeMutableRawPointer) {
      let target = UnsafeMutableRawBufferPointer(start: destination, count: count)
      for index in 0..<count {
        target[index] = Self.message[(copied + index) % Self.message.count]
      }
      copied += count
    }
  }

  private final class Signals: Sendable {
    private let waiting = Mutex<[SessionSignal]>([])
    func append(_ signal: SessionSignal) { waiting.withLock { $0.append(signal) } }
    func take() -> [SessionSignal] {
      waiting.withLock { signals in
        defer { signals = [] }
        return signals
      }
    }
  }

  init(
    messages: Int = 0, limits: ServerLimits = ServerLimits(), site: HTTPSite? = nil
  ) throws {
    let (calls, signals) = (calls, signals)
    let endless = CountedSource(messages: messages)
    self.endless = endless
    func method(_ name: String, _ kind: MethodKind) -> MethodDescriptor {
      MethodDescriptor(service: "test.Service", method: name, kind: kind)
    }
    let methods = [
      ServerMethod(
        method("Echo", .unary),
        .immediate { _, message in
          calls.add()
          return .messages(EncodedMessages(length: message.count) { $0.copyMemory(from: message) })
        }),
      ServerMethod(
        method("Messages", .serverStreaming),
        .immediate { _, _ in
          calls.add()
          return .source(endless)
        }),
      ServerMethod(
        method("Relay", .bidirectionalStreaming),
        .asynchronous { exchange in
          calls.add()
          while let batch = try await exchange.requests.next() {
            try await exchange.responses.write(batch)
          }
        }),
    ]
    server = try ServerSession(
      methods: MethodTable(methods), limits: limits, peer: ConnectionPeer(address: "test"),
      now: 1_000_000_000, jitter: 1, arena: MessageArena(), executor: executor, site: site,
      observer: nil,
      signal: { signals.append($0) })
    session = try HTTP1Session(server, now: 1_000_000_000, isSecure: false)
  }

  /// Hands bytes in, and lets everything run that can; nothing is read.
  func send(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try session.receive($0) }
    run()
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  private func run() {
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
    }
  }

  /// Reads at most so many bytes of what is there; how many that were.
  @discardableResult
  func read(_ limit: Int = .max) throws -> Int {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
    defer { room.deallocate() }
    var total = 0
    while total < limit {
      let count = try session.send(
        into: UnsafeMutableRawBufferPointer(rebasing: room[..<min(room.count, limit - total)]))
      run()
      if count == 0 { break }
      output += room[..<count]
      total += count
    }
    return total
  }

  var text: String { String(decoding: output, as: UTF8.self) }

  /// The statuses that were answered, in order.
  var statuses: [Int] {
    text.components(separatedBy: "HTTP/1.1 ").dropFirst().compactMap { Int($0.prefix(3)) }
  }

  func advance(_ duration: Duration) throws {
    session.now += UInt64(duration.wholeNanoseconds)
    try session.passTime()
    run()
  }

  static func post(
    _ method: String, _ type: String, _ body: [UInt8], _ fields: String = ""
  ) -> [UInt8] {
    Array(
      ("POST /test.Service/\(method) HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\n"
        + "Content-Length: \(body.count)\r\n\(fields)\r\n").utf8) + body
  }
}
