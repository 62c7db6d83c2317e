internal import ArgumentParser
internal import RPCServer
internal import TLS
internal import TranscriptFormats
internal import TranscriptReading

/// The flags of `verbatimd`, as texts; ``Settings`` says what they may be.
package struct ServerArguments: ParsableArguments {
  @Argument(
    help:
      "Transcripts to serve: files of any known format, and folders of them. - is standard input.",
    completion: .file())
  var documents: [String] = []

  @Option(
    help: .setting("Settle who is who across documents by this file.", "file"),
    completion: .file())
  var merge: String?

  @OptionGroup var archive: ArchiveArguments
  @OptionGroup var access: AccessArguments
  @OptionGroup var reading: DocumentArguments

  @Flag(
    inversion: .prefixedNo,
    help: "Do not start if any document cannot be read, or a meeting was replaced.")
  var strict: Bool?

  @Flag(inversion: .prefixedNo, help: "Be not ready while the archive holds no meeting.")
  var requireDocuments: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Index what was said, so that it can be searched; takes time and memory (default: yes).")
  var words: Bool?

  @Option(
    help: ArgumentHelp(
      "A JSON file with settings by name, for those given neither here nor in the environment.",
      valueName: "file"),
    completion: .file(extensions: ["json"]))
  var settings: String?

  @Flag(help: "Print every setting with its value and where that came from, and end.")
  package var printSettings = false

  @Flag(
    help: """
      Read the documents, say all that there is to say of them, with each place that may be read \
      wrongly, and end as the server would, without serving.
      """)
  package var check = false

  @OptionGroup(title: "Serving") var serving: ServingArguments
  @OptionGroup(title: "Pages") var web: WebArguments
  @OptionGroup(title: "TLS") var tls: TLSArguments
  @OptionGroup(title: "Limits") var limits: LimitArguments
  @OptionGroup(title: "Requests") var requests: RequestArguments
  @OptionGroup(title: "Searches") var searches: SearchArguments
  @OptionGroup(title: "Connections") var lifetime: LifetimeArguments
  @OptionGroup(title: "Log") var log: LogArguments

  package init() {}

  /// What was given, by the setting's name.
  package var texts: [String: [String]] {
    var texts = serving.texts.merging(tls.texts) { $1 }.merging(limits.texts) { $1 }
      .merging(requests.texts) { $1 }.merging(lifetime.texts) { $1 }.merging(log.texts) { $1 }
      .merging(reading.texts) { $1 }.merging(searches.texts) { $1 }
      .merging(archive.texts) { $1 }.merging(access.texts) { $1 }.merging(web.texts) { $1 }
    texts["documents"] = documents
    texts["merge"] = merge.asTexts
    texts["require-documents"] = requireDocuments.asTexts
    texts["words"] = words.asTexts
    texts["strict"] = strict.asTexts
    texts[Settings.fileSetting] = settings.asTexts
    return texts
  }
}

/// What documents do not say by themselves.
struct DocumentArguments: ParsableArguments {
  @Option(
    help: .setting("The format of all documents instead of the one found in each.", "format"),
    completion: .list(DocumentFormats.readers.map(\.format)))
  var documentFormat: String?

  @Option(help: .setting("The meeting's day where a document does not say.", "date"))
  var documentDate: String?

  @Option(
    help: .setting(
      "The language of the text, a BCP 47 tag, where a document does not say.", "tag"))
  var documentLanguage: String?

  @Option(
    help: .setting(
      "What columns of tables hold whose heads do not say it: speaker=Wer,text=Was.", "columns"))
  var documentColumns: String?

  @Option(
    help: .setting(
      "Which number of days such as 3/6/2021 is the day where a document does not say.", "order"),
    completion: .list(DayOrder.allCases.map(\.rawValue)))
  var documentDayOrder: String?

  @Option(
    help: .setting(
      "The encoding of documents that are no UTF-8 and name none, such as WINDOWS-1251.", "name"))
  var documentEncoding: String?

  var texts: [String: [String]] {
    [
      "document-format": documentFormat.asTexts, "document-date": documentDate.asTexts,
      "document-language": documentLanguage.asTexts,
      "document-columns": documentColumns.asTexts,
      "document-day-order": documentDayOrder.asTexts,
      "document-encoding": documentEncoding.asTexts,
    ]
  }
}

/// Where to listen, and when to stop.
struct ServingArguments: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: .setting(
      "Listen here, or at unix:/path; may be repeated. Port 0 takes a free one.", "host:port",
      default: ServerConfiguration.Address.defaultListener.description))
  var listen: [String] = []

  @Option(
    help: .setting(
      "Show metrics and a page here, over plain HTTP and to everybody who can connect; or none.",
      "host:port", default: ServerConfiguration.Address.defaultAdminListener.description))
  var adminListen: String?

  @Option(
    help: .setting(
      "After SIGTERM or SIGINT, say NOT_SERVING for so long before no more connections are taken.",
      "time", default: "0s"))
  var shutdownDelay: String?

  @Option(
    help: .setting(
      "After SIGTERM or SIGINT, let calls under way go on for so long.", "time",
      default: "30s"))
  var shutdownGrace: String?

  @Option(
    help: .setting("Threads that serve connections.", "number", default: "auto, one a core"))
  var eventLoops: String?

  @Option(
    help: .setting(
      "Connections the kernel holds before they are accepted.", "number", default: "1024"))
  var backlog: String?

  @Option(
    help: .setting(
      "Compress answers for clients that accept it: none, gzip or deflate.", "algorithm",
      default: "none"),
    completion: .list(["none", "gzip", "deflate"]))
  var responseCompression: String?

  @Option(
    parsing: .singleValue,
    help: .setting(
      "Let pages of this origin call from a browser, or of any with *; may be repeated.", "origin",
      default: "none"))
  var corsOrigin: [String] = []

  @Flag(
    inversion: .prefixedNo,
    help: "Take gRPC-Web and Connect over HTTP/1.1, too, on the same ports (default: yes).")
  var http1: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Tell clients the schema of the services by gRPC reflection (default: yes).")
  var reflection: Bool?

  var texts: [String: [String]] {
    [
      "response-compression": responseCompression.asTexts, "reflection": reflection.asTexts,
      "http1": http1.asTexts,
      "cors-origin": corsOrigin,
      "listen": listen, "admin-listen": adminListen.asTexts,
      "shutdown-delay": shutdownDelay.asTexts, "shutdown-grace": shutdownGrace.asTexts,
      "event-loops": eventLoops.asTexts,
      "backlog": backlog.asTexts,
    ]
  }
}

