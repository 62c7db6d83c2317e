internal import ArgumentParser
internal import RPC
internal import RPCServer
internal import TranscriptReading

/// What the server takes before it says no.
struct LimitArguments: ParsableArguments {
  @Option(
    help: .setting(
      "Largest request message.", "size", default: ByteCount.text(Settings.usualRequestSize))
  )
  var maximumMessageSize: String?

  @Option(
    help: .setting(
      "Largest list of request headers.", "size",
      default: ByteCount.text(Self.defaults.maximumHeaderListSize)))
  var maximumHeaderSize: String?

  @Option(
    help: .setting(
      "Calls open at once on a connection.", "number",
      default: "\(Self.defaults.maximumConcurrentCalls)"))
  var maximumCalls: String?

  @Option(
    help: .setting(
      "Connections open at once.", "number", default: "\(Self.server.maximumConnections)"))
  var maximumConnections: String?

  @Option(
    help: .setting(
      "Those of them that may come from one address; a proxy is one.", "number",
      default: "\(Self.server.maximumConnectionsPerAddress)"))
  var maximumConnectionsPerAddress: String?

  @Option(
    help: .setting(
      "Threads for calls that take long, or auto for one every two cores.", "number",
      default: "auto"))
  var workerThreads: String?

  @Option(
    help: .setting(
      "Calls that wait for one of those threads before more are refused.", "number",
      default: "\(Self.server.workerQueue)"))
  var workerQueue: String?

  @Option(
    help: .setting(
      "Time that such a call has a thread for before others come beside it.", "time",
      default: TimeSpan.text(Self.server.workerTurn)))
  var workerTurn: String?

  @Option(
    help: .setting(
      "Calls that took longer than such a turn before more are refused.", "number",
      default: "\(Self.server.maximumLongCalls)"))
  var maximumLongCalls: String?

  @Option(
    help: .setting(
      "Processor time that such a call may take, or unlimited.", "time",
      default: Self.server.maximumWorkTime.map(TimeSpan.text) ?? "unlimited"))
  var maximumWorkTime: String?

  @Option(
    help: .setting(
      "Log so many lines of a kind about peers in ten seconds; more are counted.", "number",
      default: "\(Self.server.peerLogLines)"))
  var peerLogLines: String?

  @Option(
    help: .setting(
      "Time for a TLS handshake.", "time", default: TimeSpan.text(Self.server.handshakeTimeout)))
  var handshakeTimeout: String?

  @Option(
    help: .setting(
      "Share of each event loop's time, 0.01 to 1, that TLS handshakes may take; further ones wait.",
      "share", default: "\(Self.server.handshakeShare)"))
  var handshakeShare: String?

  @Option(
    help: .setting(
      "Time for a client to acknowledge the server's HTTP/2 settings.", "time",
      default: TimeSpan.text(Self.defaults.settingsTimeout)))
  var settingsTimeout: String?

  @Option(
    help: .setting(
      "End a connection after so long without a call, or never.", "time",
      default: Self.server.idleTimeout.map(TimeSpan.text) ?? "never"))
  var idleTimeout: String?

  @Option(
    help: .setting(
      "End a connection that resets more calls than this in one burst.", "number",
      default: "\(Self.defaults.resetBurst)"))
  var resetBurst: String?

  @Option(
    help: .setting(
      "Resets by which that burst fills up again, a second.", "number",
      default: "\(Self.defaults.resetsPerSecond)"))
  var resetsPerSecond: String?

  @Option(
    help: .setting(
      "End a connection whose calls ask for more than they may, more often in one burst.", "number",
      default: "\(Self.defaults.overLimitBurst)"))
  var overLimitBurst: String?

  @Option(
    help: .setting(
      "Such calls by which that burst fills up again, a second.", "number",
      default: "\(Self.defaults.overLimitPerSecond)"))
  var overLimitPerSecond: String?

  @Option(
    help: .setting(
      "End a connection when a larger share of its calls, 0 to 1, is reset within a second.",
      "share",
      default: "\(Self.defaults.maximumResetShare)"))
  var maximumResetShare: String?

