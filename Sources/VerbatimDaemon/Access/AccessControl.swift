internal import AccessPolicy
internal import Dispatch
internal import Logging
package import RPC
internal import RPCServer
internal import Synchronization
internal import TLS
internal import Transcripts
internal import VerbatimServer

/// Keeps each call to what the policy lets its caller do, and says who that is.
///
/// Asked as the last of the interceptors, so that logs and metrics have what it refuses.
package final class AccessControl: ServerInterceptor {
  private let policy: Mutex<AccessPolicy>
  private let quotas = CallQuotas()
  /// Whether connections without TLS are taken, and so tokens that others could read.
  private let isPlaintext: Bool
  private let tally: DenialTally
  private let clock: @Sendable () -> UInt64

  /// Of whom a call is counted until it ends.
  private enum CountedPrincipal: CallValueKey { typealias Value = String }

  init(
    _ policy: AccessPolicy, isPlaintext: Bool, tally: DenialTally,
    clock: @escaping @Sendable () -> UInt64 = { DispatchTime.now().uptimeNanoseconds }
  ) {
    self.policy = Mutex(policy)
    self.isPlaintext = isPlaintext
    self.tally = tally
    self.clock = clock
  }

  /// The policy from now on. Calls under way go on, but for those who follow (`CallPermission`).
  func replace(_ policy: AccessPolicy) { self.policy.withLock { $0 = policy } }

  /// Whether everybody may read, whoever that is.
  var isReadByEverybody: Bool { policy.withLock { $0 }.everybody.contains(.read) }

  package func callStarted(_ call: ServerCallInfo) throws(RPCError) {
    // What the server does not have is answered as such, to everybody.
    guard let method = call.method else { return }
    let right: Right
    switch MethodRights.requirement(service: method.service, method: method.method) {
    case .nothing: return
    case .right(let needed): right = needed
    case nil: throw refusal(.unlistedMethod, nil, call)
    }
    switch decide(right, call) {
    case .denied(let denial, let principal): throw refusal(denial, principal, call)
    case .granted(let principal):
      if method.kind == .serverStreaming {
        call[CallPermission.self] = permission(right, call)
      }
      guard let principal else { return }
      call[CallPrincipal.self] = principal.name
      if right == .import { call[ImportMemoryShare.self] = principal.importMemory }
      if right == .import, case .granted = decide(.people, call) {
        call[MaySettlePeople.self] = true
      }
      if let denial = quotas.began(principal, now: clock()) {
        throw refusal(denial, principal, call)
      }
      if principal.workAtOnce != nil { call[WorkAdmission.self] = admission(principal, call) }
      if principal.callsPerSecond != nil || principal.callsAtOnce != nil {
        call[CountedPrincipal.self] = principal.name
      }
    }
  }

  package func callEnded(_ call: ServerCallInfo, _ summary: CallSummary) {
    if let name = call[CountedPrincipal.self] { quotas.ended(name) }
  }

  private func admission(
    _ principal: Principal, _ call: ServerCallInfo
  ) -> WorkAdmission.Value {
    { [weak call] in
      if let place = self.quotas.beganWork(principal) { return place }
      guard let call else { throw RPCError(.workAtOnce, principal) }
      throw self.refusal(.workAtOnce, principal, call)
    }
  }

  /// Decides again where anything is otherwise than when it was decided last: thousands may ask at each event.
  private func permission(_ right: Right, _ call: ServerCallInfo) -> CallPermission.Value {
    let decided = Mutex((policy: policy.withLock { $0 }, day: Timestamp.now.day))
    return { [weak call] in
      let now = (policy: self.policy.withLock { $0 }, day: Timestamp.now.day)
      let isSame = decided.withLock { decided in
        defer { decided = now }
        return decided.policy === now.policy && decided.day == now.day
      }
      guard !isSame, let call,
        case .denied(let denial, let principal) = self.decide(right, call)
      else { return nil }
      return self.refusal(denial, principal, call)
    }
  }

  private func decide(_ right: Right, _ call: ServerCallInfo) -> AccessPolicy.Decision {
    policy.withLock { $0 }.decide(right, credentials(of: call), today: Timestamp.now.day)
  }

  private func credentials(of call: ServerCallInfo) -> AccessPolicy.Credentials {
    var credentials = AccessPolicy.Credentials(authorization: call.metadata[text: "authorization"])
    credentials.isReadByOthers = isPlaintext && !call.peer.isOnThisMachine
    if let identity = call.peer.identity {
      credentials.uris = identity.uris
      credentials.dnsNames = identity.dnsNames
      credentials.subject = identity.subject
    }
    return credentials
  }

  private func refusal(
    _ denial: AccessPolicy.Denial, _ principal: Principal?, _ call: ServerCallInfo
  ) -> RPCError {
    if let principal { call[CallPrincipal.self] = principal.name }
    tally.note(denial, principal?.name, path: call.path, peer: call.peer)
    return RPCError(denial, principal)
  }
}

extension RPCError {
  /// What the caller learns, which is nothing of what there is: a token that never was and one that is no
  /// longer good are answered alike.
  init(_ denial: AccessPolicy.Denial, _ principal: Principal?) {
    switch denial {
    case .noCredential:
      self.init(.unauthenticated, "this takes a client certificate or a bearer token")
    case .malformedCredential:
      self.init(.unauthenticated, "authorization is one bearer token: “Bearer TOKEN”")
    case .tokenInPlaintext:
      self.init(.unauthenticated, "tokens are taken over TLS: others may have read this one")
    case .unknownToken, .expiredToken, .unknownCertificate:
      self.init(.unauthenticated, "who shows this credential is not known here")
    case .lacksRight, .unlistedMethod: self.init(.permissionDenied, "not permitted")
    case .noPolicy:
      self.init(
        .permissionDenied, "this server has no policy that lets anybody write (--policy)")
    case .callsPerSecond:
      self.init(
        .resourceExhausted,
        "calls-per-second: the policy gives this principal \(principal?.callsPerSecond ?? 0) calls "
          + "a second")
    case .callsAtOnce:
      self.init(
        .resourceExhausted,
        "calls-at-once: the policy gives this principal \(principal?.callsAtOnce ?? 0) calls at a "
          + "time")
    case .workAtOnce:
      self.init(
        .resourceExhausted,
        "work-at-once: the policy gives this principal \(principal?.workAtOnce ?? 0) calls at a time "
          + "whose work takes long")
    }
  }
}

extension ConnectionPeer {
  /// Whether what is sent leaves no machine.
  fileprivate var isOnThisMachine: Bool {
    address.hasPrefix("unix:") || address.hasPrefix("127.") || address.hasPrefix("[::1]:")
  }
}

extension Timestamp {
  /// The day, of UTC.
  var day: CalendarDate {
    CalendarDate(daysSinceEpoch: Int32(clamping: Int(seconds) / 86_400)) ?? .last
  }
}
