public import TLS

/// Who is at the other end of a connection.
public struct ConnectionPeer: Hashable, Sendable {
  /// The peer's socket address, "127.0.0.1:54321".
  public var address: String
  /// The certificate the peer proved its identity with; nil when it showed none.
  public var identity: TLSPeerIdentity?
  /// The protocol that both sides agreed on by TLS (ALPN); nil without one.
  package var applicationProtocol: String?

  /// Describes a peer.
  public init(address: String, identity: TLSPeerIdentity? = nil) {
    self.address = address
    self.identity = identity
  }
}