  @Option(
    help: .setting(
      "Calls on a connection before that share is looked at.", "number",
      default: "\(Self.defaults.resetShareAfter)"))
  var resetShareAfter: String?

  @Option(
    help: .setting(
      "End a connection after so many calls, in one burst, that break the protocol.", "number",
      default: "\(Self.defaults.maximumStreamErrors)"))
  var maximumStreamErrors: String?

  @Option(
    help: .setting(
      "Such calls by which that burst fills up again, a second.", "number",
      default: "\(Self.defaults.streamErrorsPerSecond)"))
  var streamErrorsPerSecond: String?

  @Option(
    help: .setting(
      "End a connection after so many frames, in one burst, that carry nothing.", "number",
      default: "\(Self.defaults.emptyFrameBurst)"))
  var emptyFrameBurst: String?

  @Option(
    help: .setting(
      "Such frames by which that burst fills up again, a second.", "number",
      default: "\(Self.defaults.emptyFramesPerSecond)"))
  var emptyFramesPerSecond: String?

  @Option(
    help: .setting(
      "Largest document, JSON Lines excepted.", "size",
      default: ByteCount.text(ReadingOptions.defaultMaximumDocumentSize)))
  var maximumDocumentSize: String?

  @Option(
    help: .setting(
      "Longest line of JSON Lines.", "size",
      default: ByteCount.text(ReadingOptions.defaultMaximumLineSize)))
  var maximumLineSize: String?

  @Option(
    help: .setting(
      "Most statements of a meeting.", "number",
      default: "\(ReadingOptions.defaultMaximumStatements)"))
  var maximumStatements: String?

  @Option(
    help: .setting(
      "Most bytes of a meeting's JSON Lines, and of those that wait for further ones.", "size",
      default: ByteCount.text(ReadingOptions.defaultMaximumMeetingSize)))
  var maximumMeetingSize: String?

  private static let server = ServerConfiguration(addresses: [], security: .insecurePlaintext)
  private static var defaults: ServerLimits { server.limits }

  var texts: [String: [String]] {
    [
      "maximum-message-size": maximumMessageSize.asTexts,
      "maximum-header-size": maximumHeaderSize.asTexts,
      "maximum-calls": maximumCalls.asTexts,
      "maximum-connections": maximumConnections.asTexts,
      "maximum-connections-per-address": maximumConnectionsPerAddress.asTexts,
      "worker-threads": workerThreads.asTexts,
      "worker-queue": workerQueue.asTexts,
      "worker-turn": workerTurn.asTexts,
      "maximum-long-calls": maximumLongCalls.asTexts,
      "maximum-work-time": maximumWorkTime.asTexts,
      "peer-log-lines": peerLogLines.asTexts,
      "handshake-timeout": handshakeTimeout.asTexts,
      "handshake-share": handshakeShare.asTexts,
      "settings-timeout": settingsTimeout.asTexts,
      "idle-timeout": idleTimeout.asTexts,
      "reset-burst": resetBurst.asTexts,
      "resets-per-second": resetsPerSecond.asTexts,
      "over-limit-burst": overLimitBurst.asTexts,
      "over-limit-per-second": overLimitPerSecond.asTexts,
      "maximum-reset-share": maximumResetShare.asTexts,
      "reset-share-after": resetShareAfter.asTexts,
      "maximum-stream-errors": maximumStreamErrors.asTexts,
      "stream-errors-per-second": streamErrorsPerSecond.asTexts,
      "empty-frame-burst": emptyFrameBurst.asTexts,
      "empty-frames-per-second": emptyFramesPerSecond.asTexts,
      "maximum-document-size": maximumDocumentSize.asTexts,
      "maximum-line-size": maximumLineSize.asTexts,
      "maximum-statements": maximumStatements.asTexts,
      "maximum-meeting-size": maximumMeetingSize.asTexts,
    ]
  }
}
