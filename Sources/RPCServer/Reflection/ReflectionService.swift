internal import CProtobufC
internal import CVerbatimProto
internal import Protobuf
internal import RPC

/// `ServerReflection`, v1 or v1alpha, whose messages are the same.
struct ReflectionService: Service {
  let name: String
  let reflection: Reflection

  private static let requestType = MessageType(
    grpc__reflection__v1__server_reflection_request__init)
  private static let responseType = MessageType(
    grpc__reflection__v1__server_reflection_response__init)
  private static let filesType = MessageType(
    grpc__reflection__v1__file_descriptor_response__init)
  private static let numbersType = MessageType(
    grpc__reflection__v1__extension_number_response__init)
  private static let listType = MessageType(grpc__reflection__v1__list_service_response__init)
  private static let serviceType = MessageType(grpc__reflection__v1__service_response__init)
  private static let errorType = MessageType(grpc__reflection__v1__error_response__init)

  var methods: [Method] {
    [
      .bidirectionalStreaming(
        .init(service: name, method: "ServerReflectionInfo", kind: .bidirectionalStreaming),
        request: .bytes, response: .bytes
      ) { requests, responses, _ in
        for try await request in requests {
          try await responses.write(request.withUnsafeBytes { try answer($0) })
        }
      }
    ]
  }

  private typealias Response = UnsafeMutablePointer<
    Grpc__Reflection__V1__ServerReflectionResponse
  >

  func answer(_ bytes: UnsafeRawBufferPointer) throws -> [UInt8] {
    let arena = MessageArena()
    let request: UnsafeMutablePointer<Grpc__Reflection__V1__ServerReflectionRequest>
    do {
      request = try arena.unpack(Self.requestType, from: bytes)
    } catch {
      throw RPCError(.internalError, "the request cannot be decoded: \(error)")
    }
    let response = arena.make(Self.responseType)
    response.pointee.valid_host = request.pointee.host
    response.pointee.original_request = request
    fill(response, for: request.pointee, arena)
    return Packing.bytes(of: response)
  }

  private func fill(
    _ response: Response, for request: Grpc__Reflection__V1__ServerReflectionRequest,
    _ arena: MessageArena
  ) {
    switch request.message_request_case {
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_BY_FILENAME:
      let name = text(request.file_by_filename)
      setFiles(reflection.file(named: name), of: "file \(name)", response, arena)
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_CONTAINING_SYMBOL:
      let name = text(request.file_containing_symbol)
      setFiles(reflection.file(containing: name), of: "symbol \(name)", response, arena)
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_CONTAINING_EXTENSION:
      let type = text(request.file_containing_extension.pointee.containing_type)
      let number = request.file_containing_extension.pointee.extension_number
      setFiles(
        reflection.file(extending: type, by: number), of: "extension \(number) of \(type)",
        response, arena)
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_ALL_EXTENSION_NUMBERS_OF_TYPE:
      let type = text(request.all_extension_numbers_of_type)
      setNumbers(reflection.extensionNumbers(of: type), of: type, response, arena)
    case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_LIST_SERVICES:
      setServices(response, arena)
    default: setError(.invalidArgument, "the request asks for nothing", response, arena)
    }
  }

  private func setFiles(
    _ files: [[UInt8]]?, of what: String, _ response: Response, _ arena: MessageArena
  ) {
    guard let files else {
      setError(.notFound, "this server has no \(what)", response, arena)
      return
    }
    let message = arena.make(Self.filesType)
    message.pointee.n_file_descriptor_proto = files.count
    message.pointee.file_descriptor_proto = arena.repeated(files) { file in
      file.withUnsafeBytes { arena.bytes($0) }
    }
    response.pointee.message_response_case =
      GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_FILE_DESCRIPTOR_RESPONSE
    response.pointee.file_descriptor_response = message
  }

  private func setNumbers(
    _ numbers: [Int32]?, of type: String, _ response: Response, _ arena: MessageArena
  ) {
    guard let numbers else {
      setError(.notFound, "this server has no type \(type)", response, arena)
      return
    }
    let message = arena.make(Self.numbersType)
    message.pointee.base_type_name = arena.text(type)
    message.pointee.n_extension_number = numbers.count
    message.pointee.extension_number = arena.repeated(numbers) { $0 }
    response.pointee.message_response_case =
      GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_ALL_EXTENSION_NUMBERS_RESPONSE
    response.pointee.all_extension_numbers_response = message
  }

  private func setServices(_ response: Response, _ arena: MessageArena) {
    let message = arena.make(Self.listType)
    message.pointee.n_service = reflection.services.count
    message.pointee.service = arena.repeatedMessages(reflection.services) { name in
      let service = arena.make(Self.serviceType)
      service.pointee.name = arena.text(name)
      return service
    }
    response.pointee.message_response_case =
      GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_LIST_SERVICES_RESPONSE
    response.pointee.list_services_response = message
  }

  private func setError(
    _ code: StatusCode, _ text: String, _ response: Response, _ arena: MessageArena
  ) {
    let message = arena.make(Self.errorType)
    message.pointee.error_code = Int32(code.rawValue)
    message.pointee.error_message = arena.text(text)
    response.pointee.message_response_case =
      GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_ERROR_RESPONSE
    response.pointee.error_response = message
  }

  /// Names with bytes that are not UTF-8 are names of nothing.
  private func text(_ bytes: ProtobufCBinaryData) -> String {
    String(decoding: UnsafeRawBufferPointer(bytes), as: UTF8.self)
  }
}
