/// What a TLS server shows, asks for and speaks.
///
/// Ciphers, groups, signature algorithms and the security level are those of the system's
/// `openssl.cnf`; so is the lowest version where that is stricter than `minimumVersion`.
public struct TLSServerConfiguration: Sendable, Hashable {
  /// PEM file with the server's certificate first, then those that lead to its root, in order.
  public var certificateFile: String
  /// PEM file with the private key of the first certificate, not encrypted.
  public var privateKeyFile: String
  /// Whether clients show a certificate.
  public var clientCertificates: ClientCertificates
  /// The lowest version spoken. TLS 1.3 by default.
  public var minimumVersion: TLSVersion
  /// Protocols of the layer above, most wanted first, each 1 to 255 bytes (RFC 7301). A client that
  /// offers none of them is refused with the alert `no_application_protocol`. Empty: ALPN is not
  /// looked at.
  public var applicationProtocols: [String]
  /// Session tickets sent after a full handshake, from 0 (no resumption) to `maximumTickets`. Each
  /// costs about 6 % of a handshake. Tickets are sealed with keys that live as long as the loaded
  /// certificates, and the server keeps no sessions.
  public var tickets: Int

  /// The most tickets that can be asked for; a client uses one for each new connection.
  public static let maximumTickets = 8

  /// What a server asks of its clients.
  public enum ClientCertificates: Sendable, Hashable {
    /// No certificate is asked for.
    case none
    /// A client may show one; if it does, it must lead to this trust.
    case optional(TLSTrust)
    /// A client must show one that leads to this trust.
    case required(TLSTrust)
  }

  /// Creates a configuration. Nothing is read before the server starts or reloads.
  public init(
    certificateFile: String, privateKeyFile: String,
    clientCertificates: ClientCertificates = .none, minimumVersion: TLSVersion = .tls13,
    applicationProtocols: [String] = ["h2"], tickets: Int = 1
  ) {
    self.certificateFile = certificateFile
    self.privateKeyFile = privateKeyFile
    self.clientCertificates = clientCertificates
    self.minimumVersion = minimumVersion
    self.applicationProtocols = applicationProtocols
    self.tickets = tickets
  }
}
