package import RPC

/// A service: a name and the methods that answer under it.
public protocol Service: Sendable {
  /// The full name, "verbatim.v1.Archive".
  var name: String { get }
  /// Its methods, each of this service.
  var methods: [Method] { get }
}

/// A method of a service with the handler that answers it.
public struct Method: Sendable {
  package let registered: ServerMethod

  package init(
    _ descriptor: MethodDescriptor, _ handler: ServerHandler, json: MessageForm? = nil,
    hasNoSideEffects: Bool = false
  ) {
    registered = ServerMethod(
      descriptor, handler, json: json, hasNoSideEffects: hasNoSideEffects)
  }
}
