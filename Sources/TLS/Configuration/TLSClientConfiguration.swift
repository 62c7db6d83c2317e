/// Whom a TLS client trusts, what it shows and speaks.
///
/// Ciphers, groups, signature algorithms and the security level are those of the system's
/// `openssl.cnf`; so is the lowest version where that is stricter than `minimumVersion`.
public struct TLSClientConfiguration: Sendable, Hashable {
  /// Where the server's certificate chain must lead. A file or PEM text pins trust to it alone.
  public var trust: TLSTrust
  /// How the server is checked. Full by default.
  public var verification: Verification
  /// The certificate shown to a server that asks for one.
  public var certificate: Certificate?
  /// The lowest version spoken. TLS 1.3 by default.
  public var minimumVersion: TLSVersion
  /// Protocols of the layer above, most wanted first, each 1 to 255 bytes (RFC 7301). A server that
  /// picks none of them is refused. Empty: ALPN is not used.
  public var applicationProtocols: [String]
  /// The name or IP address that the server's certificate must hold, where it is not the one
  /// connected to.
  public var serverName: String?
  /// Whether a connection begins, where the server allows it, with a ticket of an earlier one to the same
  /// name, which spares both sides most of the handshake; never after the server's certificate or the
  /// ticket has expired. True by default.
  public var resumesSessions = true

  /// How the server is checked.
  public enum Verification: Sendable, Hashable {
    /// The chain must lead to `trust`, be valid now, and its first certificate must hold the
    /// server's name or IP address as a subject alternative name (RFC 9525; common names do not
    /// count).
    case full
    /// Nothing is checked: anybody on the way can read and change everything. For experiments only.
    case insecureNoVerification
  }

  /// A client's certificate and its key.
  public struct Certificate: Sendable, Hashable {
    /// PEM file with the client's certificate first, then those that lead to its root, in order.
    public var certificateFile: String
    /// PEM file with the private key of the first certificate, not encrypted.
    public var privateKeyFile: String

    /// Names the two files.
    public init(certificateFile: String, privateKeyFile: String) {
      self.certificateFile = certificateFile
      self.privateKeyFile = privateKeyFile
    }
  }

  /// Creates a configuration. Nothing is read before the first connection.
  public init(
    trust: TLSTrust = .system, verification: Verification = .full, certificate: Certificate? = nil,
    minimumVersion: TLSVersion = .tls13, applicationProtocols: [String] = ["h2"],
    serverName: String? = nil
  ) {
    self.trust = trust
    self.verification = verification
    self.certificate = certificate
    self.minimumVersion = minimumVersion
    self.applicationProtocols = applicationProtocols
    self.serverName = serverName
  }
}
