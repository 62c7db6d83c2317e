internal import ArgumentParser

/// The pages for readers.
struct WebArguments: ParsableArguments {
  @Option(
    help: .setting(
      "Serve pages here over plain HTTP/1.1, for this machine or a reverse proxy; or none.",
      "host:port", default: "none"))
  var webListen: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Answer requests for pages on the ports of calls, too (default: yes).")
  var pages: Bool?

  @Option(help: .setting("Connections for pages open at once.", "number", default: "512"))
  var webMaximumConnections: String?

  @Option(
    help: .setting("The largest request for a page, all of its head.", "size", default: "16KiB"))
  var webRequestSize: String?

  @Option(
    help: .setting(
      "How long a request for a page may take to arrive.", "time", default: "10s"))
  var webRequestTime: String?

  @Option(
    help: .setting("How long a connection may wait for a request.", "time", default: "1m"))
  var webIdleTime: String?

  @Option(
    help: .setting(
      "How long a client may take for a piece of a page, some 64 KiB.", "time", default: "30s"))
  var webResponseTime: String?

  var texts: [String: [String]] {
    [
      "web-listen": webListen.asTexts, "pages": pages.asTexts,
      "web-maximum-connections": webMaximumConnections.asTexts,
      "web-request-size": webRequestSize.asTexts, "web-request-time": webRequestTime.asTexts,
      "web-idle-time": webIdleTime.asTexts, "web-response-time": webResponseTime.asTexts,
    ]
  }
}
