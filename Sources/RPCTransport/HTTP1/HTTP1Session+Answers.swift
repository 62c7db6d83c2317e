internal import HTTP1
internal import HTTP2
internal import RPC

// Answers as bytes.
extension HTTP1Session {
  /// Answers what is no request that could be handed on, and takes no other.
  func refuse(_ refusal: RequestHead.Refusal) {
    server.refused(.http1Request)
    let response = HTTPResponse(status: refusal.status, refusal.message)
    var fields = response.fields
    var body: [UInt8] = []
    if case .bytes(let bytes) = response.body { body = bytes }
    fields += [("Content-Length", "\(body.count)"), ("Connection", "close")]
    write(status: refusal.status, fields)
    output += body
    end(because: nil)
  }

  private func write(status: Int, _ fields: [(name: String, value: String)]) {
    var text = "HTTP/1.1 \(status) \(HTTPResponse.reason(status))\r\n"
    for (name, value) in fields { text += "\(name): \(value)\r\n" }
    output += Array(text.utf8)
    output += [0x0D, 0x0A]
  }

  func writeHead(of exchange: HTTP1Exchange) {
    exchange.settleFraming()
    var fields = exchange.fields
    if exchange.framing == .untilClose { isEnding = true }
    switch exchange.framing {
    case .chunked: fields.append(("transfer-encoding", "chunked"))
    case .nothing where exchange.statesNoLength: fields.append(("content-length", "0"))
    case .nothing, .length, .untilClose: break
    }
    if isEnding { fields.append(("connection", "close")) }
    write(status: exchange.status, fields)
    exchange.isHeadWritten = true
  }

  func write(_ bytes: UnsafeRawBufferPointer, of exchange: HTTP1Exchange) {
    if !exchange.isHeadWritten { writeHead(of: exchange) }
    unconsumed += bytes.count
    guard exchange.framing == .chunked else {
      output += bytes
      return
    }
    output += Array("\(String(bytes.count, radix: 16))\r\n".utf8)
    output += bytes
    output += [0x0D, 0x0A]
  }

  func writeEnd(of exchange: HTTP1Exchange) {
    if !exchange.isHeadWritten { writeHead(of: exchange) }
    if exchange.framing == .chunked { output += Array("0\r\n\r\n".utf8) }
  }

  /// The server gave the request up, and said no more than why in a word.
  func wasReset(_ exchange: HTTP1Exchange, _ code: HTTP2ErrorCode) {
    guard !isOver, exchange === self.exchange else { return }
    guard !exchange.isHeadWritten else {
      // Without its last chunk nobody takes a part for the whole.
      return end(because: "an answer was given up with \(code)")
    }
    self.exchange = nil
    let status =
      switch code {
      case .refusedStream, .enhanceYourCalm: 503
      case .protocolError: 400
      default: 500
      }
    refuse(.init(status, .work, "the server gave the request up with \(code)"))
  }
}
