/// Decides which connection a call goes to, and when to look up names and to connect. No I/O and no
/// clock: it is told what happened and when, and answers with what is to be done.
///
/// `Link` is a connection, `Place` an address. Each address, or the whole list with pick-first, has a
/// subchannel, whose states are: idle (connects when a call needs it), connecting, ready, waiting
/// (the last attempt failed; not before a time).
struct Balancer<Link: Sendable, Place: Hashable & Sendable> {
  enum Action {
    case resolve
    /// Connect to the first of these places that answers, and report by this id and attempt.
    case dial(id: Int, attempt: Int, [Place])
    /// Call `demand` at this time.
    case wake(at: UInt64)
    /// Give a connection no more calls.
    case drain(Link)
  }

  enum Choice {
    case ready(Link)
    case wait
    case fail(String)
  }

  private enum Resolution {
    case none
    case running
    case done(at: UInt64)
    case failed(until: UInt64, reason: String)
  }

  private enum Phase {
    case idle
    case connecting
    case ready(Link)
    case waiting(until: UInt64, reason: String)
  }

  private struct Subchannel {
    let id: Int
    var places: [Place]
    var phase = Phase.idle
    var failures = 0
    /// Why the last attempt failed, until one succeeds.
    var failure: String?
    /// Tells events of an earlier connection from those of the current one.
    var attempt = 0
  }

  private let policy: ClientConfiguration.LoadBalancing
  private let backoff: ConnectionBackoff
  /// Least time between two look-ups while the places known still serve.
  private let resolutionInterval: UInt64
  private var resolution = Resolution.none
  private var resolutionFailures = 0
  /// Why names could not be looked up, until they are.
  private var resolutionFailure: String?
  private var isStale = false
  private var subchannels: [Subchannel] = []
  private var nextID = 0
  private var ready: [Link] = []
  private var turn = 0

  init(
    _ policy: ClientConfiguration.LoadBalancing, backoff: ConnectionBackoff,
    resolutionInterval: UInt64
  ) {
    self.policy = policy
    self.backoff = backoff
    self.resolutionInterval = resolutionInterval
  }

  // MARK: Connectivity

  enum Connectivity: Equatable {
    case idle
    case connecting
    case ready
    case failing(String)
  }

  /// How all of it is. What has failed is so until it is ready again (gRPC A62), though it tries meanwhile.
  var connectivity: Connectivity {
    if !ready.isEmpty { return .ready }
    guard let first = subchannels.first else {
      return switch resolution {
      case .none: .idle
      case .running: resolutionFailure.map { .failing($0) } ?? .connecting
      case .failed(_, let reason): .failing(reason)
      case .done: .idle
      }
    }
    if case .running = resolution, first.failure == nil { return .connecting }
    let states = subchannels.lazy.map { subchannel -> Connectivity in
      if let failure = subchannel.failure { return .failing(failure) }
      return if case .connecting = subchannel.phase { .connecting } else { .idle }
    }
    if states.contains(.connecting) { return .connecting }
    if states.contains(.idle) { return .idle }
    return .failing(subchannels.last?.failure ?? "")
  }

  // MARK: Calls

  /// Whether any connection takes calls.
  var hasReady: Bool { !ready.isEmpty }

  /// Whether a subchannel could connect that does not: `demand` is due with the next call.
  private(set) var isLacking = false

  /// Where a call goes now.
  mutating func choose(waitsForReady: Bool, now: UInt64) -> Choice {
    if !ready.isEmpty {
      turn = turn &+ 1 < ready.count ? turn &+ 1 : 0
      return .ready(ready[turn])
    }
    if waitsForReady { return .wait }
    switch resolution {
    case .none, .running: return .wait
    case .failed(let until, let reason): return now < until ? .fail(reason) : .wait
    case .done: break
    }
    var last: String?
    for subchannel in subchannels {
      guard case .waiting(let until, let reason) = subchannel.phase, now < until else {
        return .wait
      }
      last = reason
    }
    return last.map { .fail($0) } ?? .wait
  }

  /// What is to be done for a call that waits, or one that found fewer connections than there may be.
  mutating func demand(now: UInt64) -> [Action] {
    switch resolution {
    case .none: return beginResolution()
    case .running: return []
    case .failed(let until, _): return now < until ? [.wake(at: until)] : beginResolution()
    case .done(let time):
      if isStale, ready.isEmpty || now - min(now, time) >= resolutionInterval {
        let soonest = soonestRetry
        // With all of them waiting, a look-up comes with the next attempt and not before.
        if soonest.map({ $0 <= now }) ?? true { return beginResolution() }
      }
      return dialAll(now: now)
    }
  }

