internal import CProtobufC
internal import CVerbatimProto
internal import Protobuf

/// `grpc-status-details-bin`: an error as a `google.rpc.Status`.
enum StatusDetails {
  static let field = "grpc-status-details-bin"

  private static let status = MessageType(google__rpc__status__init)
  private static let any = MessageType(google__protobuf__any__init)
  private static let badRequest = MessageType(google__rpc__bad_request__init)
  private static let violation = MessageType(google__rpc__bad_request__field_violation__init)
  private static let errorInfo = MessageType(google__rpc__error_info__init)
  private static let entry = MessageType(google__rpc__error_info__metadata_entry__init)
  private static let retryInfo = MessageType(google__rpc__retry_info__init)
  private static let duration = MessageType(google__protobuf__duration__init)

  private static func typeURL<Message>(_ type: MessageType<Message>) -> String {
    "type.googleapis.com/\(type.name)"
  }

  // MARK: Encoding

  static func encode(_ error: RPCError) -> [UInt8] {
    let arena = MessageArena()
    let message = arena.make(status)
    message.pointee.code = Int32(error.code.rawValue)
    message.pointee.message = arena.text(error.message)
    message.pointee.n_details = error.details.count
    message.pointee.details = arena.repeatedMessages(error.details) { detail in
      let (url, bytes) = encode(detail, arena)
      let message = arena.make(any)
      message.pointee.type_url = arena.text(url)
      message.pointee.value = bytes.withUnsafeBytes { arena.bytes($0) }
      return message
    }
    return Packing.bytes(of: message)
  }

  /// The details of an error, each by the full name of its message, "google.rpc.BadRequest", and encoded.
  static func encodedDetails(of error: RPCError) -> [(type: String, value: [UInt8])] {
    let arena = MessageArena()
    return error.details.map { detail in
      let (url, bytes) = encode(detail, arena)
      return (String(url.split(separator: "/").last ?? ""), bytes)
    }
  }

  private static func encode(
    _ detail: ErrorDetail, _ arena: MessageArena
  ) -> (url: String, bytes: [UInt8]) {
    switch detail {
    case .badRequest(let violations):
      let message = arena.make(badRequest)
      message.pointee.n_field_violations = violations.count
      message.pointee.field_violations = arena.repeatedMessages(violations) { value in
        let message = arena.make(violation)
        message.pointee.field = arena.text(value.field)
        message.pointee.description = arena.text(value.description)
        return message
      }
      return (typeURL(badRequest), Packing.bytes(of: message))
    case .errorInfo(let reason, let domain, let metadata):
      let message = arena.make(errorInfo)
      message.pointee.reason = arena.text(reason)
      message.pointee.domain = arena.text(domain)
      message.pointee.n_metadata = metadata.count
      message.pointee.metadata = arena.repeatedMessages(metadata.sorted { $0.key < $1.key }) {
        let message = arena.make(entry)
        message.pointee.key = arena.terminated($0.key)
        message.pointee.value = arena.terminated($0.value)
        return message
      }
      return (typeURL(errorInfo), Packing.bytes(of: message))
    case .retryInfo(let delay):
      let message = arena.make(retryInfo)
      let value = arena.make(duration)
      let (seconds, attoseconds) = delay.components
      value.pointee.seconds = seconds
      value.pointee.nanos = Int32(attoseconds / 1_000_000_000)
      message.pointee.retry_delay = value
      return (typeURL(retryInfo), Packing.bytes(of: message))
    case .other(let url, let value): return (url, value)
    }
  }

  // MARK: Decoding

  /// The details that the bytes hold. Never fails: the status itself is known without them.
  static func decode(_ bytes: [UInt8]) -> [ErrorDetail] {
    let arena = MessageArena()
    guard let message = try? bytes.withUnsafeBytes({ try arena.unpack(status, from: $0) }) else {
      return []
    }
    return (0..<message.pointee.n_details).compactMap { index in
      message.pointee.details[index].map { decode($0.pointee, arena) }
    }
  }

  private static func decode(_ any: Google__Protobuf__Any, _ arena: MessageArena) -> ErrorDetail {
    let url = text(any.type_url)
    let value = UnsafeRawBufferPointer(any.value)
    switch url {
    case typeURL(badRequest):
      guard let message = try? arena.unpack(badRequest, from: value) else { break }
      return .badRequest(
        (0..<message.pointee.n_field_violations).compactMap { index in
          message.pointee.field_violations[index].map {
            .init(field: text($0.pointee.field), description: text($0.pointee.description))
          }
        })
    case typeURL(errorInfo):
      guard let message = try? arena.unpack(errorInfo, from: value) else { break }
      var metadata: [String: String] = [:]
      for index in 0..<message.pointee.n_metadata {
        guard let entry = message.pointee.metadata[index] else { continue }
        metadata[String(cString: entry.pointee.key)] = String(cString: entry.pointee.value)
      }
      return .errorInfo(
        reason: text(message.pointee.reason), domain: text(message.pointee.domain),
        metadata: metadata)
    case typeURL(retryInfo):
      guard let message = try? arena.unpack(retryInfo, from: value),
        let delay = message.pointee.retry_delay
      else { break }
      return .retryInfo(
        delay: .seconds(delay.pointee.seconds) + .nanoseconds(Int64(delay.pointee.nanos)))
    default: break
    }
    return .other(typeURL: url, value: Array(value))
  }

  private static func text(_ bytes: ProtobufCBinaryData) -> String {
    String(decoding: UnsafeRawBufferPointer(bytes), as: UTF8.self)
  }
}
