/// What went wrong with a certificate file, a handshake or an encrypted connection.
public struct TLSError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of thing went wrong, for programs.
  public var code: Code
  /// What was wrong, where, and what to do, in one line. Text that came from a peer is escaped.
  public var message: String
  /// The alert the peer sent, as RFC 8446 section 6 numbers it, if that is what ended the session.
  public var alert: UInt8?
  /// What OpenSSL said, first cause first; may be empty.
  public var reasons: [String]

  package init(_ code: Code, _ message: String, alert: UInt8? = nil, reasons: [String] = []) {
    self.code = code
    self.message = message
    self.alert = alert
    self.reasons = reasons
  }

  /// The message, followed by OpenSSL's reasons in parentheses.
  public var description: String {
    reasons.isEmpty ? message : "\(message) (OpenSSL: \(reasons.joined(separator: "; ")))"
  }

  /// A kind of error. Later versions may add some.
  public struct Code: Sendable, Hashable, CustomStringConvertible {
    /// The name of the code, as it is spelled in Swift.
    public let description: String
    private init(_ name: String) { description = name }

    // Files and settings.

    /// A file does not exist.
    public static let fileNotFound = Code("fileNotFound")
    /// A file exists and cannot be read: no rights, a directory, too large.
    public static let fileUnreadable = Code("fileUnreadable")
    /// A file holds no PEM block of the kind wanted.
    public static let notPEM = Code("notPEM")
    /// A PEM block is there and cannot be decoded.
    public static let malformedPEM = Code("malformedPEM")
    /// A private key is protected by a password.
    public static let encryptedKey = Code("encryptedKey")
    /// A private key belongs to another certificate.
    public static let keyMismatch = Code("keyMismatch")
    /// The own certificate has expired.
    public static let certificateExpired = Code("certificateExpired")
    /// A revocation list is not valid yet.
    public static let revocationListNotYetValid = Code("revocationListNotYetValid")
    /// A revocation list has expired.
    public static let revocationListExpired = Code("revocationListExpired")
    /// The own certificate is not valid yet.
    public static let certificateNotYetValid = Code("certificateNotYetValid")
    /// The system's security policy refuses a certificate, a key or a version asked for.
    public static let refusedByPolicy = Code("refusedByPolicy")
    /// A setting has a value that cannot be used.
    public static let invalidConfiguration = Code("invalidConfiguration")

    // The peer's certificate.

    /// The peer's certificate has expired.
    public static let peerCertificateExpired = Code("peerCertificateExpired")
    /// The peer's certificate is not valid yet.
    public static let peerCertificateNotYetValid = Code("peerCertificateNotYetValid")
    /// The peer's certificate is revoked by who issued it.
    public static let peerCertificateRevoked = Code("peerCertificateRevoked")
    /// The peer's chain does not lead to a trusted certificate.
    public static let unknownAuthority = Code("unknownAuthority")
    /// The server's certificate holds other names than the one connected to.
    public static let wrongHost = Code("wrongHost")
    /// The peer's certificate is refused for another reason.
    public static let peerCertificateInvalid = Code("peerCertificateInvalid")
    /// A certificate is required of the client and it sent none.
    public static let peerCertificateMissing = Code("peerCertificateMissing")
    /// The server requires a client certificate and this client showed none.
    public static let certificateRequiredByPeer = Code("certificateRequiredByPeer")

    // The protocol.

    /// The peer speaks HTTP without TLS.
    public static let plainHTTP = Code("plainHTTP")
    /// The peer does not speak TLS.
    public static let notTLS = Code("notTLS")
    /// There is no version that both sides speak.
    public static let unsupportedVersion = Code("unsupportedVersion")
    /// There is no application protocol (ALPN) that both sides speak.
    public static let noApplicationProtocol = Code("noApplicationProtocol")
    /// The peer ended the session with another alert.
    public static let peerAlert = Code("peerAlert")
    /// The connection ended without close_notify: what was received may be cut short.
    public static let truncated = Code("truncated")
    /// The peer broke the protocol, or a record was changed on the way.
    public static let protocolViolation = Code("protocolViolation")
    /// A write after close, or one before the handshake's end.
    public static let notOpen = Code("notOpen")
    /// The session's own output was not taken, and its limit is reached.
    public static let outputLimit = Code("outputLimit")
    /// The peer changes keys far more often than there is reason to.
    public static let tooManyKeyUpdates = Code("tooManyKeyUpdates")
    /// OpenSSL failed in a way that has no better code.
    public static let openSSL = Code("openSSL")
  }
}
