package import RPC

/// The methods of `grpc.testing.TestService`, and those that nobody implements.
package enum Methods {
  package static let service = "grpc.testing.TestService"
  package static let emptyCall = method("EmptyCall", .unary)
  package static let unaryCall = method("UnaryCall", .unary)
  package static let cacheableUnaryCall = method("CacheableUnaryCall", .unary)
  package static let streamingInputCall = method("StreamingInputCall", .clientStreaming)
  package static let streamingOutputCall = method("StreamingOutputCall", .serverStreaming)
  package static let fullDuplexCall = method("FullDuplexCall", .bidirectionalStreaming)
  package static let halfDuplexCall = method("HalfDuplexCall", .bidirectionalStreaming)
  package static let unimplementedCall = method("UnimplementedCall", .unary)
  package static let unimplementedService = MethodDescriptor(
    service: "grpc.testing.UnimplementedService", method: "UnimplementedCall", kind: .unary)

  private static func method(_ name: String, _ kind: MethodKind) -> MethodDescriptor {
    MethodDescriptor(service: service, method: name, kind: kind)
  }
}

/// Metadata that a server sends back (interop-test-descriptions.md, "Echo Metadata").
package enum EchoedMetadata {
  package static let initial = "x-grpc-test-echo-initial"
  package static let trailing = "x-grpc-test-echo-trailing-bin"
}
