/// How long a server keeps a connection, and how it finds out that its peer is gone (gRPC A8, A9).
public struct ConnectionLifetime: Hashable, Sendable {
  /// Time without receiving anything after which the client is pinged; nil for never. 2 hours, as in
  /// the other gRPC libraries.
  public var keepaliveInterval: Duration? = .seconds(7200)
  /// Time the client has to answer, by anything at all, before its connection is closed.
  public var keepaliveTimeout = Duration.seconds(20)
  /// Age at which a connection is ended gracefully, give or take a tenth by chance, so that those
  /// made at once do not end at once; nil for never. Its clients connect anew, and find new servers.
  public var maximumAge: Duration?
  /// Time that calls under way have from then on before they end with UNAVAILABLE; nil for as long as
  /// they take.
  public var ageGrace: Duration?

  /// The defaults.
  public init() {}
}
