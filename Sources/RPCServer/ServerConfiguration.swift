package import HTTP1
public import RPC
public import TLS

/// Where a server listens, how it proves who it is, and what it takes before it says no.
public struct ServerConfiguration: Sendable {
  /// An address to listen on.
  public enum Address: Hashable, Sendable {
    /// A host name or an IP address, "::" and "0.0.0.0" for every interface; and a port, 0 to 65535,
    /// where 0 takes any free one.
    case host(String, port: Int)
    /// A Unix domain socket in the file system. A file that a server left behind there is replaced;
    /// one that a server listens on is not. At most 103 bytes.
    case unixSocket(path: String)

    /// Names an address.
    public init(host: String, port: Int) { self = .host(host, port: port) }

    /// The port; 0 for a Unix domain socket.
    public var port: Int {
      switch self {
      case .host(_, let port): port
      case .unixSocket: 0
      }
    }
  }

  /// What the connections are secured with.
  public enum Security: Sendable {
    /// TLS, with ALPN `h2`, and `http/1.1` where that is taken.
    case tls(TLSServerConfiguration)
    /// HTTP/2 with prior knowledge, or HTTP/1.1, in clear text. Everybody on the way can read and change everything.
    case insecurePlaintext
  }

  /// Where to listen.
  public var addresses: [Address]
  /// How connections are secured.
  public var security: Security
  /// Limits of each connection.
  public var limits = ServerLimits()
  /// How long connections are kept, and when their clients are asked whether they still live.
  public var lifetime = ConnectionLifetime()
  /// Who may connect to Unix domain sockets, as the mode of their files: by default the server's own
  /// user and group.
  public var unixSocketMode: UInt32 = 0o660
  /// What sees every call, the first one first: authorisation, access logs, metrics, tracing.
  public var interceptors: [any ServerInterceptor] = []
  /// What responses are compressed with for clients that accept it; nil for no compression. A handler
  /// may choose otherwise for its call. Requests are taken compressed or not whatever this is.
  public var responseCompression: CompressionAlgorithm?
  /// Origins of pages that may call from a browser, "https://example.org", of which "*" means all; by
  /// default none. Calls by gRPC-Web and Connect are taken from everybody else whatever this is.
  public var crossOrigins: [String] = []
  /// Whether gRPC-Web and Connect are taken over HTTP/1.1 as well, on the same addresses: over TLS by ALPN, or
  /// without it by what a client says first; in clear text likewise.
  public var takesHTTP1 = true
  /// What answers GET and HEAD of addresses that are no method's; nil where nothing does.
  package var site: HTTPSite?
  /// Schemas that clients may ask for by reflection, beside those of the server's own services; nil
  /// for no reflection.
  public var reflection: [DescriptorSet]?
  /// Calls open at once on all connections; a further one ends with RESOURCE_EXHAUSTED.
  public var maximumOpenCalls = 20_000
  /// Bytes of requests that are not complete, or not read by their handlers, on all connections; what
  /// comes beyond ends its call with RESOURCE_EXHAUSTED. Small requests are no part of it.
  public var requestMemory = 256 * 1024 * 1024
  /// Bytes of answers which wait to be sent, of all connections; what comes beyond ends its call with
  /// RESOURCE_EXHAUSTED. Answers of at most 128 KiB, and what is sent from where it is stored, are no part
  /// of it.
  public var responseMemory = 512 * 1024 * 1024
  /// Time that an answer which holds such memory has to be read before it gives way to others when all is
  /// used up: most are read in a small part of it.
  public var responsePatience = Duration.seconds(1)
  /// Connections open at once; a further one is closed right after it was accepted.
  public var maximumConnections = 10_000
  /// Those of them that may come from one address, a network of IPv6 of 64 bits as one; what comes beyond is
  /// closed in the same way. Proxies are one address. Unix domain sockets have none.
  public var maximumConnectionsPerAddress = 5_000
  /// Connections the kernel holds before they are accepted.
  public var backlog = 1024
  /// Time a client has to finish the TLS handshake.
  public var handshakeTimeout = Duration.seconds(10)
  /// The share of each event loop's time that TLS handshakes may take, above 0 and at most 1. Those beyond
  /// wait for their turn as long as `handshakeTimeout` has it: the addresses that they come from in turn, an
  /// IPv6 network of 64 bits as one.
  public var handshakeShare = 0.5
  /// The share of one core, above 0 and at most 1, that decompressing requests may take, of all connections;
  /// half of it for those from one address, an IPv6 network of 64 bits as one. Calls beyond that end with
  /// RESOURCE_EXHAUSTED.
  public var inflationShare = 0.25
  /// Time without an open call after which a connection is ended gracefully; nil for never.
  public var idleTimeout: Duration? = .seconds(600)
  /// Threads that serve connections; one a processor core when nil.
  public var eventLoops: Int?
  /// Threads for what takes longer than others on a connection's thread should wait, at a lower priority
  /// than those; half as many as processor cores, and at least one, when nil.
  public var workerThreads: Int?
  /// Calls that may wait for one of those threads; with a further one, the call ends with
  /// RESOURCE_EXHAUSTED whose connection has had, or waits for, most of the threads.
  public var workerQueue = 64
  /// Time that such a call has a thread for before others come beside it.
  public var workerTurn = Duration.milliseconds(10)
  /// Calls that such threads have worked on for longer than a turn: as many of them as there are threads
  /// run at a time, in turns, each on a thread of its own. A further one ends with RESOURCE_EXHAUSTED.
  public var maximumLongCalls = 32
  /// Processor time of such threads that a call may take; one that takes more ends with
  /// RESOURCE_EXHAUSTED. Nil for any.
  public var maximumWorkTime: Duration? = .seconds(5)
  /// Lines of one kind about peers (failed connections, refusals, limits reached) in ten seconds of the
  /// log; further ones are counted, and the next line tells how many.
  public var peerLogLines = 50

  /// A configuration with the default limits.
  public init(addresses: [Address], security: Security) {
    self.addresses = addresses
    self.security = security
  }
}

extension ServerConfiguration.Address: CustomStringConvertible {
  /// "127.0.0.1:7443", "[::1]:7443" or "unix:/run/verbatim.sock".
  public var description: String {
    switch self {
    case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unixSocket(let path): "unix:\(path)"
    }
  }
}
