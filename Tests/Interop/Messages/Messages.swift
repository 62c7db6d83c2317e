/// The parts of SimpleRequest that the tests take.
package struct SimpleRequest: Sendable {
  package var responseType: UInt32 = 0
  package var responseSize = 0
  package var payload: [UInt8]?
  package var responseCompressed: Bool?
  package var responseStatus: EchoStatus?
  package var expectCompressed: Bool?

  package init(
    responseSize: Int = 0, payload: [UInt8]? = nil, responseCompressed: Bool? = nil,
    responseStatus: EchoStatus? = nil, expectCompressed: Bool? = nil
  ) {
    self.responseSize = responseSize
    self.payload = payload
    self.responseCompressed = responseCompressed
    self.responseStatus = responseStatus
    self.expectCompressed = expectCompressed
  }
}

/// A status that a server is to end a call with.
package struct EchoStatus: Hashable, Sendable {
  package var code: Int
  package var message: String

  package init(code: Int, message: String) {
    self.code = code
    self.message = message
  }
}

/// StreamingInputCallRequest.
package struct StreamedInput: Sendable {
  package var payload: [UInt8]?
  package var expectCompressed: Bool?

  package init(payload: [UInt8]? = nil, expectCompressed: Bool? = nil) {
    self.payload = payload
    self.expectCompressed = expectCompressed
  }
}

/// StreamingOutputCallRequest.
package struct StreamedOutputRequest: Sendable {
  package var responseType: UInt32 = 0
  package var responses: [Response]
  package var payload: [UInt8]?
  package var responseStatus: EchoStatus?

  /// ResponseParameters.
  package struct Response: Sendable {
    package var size: Int
    package var interval: Duration
    package var compressed: Bool?

    package init(size: Int, interval: Duration = .zero, compressed: Bool? = nil) {
      self.size = size
      self.interval = interval
      self.compressed = compressed
    }
  }

  package init(
    responses: [Response] = [], payload: [UInt8]? = nil, responseStatus: EchoStatus? = nil
  ) {
    self.responses = responses
    self.payload = payload
    self.responseStatus = responseStatus
  }
}
