/// When a client asks a silent server whether it is still there (gRPC A8).
public struct ClientKeepalive: Hashable, Sendable {
  /// Time without receiving anything after which the server is pinged. At least 10 seconds; servers
  /// end connections that ping more often than they permit, by default once in 5 minutes.
  public var interval: Duration
  /// Time the server has to answer, by anything at all. Then the connection is closed and its calls
  /// end with UNAVAILABLE.
  public var timeout: Duration
  /// Whether the server is pinged while no call is open, too.
  public var withoutCalls: Bool

  /// The least `interval` there is; shorter ones become it.
  static let shortestInterval = Duration.seconds(10)

  /// The same with twice the time between pings.
  package var doubled: ClientKeepalive {
    var doubled = self
    doubled.interval = interval * 2
    return doubled
  }

  /// Pings after `interval`, 20 seconds to answer, none without calls.
  public init(
    interval: Duration, timeout: Duration = .seconds(20), withoutCalls: Bool = false
  ) {
    self.interval = max(interval, Self.shortestInterval)
    self.timeout = timeout
    self.withoutCalls = withoutCalls
  }
}
