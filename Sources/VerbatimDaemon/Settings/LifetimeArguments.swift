internal import ArgumentParser
internal import RPC
internal import RPCServer

/// How long connections are kept, and how often their clients may ping.
struct LifetimeArguments: ParsableArguments {
  @Option(
    help: .setting(
      "Ping a client after so long without a word of it, or never.", "time",
      default: Self.lifetime.keepaliveInterval.map(TimeSpan.text) ?? "never"))
  var keepaliveInterval: String?

  @Option(
    help: .setting(
      "Time a client has to answer that ping.", "time",
      default: TimeSpan.text(Self.lifetime.keepaliveTimeout)))
  var keepaliveTimeout: String?

  @Option(
    help: .setting(
      "End a connection gracefully at this age, give or take a tenth, or never.", "time",
      default: Self.lifetime.maximumAge.map(TimeSpan.text) ?? "never"))
  var maximumConnectionAge: String?

  @Option(
    help: .setting(
      "Time that its calls under way have from then on, or forever.", "time",
      default: Self.lifetime.ageGrace.map(TimeSpan.text) ?? "forever"))
  var connectionAgeGrace: String?

  @Option(
    help: .setting(
      "Least time between two pings of a client.", "time",
      default: TimeSpan.text(Self.limits.minimumPingInterval)))
  var minimumPingInterval: String?

  @Flag(
    inversion: .prefixedNo,
    help: "Let clients without a call ping as often; otherwise once in 2 hours.")
  var permitPingsWithoutCalls: Bool?

  @Option(
    help: .setting(
      "End a connection after more pings than this that came too soon.", "number",
      default: "\(Self.limits.maximumPingStrikes)"))
  var maximumPingStrikes: String?

  @Option(
    help: .setting(
      "Who may connect to Unix sockets, as the mode of their files.", "mode",
      default: SettingKind<UInt32>.fileMode.show(Self.server.unixSocketMode)))
  var unixSocketMode: String?

  private static let server = ServerConfiguration(addresses: [], security: .insecurePlaintext)
  private static var lifetime: ConnectionLifetime { server.lifetime }
  private static var limits: ServerLimits { server.limits }

  var texts: [String: [String]] {
    [
      "keepalive-interval": keepaliveInterval.asTexts,
      "keepalive-timeout": keepaliveTimeout.asTexts,
      "maximum-connection-age": maximumConnectionAge.asTexts,
      "connection-age-grace": connectionAgeGrace.asTexts,
      "minimum-ping-interval": minimumPingInterval.asTexts,
      "permit-pings-without-calls": permitPingsWithoutCalls.asTexts,
      "maximum-ping-strikes": maximumPingStrikes.asTexts,
      "unix-socket-mode": unixSocketMode.asTexts,
    ]
  }
}
