/// Which sides of a method send a stream of messages.
public enum MethodKind: Hashable, Sendable, CaseIterable {
  /// One request, one response.
  case unary
  /// Any number of requests, one response.
  case clientStreaming
  /// One request, any number of responses.
  case serverStreaming
  /// Any number of requests and of responses.
  case bidirectionalStreaming
}

/// A method's full name and kind.
public struct MethodDescriptor: Hashable, Sendable {
  /// The service's full name, "verbatim.v1.Archive".
  public var service: String
  /// The method's name, "GetMeeting".
  public var method: String
  /// Which sides stream.
  public var kind: MethodKind

  /// Names a method.
  public init(service: String, method: String, kind: MethodKind) {
    self.service = service
    self.method = method
    self.kind = kind
  }

  /// The `:path` of a request, "/verbatim.v1.Archive/GetMeeting".
  public var path: String { "/\(service)/\(method)" }
}
