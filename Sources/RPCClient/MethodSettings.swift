internal import RPC

/// What calls of some methods do otherwise than the channel's: what a service config says by its
/// `methodConfig` (grpc/doc/service_config.md).
///
/// ```swift
/// var searches = MethodSettings(.method("verbatim.v1.Archive", "SearchStatements"))
/// searches.timeout = .seconds(2)
/// searches.retry = .never
/// configuration.methods = [searches]
/// ```
///
/// Of several that name a call's method only one counts: that with the method's own name before that with
/// its service's before that for all. What it leaves out is the channel's.
public struct MethodSettings: Sendable {
  /// Methods.
  public enum Name: Hashable, Sendable {
    /// One, by its service's full name and its own.
    case method(_ service: String, _ method: String)
    /// All of a service, by its full name, "verbatim.v1.Archive".
    case service(String)
    /// All.
    case all
  }

  /// Which failed calls are made again.
  public enum Retry: Hashable, Sendable {
    /// Only those that no server has begun to deal with.
    case never
    /// By a policy of their own. Tokens are the channel's: `throttling` counts only where the channel has no
    /// policy, and then that of the first settings that have one.
    case policy(RetryPolicy)
  }

  /// The methods meant.
  public var names: [Name]
  /// Time until a call ends with DEADLINE_EXCEEDED, where its options do not ask for less; nil for none.
  public var timeout: Duration?
  /// Whether calls wait while no server can be reached, also where their options do not say so.
  public var waitsForReady = false
  /// Which calls are made again; nil for the channel's policy.
  public var retry: Retry?
  /// Largest request message in bytes, before it is compressed: a larger one is not sent, and ends its call with
  /// RESOURCE_EXHAUSTED. Nil for 4 GiB.
  public var maximumRequestSize: Int?
  /// Largest response message in bytes; nil for the channel's.
  public var maximumResponseSize: Int?

  /// Settings that change nothing yet.
  public init(_ names: Name...) { self.names = names }
}

/// The settings of a channel by what they are for.
struct MethodIndex: Sendable {
  private var settings: [MethodSettings.Name: MethodSettings] = [:]

  /// Throws INVALID_ARGUMENT for a name that two have, and for what can be no limit.
  init(_ list: [MethodSettings]) throws(RPCError) {
    for settings in list {
      for name in settings.names {
        guard self.settings.updateValue(settings, forKey: name) == nil else {
          throw RPCError(.invalidArgument, "two settings of methods are for \(name)")
        }
      }
      let sizes = [settings.maximumRequestSize, settings.maximumResponseSize]
      guard sizes.allSatisfy({ $0.map { $0 >= 0 } ?? true }),
        settings.timeout.map({ $0 > .zero }) ?? true
      else {
        throw RPCError(
          .invalidArgument,
          "settings of methods take sizes of 0 or more and timeouts above 0: \(settings.names)")
      }
    }
  }

  subscript(method: MethodDescriptor) -> MethodSettings? {
    // Mostly there are none, and then nothing is looked for.
    if settings.isEmpty { return nil }
    return settings[.method(method.service, method.method)] ?? settings[.service(method.service)]
      ?? settings[.all]
  }

  /// Throws RESOURCE_EXHAUSTED for a request that is larger than those of its method may be.
  func check(requestSize size: Int, of method: MethodDescriptor) throws(RPCError) {
    try MessageFrame.check(length: size)
    guard let limit = self[method]?.maximumRequestSize, size > limit else { return }
    throw RPCError(
      .resourceExhausted,
      "a request of \(size) bytes is larger than the \(limit) that \(method.path) may send here "
        + "(MethodSettings.maximumRequestSize)")
  }
}

extension ClientChannel {
  /// The policy by which failed calls of a method are made again.
  func retryPolicy(of method: MethodDescriptor) -> RetryPolicy? {
    switch methods[method]?.retry {
    case nil: configuration.retryPolicy
    case .never: nil
    case .policy(let policy): policy
    }
  }

  func maximumResponseSize(of method: MethodDescriptor) -> Int {
    methods[method]?.maximumResponseSize ?? configuration.maximumResponseSize
  }

  /// What a call asks for, with what its method's settings add.
  func options(_ options: CallOptions, of method: MethodDescriptor) -> CallOptions {
    guard let settings = methods[method] else { return options }
    var options = options
    if let timeout = settings.timeout { options.timeout = min(timeout, options.timeout ?? timeout) }
    if settings.waitsForReady { options.waitsForReady = true }
    return options
  }
}
