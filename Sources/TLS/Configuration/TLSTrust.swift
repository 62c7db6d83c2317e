/// The certificates that a peer's certificate chain must lead to.
public enum TLSTrust: Sendable, Hashable {
  /// What the system trusts: OpenSSL's default directory and file, or those that the environment
  /// variables `SSL_CERT_DIR` and `SSL_CERT_FILE` name.
  case system
  /// The certificates of a PEM file and nothing else. Each is an anchor, be it a root or not.
  case file(String)
  /// The certificates of PEM text and nothing else. Each is an anchor, be it a root or not.
  case pem([UInt8])
}
