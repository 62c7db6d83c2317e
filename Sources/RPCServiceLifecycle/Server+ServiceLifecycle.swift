#if ServiceLifecycle
  public import RPCServer
  public import ServiceLifecycle

  extension Server {
    /// The server as a part of a `ServiceGroup`: it starts with the group, and at the group's graceful
    /// shutdown calls under way may finish. Where the group is cancelled, they end at once.
    ///
    /// - Parameters:
    ///   - grace: how long calls may go on at the end, as for `shutdown`.
    ///   - delay: how long is served on with a health of NOT_SERVING before, as for `shutdown`.
    ///   - onStart: told once of the addresses that are bound.
    public func lifecycle(
      grace: Duration = .seconds(30), delay: Duration = .zero,
      onStart: @escaping @Sendable ([ServerConfiguration.Address]) -> Void = { _ in }
    ) -> some ServiceLifecycle.Service {
      ServerLife(server: self, grace: grace, delay: delay, onStart: onStart)
    }
  }

  private struct ServerLife: ServiceLifecycle.Service {
    let server: Server
    let grace: Duration
    let delay: Duration
    let onStart: @Sendable ([ServerConfiguration.Address]) -> Void

    func run() async throws {
      do {
        onStart(try await server.start())
        try await gracefulShutdown()
      } catch {
        await server.shutdown(grace: .zero)
        throw error
      }
      await withTaskCancellationHandler {
        await server.shutdown(grace: grace, delay: delay)
      } onCancel: {
        // A second call ends the first one's waiting.
        Task { await server.shutdown(grace: .zero) }
      }
    }
  }
#endif
