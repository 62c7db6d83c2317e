internal import COpenSSL

/// OpenSSL's ticket callback: who shows a ticket shows no certificate anew, so one of a client whose
/// certificate has expired since is passed over. The full handshake that follows says why it fails.
func examineTicket(
  _ ssl: OpaquePointer?, _ session: OpaquePointer?, _ name: UnsafePointer<UInt8>?, _ count: Int,
  _ status: SSL_TICKET_STATUS, _ context: UnsafeMutableRawPointer?
) -> SSL_TICKET_RETURN {
  switch status {
  case SSL_TICKET_SUCCESS, SSL_TICKET_SUCCESS_RENEW:
    if let session, let context, let certificate = SSL_SESSION_get0_peer(session),
      let end = Certificate.seconds(X509_get0_notAfter(certificate)),
      Unmanaged<TLSContext>.fromOpaque(context).takeUnretainedValue().clock() > end
    {
      return SSL_TICKET_RETURN_IGNORE_RENEW
    }
    return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW
  // None, or of keys that are no more.
  case SSL_TICKET_EMPTY, SSL_TICKET_NO_DECRYPT: return SSL_TICKET_RETURN_IGNORE_RENEW
  default: return SSL_TICKET_RETURN_IGNORE
  }
}
