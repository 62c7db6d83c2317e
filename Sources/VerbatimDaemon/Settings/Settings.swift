package import ArchiveWriting
package import HTTP1
package import Logging
internal import RPC
package import RPCServer
internal import TLS
package import TextAnalysis
internal import TranscriptFormats
package import TranscriptReading
internal import Transcripts
package import VerbatimServer

/// Everything an operator can choose about the server, settled.
package struct Settings: Sendable {
  /// Files and folders to read at start, in order.
  package var documents: [String] = []
  /// The file that settles who is who across documents; nil without one.
  package var mergeFile: String?
  /// The file that remembers what was imported, nil where nothing does; and what a start reads instead.
  package var archiveFile: String?
  package var index = Index()
  /// How many revisions of a meeting that file keeps; nil for all.
  package var keptRevisions: Int?
  /// What those who follow the archive may cost.
  package var following = Following.Limits()
  /// What writing may take.
  package var writing = WritingLimits()
  /// The file that says who may do what; nil where everybody may read and nobody write.
  package var policyFile: String?
  /// Whether anything unreadable keeps the server from starting.
  package var isStrict = false
  /// Whether the server is not ready while the archive holds no meeting.
  package var requiresDocuments = false
  /// Whether what was said can be searched.
  package var indexesWords = true
  /// What searches may ask for.
  package var searches = SearchLimits()
  /// Limits of reading.
  package var reading = ReadingOptions()
  /// Where and how to serve.
  package var server = ServerConfiguration(addresses: [], security: .insecurePlaintext)
  /// Where to show metrics and a page to those who run the server; nil for nowhere.
  package var adminAddress: ServerConfiguration.Address?
  /// Whether somebody chose that address: the server then does not start without it.
  package var isAdminAddressChosen = false
  /// Where readers' pages are served; nil for nowhere.
  package var webAddress: ServerConfiguration.Address?
  /// What that listener takes of its clients.
  package var webLimits = HTTPLimits()
  /// Whether pages are served on the ports of calls, too.
  package var servesPages = true
  /// Time between saying that nothing is served any more and taking no more connections.
  package var shutdownDelay = Duration.zero
  /// How long calls under way may go on after a signal to stop.
  package var shutdownGrace = Duration.seconds(30)
  /// How log records are written.
  package var logFormat = LogFormat.text
  /// The least important records written.
  package var logLevel = Logger.Level.info
  /// Whether each call gets a record, of level info.
  package var logsCalls = false
  /// Clients that the metrics tell apart.
  package var countedClients = 0
  /// Every setting with its value and where that came from.
  package var entries: [SettingEntry] = []
  /// Environment variables that begin as those of settings do and are none.
  package var unknownVariables: [(name: String, near: String?)] = []

  /// The setting that names the settings file, which only flags and the environment can.
  static let fileSetting = "settings"

  /// Settles the settings. `isToServe` is false where nothing is served, and so no certificate needed.
  /// - Parameters:
  ///   - flags: The texts given on the command line, by the setting's name.
  ///   - environment: The environment's variables.
  /// - Throws: ``SettingsErrors``.
  package init(
    flags: [String: [String]], environment: [String: String], isToServe: Bool = true
  ) throws {
    var resolver = SettingsResolver(
      flags: flags, environment: environment,
      file: try Self.file(flags: flags, environment: environment))
    documents = resolver.list(
      "documents", .text("a file or folder"), default: [], separator: ":")
    mergeFile = resolver.optional("merge", .text("the path of a merge file"))
    archiveFile = resolver.optional("archive", .text("the path of an archive's file"))
    index = Self.index(&resolver, of: archiveFile)
    keptRevisions = Self.keptRevisions(&resolver)
    following.maximumFollowers = resolver.one(
      "maximum-followers", .count(0...1_000_000), default: following.maximumFollowers)
    following.heartbeat = resolver.one(
      "follow-heartbeat", .time(.seconds(1) ... .seconds(3_600)), default: following.heartbeat)
    writing = Self.writing(&resolver)
    policyFile = resolver.optional("policy", .text("the path of a policy file"))
    isStrict = resolver.one("strict", .flag, default: false)
    requiresDocuments = resolver.one("require-documents", .flag, default: false)
    indexesWords = resolver.one("words", .flag, default: true)
    searches = Self.searches(&resolver)
    reading = Self.reading(&resolver)
    server = Self.server(&resolver, isToServe: isToServe)
    (adminAddress, isAdminAddressChosen) = Self.admin(&resolver)
    (servesPages, webAddress, webLimits) = Self.web(&resolver, default: webAddress)
    shutdownDelay = resolver.one(
      "shutdown-delay", .time(.zero...Bounds.longest), default: shutdownDelay)
    shutdownGrace = resolver.one(
      "shutdown-grace", .time(.zero...Bounds.longest), default: shutdownGrace)
    logFormat = resolver.one(
      "log-format", .choice(LogFormat.allCases.map { ($0.rawValue, $0) }), default: logFormat)
    logLevel = resolver.one(
      "log-level", .choice(Logger.Level.allCases.map { ($0.rawValue, $0) }), default: logLevel)
    logsCalls = resolver.one("access-log", .flag, default: logsCalls)
    countedClients = resolver.one(
      "metrics-clients", .count(0...10_000), default: countedClients)
    resolver.checkForUnknown()
    guard resolver.errors.isEmpty else {
      throw SettingsErrors(errors: resolver.errors, logFormat: logFormat)
    }
    entries = resolver.entries
    unknownVariables = resolver.unknownVariables()
  }

  private static func file(
    flags: [String: [String]], environment: [String: String]
  ) throws -> SettingsFile? {
    let variable = environment[SettingsResolver.environmentName(of: fileSetting)]
    guard let path = flags[fileSetting]?.last ?? variable, !path.isEmpty else { return nil }
    do {
      return try SettingsFile(path: path)
    } catch let error as SettingsError {
      let format =
        flags["log-format"]?.last
        ?? environment[SettingsResolver.environmentName(of: "log-format")] ?? ""
      throw SettingsErrors(errors: [error], logFormat: LogFormat(rawValue: format) ?? .text)
    }
  }

  /// What values may be at most: far beyond use, and small enough to calculate with.
  enum Bounds {
    static let message = 1024...(1 << 30)
    static let headers = 1024...(1 << 20)
    static let calls = 1...100_000
    static let connections = 1...1_000_000
    static let anyCount = 0...1_000_000
    static let document = 1...(1 << 40)
    static let shortest = Duration.milliseconds(1)
    static let longest = Duration.seconds(7 * 24 * 3600)
    static let eventLoops = 1...1024
  }

  private static func reading(_ resolver: inout SettingsResolver) -> ReadingOptions {
    var reading = ReadingOptions()
    reading.maximumDocumentSize = resolver.one(
      "maximum-document-size", .size(Bounds.document), default: reading.maximumDocumentSize)
    reading.maximumLineSize = resolver.one(
      "maximum-line-size", .size(Bounds.document), default: reading.maximumLineSize)
    reading.maximumStatements = resolver.one(
      "maximum-statements", .count(1...100_000_000), default: reading.maximumStatements)
    reading.maximumMeetingSize = resolver.one(
      "maximum-meeting-size", .size(Bounds.document), default: reading.maximumMeetingSize)
    reading.format = resolver.optional(
      "document-format", .choice(DocumentFormats.readers.map { ($0.format, $0.format) }))
    reading.date = resolver.optional("document-date", .date)
    reading.language =
      resolver.optional("document-language", .text("a BCP 47 tag such as en or pt-BR")) ?? ""
    reading.dayOrder = resolver.optional(
      "document-day-order", .choice(DayOrder.allCases.map { ($0.rawValue, $0) }))
    reading.encoding = resolver.optional("document-encoding", .encoding)
    reading.columns = resolver.optional("document-columns", .columns) ?? TableHeads()
    return reading
  }

  private static func server(
    _ resolver: inout SettingsResolver, isToServe: Bool
  ) -> ServerConfiguration {
    let addresses = resolver.list(
      "listen", .address, default: [.defaultListener], separator: ",")
    var server = ServerConfiguration(
      addresses: addresses, security: security(&resolver, isToServe: isToServe))
    var limits = server.limits
    limits.maximumRequestSize = resolver.one(
      "maximum-message-size", .size(Bounds.message), default: usualRequestSize)
    limits.maximumHeaderListSize = resolver.one(
      "maximum-header-size", .size(Bounds.headers), default: limits.maximumHeaderListSize)
    limits.maximumConcurrentCalls = resolver.one(
      "maximum-calls", .count(Bounds.calls), default: limits.maximumConcurrentCalls)
    limits.resetBurst = resolver.one(
      "reset-burst", .count(Bounds.anyCount), default: limits.resetBurst)
    limits.resetsPerSecond = resolver.one(
      "resets-per-second", .count(Bounds.anyCount), default: limits.resetsPerSecond)
    limits.resetShareAfter = resolver.one(
      "reset-share-after", .count(Bounds.anyCount), default: limits.resetShareAfter)
    limits.maximumResetShare = resolver.one(
      "maximum-reset-share", .share, default: limits.maximumResetShare)
    limits.maximumStreamErrors = resolver.one(
      "maximum-stream-errors", .count(Bounds.anyCount), default: limits.maximumStreamErrors)
    limits.streamErrorsPerSecond = resolver.one(
      "stream-errors-per-second", .count(Bounds.anyCount), default: limits.streamErrorsPerSecond)
    limits.minimumPingInterval = resolver.one(
      "minimum-ping-interval", .time(.zero...Bounds.longest), default: limits.minimumPingInterval)
    limits.permitsPingsWithoutCalls = resolver.one(
      "permit-pings-without-calls", .flag, default: limits.permitsPingsWithoutCalls)
    limits.maximumPingStrikes = resolver.one(
      "maximum-ping-strikes", .count(Bounds.anyCount), default: limits.maximumPingStrikes)
    limits.emptyFrameBurst = resolver.one(
      "empty-frame-burst", .count(Bounds.anyCount), default: limits.emptyFrameBurst)
    limits.emptyFramesPerSecond = resolver.one(
      "empty-frames-per-second", .count(Bounds.anyCount), default: limits.emptyFramesPerSecond)
    limits.settingsTimeout = resolver.one(
      "settings-timeout", .time(Bounds.shortest...Bounds.longest), default: limits.settingsTimeout)
    server.limits = limits
    requests(&resolver, &server)
    server.lifetime = lifetime(&resolver)
    server.unixSocketMode = resolver.one(
      "unix-socket-mode", .fileMode, default: server.unixSocketMode)
    server.maximumConnections = resolver.one(
      "maximum-connections", .count(Bounds.connections), default: server.maximumConnections)
    server.maximumConnectionsPerAddress = resolver.one(
      "maximum-connections-per-address", .count(Bounds.connections),
      default: server.maximumConnectionsPerAddress)
    server.backlog = resolver.one("backlog", .count(1...65_535), default: server.backlog)
    server.handshakeTimeout = resolver.one(
      "handshake-timeout", .time(Bounds.shortest...Bounds.longest),
      default: server.handshakeTimeout)
    server.handshakeShare = resolver.one(
      "handshake-share", .workingShare, default: server.handshakeShare)
    server.responseCompression = resolver.one(
      "response-compression",
      SettingKind.choice(CompressionAlgorithm.allCases.map { ($0.rawValue, $0) }).orNothing("none"),
      default: server.responseCompression)
    server.crossOrigins = resolver.list("cors-origin", .origin, default: [], separator: ",")
    server.takesHTTP1 = resolver.one("http1", .flag, default: server.takesHTTP1)
    server.reflection = resolver.one("reflection", .flag, default: true) ? [] : nil
    server.idleTimeout = resolver.one(
      "idle-timeout",
      SettingKind.time(Bounds.shortest...Bounds.longest).orNothing("never"),
      default: server.idleTimeout)
    server.eventLoops = resolver.one(
      "event-loops", SettingKind.count(Bounds.eventLoops).orNothing("auto"),
      default: server.eventLoops)
    server.workerThreads = resolver.one(
      "worker-threads", SettingKind.count(Bounds.eventLoops).orNothing("auto"),
      default: server.workerThreads)
    server.workerQueue = resolver.one(
      "worker-queue", .count(0...100_000), default: server.workerQueue)
    server.workerTurn = resolver.one(
      "worker-turn", .time(Bounds.shortest...Bounds.longest), default: server.workerTurn)
    server.maximumLongCalls = resolver.one(
      "maximum-long-calls", .count(0...1_000), default: server.maximumLongCalls)
    server.maximumWorkTime = resolver.one(
      "maximum-work-time",
      SettingKind.time(Bounds.shortest...Bounds.longest).orNothing("unlimited"),
      default: server.maximumWorkTime)
    server.peerLogLines = resolver.one(
      "peer-log-lines", .count(1...1_000_000), default: server.peerLogLines)
    return server
  }

  private static func lifetime(_ resolver: inout SettingsResolver) -> ConnectionLifetime {
    var lifetime = ConnectionLifetime()
    let time = SettingKind.time(Bounds.shortest...Bounds.longest)
    lifetime.keepaliveInterval = resolver.one(
      "keepalive-interval", time.orNothing("never"), default: lifetime.keepaliveInterval)
    lifetime.keepaliveTimeout = resolver.one(
      "keepalive-timeout", time, default: lifetime.keepaliveTimeout)
    lifetime.maximumAge = resolver.one(
      "maximum-connection-age", time.orNothing("never"), default: lifetime.maximumAge)
    lifetime.ageGrace = resolver.one(
      "connection-age-grace", SettingKind.time(.zero...Bounds.longest).orNothing("forever"),
      default: lifetime.ageGrace)
    return lifetime
  }

  private static func security(
    _ resolver: inout SettingsResolver, isToServe: Bool
  ) -> ServerConfiguration.Security {
    let path = SettingKind.text("the path of a PEM file")
    let certificate = resolver.optional("certificate", path)
    let key = resolver.optional("private-key", path)
    let status = resolver.optional("ocsp-response", .text("the path of a file in DER form"))
    let named = namedCertificates(&resolver)
    let authority = resolver.optional(
      "client-ca", .text("the path of a PEM file, or the word system"))
    let revocations = resolver.optional("client-crl", path)
    let asked = resolver.one(
      "client-certificates", .choice(ClientCertificates.allCases.map { ($0.rawValue, $0) }),
      default: authority == nil ? .none : .required)
    let version = resolver.one(
      "minimum-tls", .choice([("1.3", TLSVersion.tls13), ("1.2", .tls12)]), default: .tls13)
    let tickets = resolver.one(
      "session-tickets", .count(0...TLSServerConfiguration.maximumTickets), default: 1)
    let groups = resolver.one(
      "tls-groups", .groups, default: TLSServerConfiguration.usualGroups)
    if resolver.one("insecure-plaintext", .flag, default: false) {
      if certificate != nil || key != nil || authority != nil {
        resolver.complain(
          resolver.origin(of: "insecure-plaintext"),
          "insecure-plaintext goes with no certificate, private-key or client-ca: leave it out to "
            + "serve over TLS")
      }
      return .insecurePlaintext
    }
    guard let certificate, let key else {
      guard isToServe else { return .insecurePlaintext }
      resolver.complain(
        certificate == nil && key == nil
          ? .flag : resolver.origin(of: certificate == nil ? "private-key" : "certificate"),
        "\(certificate == nil ? "--certificate" : "--private-key") is missing: name the server's "
          + "PEM files by --certificate and --private-key (scripts/make-certs makes some for "
          + "development), or serve without TLS by --insecure-plaintext")
      return .insecurePlaintext
    }
    let trust: TLSTrust? = authority.map { $0 == "system" ? .system : .file($0) }
    if (trust == nil) != (asked == .none) {
      resolver.complain(
        resolver.origin(of: trust == nil ? "client-certificates" : "client-ca"),
        trust == nil
          ? "client certificates are asked for, and --client-ca is missing: name the authorities "
            + "they must come from"
          : "--client-ca is given, and client certificates are not asked for: leave one of them out"
      )
    }
    if revocations != nil, trust == nil {
      resolver.complain(
        resolver.origin(of: "client-crl"),
        "client-crl is given, and --client-ca is missing: no certificate of a client is looked at")
    }
    var tls = TLSServerConfiguration(
      certificateFile: certificate, privateKeyFile: key,
      clientCertificates: asked.configuration(trust), minimumVersion: version, tickets: tickets,
      groups: groups)
    tls.revocationListFile = revocations
    tls.namedCertificates = named
    tls.statusFile = status
    return .tls(tls)
  }

  private static func namedCertificates(
    _ resolver: inout SettingsResolver
  ) -> [TLSServerConfiguration.NamedCertificate] {
    let path = SettingKind.text("the path of a PEM file")
    let certificates = resolver.list("sni-certificate", path, default: [], separator: ",")
    let keys = resolver.list("sni-private-key", path, default: [], separator: ",")
    if certificates.count != keys.count {
      resolver.complain(
        resolver.origin(of: certificates.isEmpty ? "sni-private-key" : "sni-certificate"),
        "there are \(certificates.count) sni-certificate and \(keys.count) sni-private-key: name a key for "
          + "each certificate, in the same order")
    }
    return zip(certificates, keys).map { .init(certificateFile: $0, privateKeyFile: $1) }
  }
}

