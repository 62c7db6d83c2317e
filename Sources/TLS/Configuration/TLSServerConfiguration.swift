/// What a TLS server shows, asks for and speaks.
///
/// Cipher suites of TLS 1.3, signature algorithms and the security level are those of the system's
/// `openssl.cnf`; so is the lowest version where that is stricter than `minimumVersion`. Of TLS 1.2, where
/// it is spoken, the suites are those that HTTP/2 allows: forward secret, with AES-GCM or ChaCha20.
public struct TLSServerConfiguration: Sendable, Hashable {
  /// PEM file with the server's certificate first, then those that lead to its root, in order.
  public var certificateFile: String
  /// PEM file with the private key of the first certificate, not encrypted.
  public var privateKeyFile: String
  /// Further certificates, for clients that ask for a name (SNI) which one of them holds, exactly or by a
  /// wildcard, and the first one does not. Everybody else is shown the first one. Of two with the same name
  /// the first counts.
  public var namedCertificates: [NamedCertificate] = []
  /// File with what the issuer of the first certificate says of it (OCSP), in DER form, as
  /// `openssl ocsp -respout` writes it: handed on to clients that ask for it, until it expires. Nil for none.
  public var statusFile: String?
  /// Whether clients show a certificate.
  public var clientCertificates: ClientCertificates
  /// PEM file with the revocation lists (CRL) of those who issue clients' certificates; nil for none. A
  /// client whose certificate is in one is refused, and one whose issuer has none there. Chains are not
  /// looked up further than that. A list that has expired is an error when it is read, and refuses all
  /// clients of its issuer from then on.
  public var revocationListFile: String?
  /// The lowest version spoken. TLS 1.3 by default.
  public var minimumVersion: TLSVersion
  /// Protocols of the layer above, most wanted first, each 1 to 255 bytes (RFC 7301). A client that
  /// offers none of them is refused with the alert `no_application_protocol`. Empty: ALPN is not
  /// looked at.
  public var applicationProtocols: [String]
  /// Whether a client is refused that offers no protocols at all; otherwise what it speaks is to be found out.
  public var requiresApplicationProtocol = true
  /// Session tickets sent after a full handshake, from 0 (no resumption) to `maximumTickets`. Each
  /// costs about 6 % of a handshake. Tickets are sealed with keys that live as long as the loaded
  /// certificates, and the server keeps no sessions.
  public var tickets: Int

  /// Groups that keys are agreed on in, the most wanted first, by OpenSSL's names; empty for those of
  /// `openssl.cnf`. These three by default: with the large finite fields that OpenSSL takes as well, anybody
  /// who connects can make the server work for 200 times as long (CVE-2002-20001).
  public var groups: [String]

  /// `groups` unless something else is asked for.
  public static let usualGroups = ["X25519", "P-256", "P-384"]

  /// The most tickets that can be asked for; a client uses one for each new connection.
  public static let maximumTickets = 8

  /// A certificate for the names that it holds.
  public struct NamedCertificate: Sendable, Hashable {
    /// As `TLSServerConfiguration.certificateFile`.
    public var certificateFile: String
    /// As `TLSServerConfiguration.privateKeyFile`.
    public var privateKeyFile: String

    /// Names the two files.
    public init(certificateFile: String, privateKeyFile: String) {
      self.certificateFile = certificateFile
      self.privateKeyFile = privateKeyFile
    }
  }

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
    applicationProtocols: [String] = ["h2"], tickets: Int = 1,
    groups: [String] = TLSServerConfiguration.usualGroups
  ) {
    self.certificateFile = certificateFile
    self.privateKeyFile = privateKeyFile
    self.clientCertificates = clientCertificates
    self.minimumVersion = minimumVersion
    self.applicationProtocols = applicationProtocols
    self.tickets = tickets
    self.groups = groups
  }
}
