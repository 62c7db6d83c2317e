internal import Synchronization

/// A call as the interceptors of a client see it. Usable from any thread.
public final class ClientCallInfo: Sendable {
  /// The method called.
  public let method: MethodDescriptor
  /// Whom the channel leads to, "archive.example:7443".
  public let authority: String
  /// Time the caller gave the call; nil without a deadline.
  public let timeout: Duration?
  private let values = CallValues()
  private let sent: Mutex<Metadata>

  package init(
    method: MethodDescriptor, authority: String, timeout: Duration?, metadata: Metadata
  ) {
    self.method = method
    self.authority = authority
    self.timeout = timeout
    sent = Mutex(metadata)
  }

  /// The metadata to send, that of the call's options at first. Changes after `callStarted` are lost.
  public var metadata: Metadata {
    get { sent.withLock { $0 } }
    set { sent.withLock { $0 = newValue } }
  }

  /// A value that an interceptor attached to the call.
  public subscript<Key: CallValueKey>(key: Key.Type) -> Key.Value? {
    get { values[key] }
    set { values.set(newValue, for: key) }
  }
}
