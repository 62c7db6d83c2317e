internal import COpenSSL

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What all sessions of one configuration share: certificates, trust and rules. The one owner of an
/// SSL_CTX.
package final class TLSContext: Sendable {
  /// Which side of a connection the sessions are.
  package enum Role: Sendable {
    case server
    case client
  }

  package let role: Role
  /// What an operator should know though it works today, one line each: a certificate that expires
  /// within two weeks, a key that everybody can read.
  package let warnings: [String]
  /// When the own certificate expires, in seconds since 1970-01-01T00:00:00Z; nil without one.
  package let certificateNotAfter: Int64?
  /// Whom the own certificate names, "CN=archive.example"; nil without one.
  package let certificateSubject: String?

  // Not changed after init. OpenSSL's threads(7): an SSL_CTX may be shared by threads that make and
  // run sessions, its counters being atomic, as long as nobody modifies it.
  nonisolated(unsafe) let pointer: OpaquePointer
  /// Application protocols, each preceded by its length (RFC 7301 section 3.1).
  let protocolList: [UInt8]
  /// Whether a client has to offer one.
  let requiresProtocol: Bool
  let applicationProtocols: [String]
  /// The lowest version spoken, the system's policy included, as on the wire.
  let minimumVersion: Int32
  /// The name that servers must have instead of the one connected to.
  let serverName: String?
  /// Whether a session checks its peer's certificate.
  let verifiesPeer: Bool
  /// What a server shows to clients that ask for other names than its first certificate's; nil without such.
  let namedCertificates: NamedCertificates?
  /// What the issuer says of a server's first certificate; nil where it is not handed on.
  let stapled: StapledStatus?
  /// What a client may go on with; nil where each handshake is a full one.
  let resumable: ResumableSessions?
  /// The present moment, in seconds since 1970-01-01T00:00:00Z.
  let clock: @Sendable () -> Int64

  deinit { SSL_CTX_free(pointer) }

  /// Reads the files of a server's configuration.
  ///
  /// - Parameters:
  ///   - now: seconds since 1970-01-01T00:00:00Z, which the certificate must be valid at.
  ///   - clock: tells the same later, when clients' tickets are looked at.
  package convenience init(
    _ configuration: TLSServerConfiguration, now: Int64 = TLSContext.currentSeconds(),
    clock: @escaping @Sendable () -> Int64 = TLSContext.currentSeconds
  ) throws(TLSError) {
    let tickets = configuration.tickets
    guard (0...TLSServerConfiguration.maximumTickets).contains(tickets) else {
      throw TLSError(
        .invalidConfiguration,
        "\(tickets) session tickets: set 0 to \(TLSServerConfiguration.maximumTickets)")
    }
    let identity = try OwnIdentity(
      certificateFile: configuration.certificateFile,
      privateKeyFile: configuration.privateKeyFile, now: now)
    let named =
      configuration.namedCertificates.isEmpty
      ? nil : try NamedCertificates(configuration.namedCertificates, after: identity, now: now)
    let stapled = try configuration.statusFile.map { file throws(TLSError) in
      try StapledStatus(file: file, of: identity.certificate, now: now)
    }
    var asks = true
    if case .none = configuration.clientCertificates { asks = false }
    try self.init(
      role: .server, identity: identity, minimumVersion: configuration.minimumVersion,
      applicationProtocols: configuration.applicationProtocols,
      requiresProtocol: configuration.requiresApplicationProtocol, serverName: nil,
      verifiesPeer: asks, named: named, stapled: stapled, clock: clock)
    try configureServer(tickets: tickets)
    try setGroups(configuration.groups)
    try setCiphers()
    switch configuration.clientCertificates {
    case .none: break
    case .optional(let trust): try require(trust, mode: SSL_VERIFY_PEER)
    case .required(let trust):
      try require(trust, mode: SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT)
    }
    if let file = configuration.revocationListFile { try checkRevocation(by: file, now: now) }
  }

  /// Reads the files of a client's configuration.
  ///
  /// - Parameters:
  ///   - now: seconds since 1970-01-01T00:00:00Z, which the own certificate must be valid at.
  ///   - clock: tells the same later, when earlier sessions are gone on with.
  package convenience init(
    _ configuration: TLSClientConfiguration, now: Int64 = TLSContext.currentSeconds(),
    clock: @escaping @Sendable () -> Int64 = TLSContext.currentSeconds
  ) throws(TLSError) {
    var identity: OwnIdentity?
    if let own = configuration.certificate {
      identity = try OwnIdentity(
        certificateFile: own.certificateFile, privateKeyFile: own.privateKeyFile, now: now)
    }
    let verifies = configuration.verification == .full
    try self.init(
      role: .client, identity: identity, minimumVersion: configuration.minimumVersion,
      applicationProtocols: configuration.applicationProtocols,
      serverName: configuration.serverName, verifiesPeer: verifies,
      resumable: configuration.resumesSessions ? ResumableSessions() : nil, clock: clock)
    if resumable != nil { keepSessions() }
    SSL_CTX_set_verify(pointer, SSL_VERIFY_NONE, nil)
    if verifies { try require(configuration.trust, mode: SSL_VERIFY_PEER) }
    if !protocolList.isEmpty {
      // 0 on success, unlike its neighbours.
      guard SSL_CTX_set_alpn_protos(pointer, protocolList, UInt32(protocolList.count)) == 0 else {
        throw TLSError(
          .openSSL, "the application protocols cannot be set",
          reasons: OpenSSLErrors.drain().texts)
      }
    }
  }

  private init(
    role: Role, identity: OwnIdentity?, minimumVersion: TLSVersion,
    applicationProtocols: [String], requiresProtocol: Bool = true, serverName: String?,
    verifiesPeer: Bool,
    named: NamedCertificates? = nil, stapled: StapledStatus? = nil,
    resumable: ResumableSessions? = nil, clock: @escaping @Sendable () -> Int64
  ) throws(TLSError) {
    let protocolList = try Self.wireList(applicationProtocols)
    OpenSSLErrors.clear()
    let method = role == .server ? TLS_server_method() : TLS_client_method()
    guard let context = SSL_CTX_new(method) else {
      throw TLSError(
        .openSSL, "OpenSSL cannot start: check the system's openssl.cnf",
        reasons: OpenSSLErrors.drain().texts)
    }
    // openssl.cnf has been applied by now. What it asks for is never loosened; 0 is no limit.
    let lowest = max(minimumVersion.wire, verbatim_SSL_CTX_get_min_proto_version(context))
    let highest = verbatim_SSL_CTX_get_max_proto_version(context)
    self.role = role
    self.warnings = (identity?.warnings ?? []) + (named?.warnings ?? []) + (stapled?.warnings ?? [])
    self.stapled = stapled
    self.namedCertificates = named
    self.certificateNotAfter = identity?.certificate.notAfter
    self.certificateSubject = identity?.certificate.subject
    self.pointer = context
    self.protocolList = protocolList
    self.applicationProtocols = applicationProtocols
    self.requiresProtocol = requiresProtocol
    self.minimumVersion = lowest
    self.serverName = serverName
    self.verifiesPeer = verifiesPeer
    self.resumable = resumable
    self.clock = clock

    guard highest == 0 || lowest <= highest else {
      throw TLSError(
        .refusedByPolicy,
        "\(TLSVersion.name(ofWire: lowest)) is asked for, and this system's openssl.cnf allows "
          + "\(TLSVersion.name(ofWire: highest)) at most: change one of them")
    }
    guard verbatim_SSL_CTX_set_min_proto_version(context, lowest) == 1 else {
      throw TLSError(
        .openSSL, "\(TLSVersion.name(ofWire: lowest)) cannot be set as the lowest version",
        reasons: OpenSSLErrors.drain().texts)
    }
    // RELEASE_BUFFERS: an idle session keeps no 16 KiB buffers. ACCEPT_MOVING_WRITE_BUFFER: a
    // caller's memory may have moved. NO_AUTO_CHAIN: what is sent is what the file holds, not what
    // the trust for clients happens to complete. ENABLE_PARTIAL_WRITE stays off: a write is whole.
    _ = verbatim_SSL_CTX_set_mode(
      context,
      Int(
        SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_NO_AUTO_CHAIN))
    // Neither compression (CRIME) nor renegotiation (RFC 9113 section 9.2.1). An end of input
    // without close_notify is an error whatever openssl.cnf says: text could be cut short unseen.
    SSL_CTX_set_options(
      context, verbatim_SSL_OP_NO_COMPRESSION() | verbatim_SSL_OP_NO_RENEGOTIATION())
    SSL_CTX_clear_options(context, verbatim_SSL_OP_IGNORE_UNEXPECTED_EOF())
    _ = verbatim_SSL_CTX_set_session_cache_mode(context, Int(SSL_SESS_CACHE_OFF))
    SSL_CTX_set_info_callback(context, countHandshakeMessages)
    try identity?.install(in: context)
  }

  /// The present moment by the system's clock, in seconds since 1970-01-01T00:00:00Z.
  @Sendable package static func currentSeconds() -> Int64 { Int64(time(nil)) }

  private func keepSessions() {
    // OpenSSL stores none itself: what is kept, and for how long, is decided here.
    _ = verbatim_SSL_CTX_set_session_cache_mode(
      pointer, Int(SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE))
    // The first of these is for applications: SSL_CTX_set_app_data.
    SSL_CTX_set_ex_data(pointer, 0, unretained)
    SSL_CTX_sess_set_new_cb(pointer, keepSession)
  }

  private func configureServer(tickets: Int) throws(TLSError) {
    if tickets == 0 { SSL_CTX_set_options(pointer, verbatim_SSL_OP_NO_TICKET()) }
    // Tickets are stateless: the session cache is off and NO_TICKET is not set.
    let id = Array("verbatim".utf8)
    guard SSL_CTX_set_num_tickets(pointer, tickets) == 1,
      SSL_CTX_set_session_id_context(pointer, id, UInt32(id.count)) == 1
    else {
      throw TLSError(
        .openSSL, "session tickets cannot be set", reasons: OpenSSLErrors.drain().texts)
    }
    if verifiesPeer {
      // 1, or 0 without memory.
      guard SSL_CTX_set_session_ticket_cb(pointer, nil, examineTicket, unretained) == 1 else {
        throw TLSError(
          .openSSL, "tickets cannot be looked at", reasons: OpenSSLErrors.drain().texts)
      }
    }
    SSL_CTX_set_client_hello_cb(pointer, examineClientHello, unretained)
    if stapled != nil {
      _ = verbatim_SSL_CTX_set_tlsext_status_cb(pointer, staple)
      _ = verbatim_SSL_CTX_set_tlsext_status_arg(pointer, unretained)
    }
    if namedCertificates != nil { SSL_CTX_set_cert_cb(pointer, chooseCertificate, unretained) }
    if !protocolList.isEmpty {
      SSL_CTX_set_alpn_select_cb(pointer, selectApplicationProtocol, unretained)
    }
  }

  private func setGroups(_ groups: [String]) throws(TLSError) {
    guard !groups.isEmpty else { return }
    let list = groups.joined(separator: ":")
    OpenSSLErrors.clear()
    // 1, or 0 when a name is unknown or there are too many.
    guard verbatim_SSL_CTX_set1_groups_list(pointer, list) == 1 else {
      throw TLSError(
        .invalidConfiguration,
        "the key-exchange groups \(list) cannot be used: give names that this OpenSSL knows, such as "
          + TLSServerConfiguration.usualGroups.joined(separator: ":"),
        reasons: OpenSSLErrors.drain().texts)
    }
  }

  /// RFC 9113, section 9.2.2 and appendix A; and the server's order, which prefers what is fast.
  private func setCiphers() throws(TLSError) {
    SSL_CTX_set_options(pointer, verbatim_SSL_OP_CIPHER_SERVER_PREFERENCE())
    guard minimumVersion <= TLS1_2_VERSION else { return }
    OpenSSLErrors.clear()
    // 1, or 0 when nothing is left of the list.
    guard SSL_CTX_set_cipher_list(pointer, "ECDHE+AESGCM:ECDHE+CHACHA20:!aPSK") == 1 else {
      throw TLSError(
        .refusedByPolicy, "this system's OpenSSL has no cipher suite of TLS 1.2 that HTTP/2 allows",
        reasons: OpenSSLErrors.drain().texts)
    }
  }

  /// The context as an argument of its own callbacks: they run inside calls on a session, which
  /// retains its context.
  private var unretained: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  private static func wireList(_ protocols: [String]) throws(TLSError) -> [UInt8] {
    var list: [UInt8] = []
    for name in protocols {
      guard (1...255).contains(name.utf8.count) else {
        throw TLSError(
          .invalidConfiguration,
          "the application protocol \"\(name)\" has \(name.utf8.count) bytes: ALPN takes 1 to 255")
      }
      list.append(UInt8(name.utf8.count))
      list += name.utf8
    }
    guard list.count <= 65_535 else {
      throw TLSError(
        .invalidConfiguration, "the application protocols take \(list.count) bytes: 65535 fit")
    }
    return list
  }
}
