internal import HTTP1
package import HTTP2
package import RPC

/// A connection of HTTP/1.1: its requests, one after the other, become streams of a server's session, as a
/// reverse proxy has them, but in memory. All that holds for calls holds for these: methods, dialects, limits,
/// rights, metrics; and nothing of it is written twice.
///
/// States: waiting (for a head, or the rest of one), exchanging (a request is under way, and what is sent ahead
/// waits), over (what is made is still sent).
package final class HTTP1Session: ConnectionCore, HTTP2SessionDelegate {
  /// Bytes of answers that wait here; beyond that the server's session makes no more.
  private static let window = 64 * 1024
  /// Bytes of answers beyond which no further request is begun: requests sent ahead are worked off as their
  /// answers leave, and not all in one go.
  private static let crowded = 16 * 1024
  /// Empty lines before a request; some clients end a body with one that it has not.
  private static let emptyLines = 4
  /// Bytes of requests that wait here; beyond that nothing is read.
  static let inputLimit = 64 * 1024
  /// Bytes that a read may bring beyond that.
  private static let burst = 64 * 1024
  /// Memory beside that of the session: another one's, requests that wait and answers that do, in arrays that
  /// grow by doubling.
  package static let heldMemory = 24 * 1024 + 2 * (inputLimit + burst) + 2 * (window + crowded)

  package let server: ServerSession
  package var now: UInt64 { didSet { server.now = now } }
  private var client: HTTP2Session!
  private let limits: HTTPLimits
  private let requestTimeout: UInt64?
  private let isSecure: Bool
  private var input: [UInt8] = []
  /// Bytes of it that were taken.
  private var taken = 0
  /// Bytes behind these in which no head ends.
  private var looked = 0
  private var emptyLines = 0
  /// When the head that is coming in is late.
  private var headDue = UInt64.max
  var output: [UInt8] = []
  private var sent = 0
  /// Bytes of the answer in `output` whose window is given back when they have left.
  var unconsumed = 0
  var exchange: HTTP1Exchange?
  /// No further request is taken.
  var isEnding = false
  var isOver = false
  package private(set) var endedBecause: String?

  /// Carries what comes over to `server`, a session that nothing was sent to.
  package init(_ server: ServerSession, now: UInt64, isSecure: Bool) throws(HTTP2Error) {
    self.server = server
    self.now = now
    self.isSecure = isSecure
    var limits = HTTPLimits()
    limits.requestSize = server.limits.maximumHeaderListSize
    limits.lineSize = server.limits.maximumHeaderListSize
    self.limits = limits
    requestTimeout = server.limits.requestTimeout?.nanoseconds
    var settings = HTTP2Settings()
    settings.streamWindow = Int32(Self.window)
    settings.connectionWindow = Int32(2 * Self.window)
    // What our own server says is no more than it may.
    settings.maximumHeaderListSize = 1 << 20
    client = try HTTP2Session(role: .client, settings: settings, delegate: self)
    server.now = now
    expectHead()
  }

  deinit {
    // The exchange refers to this object when it ends, so that it ends while this is whole.
    isOver = true
    client?.closeStreams(.cancel)
  }

  // MARK: Bytes

  package func receive(_ bytes: UnsafeRawBufferPointer) throws {
    guard !isOver else { return }
    input += bytes
    try advance()
  }

  package func send(into room: UnsafeMutableRawBufferPointer) throws -> Int {
    if sent == output.count {
      output.removeAll(keepingCapacity: output.capacity <= Self.window)
      sent = 0
      if unconsumed > 0, let exchange { client.consume(unconsumed, of: exchange.stream) }
      unconsumed = 0
      try advance()
    }
    let count = min(room.count, output.count - sent)
    guard count > 0 else { return 0 }
    room.copyBytes(from: output[sent..<(sent + count)])
    sent += count
    return count
  }

  package var wantsInput: Bool {
    isOver || input.count - taken + (exchange?.waitingBytes ?? 0) < Self.inputLimit
  }

  /// Goes on as far as what is here leads.
  private func advance() throws {
    repeat {
      takeInput()
      try pump()
      if server.http2.isFinished { sessionEnded() }
    } while endExchange()
  }

  /// Carries frames between the two sessions until neither has any.
  private func pump() throws {
    let room = UnsafeMutableRawBufferPointer.allocate(
      byteCount: 2 * HTTP2Session.minimumRoom, alignment: 16)
    defer { room.deallocate() }
    while true {
      let asked = try client.send(into: room)
      if asked > 0 { try server.receive(UnsafeRawBufferPointer(rebasing: room[..<asked])) }
      let answered = try server.http2.send(into: room)
      if answered > 0 { try client.receive(UnsafeRawBufferPointer(rebasing: room[..<answered])) }
      if asked == 0, answered == 0 { break }
    }
    if let exchange, exchange.isAnswered, !exchange.isHeadWritten { writeHead(of: exchange) }
  }

  // MARK: Requests

  private func takeInput() {
    if let exchange {
      feed(exchange)
    } else if !isEnding, !isOver {
      takeHead()
    }
  }

  /// Drops bytes of the input; those that are left are moved only when that is cheap.
  private func drop(_ count: Int) {
    taken += count
    guard taken > 0, taken == input.count || taken >= Self.inputLimit / 2 else { return }
    if taken == input.count {
      input.removeAll(keepingCapacity: input.capacity <= Self.crowded)
    } else {
      input.removeFirst(taken)
    }
    taken = 0
  }

  private func dropAll() { drop(input.count - taken) }

  private func expectHead() {
    headDue = requestTimeout.map { now.saturatingAdd($0) } ?? .max
  }

  private func takeHead() {
    guard output.count - sent < Self.crowded else { return }
    // Empty lines before a request are passed over (RFC 9112, section 2.2), if they are few.
    while input[taken...].starts(with: [0x0D, 0x0A]) {
      drop(2)
      emptyLines += 1
      guard emptyLines <= Self.emptyLines else {
        return refuse(.malformed("there are empty lines and no request"))
      }
    }
    guard taken < input.count else { return }
    if headDue == .max { expectHead() }
    guard let end = RequestHead.end(of: input[taken...], after: looked), end <= limits.requestSize
    else {
      looked = input.count - taken
      if looked > limits.requestSize {
        refuse(
          .init(
            431, .requestSize,
            "the head is larger than \(limits.requestSize) bytes (maximum-header-size)"))
      }
      return
    }
    looked = 0
    emptyLines = 0
    headDue = .max
    do throws(RequestHead.Refusal) {
      let request = try RequestHead.parse(input[taken..<(taken + end)], limits)
      drop(end)
      try begin(request)
    } catch {
      refuse(error)
    }
  }

  private func begin(_ request: HTTPRequest) throws(RequestHead.Refusal) {
    let headers = try HTTP1Exchange.headers(of: request, isSecure: isSecure)
    let exchange = HTTP1Exchange(self, request, headers)
    do throws(HTTP2Error) {
      try client.submitRequest(exchange.stream, headers: headers)
    } catch {
      throw .init(503, .work, "the request cannot be taken now")
    }
    self.exchange = exchange
    if exchange.endsConnection { isEnding = true }
    if request.value(of: "expect") != nil, request.body != .none, taken == input.count {
      output += Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
    }
    feed(exchange)
  }

  /// Hands on what has come of a request's body.
  private func feed(_ exchange: HTTP1Exchange) {
    guard !exchange.isComplete else { return }
    do throws(RequestHead.Refusal) {
      drop(try exchange.take(input[taken...]))
    } catch {
      // What could be told of the rest is not known: nothing more is read.
      dropAll()
      isEnding = true
      if exchange.isHeadWritten {
        end(because: error.message)
      } else {
        let bare = exchange
        self.exchange = nil
        client.reset(bare.stream, code: .cancel)
        refuse(error)
      }
      return
    }
    client.resume(exchange.stream)
  }

  /// True when a request and its answer are complete and the next one may be here.
  private func endExchange() -> Bool {
    guard !isOver, let exchange, exchange.isEnded else { return false }
    self.exchange = nil
    unconsumed = 0
    // Who has more of a request to send than anybody waits for would send it into the next one.
    guard exchange.isComplete, !isEnding else {
      end(because: nil)
      return false
    }
    return taken < input.count
  }

  /// Nothing more is taken; what is made leaves, and then the connection ends.
  func end(because reason: String?) {
    isOver = true
    isEnding = true
    dropAll()
    headDue = .max
    if endedBecause == nil { endedBecause = reason }
  }

  private func sessionEnded() {
    guard !isOver else { return }
    let reason = server.http2.endedBecause
    if let exchange, !exchange.isEnded { wasReset(exchange, .enhanceYourCalm) }
    end(because: reason)
  }

  // MARK: What a connection is asked

  package func receive(_ signal: SessionSignal) { server.receive(signal) }

  package var isFinished: Bool { isOver && sent == output.count }

  package var openCalls: Int { exchange == nil ? 0 : 1 }

  package var nextDeadline: UInt64? {
    let next = min(server.nextDeadline ?? .max, headDue)
    return next == .max ? nil : next
  }

  package func passTime() throws {
    try server.passTime()
    guard headDue <= now else { return }
    headDue = .max
    if taken == input.count, exchange == nil { return end(because: nil) }
    refuse(.init(408, .requestTime, "the head did not come in time (request-timeout)"))
  }

  package var isPaused: Bool { server.isPaused }

  package func goOn() { server.goOn() }

  package func drain() {
    server.drain()
    stopTaking()
  }

  private func stopTaking() {
    isEnding = true
    if exchange == nil { end(because: nil) }
  }

  package func failCalls() { server.failCalls() }

  package func connectionLost(_ reason: String) {
    isOver = true
    server.connectionLost(reason)
    client.closeStreams(.cancel)
    exchange = nil
  }

  // MARK: The session within

  package func makeHandler(on session: HTTP2Session) -> (any HTTP2StreamHandler)? { nil }

  package func receivedSettings(on session: HTTP2Session) {}

  package func receivedGoAway(
    on session: HTTP2Session, lastStream: Int32, code: HTTP2ErrorCode, debugData: String
  ) {
    stopTaking()
  }

  package func receivedReset(on session: HTTP2Session) {}

  package func receivedEmptyData(on session: HTTP2Session) {}

  package func receivedPing(on session: HTTP2Session, payload: UInt64, isAcknowledgement: Bool) {}
}
