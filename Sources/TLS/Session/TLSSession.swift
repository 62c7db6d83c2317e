internal import COpenSSL

/// One side of a TLS connection without a socket: ciphertext in from memory that the caller lends,
/// ciphertext out into memory that the caller lends. The one owner of an SSL.
///
/// States: shaking hands, open, closed by the peer (`read` says `.closed`; writing still works),
/// closed by this side (`close()`; reading still works), and failed, which is final: each later call
/// throws the same error. In every state `takePendingOutput` gives what the peer must still get, the
/// alert that explains a failure included.
///
/// Not safe for use by several threads at once; it may move between threads.
package final class TLSSession {
  private let context: TLSContext
  private let ssl: OpaquePointer
  private let io: UnsafeMutablePointer<SessionIO>
  /// The name or address that a client connects to, as its errors give it.
  let serverName: String?

  @exclusivity(unchecked) private var isOpen = false
  /// close_notify is sent.
  @exclusivity(unchecked) private var isClosed = false
  @exclusivity(unchecked) private var failure: TLSError?

  private var knownIdentity: TLSPeerIdentity?
  /// A client's handshake begins with an earlier session.
  private var offersSession = false

  /// What `handshake` reached.
  package enum HandshakeProgress: Sendable, Hashable {
    /// Done: data may flow. Output may be pending.
    case done
    /// The peer's next bytes are needed. Output may be pending.
    case needsInput
  }

  /// What `read` gave.
  package enum ReadResult: Sendable, Hashable {
    /// So many bytes of plaintext, at least 1.
    case bytes(Int)
    /// All lent input is consumed; more is needed.
    case wouldBlock
    /// The peer sent close_notify: it has said everything.
    case closed
  }

  /// Makes a session that waits for its first bytes (server) or has none sent yet (client).
  ///
  /// - Parameter serverName: for a client, the host name or IP address connected to, which the
  ///   server's certificate must hold; the configuration's `serverName` goes before it.
  package init(context: TLSContext, serverName: String? = nil) throws(TLSError) {
    OpenSSLErrors.clear()
    guard let ssl = SSL_new(context.pointer) else {
      throw TLSError(
        .openSSL, "OpenSSL cannot make a session", reasons: OpenSSLErrors.drain().texts)
    }
    self.context = context
    self.ssl = ssl
    self.serverName = context.serverName ?? serverName
    io = .allocate(capacity: 1)
    io.initialize(to: SessionIO())
    guard let bio = SessionBIO.make(over: io) else {
      throw TLSError(
        .openSSL, "OpenSSL cannot make a session", reasons: OpenSSLErrors.drain().texts)
    }
    // Takes the one reference for both directions.
    SSL_set_bio(ssl, bio, bio)
    switch context.role {
    case .server: SSL_set_accept_state(ssl)
    case .client:
      SSL_set_connect_state(ssl)
      try ServerName.set(self.serverName, on: ssl, verify: context.verifiesPeer)
      goOn()
    }
  }

  /// Offers the server an earlier session, if there is one.
  private func goOn() {
    guard let sessions = context.resumable, let serverName else { return }
    io.pointee.resumedAs = serverName
    // 1, or 0 where the session is of no version that is spoken.
    if let session = sessions.take(serverName, at: context.clock()),
      SSL_set_session(ssl, session.pointer) == 1
    {
      offersSession = true
    }
  }

  deinit {
    SSL_free(ssl)  // And with it the BIO, which points to `io`.
    io.pointee.release()
    io.deinitialize(count: 1)
    io.deallocate()
  }

  // MARK: Input

  /// Lends received bytes, which OpenSSL reads in place until `endInput()`. The memory must stay as
  /// it is until then.
  package func lendInput(_ ciphertext: UnsafeRawBufferPointer) {
    precondition(io.pointee.input == nil, "input is already lent: call endInput() first")
    io.pointee.input = ciphertext.baseAddress
    io.pointee.inputCount = ciphertext.count
  }

  /// Ends the loan. Returns how many bytes were not consumed: 0 if the session was read until
  /// `.wouldBlock`; otherwise they must be lent again, before later ones.
  @discardableResult
  package func endInput() -> Int {
    let rest = io.pointee.inputCount
    io.pointee.input = nil
    io.pointee.inputCount = 0
    return rest
  }

  /// Says that the connection's input is at its end. Without close_notify before it, the next
  /// `handshake` or `read` that needs more throws `truncated`.
  package func inputEnded() {
    io.pointee.inputEnded = true
  }

  // MARK: Handshake

  /// Goes on with the handshake as far as the lent input allows.
  package func handshake() throws(TLSError) -> HandshakeProgress {
    if let failure { throw failure }
    if isOpen { return .done }
    OpenSSLErrors.clear()
    // 1: done; otherwise SSL_get_error tells.
    let result = SSL_do_handshake(ssl)
    if result == 1 {
      if context.role == .client, !context.protocolList.isEmpty, negotiatedProtocol == nil {
        throw fail(
          TLSError(
            .noApplicationProtocol,
            "the server\(SessionFailure.named(serverName)) picked no application protocol (ALPN); "
              + "this client needs \(SessionFailure.list(context.applicationProtocols)): "
              + "check that this port serves it"))
      }
      isOpen = true
      io.pointee.messages.isCounting = true
      return .done
    }
    if SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ { return .needsInput }
    if offersSession, let serverName { context.resumable?.forget(serverName) }
    throw fail(describe(during: .handshake))
  }

  /// The application protocol both sides agreed on (ALPN); nil without one.
  package var negotiatedProtocol: String? {
    var bytes: UnsafePointer<UInt8>?
    var count: UInt32 = 0
    SSL_get0_alpn_selected(ssl, &bytes, &count)
    guard count > 0 else { return nil }
    return String(
      decoding: UnsafeBufferPointer(start: bytes, count: Int(count)), as: UTF8.self)
  }

  /// Whether the handshake went on from an earlier session.
  package var isResumed: Bool { isOpen && SSL_session_reused(ssl) == 1 }

  /// The version spoken; nil before the handshake is done.
  package var version: TLSVersion? { isOpen ? TLSVersion(wire: SSL_version(ssl)) : nil }

  /// The cipher suite's standard name, "TLS_AES_128_GCM_SHA256"; nil before the handshake is done.
  package var cipher: String? {
    guard isOpen, let cipher = SSL_get_current_cipher(ssl),
      let name = SSL_CIPHER_standard_name(cipher)
    else { return nil }
    return String(cString: name)
  }

  /// Who the peer is by its certificate, read on first use; nil if it showed none or the handshake is
  /// not done.
  package var peerIdentity: TLSPeerIdentity? {
    if let knownIdentity { return knownIdentity }
    guard isOpen, let certificate = SSL_get0_peer_certificate(ssl) else { return nil }
    knownIdentity = TLSPeerIdentity(certificate: certificate)
    return knownIdentity
  }

  // MARK: Data

  /// Decrypts into `target` as much of the lent input as fits, over as many records as there are.
  package func read(into target: UnsafeMutableRawBufferPointer) throws(TLSError) -> ReadResult {
    if let failure { throw failure }
    guard isOpen else { throw notOpen("read") }
    guard let base = target.baseAddress else { return .wouldBlock }
    var total = 0
    while total < target.count {
      // Nothing lent and nothing decrypted: OpenSSL could only say so, at 400 instructions a time.
      if io.pointee.inputCount == 0, !io.pointee.inputEnded, SSL_pending(ssl) == 0,
        SSL_get_shutdown(ssl) == 0
      {
        break
      }
      var got = 0
      OpenSSLErrors.clear()
      // 1: one record's rest, as far as it fits; otherwise SSL_get_error tells.
      if SSL_read_ex(ssl, base + total, target.count - total, &got) == 1 {
        total += got
        io.pointee.messages.received(got)
        continue
      }
      switch SSL_get_error(ssl, 0) {
      case SSL_ERROR_WANT_READ: return total > 0 ? .bytes(total) : .wouldBlock
      case SSL_ERROR_ZERO_RETURN: return total > 0 ? .bytes(total) : .closed
      default:
        let error = fail(describe(during: .data))
        // What was sound is given first; the next call throws.
        if total > 0 { return .bytes(total) }
        throw error
      }
    }
    return total > 0 ? .bytes(total) : .wouldBlock
  }

  /// Encrypts all of `plaintext`, in records of 16 KiB and a shorter last one, and returns how many
  /// bytes of `room` are used. Pending output goes first. What does not fit joins the pending output;
  /// `ciphertextBound(for: plaintext.count) + pendingOutputCount` bytes of room avoid that.
  package func write(
    _ plaintext: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
  ) throws(TLSError) -> Int {
    if let failure { throw failure }
    guard isOpen else { throw notOpen("write") }
    guard !isClosed else {
      throw TLSError(.notOpen, "write after this side closed the TLS session")
    }
    let earlier = io.pointee.pendingCount > 0 ? io.pointee.takePending(into: room) : 0
    guard plaintext.count > 0 else { return earlier }
    let free = room.count - earlier
    io.pointee.room = room.baseAddress.map { $0 + earlier }
    io.pointee.roomCount = free
    var written = 0
    OpenSSLErrors.clear()
    // 1: all of it, since partial writes are off. The BIO never asks to try again.
    let result = SSL_write_ex(ssl, plaintext.baseAddress, plaintext.count, &written)
    let used = free - io.pointee.roomCount
    io.pointee.room = nil
    io.pointee.roomCount = 0
    guard result == 1 else { throw fail(describe(during: .data)) }
    return earlier + used
  }

  /// The most ciphertext that `count` bytes of plaintext become.
  ///
  /// Each started 16 KiB is a record (RFC 8446 section 5.1), and a record adds at most
  /// `recordOverhead`. A peer that negotiated shorter records (RFC 6066 section 4) makes it more; the
  /// excess then takes the way of what does not fit.
  package static func ciphertextBound(for count: Int) -> Int {
    count + (count + maximumRecord - 1) / maximumRecord * recordOverhead
  }

  /// The most plaintext in a record, RFC 8446 section 5.1.
  package static let maximumRecord = 16 << 10

  /// The most that a record adds to its plaintext: in TLS 1.2 with CBC and SHA-384, a header of 5, an
  /// IV of 16, a MAC of 48 and up to 16 of padding. TLS 1.3 adds 22: the header, the type and a tag
  /// of 16.
  package static let recordOverhead = 5 + 16 + 48 + 16

  // MARK: Output of the session's own

  /// Bytes that wait to be sent: handshake flights, tickets, alerts, key updates and what a write
  /// had no room for. At most 512 KiB; more ends the session with `outputLimit`.
  package var pendingOutputCount: Int { io.pointee.pendingCount }

  /// Moves pending output into `target`, oldest first, and returns how many bytes.
  package func takePendingOutput(into target: UnsafeMutableRawBufferPointer) -> Int {
    io.pointee.takePending(into: target)
  }

  /// Says close_notify to the peer (into the pending output): nothing more will be written. Does
  /// nothing before the handshake is done, after a failure, or when called again.
  package func close() {
    guard isOpen, failure == nil, !isClosed else { return }
    isClosed = true
    OpenSSLErrors.clear()
    // 0: sent; 1: sent, and received before; -1 cannot be, save for the output's limit.
    if SSL_shutdown(ssl) < 0 { failure = describe(during: .data) }
  }

  // MARK: Failure

  private func fail(_ error: TLSError) -> TLSError {
    failure = error
    return error
  }

  private func notOpen(_ call: String) -> TLSError {
    TLSError(.notOpen, "\(call) before the TLS handshake is done")
  }

  private func describe(during phase: SessionFailure.Phase) -> TLSError {
    SessionFailure(
      phase: phase, context: context, serverName: serverName, io: io, version: SSL_version(ssl),
      entries: OpenSSLErrors.drain()
    ).error
  }
}