/// Who the server is and whom it serves.
struct TLSArguments: ParsableArguments {
  @Option(
    help: .setting("The server's certificate and those that lead to its root, PEM.", "file"),
    completion: .file())
  var certificate: String?

  @Option(
    help: .setting("The certificate's private key, PEM, not encrypted.", "file"),
    completion: .file())
  var privateKey: String?

  @Option(
    help: .setting(
      "What the certificate's issuer says of it (OCSP), DER, for clients that ask.", "file"),
    completion: .file())
  var ocspResponse: String?

  @Option(
    help: .setting(
      "A further certificate, shown to clients that ask for a name in it; repeatable.", "file"),
    completion: .file())
  var sniCertificate: [String] = []

  @Option(
    help: .setting(
      "The private key of a further certificate, in their order; repeatable.", "file"),
    completion: .file())
  var sniPrivateKey: [String] = []

  @Option(
    help: .setting(
      "The authorities that clients' certificates must lead to, PEM; or the word system.", "file"),
    completion: .file())
  var clientCa: String?

  @Option(
    help: .setting("The revocation lists of those who issue clients' certificates, PEM.", "file"),
    completion: .file())
  var clientCrl: String?

  @Option(
    help: .setting(
      "Whether clients show a certificate: none, optional or required.", "mode",
      default: "required with --client-ca, else none"),
    completion: .list(["none", "optional", "required"]))
  var clientCertificates: String?

  @Option(
    help: .setting("The lowest version of TLS spoken: 1.3 or 1.2.", "version", default: "1.3"),
    completion: .list(["1.3", "1.2"]))
  var minimumTls: String?

  @Option(
    help: .setting(
      "Session tickets for each handshake, 0 to 8; 0 means no resumption.", "number", default: "1"))
  var sessionTickets: String?

  @Option(
    help: .setting(
      "Groups that keys are agreed on in, by OpenSSL's names; or system for those of openssl.cnf.",
      "names", default: TLSServerConfiguration.usualGroups.joined(separator: ":")))
  var tlsGroups: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Serve plain HTTP/2. Everybody on the way can read and change everything.")
  var insecurePlaintext: Bool?

  var texts: [String: [String]] {
    [
      "certificate": certificate.asTexts, "private-key": privateKey.asTexts,
      "ocsp-response": ocspResponse.asTexts, "sni-certificate": sniCertificate,
      "sni-private-key": sniPrivateKey,
      "client-ca": clientCa.asTexts, "client-crl": clientCrl.asTexts,
      "client-certificates": clientCertificates.asTexts,
      "minimum-tls": minimumTls.asTexts, "session-tickets": sessionTickets.asTexts,
      "tls-groups": tlsGroups.asTexts, "insecure-plaintext": insecurePlaintext.asTexts,
    ]
  }
}

/// How the server tells what it does.
struct LogArguments: ParsableArguments {
  @Option(
    help: .setting(
      "text or json, one line a record, to standard error.", "format", default: "text"),
    completion: .list(["text", "json"]))
  var logFormat: String?

  @Option(
    help: .setting(
      "trace, debug, info, notice, warning, error or critical.", "level", default: "info"),
    completion: .list(["trace", "debug", "info", "notice", "warning", "error", "critical"]))
  var logLevel: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Log each call when it is over, at level info: method, peer, status, time, bytes.")
  var accessLog: Bool?

  @Option(
    help: .setting(
      "Clients whose calls are counted apart in the metrics, by the subjects of their certificates; "
        + "further ones count as one. 0 for none.", "number", default: "0"))
  var metricsClients: String?

  var texts: [String: [String]] {
    [
      "log-format": logFormat.asTexts, "log-level": logLevel.asTexts,
      "access-log": accessLog.asTexts, "metrics-clients": metricsClients.asTexts,
    ]
  }
}

extension ArgumentHelp {
  static func setting(
    _ summary: String, _ valueName: String, default value: String? = nil
  ) -> ArgumentHelp {
    ArgumentHelp(
      stringLiteral: value.map { "\(summary) (default: \($0))" } ?? summary
    ).named(valueName)
  }

  private func named(_ valueName: String) -> ArgumentHelp {
    var help = self
    help.valueName = valueName
    return help
  }
}

extension Optional<String> {
  var asTexts: [String] { map { [$0] } ?? [] }
}

extension Optional<Bool> {
  var asTexts: [String] { map { [$0 ? "true" : "false"] } ?? [] }
}
