internal import RPC
internal import RPCServer

extension Settings {
  /// Larger than any query that somebody would ask, 1,000 ids in each of three lists and 1,000 names of
  /// 500 bytes among them, and a quarter of what gRPC servers take that have more than queries to read.
  static let usualRequestSize = 1 << 20

  /// What requests and answers may hold and cost until they are sent.
  static func requests(_ resolver: inout SettingsResolver, _ server: inout ServerConfiguration) {
    let memory = 64 * 1024...(1 << 40)
    let window = 65_535...(1 << 30)
    server.maximumOpenCalls = resolver.one(
      "maximum-open-calls", .count(1...10_000_000), default: server.maximumOpenCalls)
    var limits = server.limits
    limits.requestTimeout = resolver.one(
      "request-timeout",
      SettingKind.time(Bounds.shortest...Bounds.longest).orNothing("never"),
      default: limits.requestTimeout)
    limits.connectionRequestMemory = resolver.one(
      "connection-request-memory", .size(memory), default: limits.connectionRequestMemory)
    server.requestMemory = resolver.one(
      "request-memory", .size(memory), default: server.requestMemory)
    limits.connectionResponseMemory = resolver.one(
      "connection-response-memory", .size(memory), default: limits.connectionResponseMemory)
    server.responseMemory = resolver.one(
      "response-memory", .size(memory), default: server.responseMemory)
    server.responsePatience = resolver.one(
      "response-patience", .time(Bounds.shortest...Bounds.longest),
      default: server.responsePatience)
    limits.responseTimeout = resolver.one(
      "response-timeout",
      SettingKind.time(Bounds.shortest...Bounds.longest).orNothing("never"),
      default: limits.responseTimeout)
    limits.streamWindow = resolver.one(
      "stream-window", .size(window), default: limits.streamWindow)
    limits.connectionWindow = resolver.one(
      "connection-window", .size(window), default: limits.connectionWindow)
    limits.inFlightBytes = resolver.one(
      "connection-in-flight", .size(0...(1 << 30)), default: limits.inFlightBytes)
    limits.acceptsCompressedRequests = resolver.one(
      "accept-compressed-requests", .flag, default: limits.acceptsCompressedRequests)
    limits.maximumInflationRatio = resolver.one(
      "maximum-inflation-ratio", .count(1...1_000_000), default: limits.maximumInflationRatio)
    limits.inflationBurst = resolver.one(
      "inflation-burst", .size(memory), default: limits.inflationBurst)
    limits.inflationPerSecond = resolver.one(
      "inflation-per-second", .size(1...(1 << 40)), default: limits.inflationPerSecond)
    server.inflationShare = resolver.one(
      "inflation-share", .workingShare, default: server.inflationShare)
    limits.overLimitBurst = resolver.one(
      "over-limit-burst", .count(Bounds.anyCount), default: limits.overLimitBurst)
    limits.overLimitPerSecond = resolver.one(
      "over-limit-per-second", .count(Bounds.anyCount), default: limits.overLimitPerSecond)
    server.limits = limits
    for (name, size) in [
      ("connection-request-memory", limits.connectionRequestMemory),
      ("request-memory", server.requestMemory),
    ] where size < limits.maximumRequestSize + MessageFrame.prefixLength {
      resolver.complain(
        resolver.origin(of: name),
        "\(name) is \(ByteCount.text(size)), and maximum-message-size "
          + "\(ByteCount.text(limits.maximumRequestSize)): no request of that size could be taken; "
          + "change one of them")
    }
  }
}

extension SettingKind where Value == [String] {
  /// Groups for key exchange, most wanted first, or the word for what `openssl.cnf` says.
  static var groups: Self {
    SettingKind(
      shape: "names of OpenSSL's groups such as X25519:P-256, or system for those of openssl.cnf",
      parse: { text in
        if text == "system" { return [] }
        let names = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        return names.allSatisfy { !$0.isEmpty && !$0.contains(" ") } ? names : nil
      },
      show: { $0.isEmpty ? "system" : $0.joined(separator: ":") })
  }
}
