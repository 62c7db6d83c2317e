#if ServiceLifecycle
  public import RPCClient
  public import ServiceLifecycle

  extension ClientChannel {
    /// The channel as a part of a `ServiceGroup`, which closes it at its end. Services that call on it come
    /// after it in the group, so that they end before it does.
    public var lifecycle: some ServiceLifecycle.Service { ChannelLife(channel: self) }
  }

  private struct ChannelLife: ServiceLifecycle.Service {
    let channel: ClientChannel

    func run() async throws {
      defer { channel.close() }
      try await gracefulShutdown()
    }
  }
#endif
