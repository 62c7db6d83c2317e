internal import RPC
internal import Synchronization

/// The health service, `grpc.health.v1.Health` (grpc/doc/health-checking.md).
public final class Health: Service {
  /// Whether something serves.
  public enum Status: UInt32, Hashable, Sendable {
    /// It serves.
    case serving = 1
    /// It does not serve now.
    case notServing = 2
  }

  static let serviceName = "grpc.health.v1.Health"
  private static let serviceUnknown: UInt32 = 3
  /// Services a list may hold, by the service's definition.
  private static let longestList = 100
  /// Longest service name that is looked up, in bytes.
  static let longestName = 1024

  private struct State {
    var statuses: [String: Status]
    var isShuttingDown = false
    var isOver = false
    var watchers: [Int: AsyncStream<Void>.Continuation] = [:]
    var nextWatcher = 0
  }

  private let state: Mutex<State>

  init(services: [String]) {
    var statuses = Dictionary(services.map { ($0, Status.serving) }) { first, _ in first }
    statuses[""] = .serving
    state = Mutex(State(statuses: statuses))
  }

  /// `grpc.health.v1.Health`.
  public var name: String { Self.serviceName }

  /// Check, List and Watch.
  public var methods: [Method] {
    [
      .unary(
        .init(service: name, method: "Check", kind: .unary), request: Self.request,
        response: Self.response
      ) { [self] service, _ in
        guard let status = status(of: service) else {
          throw RPCError(.notFound, "this server has no service \(service)")
        }
        return status.rawValue
      },
      .unary(
        .init(service: name, method: "List", kind: .unary), request: Self.listRequest,
        response: Self.listResponse
      ) { [self] _, _ in
        let statuses = statuses()
        guard statuses.count <= Self.longestList else {
          throw RPCError(
            .resourceExhausted,
            "the server has \(statuses.count) services; a list holds \(Self.longestList) at most")
        }
        return statuses
      },
      .serverStreaming(
        .init(service: name, method: "Watch", kind: .serverStreaming), request: Self.request,
        response: Self.response
      ) { [self] service, responses, _ in
        var last: UInt32?
        for await _ in changes() {
          let now = status(of: service)?.rawValue ?? Self.serviceUnknown
          if now != last { try await responses.write(now) }
          last = now
          // Nothing else can follow, and a watcher must not hold up the end of the server.
          if isOver { throw RPCError(.unavailable, "the server is shutting down") }
        }
      },
    ]
  }

  /// Sets the status of a service by its full name; "" is the server as a whole.
  public func set(_ status: Status, for service: String) {
    let watchers = state.withLock { state in
      state.statuses[service] = status
      return Array(state.watchers.values)
    }
    for watcher in watchers { watcher.yield() }
  }

  /// Everything is NOT_SERVING from now on.
  func shutDown() {
    let watchers = state.withLock { state in
      state.isShuttingDown = true
      return Array(state.watchers.values)
    }
    for watcher in watchers { watcher.yield() }
  }

  /// Watchers, who would hold up the end, are told that nothing else will come.
  public func end() {
    let watchers = state.withLock { state in
      state.isShuttingDown = true
      state.isOver = true
      return Array(state.watchers.values)
    }
    for watcher in watchers { watcher.yield() }
  }

  private var isOver: Bool { state.withLock { $0.isOver } }

  private func status(of service: String) -> Status? {
    state.withLock { state in
      guard let status = state.statuses[service] else { return nil }
      return state.isShuttingDown ? .notServing : status
    }
  }

  private func statuses() -> [String: UInt32] {
    state.withLock { state in
      state.statuses.mapValues { (state.isShuttingDown ? .notServing : $0).rawValue }
    }
  }

  /// One element at once, and one after each change since the last was taken.
  private func changes() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let id = state.withLock { state in
      state.nextWatcher += 1
      state.watchers[state.nextWatcher] = continuation
      return state.nextWatcher
    }
    continuation.onTermination = { [weak self] _ in
      _ = self?.state.withLock { $0.watchers.removeValue(forKey: id) }
    }
    continuation.yield()
    return stream
  }
}
