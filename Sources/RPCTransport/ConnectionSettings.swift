/// Time limits of a connection, in nanoseconds of the event loop's clock.
package struct ConnectionSettings: Sendable {
  /// From the accepted or opened socket to the end of the TLS handshake.
  package var handshakeTimeout: Int64
  /// Without an open call, after which the connection is ended gracefully; nil for never.
  package var idleTimeout: Int64?

  package init(handshakeTimeout: Int64, idleTimeout: Int64?) {
    self.handshakeTimeout = handshakeTimeout
    self.idleTimeout = idleTimeout
  }
}

/// What happens to a connection, for logs and for those who wait on it.
package enum ConnectionEvent: Sendable {
  /// Ready for calls; what TLS agreed on, nil for plain HTTP/2, and whether it went on from an earlier
  /// session.
  case opened(protocol: String?, isResumed: Bool)
  /// Could not be used, or broke: a clear reason.
  case failed(ConnectionFailure)
  /// Ended as agreed.
  case closed
}

/// Why a connection failed.
package struct ConnectionFailure: Error, Sendable, CustomStringConvertible {
  /// What failed.
  package enum Kind: Hashable, Sendable {
    /// TLS, with the name of its error's code.
    case tls(String)
    /// HTTP/2.
    case http2
    /// A time limit.
    case timeout
    /// A handshake whose turn did not come in time.
    case handshakeShare
    /// The socket.
    case socket
  }

  package var kind: Kind
  package var description: String

  package init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
