internal import Synchronization

/// A call as the interceptors of a server see it. Usable from any thread.
public final class ServerCallInfo: Sendable {
  /// The `:path` of the request, "/verbatim.v1.Archive/GetMeeting", whatever the client wrote there.
  public let path: String
  /// The method; nil when the server has none of that path.
  public let method: MethodDescriptor?
  /// The request's metadata.
  public let metadata: Metadata
  /// Who calls.
  public let peer: ConnectionPeer
  /// Time the client gave the call; nil without a deadline.
  public let timeout: Duration?
  private let values = CallValues()
  private let added = Mutex(Added())

  private struct Added {
    var initial = Metadata()
    var trailing = Metadata()
  }

  init(
    path: String, method: MethodDescriptor?, metadata: Metadata, peer: ConnectionPeer,
    timeout: Duration?
  ) {
    self.path = path
    self.method = method
    self.metadata = metadata
    self.peer = peer
    self.timeout = timeout
  }

  /// A value that an interceptor attached to the call.
  public subscript<Key: CallValueKey>(key: Key.Type) -> Key.Value? {
    get { values[key] }
    set { values.set(newValue, for: key) }
  }

  /// Metadata that goes before the first response, beside the handler's. What is set after the
  /// headers have left is lost; in `callStarted` they have not.
  public var initialMetadata: Metadata {
    get { added.withLock { $0.initial } }
    set { added.withLock { $0.initial = newValue } }
  }

  /// Metadata that goes with the status, whatever that is, beside the handler's.
  public var trailingMetadata: Metadata {
    get { added.withLock { $0.trailing } }
    set { added.withLock { $0.trailing = newValue } }
  }
}
