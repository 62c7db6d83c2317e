package import RPC

/// A service: a name and the methods that answer under it.
public protocol Service: Sendable {
  /// The full name, "verbatim.v1.Archive".
  var name: String { get }
  /// Its methods, each of this service.
  var methods: [Method] { get }
  /// The server is ending, and takes no more calls: those under way that wait for what may never come, as
  /// `Health/Watch` does, are to end now. Called once or more, from any thread.
  func end()
}

extension Service {
  /// Does nothing: calls end by themselves.
  public func end() {}
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

  /// The same method, with a form of its messages as JSON.
  package func with(_ json: MessageForm) -> Method {
    Method(
      registered.descriptor, registered.handler, json: json,
      hasNoSideEffects: registered.hasNoSideEffects)
  }
}
