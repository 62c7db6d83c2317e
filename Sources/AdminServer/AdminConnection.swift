internal import NIOCore
internal import NIOHTTP1

/// Answers the one request of a connection.
///
/// States: waiting (for the request's head), answered (the response is written; what still comes is
/// dropped), finished (our side is closed; the peer's end, or time, closes the connection).
final class AdminConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  /// How long a client has to end its side after the answer left: closing at once could make the
  /// kernel throw the answer away where part of the request was not read.
  private static let lingering = TimeAmount.seconds(2)

  private enum State {
    case waiting
    case answered
    case finished
  }

  private let limits: AdminLimits
  private let checksHost: Bool
  private let respond: @Sendable (AdminRequest) -> AdminResponse
  private var state = State.waiting
  private var timers: [Scheduled<Void>] = []

  init(
    limits: AdminLimits, checksHost: Bool,
    respond: @escaping @Sendable (AdminRequest) -> AdminResponse
  ) {
    self.limits = limits
    self.checksHost = checksHost
    self.respond = respond
  }

  func channelActive(context: ChannelHandlerContext) {
    let me = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    schedule(context, .milliseconds(limits.requestTime)) {
      let (handler, context) = me.value
      if handler.state == .waiting { handler.refuse(context, 408, "the request took too long") }
    }
    schedule(context, .milliseconds(limits.totalTime)) { me.value.1.close(promise: nil) }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    for timer in timers { timer.cancel() }
    timers = []
    state = .finished
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard state == .waiting, case .head(let head) = unwrapInboundIn(data) else { return }
    answer(head, context)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard state == .waiting else {
      // The answer is on its way; what else the client says does not matter.
      if error is IOError { context.close(promise: nil) }
      return
    }
    switch error {
    case is RequestTooLarge, HTTPParserError.headerOverflow:
      refuse(context, 431, "the request is larger than \(limits.requestSize) bytes")
    case is HTTPParserError: refuse(context, 400, "this is no HTTP/1.1 request")
    default: context.close(promise: nil)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    // A client may end its side after its request; one that asked for nothing gets nothing.
    if event as? ChannelEvent == .inputClosed, state != .answered { context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
    let hosts = head.headers["host"]
    guard head.version.major == 1, hosts.count == 1 || head.version.minor == 0 else {
      return refuse(context, 400, "an HTTP/1.1 request names one host")
    }
    if checksHost, let host = hosts.first, !Self.isOwnName(host) {
      return refuse(context, 421, "this page answers to localhost and to addresses only")
    }
    guard head.method == .GET || head.method == .HEAD else {
      return refuse(context, 405, "only GET and HEAD are answered", ["Allow": "GET, HEAD"])
    }
    let path = head.uri.prefix { $0 != "?" && $0 != "#" }
    let accept = head.headers["accept"]
    let request = AdminRequest(
      path: String(path), accept: accept.isEmpty ? nil : accept.joined(separator: ","))
    send(respond(request), isHead: head.method == .HEAD, context)
  }

  /// Whether a host is an address or "localhost". A page of another site could give its own name our
  /// loopback address (DNS rebinding), and have its visitor's browser read what is here.
  private static func isOwnName(_ host: String) -> Bool {
    if host.hasPrefix("[") { return true }
    let name = host.prefix { $0 != ":" }.lowercased()
    return name == "localhost" || (!name.isEmpty && name.allSatisfy { $0.isNumber || $0 == "." })
  }

  private func refuse(
    _ context: ChannelHandlerContext, _ status: Int, _ reason: String,
    _ headers: [String: String] = [:]
  ) {
    send(AdminResponse(reason + "\n", status: status, headers: headers), isHead: false, context)
  }

  private func send(
    _ response: AdminResponse, isHead: Bool, _ context: ChannelHandlerContext
  ) {
    state = .answered
    let body = context.channel.allocator.buffer(string: response.body)
    var headers = HTTPHeaders([
      ("Content-Type", response.contentType), ("Content-Length", "\(body.readableBytes)"),
      ("Connection", "close"), ("Cache-Control", "no-store"),
      ("X-Content-Type-Options", "nosniff"),
    ])
    for (name, value) in response.headers.sorted(by: { $0.key < $1.key }) {
      headers.add(name: name, value: value)
    }
    let head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: response.status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if !isHead { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
    let isSent = context.eventLoop.makePromise(of: Void.self)
    let me = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    isSent.futureResult.whenComplete { _ in
      let (handler, context) = me.value
      guard handler.state == .answered else { return }
      handler.state = .finished
      handler.schedule(context, Self.lingering) { me.value.1.close(promise: nil) }
      context.close(mode: .output, promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: isSent)
  }

  private func schedule(
    _ context: ChannelHandlerContext, _ time: TimeAmount, _ body: @escaping @Sendable () -> Void
  ) {
    timers.append(context.eventLoop.scheduleTask(in: time, body))
  }
}
