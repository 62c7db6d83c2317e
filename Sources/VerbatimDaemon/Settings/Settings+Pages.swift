internal import HTTPListener

extension Settings {
  static func webLimits(_ resolver: inout SettingsResolver) -> HTTPLimits {
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
