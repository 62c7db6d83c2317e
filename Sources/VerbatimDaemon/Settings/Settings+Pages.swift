internal import HTTP1
internal import RPCServer

extension Settings {
  /// Where pages are served, and what is taken of those who ask for them.
  static func web(
    _ resolver: inout SettingsResolver, default address: ServerConfiguration.Address?
  ) -> (isOnPortsOfCalls: Bool, ServerConfiguration.Address?, HTTPLimits) {
    let isOnPortsOfCalls = resolver.one("pages", .flag, default: true)
    let address = resolver.one(
      "web-listen", SettingKind.address.orNothing("none"), default: address)
    return (isOnPortsOfCalls, address, webLimits(&resolver))
  }

  /// Where to show metrics and a page to those who run the server, and whether somebody chose that.
  static func admin(
    _ resolver: inout SettingsResolver
  ) -> (ServerConfiguration.Address?, isChosen: Bool) {
    let address = resolver.one(
      "admin-listen", SettingKind.address.orNothing("none"), default: .defaultAdminListener)
    return (address, resolver.origin(of: "admin-listen") != .byDefault)
  }

  private static func webLimits(_ resolver: inout SettingsResolver) -> HTTPLimits {
    var limits = HTTPLimits()
    limits.connections = resolver.one(
      "web-maximum-connections", .count(Bounds.connections), default: limits.connections)
    limits.requestSize = resolver.one(
      "web-request-size", .size(1024...(1 << 20)), default: limits.requestSize)
    let time = SettingKind.time(Bounds.shortest...Bounds.longest)
    limits.requestTime = resolver.one("web-request-time", time, default: limits.requestTime)
    limits.idleTime = resolver.one("web-idle-time", time, default: limits.idleTime)
    limits.responseTime = resolver.one("web-response-time", time, default: limits.responseTime)
    // The first line is part of the request.
    limits.lineSize = min(limits.lineSize, limits.requestSize)
    return limits
  }
}
