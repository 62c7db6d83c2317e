internal import COpenSSL
internal import Synchronization

/// Sessions that a client may go on with instead of a full handshake, by the name of the server that
/// gave their tickets. Usable from any thread.
///
/// A session of TLS 1.3 is given out once, so that nobody on the way can tell by its ticket that two
/// connections are of one client (RFC 8446, appendix C.4); each handshake brings the next one.
final class ResumableSessions: Sendable {
  /// Sessions kept of one server, and of all: tickets of 1 or 2 kB each, with the server's certificate.
  static let perServer = 4
  static let maximum = 64

  private let sessions = Mutex<[(server: String, session: ResumableSession)]>([])

  /// Keeps a session; the oldest of the server's, or of all, goes where there are too many.
  func keep(_ session: ResumableSession, of server: String) {
    sessions.withLock { sessions in
      if sessions.count(where: { $0.server == server }) >= Self.perServer {
        sessions.remove(at: sessions.firstIndex { $0.server == server } ?? 0)
      } else if sessions.count >= Self.maximum {
        sessions.removeFirst()
      }
      sessions.append((server, session))
    }
  }

  /// The newest session of a server that can be gone on with at a moment.
  func take(_ server: String, at now: Int64) -> ResumableSession? {
    sessions.withLock { sessions in
      sessions.removeAll { !$0.session.isUsable(at: now) }
      guard let index = sessions.lastIndex(where: { $0.server == server }) else { return nil }
      let session = sessions[index].session
      // Before TLS 1.3 a server need not send another ticket.
      if session.isForOneUse { sessions.remove(at: index) }
      return session
    }
  }

  /// A handshake with one of a server's sessions has failed: the next one is a full one.
  func forget(_ server: String) { sessions.withLock { $0.removeAll { $0.server == server } } }

  var count: Int { sessions.withLock { $0.count } }
}

/// The one owner of an SSL_SESSION that no connection has.
final class ResumableSession: Sendable {
  // Not changed by anybody: it is a copy of the connection's, and its count of references is atomic.
  nonisolated(unsafe) let pointer: OpaquePointer

  /// Copies a connection's session. OpenSSL marks that one as unusable when the connection breaks, which
  /// is when another is needed (SSL_SESSION_dup is there for this). Nil without memory.
  init?(copying session: OpaquePointer) {
    guard let copy = SSL_SESSION_dup(session) else { return nil }
    pointer = copy
  }

  deinit { SSL_SESSION_free(pointer) }

  var isForOneUse: Bool { SSL_SESSION_get_protocol_version(pointer) >= TLS1_3_VERSION }

  /// Whether its ticket and the server's certificate, which is not shown again, are valid. The last second
  /// counts for neither.
  func isUsable(at now: Int64) -> Bool {
    let begin = Int64(SSL_SESSION_get_time(pointer))
    let hint = Int64(SSL_SESSION_get_ticket_lifetime_hint(pointer))
    let lifetime = hint > 0 ? hint : Int64(SSL_SESSION_get_timeout(pointer))
    guard SSL_SESSION_is_resumable(pointer) == 1, now >= begin, now - begin < lifetime else {
      return false
    }
    guard let certificate = SSL_SESSION_get0_peer(pointer) else { return false }
    guard let end = Certificate.seconds(X509_get0_notAfter(certificate)) else { return false }
    return now < end
  }
}

/// OpenSSL's callback for a session that can be gone on with: after the handshake in TLS 1.3, within it
/// before. Keeps a copy, so that the answer is 0: OpenSSL's own is not kept.
func keepSession(_ ssl: OpaquePointer?, _ session: OpaquePointer?) -> Int32 {
  guard let ssl, let session, let io = SessionIO.of(ssl: ssl), let server = io.pointee.resumedAs,
    let own = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), 0),
    let copy = ResumableSession(copying: session)
  else { return 0 }
  let context = Unmanaged<TLSContext>.fromOpaque(own).takeUnretainedValue()
  context.resumable?.keep(copy, of: server)
  return 0
}
