extension ClientChannel {
  /// How a channel is (grpc/doc/connectivity-semantics-and-api.md).
  public enum State: Hashable, Sendable {
    /// Nothing is connected, since no call has needed it, or none since the last connection ended.
    case idle
    /// Names are looked up, or a server is connected to, for the first time since it was idle.
    case connecting
    /// Calls go out.
    case ready
    /// No server can be reached, and why. The channel tries again after a time, which grows, and is this
    /// until it succeeds; calls that do not wait for a server fail meanwhile.
    case transientFailure(String)
    /// The channel was closed.
    case shutdown
  }
}
