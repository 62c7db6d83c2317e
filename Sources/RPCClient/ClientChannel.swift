internal import TLS

/// Connections to a gRPC service's servers that are made when they are needed, and made again when
/// they break.
///
/// One channel serves any number of calls at once, from any task. Which server a call goes to is the
/// configuration's to say; a server that is going away gets no new calls from the moment it says so.
public final class ClientChannel: Sendable {
  package let configuration: ClientConfiguration
  let throttle: RetryThrottle?
  let core: ChannelCore
  let methods: MethodIndex

  /// Prepares a channel; nothing is connected yet. Reads trust and certificate files and throws
  /// `TLSError` when they cannot be used, and `RPCError` (INVALID_ARGUMENT) for a target, an
  /// authority, a user agent or settings of methods that can be none.
  public init(_ configuration: ClientConfiguration) throws {
    try configuration.check()
    methods = try MethodIndex(configuration.methods)
    self.configuration = configuration
    core = try ChannelCore(configuration)
    throttle = core.throttle
  }

  deinit { core.shutDown() }

  /// Takes no more calls; those under way finish, then the connections are closed.
  public func close() { core.shutDown() }

  /// How the channel is at this moment.
  public var state: State { core.connectivity }

  /// How the channel is now, and then what becomes of that, until it is closed. Of what changes faster than it
  /// is read the last sixteen are kept.
  public var states: AsyncStream<State> { core.connectivities }

  /// Connects, where that is not done or under way, without a call that needs it.
  public func connect() { core.connect() }
}
