import Testing

@testable import HTTP2

@Suite struct HeaderBlockTests {
  /// What arrives of a request with these headers.
  private func sent(_ headers: HeaderBlock) throws -> [String] {
    let pair = try SessionPair()
    let request = Recorder(pair.client)
    request.ownHeaders = headers
    pair.client.streams.append(request)
    try pair.client.session.submitRequest(request.stream, headers: headers)
    try pair.exchange()
    return try #require(pair.server.streams.first).headers.map { "\($0.name)=\($0.value)" }
  }

  @Test("a block of another's fields and more outlives the other")
  func adding() throws {
    let fields: [(name: String, value: String)] = [
      (":method", "POST"), (":scheme", "http"), (":path", "/a/b"),
      (":authority", "test"), ("te", "trailers"), ("empty", ""),
    ]
    var base: HeaderBlock? = HeaderBlock(fields)
    let more = HeaderBlock(base!, adding: [("grpc-timeout", "5S"), ("x", "")])
    let same = HeaderBlock(base!, adding: [])
    base = nil
    let expected = fields.map { "\($0.name)=\($0.value)" }
    #expect(try sent(more) == expected + ["grpc-timeout=5S", "x="])
    #expect(try sent(same) == expected)
  }
}
