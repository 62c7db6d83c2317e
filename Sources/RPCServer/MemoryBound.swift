internal import HTTP2
internal import RPC
internal import RPCTransport

extension ServerConfiguration {
  /// The most memory that clients can make a server hold beside what it serves, in bytes: every limit of the
  /// configuration reached at once. Handlers that keep more than what they answer with add to it, and the
  /// kernel's own buffers of sockets are no part of it.
  public struct MemoryBound: Hashable, Sendable {
    /// `maximumConnections`: sessions of TLS and HTTP, and what was written to sockets that take nothing.
    public var connections: Int
    /// `maximumOpenCalls`: their state, headers, small requests and small answers that wait to be sent. A call
    /// that its client has reset counts no more, though its handler may run on until it hears of that.
    public var calls: Int
    /// `requestMemory`.
    public var requests: Int
    /// `responseMemory`.
    public var responses: Int
    /// All of it.
    public var total: Int { [connections, calls, requests, responses].reduce(0, Self.sum) }

    fileprivate static func sum(_ left: Int, _ right: Int) -> Int {
      let (sum, overflow) = left.addingReportingOverflow(right)
      return overflow ? .max : sum
    }

    fileprivate static func product(_ left: Int, _ right: Int) -> Int {
      let (product, overflow) = left.multipliedReportingOverflow(by: right)
      return overflow ? .max : product
    }
  }

  /// A session of TLS 1.3 and one of HTTP/2 with nothing under way; measured 46 kB (scripts/bench).
  private static let idleConnection = 48 * 1024
  /// Closed calls that a connection keeps for the next ones.
  private static let keptCalls = ServerSession.poolSize * 3 * 1024
  /// A stream's own state and that of its call, without headers and messages; measured 6 kB.
  private static let openCall = 8 * 1024

  /// What these limits allow at most.
  public var memoryBound: MemoryBound {
    let frames = HTTP2Settings.queuedFrames(streams: limits.maximumConcurrentCalls)
    // By HTTP/1.1 no frames wait, for they are read as they are made, but what they carry does.
    let waiting = max(
      frames * HTTP2Settings.queuedFrameSize, takesHTTP1 ? HTTP1Session.heldMemory : 0)
    let connection =
      Self.idleConnection + Self.keptCalls + 2 * CallAccount.allowance + Acceptor.unsentBytes
      + waiting
    let call =
      Self.openCall + ServerCall.smallRequest + 2 * limits.maximumHeaderListSize
      + OutboundQueue.smallResponse
    return MemoryBound(
      connections: MemoryBound.product(maximumConnections, connection),
      calls: MemoryBound.product(maximumOpenCalls, call), requests: requestMemory,
      responses: responseMemory)
  }
}
