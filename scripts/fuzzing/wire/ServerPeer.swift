import Archive
import Fuzzing
import HTTP2
import Protobuf
import RPC
import RPCServer
import RPCTransport
import Synchronization
import TestSupport
import Transcripts
import VerbatimServer
import VerbatimTesting

/// A server's session of an archive, and a client that sends what it likes.
final class ServerPeer {
  private let session: ServerSession
  /// What the client speaks to.
  private let core: any ConnectionCore
  private let executor = ManualExecutor()
  private let signals = Signals()
  private let requests = CallMemory(limit: 8 << 20)
  private let responses = CallMemory(limit: 8 << 20)
  let reader = FrameReader()
  /// All that was answered by HTTP/1.1.
  private(set) var text: [UInt8] = []
  private var isOver = false

  enum HTTPVersion {
    case http1, http2
  }

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

  private static let methods: [ServerMethod] = {
    let archive = Archive()
    do {
      try archive.add([
        Transcript(
          title: "Meeting on the harbour", date: "2031-03-04", place: "Port Ennis",
          turns: [
            ("Mayor Ilse Brandvik", "Good morning, the harbour is open."),
            ("Aron Velt", "Is the basin deep?"),
          ])
      ])
    } catch {
      fatalError("\(error)")
    }
    let relay = ServerMethod(
      MethodDescriptor(service: "t.S", method: "Relay", kind: .bidirectionalStreaming),
      .asynchronous { exchange in
        while let batch = try await exchange.requests.next() {
          try await exchange.responses.write(batch)
        }
      })
    return ArchiveService(archive: archive).methods.map(\.registered) + [relay]
  }()

  init(speaking version: HTTPVersion = .http2) throws {
    let signals = signals
    var limits = ServerLimits()
    limits.maximumRequestSize = 256 * 1024
    session = try ServerSession(
      methods: MethodTable(Self.methods), limits: limits, peer: ConnectionPeer(address: "fuzz"),
      now: 1_000_000_000, jitter: 1, arena: MessageArena(), executor: executor, memory: requests,
      responseMemory: responses, responseCompression: .gzip, observer: nil,
      signal: { signals.append($0) })
    guard version == .http2 else {
      core = OpeningSession(session, now: 1_000_000_000, isSecure: false)
      return
    }
    core = session
    send(Frame.preface + Frame.settings([]).bytes + Frame.settingsAcknowledgement.bytes)
  }

  /// Sends bytes and lets everything run that can.
  func send(_ bytes: [UInt8]) {
    guard !isOver else { return }
    do {
      try bytes.withUnsafeBytes { try core.receive($0) }
    } catch {
      Fuzzing.require(!"\(error)".isEmpty, "an error without words")
      isOver = true
    }
    run()
  }

  private func run() {
    withUnsafeTemporaryAllocation(byteCount: 64 * 1024, alignment: 1) { space in
      var rounds = 0
      var isBusy = true
      while isBusy {
        isBusy = executor.run()
        if core.isPaused {
          core.goOn()
          isBusy = true
        }
        for signal in signals.take() {
          core.receive(signal)
          isBusy = true
        }
        if let count = try? core.send(into: space), count > 0 {
          if core === session {
            reader.receive(Array(space[..<count]))
          } else {
            text += space[..<count]
          }
          isBusy = true
        }
        rounds += 1
        Fuzzing.require(rounds < 100_000, "the session does not come to rest")
      }
    }
  }

  private var speaksHTTP1: Bool { (core as? OpeningSession)?.chosen is HTTP1Session }

  private func pass(_ seconds: Int) {
    core.now += UInt64(seconds) * 1_000_000_000
    do { try core.passTime() } catch { isOver = true }
    run()
  }

  /// The connection is gone, and must have given back all that its calls held.
  private func end() {
    core.connectionLost("gone")
    while executor.run() { for signal in signals.take() { core.receive(signal) } }
    Fuzzing.require(session.http2.openStreams == 0, "streams of a connection that is gone")
    Fuzzing.require(requests.usedBytes == 0, "requests of a connection that is gone")
    Fuzzing.require(responses.usedBytes == 0, "answers of a connection that is gone")
  }

  /// Frames, or what looks like them, in pieces, with time between.
  static func check(_ bytes: [UInt8]) throws {
    var choices = Choices(bytes)
    let (size, seconds) = (choices.next() * 16 + 1, choices.next() % 40)
    let peer = try ServerPeer()
    var rest = choices.rest
    while !rest.isEmpty, !peer.isOver {
      peer.send(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    if seconds > 0 { peer.pass(seconds) }
    peer.end()
  }

  /// Bytes from a client that may speak HTTP/1.1, in pieces, with time between. What is answered has to be
  /// answers and nothing else, each as long as it says, but for the last one of a connection that ends.
  static func checkHTTP1(_ bytes: [UInt8]) throws {
    var choices = Choices(bytes)
    let (size, seconds) = (choices.next() * 16 + 1, choices.next() % 40)
    let peer = try ServerPeer(speaking: .http1)
    var rest = choices.rest
    while !rest.isEmpty, !peer.isOver, !peer.core.isFinished {
      peer.send(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    if seconds > 0 { peer.pass(seconds) }
    if peer.speaksHTTP1 { AnswerText(peer.text).check() }
    peer.end()
  }

  /// A request's message to each method of the archive; plain, or as it would be compressed. Each call has
  /// to end with a status, and with none that says that the server does not know what happened.
  static func checkRequest(_ bytes: [UInt8]) throws {
    var choices = Choices(bytes)
    let methods = Self.methods.map(\.descriptor).filter { $0.service != "t.S" }
    let method = methods[choices.next() % methods.count]
    let encoding = [nil, nil, "gzip", "deflate"][choices.next() % 4]
    let message = Array(choices.rest)
    let peer = try ServerPeer()
    var fields = [
      (":method", "POST"), (":scheme", "https"), (":path", method.path), (":authority", "fuzz"),
      ("te", "trailers"), ("content-type", "application/grpc"),
    ]
    if let encoding { fields.append(("grpc-encoding", encoding)) }
    peer.send(Frame.headers(1, fields).bytes)
    let length = message.count
    var body: [UInt8] = [encoding == nil ? 0 : 1, 0, UInt8(length >> 16 & 255)]
    body += [UInt8(length >> 8 & 255), UInt8(length & 255)] + message
    while !body.isEmpty {
      peer.send(Frame.data(1, Array(body.prefix(16_384)), end: body.count <= 16_384).bytes)
      body.removeFirst(min(16_384, body.count))
    }
    let status = peer.reader.field("grpc-status", of: 1)
    Fuzzing.require(status != nil, "\(method.path) is not answered")
    Fuzzing.require(status != "2", "\(method.path) fails unexpectedly")
    peer.end()
  }
}
