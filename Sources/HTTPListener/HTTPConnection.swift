internal import HTTP1
internal import NIOCore
internal import RPC
internal import Synchronization

/// One connection of a client: reads requests, has them answered one after the other, and writes.
///
/// States: waiting (for a request's first byte), reading (its head), answering (what comes meanwhile is kept, up
/// to a request's size), ending (the last answer is written; what still comes is dropped), over.
final class HTTPConnection: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = Never
  typealias OutboundOut = ByteBuffer

  enum State {
    case waiting, reading, answering, ending, over
  }

  /// How long a client has to end its side after the last answer: closing at once could make the kernel
  /// throw the answer away where part of a request was not read.
  private static let lingering = TimeAmount.seconds(2)

  /// Empty lines before a request; some clients end a body that they did not send with one.
  private static let emptyLines = 4

  private let limits: HTTPLimits
  private let workers: any ServerWorkers
  private let tally: HTTPTally
  private let isToLoopback: Bool
  private let respond: HTTPListener.Responder
  private(set) var state = State.waiting
  private var input: [UInt8] = []
  /// Bytes of `input` in which no head ends.
  private var looked = 0
  private var emptyLines = 0
  private var requests = 0
  /// Since when the client is waited for: for its request, or to take what was written.
  private(set) var clientSince: NIODeadline?
  private var timer: Scheduled<Void>?
  private var work: ServerWork?
  /// Of the answer under way.
  private var endsConnection = false
  private var isChunked = false
  private var pieces: (@Sendable (() -> Bool) throws -> [UInt8]?)?

  init(
    limits: HTTPLimits, workers: any ServerWorkers, tally: HTTPTally, isToLoopback: Bool = false,
    respond: @escaping HTTPListener.Responder
  ) {
    self.isToLoopback = isToLoopback
    self.limits = limits
    self.workers = workers
    self.tally = tally
    self.respond = respond
  }

  // MARK: Coming in

  func channelActive(context: ChannelHandlerContext) {
    expect(context, within: limits.requestTime) { $0.close($1) }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    state = .over
    stop()
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // Only where clients that ended their side are answered; who has not asked gets nothing.
    if event as? ChannelEvent == .inputClosed, state != .answering { close(context) }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { close(context) }

  func read(context: ChannelHandlerContext) {
    // Who sends ahead more than is kept waits.
    if state != .answering || input.count <= limits.requestSize { context.read() }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard state != .ending, state != .over else { return }
    input.append(contentsOf: unwrapInboundIn(data).readableBytesView)
    if state != .answering { take(context) }
  }

  /// Looks for the next request in what came.
  private func take(_ context: ChannelHandlerContext) {
    guard passEmptyLines() else {
      return refuse(context, .malformed("there are empty lines where a request should be"))
    }
    // One of which a byte has come is a request that has begun: its time goes on.
    guard !input.isEmpty else { return }
    if state != .reading {
      state = .reading
      looked = 0
      clientSince = .now()
      expect(context, within: limits.requestTime) { connection, context in
        connection.refuse(
          context,
          RequestHead.Refusal(
            408, .requestTime,
            "the request did not come within \(connection.limits.requestTime)"))
      }
    }
    guard let end = RequestHead.end(of: input, after: looked), end <= limits.requestSize else {
      looked = input.count
      if input.count > limits.requestSize { return refuse(context, tooLarge) }
      return
    }
    let head = input[..<end]
    do throws(RequestHead.Refusal) {
      var request = try RequestHead.parse(head, limits)
      guard request.body == .none else {
        throw RequestHead.Refusal(413, .body, "no page takes a body")
      }
      request.isToLoopback = isToLoopback
      input.removeFirst(end)
      answer(request, context)
    } catch {
      refuse(context, error)
    }
  }

  /// Passes over empty lines before a request (RFC 9112, section 2.2); false where they do not end.
  private func passEmptyLines() -> Bool {
    var count = 0
    while emptyLines <= Self.emptyLines, input[count...].starts(with: [0x0D, 0x0A]) {
      count += 2
      emptyLines += 1
    }
    input.removeFirst(count)
    return emptyLines <= Self.emptyLines
  }

  private var tooLarge: RequestHead.Refusal {
    let line = input.firstIndex(of: 0x0A) ?? input.count
    return line > limits.lineSize
      ? .init(414, .lineSize, "the address is longer than \(limits.lineSize) bytes")
      : .init(431, .requestSize, "the request is larger than \(limits.requestSize) bytes")
  }

  // MARK: Answering

  private func answer(_ request: HTTPRequest, _ context: ChannelHandlerContext) {
    timer?.cancel()
    clientSince = nil
    state = .answering
    emptyLines = 0
    requests += 1
    endsConnection = request.endsConnection || requests >= limits.requestsPerConnection
    guard request.method == "GET" || request.method == "HEAD" else {
      tally.strike(.method)
      endsConnection = true
      return send(
        HTTPResponse(
          status: 405, "only GET and HEAD are answered", fields: [("Allow", "GET, HEAD")]),
        to: request, context)
    }
    let respond = respond
    run(context) { isCancelled in
      try respond(request, isCancelled)
    } then: { connection, context, result in
      switch result {
      case .success(let response): connection.send(response, to: request, context)
      case .failure(let error): connection.sendFailure(error, to: request, context)
      }
    }
  }

  private func sendFailure(
    _ error: any Error, to request: HTTPRequest, _ context: ChannelHandlerContext
  ) {
    tally.strike(.work)
    send(HTTPResponse(refusing: error), to: request, context)
  }

  /// Has a thread for long work do something, and goes on here with what comes of it.
  private func run<Result: Sendable>(
    _ context: ChannelHandlerContext,
    _ body: @escaping @Sendable (_ isCancelled: () -> Bool) throws -> Result,
    then:
      @escaping @Sendable (
        HTTPConnection, ChannelHandlerContext, Swift.Result<Result, any Error>
      ) -> Void
  ) {
    let me = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let made = Made<Result>()
    let loop = context.eventLoop
    let work = ServerWork(of: ObjectIdentifier(self)) { isCancelled in
      made.value.withLock { $0 = nil }
      let value = try body(isCancelled)
      made.value.withLock { $0 = value }
      return .messages(EncodedMessages(length: 0) { _ in })
    } onDone: {
      loop.execute {
        let (connection, context) = me.value
        guard connection.state == .answering, let work = connection.work else { return }
        connection.work = nil
        switch work.take() {
        case .success:
          guard let value = made.value.withLock({ $0 }) else { return connection.close(context) }
          then(connection, context, .success(value))
        case .failure(let error): then(connection, context, .failure(error))
        case nil: connection.close(context)
        }
      }
    }
    self.work = work
    guard let refusal = workers.submit(work) else { return }
    self.work = nil
    then(self, context, .failure(refusal))
  }

  private func refuse(_ context: ChannelHandlerContext, _ refusal: RequestHead.Refusal) {
    tally.strike(refusal.limit)
    timer?.cancel()
    state = .answering
    endsConnection = true
    let response = HTTPResponse(status: refusal.status, refusal.message)
    send(response, to: HTTPRequest(target: "/"), context)
  }

  /// Refuses a connection that is one too many.
  func refuseConnection(_ context: ChannelHandlerContext) {
    tally.strike(.connections)
    endsConnection = true
    state = .answering
    send(
      HTTPResponse(
        status: 503, "there are \(limits.connections) connections already",
        fields: [("Retry-After", "5")]),
      to: HTTPRequest(target: "/"), context)
  }

  // MARK: Going out

  private func send(
    _ response: HTTPResponse, to request: HTTPRequest, _ context: ChannelHandlerContext
  ) {
    tally.answered(response.status)
    var text = "HTTP/1.1 \(response.status) \(HTTPResponse.reason(response.status))\r\n"
    for (name, value) in response.fields { text += "\(name): \(HTTPResponse.inert(value))\r\n" }
    isChunked = false
    var body: [UInt8] = []
    let isBare = request.method == "HEAD" || response.status == 304
    switch response.body {
    case .bytes(let bytes):
      if response.status != 304 { text += "Content-Length: \(bytes.count)\r\n" }
      if !isBare { body = bytes }
    case .pieces(let next):
      if request.isOfHTTP10 {
        endsConnection = true
      } else {
        isChunked = true
        text += "Transfer-Encoding: chunked\r\n"
      }
      if !isBare { pieces = next }
    }
    if endsConnection { text += "Connection: close\r\n" }
    var buffer = context.channel.allocator.buffer(capacity: text.utf8.count + body.count + 2)
    buffer.writeString(text)
    buffer.writeString("\r\n")
    buffer.writeBytes(body)
    write(buffer, context)
  }

  private func write(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
    tally.sent(buffer.readableBytes)
    clientSince = .now()
    let me = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let isWritten = context.eventLoop.makePromise(of: Void.self)
    expect(context, within: limits.responseTime) { connection, context in
      connection.tally.strike(.responseTime)
      connection.close(context)
    }
    isWritten.futureResult.whenComplete { result in
      let (connection, context) = me.value
      guard connection.state == .answering else { return }
      connection.timer?.cancel()
      connection.clientSince = nil
      guard case .success = result else { return connection.close(context) }
      connection.goOn(context)
    }
    context.writeAndFlush(wrapOutboundOut(buffer), promise: isWritten)
  }

  /// What is written has left: the next piece, or the end of the answer.
  private func goOn(_ context: ChannelHandlerContext) {
    guard let next = pieces else { return finish(context) }
    run(context) { isCancelled in
      Piece(bytes: try next(isCancelled))
    } then: { connection, context, result in
      // A part must not look like the whole: only the last chunk says that it is.
      guard case .success(let piece) = result else { return connection.close(context) }
      connection.write(piece, context)
    }
  }

  private struct Piece: Sendable {
    var bytes: [UInt8]?
  }

  private func write(_ piece: Piece, _ context: ChannelHandlerContext) {
    guard let bytes = piece.bytes else {
      pieces = nil
      guard isChunked else { return finish(context) }
      return write(context.channel.allocator.buffer(string: "0\r\n\r\n"), context)
    }
    guard !bytes.isEmpty else { return goOn(context) }
    var buffer = context.channel.allocator.buffer(capacity: bytes.count + 16)
    if isChunked { buffer.writeString(String(bytes.count, radix: 16) + "\r\n") }
    buffer.writeBytes(bytes)
    if isChunked { buffer.writeString("\r\n") }
    write(buffer, context)
  }

  private func finish(_ context: ChannelHandlerContext) {
    guard !endsConnection else {
      state = .ending
      input = []
      let me = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      timer = context.eventLoop.scheduleTask(in: Self.lingering) { me.value.1.close(promise: nil) }
      context.close(mode: .output, promise: nil)
      // What is left unread would have the kernel throw the answer away.
      read(context: context)
      return
    }
    state = .waiting
    expect(context, within: limits.idleTime) { $0.close($1) }
    if !input.isEmpty { take(context) }
    // Not past `read`: else each answer would let in more than it took.
    if state != .over { read(context: context) }
  }

  // MARK: Ending

  /// Whether nothing is under way, so that the connection may give way to another: it waits for a request,
  /// or its last answer has left.
  var isIdle: Bool { state == .waiting || state == .ending }

  private func expect(
    _ context: ChannelHandlerContext, within time: Duration,
    _ body: @escaping @Sendable (HTTPConnection, ChannelHandlerContext) -> Void
  ) {
    timer?.cancel()
    let me = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: time.timeAmount) {
      let (connection, context) = me.value
      if connection.state != .over { body(connection, context) }
    }
  }

  private func close(_ context: ChannelHandlerContext) {
    state = .over
    stop()
    context.close(promise: nil)
  }

  /// Lets go of what is under way: nobody waits for it any more.
  private func stop() {
    timer?.cancel()
    timer = nil
    pieces = nil
    input = []
    guard let work else { return }
    self.work = nil
    work.cancel()
    workers.forget(work)
  }
}

/// What a worker made, on its way to the loop.
private final class Made<Value: Sendable>: Sendable {
  let value = Mutex<Value?>(nil)
}
