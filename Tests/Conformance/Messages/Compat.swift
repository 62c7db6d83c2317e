// What the suite's runner says to programs under test, and they to it.

/// ServerCompatRequest.
package struct ServerCompatRequest: Sendable {
  package var usesTLS = false
  /// Who is to prove their identity, in PEM; empty for nobody.
  package var clientCertificate: [UInt8] = []
  /// 0 for none.
  package var receiveLimit = 0

  package init(_ bytes: [UInt8]) throws {
    try Wire.read(bytes) { field, value in
      switch field {
      case 4: usesTLS = value.isTrue
      case 5: clientCertificate = value.bytes
      case 6: receiveLimit = Int(value.number)
      default: break
      }
    }
  }

  package static func response(host: String, port: Int, certificate: [UInt8]) -> [UInt8] {
    var writer = Wire.Writer()
    writer.set(1, host)
    writer.set(2, UInt64(port))
    if !certificate.isEmpty { writer.set(3, certificate) }
    return writer.bytes
  }
}

/// ClientCompatRequest.
package struct ClientCompatRequest: Sendable {
  package enum Method: String, Sendable {
    case unary = "Unary"
    case idempotentUnary = "IdempotentUnary"
    case unimplemented = "Unimplemented"
    case serverStream = "ServerStream"
    case clientStream = "ClientStream"
    case bidiStream = "BidiStream"
  }

  package enum Cancel: Sendable {
    case beforeCloseSend
    case afterCloseSend(Duration)
    case afterResponses(Int)
  }

  package var testName = ""
  package var httpVersion: UInt64 = 0
  package var protocolNumber: UInt64 = 0
  package var codec: UInt64 = 0
  package var compression: UInt64 = 0
  package var host = ""
  package var port = 0
  package var serverCertificate: [UInt8] = []
  package var certificate: [UInt8] = []
  package var key: [UInt8] = []
  package var receiveLimit = 0
  package var service = ""
  package var methodName = ""
  package var streamType: UInt64 = 0
  package var headers: [Header] = []
  package var messages: [AnyMessage] = []
  package var timeout: Duration?
  package var delay = Duration.zero
  package var cancel: Cancel?
  package var isRaw = false

  package var method: Method? { Method(rawValue: methodName) }
  /// Responses come while requests are still sent.
  package var isFullDuplex: Bool { streamType == 5 }

  package init(_ bytes: [UInt8]) throws {
    try Wire.read(bytes) { field, value in
      switch field {
      case 1: testName = value.text
      case 2: httpVersion = value.number
      case 3: protocolNumber = value.number
      case 4: codec = value.number
      case 5: compression = value.number
      case 6: host = value.text
      case 7: port = Int(value.number)
      case 8: serverCertificate = value.bytes
      case 9: try readCredentials(value.bytes)
      case 10: receiveLimit = Int(value.number)
      case 11: service = value.text
      case 12: methodName = value.text
      case 13: streamType = value.number
      case 15: headers.append(try Header(value.bytes))
      case 16: messages.append(try AnyMessage(value.bytes))
      case 17: timeout = .milliseconds(Int(value.number))
      case 18: delay = .milliseconds(Int(value.number))
      case 19: try readCancel(value.bytes)
      case 20: isRaw = true
      default: break
      }
    }
  }

  private mutating func readCredentials(_ bytes: [UInt8]) throws {
    try Wire.read(bytes) { field, value in
      switch field {
      case 1: certificate = value.bytes
      case 2: key = value.bytes
      default: break
      }
    }
  }

  private mutating func readCancel(_ bytes: [UInt8]) throws {
    cancel = .afterCloseSend(.zero)
    try Wire.read(bytes) { field, value in
      switch field {
      case 1: cancel = .beforeCloseSend
      case 2: cancel = .afterCloseSend(.milliseconds(Int(value.number)))
      case 3: cancel = .afterResponses(Int(value.number))
      default: break
      }
    }
  }

  /// ClientCompatResponse, with what prevented the call.
  package func failure(_ message: String) -> [UInt8] {
    var error = Wire.Writer()
    error.set(1, message)
    var writer = Wire.Writer()
    writer.set(1, testName)
    writer.set(3, error.bytes)
    return writer.bytes
  }

  /// ClientCompatResponse, with what came of the call.
  package func result(_ result: CallResult) -> [UInt8] {
    var writer = Wire.Writer()
    writer.set(1, testName)
    writer.set(2, result.bytes)
    return writer.bytes
  }
}

/// ClientResponseResult.
package struct CallResult: Sendable {
  package var headers: [Header] = []
  /// Each a ConformancePayload, encoded.
  package var payloads: [[UInt8]] = []
  package var error: CallError?
  package var trailers: [Header] = []
  package var unsentRequests = 0

  package init() {}

  var bytes: [UInt8] {
    var writer = Wire.Writer()
    for header in headers { writer.set(1, header.bytes) }
    for payload in payloads { writer.set(2, payload) }
    if let error { writer.set(3, error.bytes) }
    for trailer in trailers { writer.set(4, trailer.bytes) }
    if unsentRequests > 0 { writer.set(5, UInt64(unsentRequests)) }
    return writer.bytes
  }
}
