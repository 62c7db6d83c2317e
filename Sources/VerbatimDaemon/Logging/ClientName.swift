internal import RPC
internal import TLS

/// What a client is called that has shown a certificate.
enum ClientName {
  /// Characters of a certificate's subject, which whoever signed it has seen.
  private static let longestSubject = 200

  /// The subject; of who has none of the names that certificates can hold, what its certificate is. Nil
  /// without a certificate.
  static func of(_ peer: ConnectionPeer) -> String? {
    guard let identity = peer.identity else { return nil }
    let subject = identity.subject.prefix(longestSubject)
    guard subject.isEmpty else { return String(subject) }
    return identity.uris.first ?? "sha256:\(identity.fingerprint)"
  }
}
