internal import Synchronization

/// A key for a value that interceptors attach to a call, for each other and for its handler.
///
/// ```swift
/// enum Caller: CallValueKey { typealias Value = String }
/// call[Caller.self] = "maria"            // in an interceptor
/// let caller = context[Caller.self]      // in the handler
/// ```
public protocol CallValueKey {
  /// What the key stands for.
  associatedtype Value: Sendable
}

/// The values of one call. Usable from any thread.
struct CallValues: ~Copyable {
  private let values = Mutex<[ObjectIdentifier: any Sendable]>([:])

  subscript<Key: CallValueKey>(key: Key.Type) -> Key.Value? {
    get { values.withLock { $0[ObjectIdentifier(key)] } as? Key.Value }
  }

  func set<Key: CallValueKey>(_ value: Key.Value?, for key: Key.Type) {
    values.withLock { $0[ObjectIdentifier(key)] = value }
  }
}
