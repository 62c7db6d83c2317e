internal import CProtobufC
internal import CVerbatimProto
internal import Protobuf
internal import RPC

extension Health {
  private static let requestType = MessageType(grpc__health__v1__health_check_request__init)
  private static let responseType = MessageType(grpc__health__v1__health_check_response__init)

  /// The service a request asks for.
  static let request = MessageCoding<String>(
    encode: { service in
      let arena = MessageArena()
      let message = arena.make(requestType)
      message.pointee.service = arena.text(service)
      return Packing.bytes(of: message)
    },
    decode: { bytes in
      let arena = MessageArena()
      let message = try arena.unpack(requestType, from: bytes)
      guard message.pointee.service.len <= longestName else {
        throw RPCError(.invalidArgument, "service: a name is at most \(longestName) bytes long")
      }
      return try String(checking: message.pointee.service, field: "service")
    })

  /// The number of a serving status.
  static let response = MessageCoding<UInt32>(
    encode: { status in
      let arena = MessageArena()
      let message = arena.make(responseType)
      message.pointee.status = .init(rawValue: status)
      return Packing.bytes(of: message)
    },
    decode: { bytes in
      let arena = MessageArena()
      return try arena.unpack(responseType, from: bytes).pointee.status.rawValue
    })
}
