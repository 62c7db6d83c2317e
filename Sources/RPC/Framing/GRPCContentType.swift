/// What a content type of gRPC says of the messages (grpc/doc/PROTOCOL-HTTP2.md, "Content-Type").
enum GRPCContentType: Hashable {
  /// `application/grpc`, with the subtype `proto` or without any.
  case protobuf
  /// Another subtype.
  case other(String)

  /// Nil for what is no content type of gRPC.
  init?(_ value: UnsafeRawBufferPointer) {
    let length = 16
    guard value.count > length else {
      guard value.equals("application/grpc") else { return nil }
      self = .protobuf
      return
    }
    guard UnsafeRawBufferPointer(rebasing: value[..<length]).equals("application/grpc") else {
      return nil
    }
    switch value[length] {
    case UInt8(ascii: ";"), UInt8(ascii: " "): self = .protobuf
    case UInt8(ascii: "+"):
      let subtype = value[(length + 1)...].prefix { !"; \t".utf8.contains($0) }
      self =
        subtype.elementsEqual("proto".utf8)
        ? .protobuf : .other(String(decoding: subtype, as: UTF8.self))
    default: return nil
    }
  }
}
