public import Logging
public import RPC
public import TLS

/// Where a client connects to, whom it trusts, and what it takes.
public struct ClientConfiguration: Sendable {
  /// What the connection is secured with.
  public enum Security: Sendable {
    /// TLS, with ALPN `h2`.
    case tls(TLSClientConfiguration)
    /// Plain HTTP/2 with prior knowledge. Everybody on the way can read and change everything.
    case insecurePlaintext
  }

  /// The servers, or the names behind which they are.
  public var targets: [Target]
  /// How calls are spread over them.
  public var loadBalancing = LoadBalancing.pickFirst
  /// How the connection is secured.
  public var security: Security
  /// Time to connect, TLS included. gRPC's own default (grpc/doc/connection-backoff.md).
  public var connectTimeout = Duration.seconds(20)
  /// Time to wait after the first failed connection; it grows by 1.6 with each further one, with a
  /// fifth of jitter, up to `maximumBackoff`.
  public var initialBackoff = Duration.seconds(1)
  /// The longest time between two attempts to connect.
  public var maximumBackoff = Duration.seconds(120)
  /// Pings to servers that are silent; nil for none.
  public var keepalive: ClientKeepalive?
  /// Time without a call after which a connection is closed; the next call makes another. Nil for
  /// never; 30 minutes, as in the other gRPC libraries.
  public var idleTimeout: Duration? = .seconds(1800)
  /// Which failed calls are made again; nil for those only that no server has begun to deal with.
  public var retryPolicy: RetryPolicy?
  /// What calls of some methods do otherwise.
  public var methods: [MethodSettings] = []
  /// Bytes of a streaming call's requests that are kept until the server begins to answer, so that the
  /// call can be made again; one with more is not. 256 KiB, as in the other gRPC libraries.
  public var retryBufferSize = 256 * 1024
  /// Largest response message in bytes; larger ones end in RESOURCE_EXHAUSTED.
  public var maximumResponseSize = 4 * 1024 * 1024
  /// Largest header list in bytes that is taken from the server.
  public var maximumHeaderListSize = 16 * 1024
  /// Bytes of one call that may wait to be read: the most memory that a reader who has stopped costs.
  public var callWindow = 1024 * 1024
  /// Bytes of all calls of a connection that may be on their way. A call that nobody reads does not hold
  /// up the others, so that what waits to be read is bounded by `callWindow` times the calls open.
  public var connectionWindow = 4 * 1024 * 1024

  /// The name calls give their server, instead of that of the target they go to, as `:authority`:
  /// "archive.example". It does not change whom the server's certificate must name; that is
  /// `TLSClientConfiguration.serverName`.
  public var authority: String?
  /// What program calls, "indexer/2.1", which goes before the name of this library in `user-agent`.
  public var userAgent: String?
  /// Told of what no call can tell: connections that are lost or cannot be made, at level debug, and a
  /// server that finds pings too many, at level notice. Nil for nobody.
  public var logger: Logger?
  /// What sees every call, the first one first: credentials, logs, metrics, tracing. An interceptor sees
  /// a call once, however many attempts it takes.
  public var interceptors: [any ClientInterceptor] = []

  /// A token that every call shows (`authorization: Bearer …`, RFC 6750), but for those whose options have an
  /// `authorization` of their own; nil for none. Without TLS only for servers on this machine: others on the
  /// way could read it.
  public var bearerToken: String?

  /// A configuration with the default limits.
  public init(targets: [Target], security: Security) {
    self.targets = targets
    self.security = security
  }

  /// A configuration with the default limits, for one server.
  ///
  /// - Parameters:
  ///   - host: a host name or an IP address.
  ///   - port: 1 to 65535.
  public init(host: String, port: Int, security: Security) {
    self.init(targets: [.host(host, port: port)], security: security)
  }
}

/// What one call asks for beside its message.
public struct CallOptions: Sendable {
  /// Time until the call ends with DEADLINE_EXCEEDED; nil for none. The server is told.
  public var timeout: Duration?
  /// Metadata to send.
  public var metadata: Metadata
  /// Whether the call waits while the server cannot be reached, instead of failing with UNAVAILABLE.
  public var waitsForReady: Bool
  /// What requests are compressed with; nil for no compression. A server that cannot read it ends the
  /// call with UNIMPLEMENTED. Responses are taken compressed or not whatever this is.
  public var compression: CompressionAlgorithm?

  /// Options; by default no deadline, no metadata, no waiting, no compression.
  public init(
    timeout: Duration? = nil, metadata: Metadata = Metadata(), waitsForReady: Bool = false,
    compression: CompressionAlgorithm? = nil
  ) {
    self.timeout = timeout
    self.metadata = metadata
    self.waitsForReady = waitsForReady
    self.compression = compression
  }
}