  private mutating func beginResolution() -> [Action] {
    resolution = .running
    isStale = false
    return [.resolve]
  }

  /// When the first may try again, if all of them wait.
  private var soonestRetry: UInt64? {
    var soonest: UInt64?
    for subchannel in subchannels {
      guard case .waiting(let until, _) = subchannel.phase else { return nil }
      soonest = min(soonest ?? .max, until)
    }
    return soonest
  }

  private mutating func dialAll(now: UInt64) -> [Action] {
    var actions: [Action] = []
    var wake = UInt64.max
    for index in subchannels.indices {
      switch subchannels[index].phase {
      case .idle: actions.append(dial(index))
      case .waiting(let until, _):
        if now >= until { actions.append(dial(index)) } else { wake = min(wake, until) }
      case .connecting, .ready: break
      }
    }
    if wake != .max { actions.append(.wake(at: wake)) }
    refresh()
    return actions
  }

  private mutating func dial(_ index: Int) -> Action {
    subchannels[index].phase = .connecting
    subchannels[index].attempt += 1
    return .dial(
      id: subchannels[index].id, attempt: subchannels[index].attempt, subchannels[index].places)
  }

  // MARK: Events

  /// The names were looked up.
  mutating func resolved(_ places: [Place], now: UInt64) -> [Action] {
    resolution = .done(at: now)
    resolutionFailures = 0
    resolutionFailure = nil
    let lists = policy == .pickFirst ? [places] : places.map { [$0] }
    var actions: [Action] = []
    var kept: [Subchannel] = []
    for list in lists {
      if let index = subchannels.firstIndex(where: { policy == .pickFirst || $0.places == list }) {
        var subchannel = subchannels.remove(at: index)
        subchannel.places = list
        kept.append(subchannel)
      } else {
        nextID += 1
        kept.append(Subchannel(id: nextID, places: list))
      }
    }
    for gone in subchannels {
      if case .ready(let link) = gone.phase { actions.append(.drain(link)) }
    }
    subchannels = kept
    return actions + dialAll(now: now)
  }

  /// No name could be looked up; the places known before, if any, serve on.
  mutating func unresolved(_ reason: String, now: UInt64) -> [Action] {
    guard subchannels.isEmpty else {
      resolution = .done(at: now)
      return dialAll(now: now)
    }
    resolutionFailures += 1
    resolutionFailure = reason
    let until = now + backoff.delay(after: resolutionFailures)
    resolution = .failed(until: until, reason: reason)
    return [.wake(at: until)]
  }

  /// A connection is ready for calls; false when it is not wanted any more.
  mutating func connected(_ link: Link, id: Int, attempt: Int) -> Bool {
    guard let index = index(id, attempt), case .connecting = subchannels[index].phase else {
      return false
    }
    subchannels[index].phase = .ready(link)
    subchannels[index].failures = 0
    subchannels[index].failure = nil
    refresh()
    return true
  }

  /// A connection takes no more calls.
  mutating func wentAway(id: Int, attempt: Int) {
    guard let index = index(id, attempt), case .ready = subchannels[index].phase else { return }
    subchannels[index].phase = .idle
    isStale = true
    refresh()
    guard ready.isEmpty else { return }
    // Nothing serves any more: those that wait while others served are worth another attempt now.
    for index in subchannels.indices {
      if case .waiting = subchannels[index].phase { subchannels[index].phase = .idle }
    }
  }

  /// A connection ended, or none could be made.
  mutating func ended(_ reason: String, id: Int, attempt: Int, now: UInt64) -> [Action] {
    guard let index = index(id, attempt) else { return [] }
    switch subchannels[index].phase {
    case .ready: wentAway(id: id, attempt: attempt)
    case .connecting:
      subchannels[index].failures += 1
      subchannels[index].failure = reason
      let until = now + backoff.delay(after: subchannels[index].failures)
      subchannels[index].phase = .waiting(until: until, reason: reason)
      isStale = true
      refresh()
      return [.wake(at: until)]
    case .idle, .waiting: break
    }
    return []
  }

  private func index(_ id: Int, _ attempt: Int) -> Int? {
    subchannels.firstIndex { $0.id == id && $0.attempt == attempt }
  }

  private mutating func refresh() {
    ready = subchannels.compactMap { if case .ready(let link) = $0.phase { link } else { nil } }
    isLacking = subchannels.contains { if case .idle = $0.phase { true } else { false } }
    if turn >= ready.count { turn = 0 }
  }

  /// Forgets everything; returns the connections to drain.
  mutating func close() -> [Link] {
    defer {
      subchannels = []
      refresh()
    }
    return ready
  }
}