/// Whether clients show a certificate.
private enum ClientCertificates: String, CaseIterable {
  case none
  case optional
  case required

  func configuration(_ trust: TLSTrust?) -> TLSServerConfiguration.ClientCertificates {
    switch (self, trust) {
    case (.optional, let trust?): .optional(trust)
    case (.required, let trust?): .required(trust)
    default: .none
    }
  }
}

extension ServerConfiguration.Address {
  /// Where the server listens unless told otherwise: on this machine only.
  static let defaultListener = Self(host: "127.0.0.1", port: 7443)
  /// Where those who run the server find metrics and a page: on this machine only.
  static let defaultAdminListener = Self(host: "127.0.0.1", port: 7444)
}

extension SettingKind where Value == ServerConfiguration.Address {
  /// "127.0.0.1:7443", "[::1]:7443", "archive.example:443"; port 0 takes a free one.
  static var address: Self {
    SettingKind(
      shape: "an address such as 127.0.0.1:7443, [::]:7443 (port 0 takes a free one) or unix:/path",
      parse: { text in
        if text.hasPrefix("unix:") {
          let path = String(text.dropFirst(5))
          return path.hasPrefix("/") && path.utf8.count <= 103 ? .unixSocket(path: path) : nil
        }
        guard let colon = text.lastIndex(of: ":"),
          let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
          host = host.dropFirst().dropLast()
        } else if host.contains(":") {
          return nil
        }
        guard !host.isEmpty else { return nil }
        return ServerConfiguration.Address(host: String(host), port: Int(port))
      },
      show: \.description)
  }
}
