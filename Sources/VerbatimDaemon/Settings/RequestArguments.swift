internal import ArgumentParser
internal import RPC
internal import RPCServer

/// What requests and answers may hold and cost until they are sent.
struct RequestArguments: ParsableArguments {
  @Option(
    help: .setting(
      "Calls open at once on all connections.", "number",
      default: "\(Self.server.maximumOpenCalls)"))
  var maximumOpenCalls: String?

  @Option(
    help: .setting(
      "Time for a request to be complete, or never.", "time",
      default: Self.limits.requestTimeout.map(TimeSpan.text) ?? "never"))
  var requestTimeout: String?

  @Option(
    help: .setting(
      "Memory of a connection for requests that are not complete.", "size",
      default: ByteCount.text(Self.limits.connectionRequestMemory)))
  var connectionRequestMemory: String?

  @Option(
    help: .setting(
      "The same of all connections.", "size", default: ByteCount.text(Self.server.requestMemory)))
  var requestMemory: String?

  @Option(
    help: .setting(
      "Memory of a connection for large answers that wait to be sent.", "size",
      default: ByteCount.text(Self.limits.connectionResponseMemory)))
  var connectionResponseMemory: String?

  @Option(
    help: .setting(
      "The same of all connections.", "size", default: ByteCount.text(Self.server.responseMemory)))
  var responseMemory: String?

  @Option(
    help: .setting(
      "What a client may send of a call's requests before they are read.", "size",
      default: ByteCount.text(Self.limits.streamWindow)))
  var streamWindow: String?

  @Option(
    help: .setting(
      "What a connection may have on its way to the server.", "size",
      default: ByteCount.text(Self.limits.connectionWindow)))
  var connectionWindow: String?

  @Option(
    help: .setting(
      "What may be on its way to a client that has not been seen to read it, so that small answers do not "
        + "wait behind it; more on a long line; 0 for no bound.", "size",
      default: ByteCount.text(Self.limits.inFlightBytes)))
  var connectionInFlight: String?

  @Flag(inversion: .prefixedNo, help: "Take requests that are compressed (default: yes).")
  var acceptCompressedRequests: Bool?

  @Option(
    help: .setting(
      "How many times as long a request may become when it is decompressed.", "number",
      default: "\(Self.limits.maximumInflationRatio)"))
  var maximumInflationRatio: String?

  @Option(
    help: .setting(
      "What a connection may have decompressed in one burst.", "size",
      default: ByteCount.text(Self.limits.inflationBurst)))
  var inflationBurst: String?

  @Option(
    help: .setting(
      "By which that burst fills up again, a second.", "size",
      default: ByteCount.text(Self.limits.inflationPerSecond)))
  var inflationPerSecond: String?

  @Option(
    help: .setting(
      "Share of a core, 0.01 to 1, that decompressing requests may take, half of it for an address.",
      "share", default: "\(Self.server.inflationShare)"))
  var inflationShare: String?

  @Option(
    help: .setting(
      "Time in which something has to be read of a large answer that waits, or never.", "time",
      default: Self.limits.responseTimeout.map(TimeSpan.text) ?? "never"))
  var responseTimeout: String?

  @Option(
    help: .setting(
      "Time that such an answer has before it gives way when their memory is used up.", "time",
      default: TimeSpan.text(Self.server.responsePatience)))
  var responsePatience: String?

  private static let server = ServerConfiguration(addresses: [], security: .insecurePlaintext)
  private static var limits: ServerLimits { server.limits }

  var texts: [String: [String]] {
    [
      "maximum-open-calls": maximumOpenCalls.asTexts,
      "request-timeout": requestTimeout.asTexts,
      "connection-request-memory": connectionRequestMemory.asTexts,
      "request-memory": requestMemory.asTexts,
      "connection-response-memory": connectionResponseMemory.asTexts,
      "response-memory": responseMemory.asTexts,
      "response-timeout": responseTimeout.asTexts,
      "response-patience": responsePatience.asTexts,
      "stream-window": streamWindow.asTexts,
      "connection-window": connectionWindow.asTexts,
      "connection-in-flight": connectionInFlight.asTexts,
      "accept-compressed-requests": acceptCompressedRequests.asTexts,
      "maximum-inflation-ratio": maximumInflationRatio.asTexts,
      "inflation-burst": inflationBurst.asTexts,
      "inflation-per-second": inflationPerSecond.asTexts,
      "inflation-share": inflationShare.asTexts,
    ]
  }
}
