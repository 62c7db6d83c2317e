internal import CInteropProto
internal import CProtobufC
internal import Protobuf
package import RPC

/// How the messages of the tests are written and read.
package enum Codings {
  package static let empty = MessageCoding<Void>(
    encode: { _ in encoded(emptyType) { _, _ in } },
    decode: { try decoded(emptyType, $0) { _ in } })

  package static let simpleRequest = MessageCoding<SimpleRequest>(
    encode: { request in
      encoded(MessageType(grpc__testing__simple_request__init)) { message, arena in
        message.pointee.response_type = .init(rawValue: request.responseType)
        message.pointee.response_size = Int32(clamping: request.responseSize)
        message.pointee.payload = arena.payload(request.payload)
        message.pointee.response_compressed = arena.truth(request.responseCompressed)
        message.pointee.response_status = arena.status(request.responseStatus)
        message.pointee.expect_compressed = arena.truth(request.expectCompressed)
      }
    },
    decode: { bytes in
      try decoded(MessageType(grpc__testing__simple_request__init), bytes) { message in
        var request = SimpleRequest()
        request.responseType = message.response_type.rawValue
        request.responseSize = Int(message.response_size)
        request.payload = message.payload.map { Array(UnsafeRawBufferPointer($0.pointee.body)) }
        request.responseCompressed = message.response_compressed.map { $0.pointee.value != 0 }
        request.responseStatus = try message.response_status.map { try status($0.pointee) }
        request.expectCompressed = message.expect_compressed.map { $0.pointee.value != 0 }
        return request
      }
    })

  /// The payload of a SimpleResponse.
  package static let simpleResponse = MessageCoding<[UInt8]>(
    encode: { payload in
      encoded(MessageType(grpc__testing__simple_response__init)) { message, arena in
        message.pointee.payload = arena.payload(payload)
      }
    },
    decode: { bytes in
      try decoded(MessageType(grpc__testing__simple_response__init), bytes) { message in
        message.payload.map { Array(UnsafeRawBufferPointer($0.pointee.body)) } ?? []
      }
    })

  package static let streamedInput = MessageCoding<StreamedInput>(
    encode: { request in
      encoded(MessageType(grpc__testing__streaming_input_call_request__init)) { message, arena in
        message.pointee.payload = arena.payload(request.payload)
        message.pointee.expect_compressed = arena.truth(request.expectCompressed)
      }
    },
    decode: { bytes in
      try decoded(MessageType(grpc__testing__streaming_input_call_request__init), bytes) {
        StreamedInput(
          payload: $0.payload.map { Array(UnsafeRawBufferPointer($0.pointee.body)) },
          expectCompressed: $0.expect_compressed.map { $0.pointee.value != 0 })
      }
    })

  /// The sum in a StreamingInputCallResponse.
  package static let streamedInputResponse = MessageCoding<Int>(
    encode: { size in
      encoded(MessageType(grpc__testing__streaming_input_call_response__init)) { message, _ in
        message.pointee.aggregated_payload_size = Int32(clamping: size)
      }
    },
    decode: { bytes in
      try decoded(MessageType(grpc__testing__streaming_input_call_response__init), bytes) {
        Int($0.aggregated_payload_size)
      }
    })

  package static let streamedOutputRequest = MessageCoding<StreamedOutputRequest>(
    encode: { request in
      encoded(MessageType(grpc__testing__streaming_output_call_request__init)) { message, arena in
        message.pointee.response_type = .init(rawValue: request.responseType)
        message.pointee.payload = arena.payload(request.payload)
        message.pointee.response_status = arena.status(request.responseStatus)
        message.pointee.n_response_parameters = request.responses.count
        message.pointee.response_parameters = arena.repeatedMessages(request.responses) {
          let parameters = arena.make(MessageType(grpc__testing__response_parameters__init))
          parameters.pointee.size = Int32(clamping: $0.size)
          parameters.pointee.interval_us = Int32(clamping: $0.interval.wholeNanoseconds / 1000)
          parameters.pointee.compressed = arena.truth($0.compressed)
          return parameters
        }
      }
    },
    decode: { bytes in
      try decoded(MessageType(grpc__testing__streaming_output_call_request__init), bytes) {
        message in
        var request = StreamedOutputRequest()
        request.responseType = message.response_type.rawValue
        request.payload = message.payload.map { Array(UnsafeRawBufferPointer($0.pointee.body)) }
        request.responseStatus = try message.response_status.map { try status($0.pointee) }
        let parameters = UnsafeBufferPointer(
          start: message.response_parameters, count: message.n_response_parameters)
        request.responses = parameters.compactMap { pointer in
          pointer.map {
            StreamedOutputRequest.Response(
              size: Int($0.pointee.size), interval: .microseconds(Int($0.pointee.interval_us)),
              compressed: $0.pointee.compressed.map { $0.pointee.value != 0 })
          }
        }
        return request
      }
    })

  /// The payload of a StreamingOutputCallResponse.
  package static let streamedOutput = MessageCoding<[UInt8]>(
    encode: { payload in
      encoded(MessageType(grpc__testing__streaming_output_call_response__init)) {
        message, arena in
        message.pointee.payload = arena.payload(payload)
      }
    },
    decode: { bytes in
      try decoded(MessageType(grpc__testing__streaming_output_call_response__init), bytes) {
        $0.payload.map { Array(UnsafeRawBufferPointer($0.pointee.body)) } ?? []
      }
    })

  private static let emptyType = MessageType(grpc__testing__empty__init)

  private static func status(_ status: Grpc__Testing__EchoStatus) throws -> EchoStatus {
    EchoStatus(
      code: Int(status.code),
      message: try String(checking: status.message, field: "response_status.message"))
  }

  private static func encoded<Message>(
    _ type: MessageType<Message>,
    _ fill: (UnsafeMutablePointer<Message>, MessageArena) -> Void
  ) -> [UInt8] {
    let arena = MessageArena()
    return withExtendedLifetime(arena) {
      let message = arena.make(type)
      fill(message, arena)
      return Packing.bytes(of: message)
    }
  }

  private static func decoded<Message, Value>(
    _ type: MessageType<Message>, _ bytes: UnsafeRawBufferPointer,
    _ read: (Message) throws -> Value
  ) throws -> Value {
    let arena = MessageArena()
    return try withExtendedLifetime(arena) {
      try read(arena.unpack(type, from: bytes).pointee)
    }
  }
}

extension MessageArena {
  fileprivate func payload(_ body: [UInt8]?) -> UnsafeMutablePointer<Grpc__Testing__Payload>? {
    body.map { body in
      let payload = make(MessageType(grpc__testing__payload__init))
      payload.pointee.body = body.withUnsafeBytes { bytes($0) }
      return payload
    }
  }

  fileprivate func truth(_ value: Bool?) -> UnsafeMutablePointer<Grpc__Testing__BoolValue>? {
    value.map { value in
      let message = make(MessageType(grpc__testing__bool_value__init))
      message.pointee.value = value ? 1 : 0
      return message
    }
  }

  fileprivate func status(
    _ status: EchoStatus?
  ) -> UnsafeMutablePointer<Grpc__Testing__EchoStatus>? {
    status.map { status in
      let message = make(MessageType(grpc__testing__echo_status__init))
      message.pointee.code = Int32(clamping: status.code)
      message.pointee.message = text(status.message)
      return message
    }
  }
}
