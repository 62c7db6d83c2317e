package import RPC

// The messages of package connectrpc.conformance.v1, with the fields that a program under test reads or writes.

/// What the service is called.
package enum ConformanceMethods {
  package static let service = "connectrpc.conformance.v1.ConformanceService"
}

/// Header: a name and its values; those of names that end in -bin are base64.
package struct Header: Hashable, Sendable {
  package var name: String
  package var values: [String]

  package init(name: String, values: [String]) {
    self.name = name
    self.values = values
  }

  package init(_ bytes: [UInt8]) throws {
    self.init(name: "", values: [])
    try Wire.read(bytes) { field, value in
      switch field {
      case 1: name = value.text
      case 2: values.append(value.text)
      default: break
      }
    }
  }

  package var bytes: [UInt8] {
    var writer = Wire.Writer()
    writer.set(1, name)
    for value in values { writer.set(2, value) }
    return writer.bytes
  }
}

/// google.protobuf.Any.
package struct AnyMessage: Hashable, Sendable {
  package var typeURL: String
  package var value: [UInt8]

  package init(typeURL: String, value: [UInt8]) {
    self.typeURL = typeURL
    self.value = value
  }

  /// A message of the suite.
  package init(named name: String, _ value: [UInt8]) {
    self.init(typeURL: "type.googleapis.com/connectrpc.conformance.v1.\(name)", value: value)
  }

  package init(_ bytes: [UInt8]) throws {
    self.init(typeURL: "", value: [])
    try Wire.read(bytes) { field, value in
      switch field {
      case 1: typeURL = value.text
      case 2: self.value = value.bytes
      default: break
      }
    }
  }

  package var bytes: [UInt8] {
    var writer = Wire.Writer()
    writer.set(1, typeURL)
    writer.set(2, value)
    return writer.bytes
  }
}

/// Error.
package struct CallError: Hashable, Sendable {
  package var code = 0
  package var message: String?
  package var details: [AnyMessage] = []

  package init() {}

  package init(_ bytes: [UInt8]) throws {
    try Wire.read(bytes) { field, value in
      switch field {
      case 1: code = Int(truncatingIfNeeded: value.number)
      case 2: message = value.text
      case 3: details.append(try AnyMessage(value.bytes))
      default: break
      }
    }
  }

  package var bytes: [UInt8] {
    var writer = Wire.Writer()
    writer.set(1, UInt64(truncatingIfNeeded: code))
    if let message { writer.set(2, message) }
    for detail in details { writer.set(3, detail.bytes) }
    return writer.bytes
  }
}

/// UnaryResponseDefinition and StreamResponseDefinition.
package struct ResponseDefinition: Sendable {
  package var headers: [Header] = []
  package var data: [[UInt8]] = []
  package var delay = Duration.zero
  package var error: CallError?
  package var trailers: [Header] = []
  /// Only the suite's own server has to know how.
  package var isRaw = false

  package init(unary bytes: [UInt8]) throws {
    try Wire.read(bytes) { field, value in
      switch field {
      case 1: headers.append(try Header(value.bytes))
      case 2: (data, error) = ([value.bytes], nil)
      case 3: (data, error) = ([], try CallError(value.bytes))
      case 4: trailers.append(try Header(value.bytes))
      case 5: isRaw = true
      case 6: delay = .milliseconds(Int(value.number))
      default: break
      }
    }
  }

  package init(stream bytes: [UInt8]) throws {
    try Wire.read(bytes) { field, value in
      switch field {
      case 1: headers.append(try Header(value.bytes))
      case 2: data.append(value.bytes)
      case 3: delay = .milliseconds(Int(value.number))
      case 4: error = try CallError(value.bytes)
      case 5: trailers.append(try Header(value.bytes))
      case 6: isRaw = true
      default: break
      }
    }
  }
}

/// A request of any method, as it came.
package struct CallRequest: Sendable {
  package var bytes: [UInt8]
  /// ResponseDefinition as it came; nil without one.
  package var definition: [UInt8]?
  /// Of BidiStreamRequest alone.
  package var isFullDuplex = false

  package init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    try Wire.read(bytes) { field, value in
      switch (field, value) {
      case (1, .bytes(let bytes)): definition = bytes
      case (2, .number(let number)): isFullDuplex = number != 0
      default: break
      }
    }
  }
}

/// ConformancePayload.RequestInfo.
package struct RequestInfo: Sendable {
  package var headers: [Header] = []
  package var timeout: Duration?
  package var requests: [AnyMessage] = []
  package var isGet = false

  package init() {}

  package var bytes: [UInt8] {
    var writer = Wire.Writer()
    for header in headers { writer.set(1, header.bytes) }
    if let timeout { writer.set(2, UInt64(max(0, timeout / .milliseconds(1)))) }
    for request in requests { writer.set(3, request.bytes) }
    if isGet { writer.set(4, []) }
    return writer.bytes
  }
}

/// A response of any method: its payload alone.
package struct CallResponse: Sendable {
  package static func bytes(data: [UInt8]?, info: RequestInfo?) -> [UInt8] {
    var payload = Wire.Writer()
    if let data, !data.isEmpty { payload.set(1, data) }
    if let info { payload.set(2, info.bytes) }
    var writer = Wire.Writer()
    writer.set(1, payload.bytes)
    return writer.bytes
  }

  /// ConformancePayload, encoded; empty where there is none.
  package static func payload(_ bytes: [UInt8]) throws -> [UInt8] {
    var payload: [UInt8] = []
    try Wire.read(bytes) { field, value in if field == 1 { payload = value.bytes } }
    return payload
  }
}

// MARK: Beside gRPC's own

extension [Header] {
  /// Metadata by its keys.
  package init(_ metadata: Metadata) {
    self = []
    for field in metadata.headerFields {
      if let index = firstIndex(where: { $0.name == field.name }) {
        self[index].values.append(field.value)
      } else {
        append(Header(name: field.name, values: [field.value]))
      }
    }
  }

  /// What of these can be metadata.
  package var metadata: Metadata {
    var metadata = Metadata()
    for header in self {
      let name = Array<UInt8>(header.name.lowercased().utf8)
      for value in header.values {
        name.withUnsafeBytes { name in
          Array<UInt8>(value.utf8).withUnsafeBytes { metadata.receive(name: name, value: $0) }
        }
      }
    }
    return metadata
  }
}

extension CallError {
  /// As a server ends a call with it.
  package func status(adding info: RequestInfo?, trailers: Metadata) -> RPCError {
    var details = details.map { ErrorDetail.other(typeURL: $0.typeURL, value: $0.value) }
    if let info {
      let own = AnyMessage(named: "ConformancePayload.RequestInfo", info.bytes)
      details.append(.other(typeURL: own.typeURL, value: own.value))
    }
    return RPCError(
      StatusCode(rawValue: code).flatMap { $0 == .ok ? nil : $0 } ?? .unknown, message ?? "",
      details: details, trailingMetadata: trailers)
  }

  /// As a client has read it.
  package init(_ error: RPCError) {
    self.init()
    code = error.code.rawValue
    message = error.message
    details = error.details.compactMap {
      if case .other(let typeURL, let value) = $0 {
        AnyMessage(typeURL: typeURL, value: value)
      } else {
        nil
      }
    }
  }
}
