public import RPC
public import TLS

/// Where a server listens, how it proves who it is, and what it takes before it says no.
public struct ServerConfiguration: Sendable {
  /// An address to listen on.
  public struct Address: Hashable, Sendable {
    /// A host name or an IP address; "::" and "0.0.0.0" mean every interface.
    public var host: String
    /// 0 to 65535; 0 takes any free port.
    public var port: Int

    /// Names an address.
    public init(host: String, port: Int) {
      self.host = host
      self.port = port
    }
  }

  /// What the connections are secured with.
  public enum Security: Sendable {
    /// TLS, with ALPN `h2`.
    case tls(TLSServerConfiguration)
    /// Plain HTTP/2 with prior knowledge. Everybody on the way can read and change everything.
    case insecurePlaintext
  }

  /// Where to listen.
  public var addresses: [Address]
  /// How connections are secured.
  public var security: Security
  /// Limits of each connection.
  public var limits = ServerLimits()
  /// What sees every call, the first one first: authorisation, access logs, metrics, tracing.
  public var interceptors: [any ServerInterceptor] = []
  /// What responses are compressed with for clients that accept it; nil for no compression. A handler
  /// may choose otherwise for its call. Requests are taken compressed or not whatever this is.
  public var responseCompression: CompressionAlgorithm?
  /// Schemas that clients may ask for by reflection, beside those of the server's own services; nil
  /// for no reflection.
  public var reflection: [DescriptorSet]?
  /// Connections open at once; a further one is closed right after it was accepted.
  public var maximumConnections = 10_000
  /// Connections the kernel holds before they are accepted.
  public var backlog = 1024
  /// Time a client has to finish the TLS handshake.
  public var handshakeTimeout = Duration.seconds(10)
  /// Time without an open call after which a connection is ended gracefully; nil for never.
  public var idleTimeout: Duration? = .seconds(600)
  /// Threads that serve connections; one a processor core when nil.
  public var eventLoops: Int?

  /// A configuration with the default limits.
  public init(addresses: [Address], security: Security) {
    self.addresses = addresses
    self.security = security
  }
}
