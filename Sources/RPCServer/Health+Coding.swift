internal import CProtobufC
internal import CVerbatimProto
internal import Protobuf
internal import RPC

extension Health {
  private static let requestType = MessageType(grpc__health__v1__health_check_request__init)
  private static let responseType = MessageType(grpc__health__v1__health_check_response__init)
  private static let listRequestType = MessageType(grpc__health__v1__health_list_request__init)
  private static let listResponseType = MessageType(grpc__health__v1__health_list_response__init)
  private static let entryType = MessageType(
    grpc__health__v1__health_list_response__statuses_entry__init)

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

  /// A request that says nothing.
  static let listRequest = MessageCoding<Void>(
    encode: { _ in [] },
    decode: { bytes in _ = try MessageArena().unpack(listRequestType, from: bytes) })

  /// The number of each service's status.
  static let listResponse = MessageCoding<[String: UInt32]>(
    encode: { statuses in
      let arena = MessageArena()
      let message = arena.make(listResponseType)
      message.pointee.n_statuses = statuses.count
      message.pointee.statuses = arena.repeatedMessages(statuses) { name, status in
        let entry = arena.make(entryType)
        entry.pointee.key = arena.terminated(name)
        entry.pointee.value = arena.make(responseType)
        entry.pointee.value.pointee.status = .init(rawValue: status)
        return entry
      }
      return Packing.bytes(of: message)
    },
    decode: { bytes in
      let arena = MessageArena()
      let message = try arena.unpack(listResponseType, from: bytes)
      var statuses: [String: UInt32] = [:]
      for index in 0..<message.pointee.n_statuses {
        guard let entry = message.pointee.statuses[index] else { continue }
        statuses[String(cString: entry.pointee.key)] =
          entry.pointee.value?.pointee.status.rawValue ?? 0
      }
      return statuses
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
