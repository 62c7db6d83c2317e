internal import ArgumentParser
internal import RPCClient
internal import TLS
internal import VerbatimClient

/// Options that say which server is asked, and how it is trusted.
struct ConnectionOptions: ParsableArguments {
  /// The port that `verbatimd` listens on unless it is told otherwise.
  static let defaultPort = 7443
  static let defaultServer = "127.0.0.1:\(defaultPort)"

  @Option(
    help: ArgumentHelp(
      """
      The server, or unix:/path; may be repeated, or a list with commas, for the first that answers. By \
      default that of VERBATIM_SERVER, else \(defaultServer).
      """, valueName: "host:port"))
  var server: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      PEM file of the only CA to trust; by default that of VERBATIM_CA, else what the system trusts.
      """, valueName: "file"), completion: .file())
  var ca: String?

  @Option(
    help: ArgumentHelp(
      """
      PEM file of the certificate to show; by default that of VERBATIM_CLIENT_CERTIFICATE, else none.
      """, valueName: "file"), completion: .file())
  var certificate: String?

  @Option(
    name: [.customLong("key"), .customLong("private-key")],
    help: ArgumentHelp(
      "PEM file of the certificate's private key; by default that of VERBATIM_CLIENT_KEY.",
      valueName: "file"), completion: .file())
  var key: String?

  @Option(
    help: ArgumentHelp(
      """
      File with the token to show, as verbatim token create makes it; by default that of VERBATIM_TOKEN_FILE, \
      else the token in VERBATIM_TOKEN, else none.
      """, valueName: "file"), completion: .file())
  var tokenFile: String?

  @Option(
    help: ArgumentHelp(
      "The name that the server's certificate must hold, where it is not the host connected to.",
      valueName: "name"))
  var serverName: String?

  @Flag(help: "Speak without TLS: everybody on the way can read and change everything.")
  var insecurePlaintext = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("End when the answer is not complete by then.", valueName: "seconds"),
    transform: { text in
      guard let number = Double(text) else {
        throw ValidationError("--timeout takes a number of seconds, not “\(text)”")
      }
      return number
    })
  var timeout: Double?

  func validate() throws {
    if let timeout, !(timeout > 0 && timeout <= 1e6) {
      throw ValidationError("--timeout takes more than 0 and at most 1000000 seconds")
    }
    if insecurePlaintext, ca != nil || certificate != nil || key != nil || serverName != nil {
      throw ValidationError(
        "--insecure-plaintext goes without --ca, --certificate, --key and --server-name")
    }
  }

  /// What every call is made with.
  var callOptions: CallOptions { CallOptions(timeout: timeout.map { .seconds($0) }) }

  /// A client of the server; nothing is connected yet.
  func client(_ environment: [String: String]) throws -> ArchiveClient {
    try ArchiveClient(configuration(environment))
  }

  /// Where the server is and how it is trusted.
  func configuration(_ environment: [String: String]) throws -> ClientConfiguration {
    func value(_ option: String?, _ variable: String) -> String? {
      option ?? environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }
    let named = server.isEmpty ? nil : server.joined(separator: ",")
    let targets = try Self.targets(value(named, "VERBATIM_SERVER") ?? Self.defaultServer)
    var security = ClientConfiguration.Security.insecurePlaintext
    if !insecurePlaintext {
      var tls = TLSClientConfiguration(serverName: serverName)
      if let file = value(ca, "VERBATIM_CA") { tls.trust = .file(file) }
      switch (
        value(certificate, "VERBATIM_CLIENT_CERTIFICATE"), value(key, "VERBATIM_CLIENT_KEY")
      ) {
      case (let certificate?, let key?):
        tls.certificate = .init(certificateFile: certificate, privateKeyFile: key)
      case (nil, nil): break
      case (_?, nil): throw CommandFailure(.usage, "--certificate needs --key beside it")
      case (nil, _?): throw CommandFailure(.usage, "--key needs --certificate beside it")
      }
      security = .tls(tls)
    }
    var configuration = ClientConfiguration(targets: targets, security: security)
    // Everything the commands call only reads.
    // Somebody waits: that nothing listens is said at once.
    configuration.retryPolicy = RetryPolicy(retriesConnecting: false)
    if let file = value(tokenFile, "VERBATIM_TOKEN_FILE") {
      configuration.bearerToken = try TokenFile.token(in: file)
    } else {
      configuration.bearerToken = value(nil, "VERBATIM_TOKEN")
    }
    return configuration
  }

  /// Takes a list with commas of what `address` takes, and of `unix:/path`.
  static func targets(_ text: String) throws -> [ClientConfiguration.Target] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard part.hasPrefix("unix:") else {
        let (host, port) = try address(String(part))
        return .host(host, port: port)
      }
      let path = String(part.dropFirst(5))
      guard path.hasPrefix("/"), path.utf8.count <= 103 else {
        throw CommandFailure(
          .usage, "the server “\(part)” is no unix:/PATH of at most 103 bytes")
      }
      return .unixSocket(path: path)
    }
  }

  /// Takes `host`, `host:port`, `[v6]` or `[v6]:port`.
  static func address(_ text: String) throws -> (host: String, port: Int) {
    let failure = CommandFailure(
      .usage, "the server “\(text)” is no HOST:PORT, like archive.example:7443 or [::1]:7443")
    var host = text[...]
    var port: Substring?
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { throw failure }
      host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { throw failure }
      port = rest.isEmpty ? nil : rest.dropFirst()
    } else if text.count(where: { $0 == ":" }) == 1, let colon = text.firstIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    let number = port.map { Int($0) } ?? defaultPort
    guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "/" }), let number,
      (1...65_535).contains(number)
    else { throw failure }
    return (String(host), number)
  }
}
