import TestSupport
import Testing

@testable import HTTP2

@Suite struct StreamTests {
  @Test(
    "headers, bodies over many windows and trailers arrive whole, however the bytes are cut",
    arguments: [1, 100, Int.max], [0, 1, 16_375, 16_376, 70_000, 700_000])
  func roundTrip(chunk: Int, size: Int) throws {
    let size = chunk == 1 ? min(size, 70_000) : size
    let pair = try SessionPair()
    pair.server.onEnd = { stream in
      stream.outgoing = stream.body
      stream.ownTrailers = answerTrailers
      pair.server.session.submitResponse(stream.stream, headers: answerHeaders, endsStream: false)
    }
    let call = try pair.client.request(pattern(size))
    try pair.exchange(chunk: chunk)
    #expect(call.body == pattern(size))
    #expect(call.headers.first?.value == "200")
    #expect(call.trailerFields.first?.name == "grpc-status")
    #expect(call.hasEnded && call.hasSentEnd)
    #expect(call.closeCodes == [.noError])
    #expect(pair.server.streams[0].closeCodes == [.noError])
    #expect(pair.client.session.openStreams == 0 && pair.server.session.openStreams == 0)
  }

  @Test("an empty body with trailers makes no DATA frame")
  func noEmptyFrame() throws {
    let server = try Endpoint(.server)
    let reader = FrameReader()
    server.onEnd = { stream in
      stream.ownTrailers = answerTrailers
      server.session.submitResponse(stream.stream, headers: answerHeaders, endsStream: false)
    }
    try server.receive(Frame.preface + Frame.settings().bytes + request(1, end: true).bytes)
    reader.receive(try server.output())
    #expect(reader.frames(of: 1).map(\.kind) == [.headers, .headers])
    #expect(reader.frames(of: 1).last?.endsStream == true)
  }

  @Test("a response that ends with its headers has nothing else")
  func headersOnly() throws {
    let server = try Endpoint(.server)
    let reader = FrameReader()
    server.onEnd = { stream in
      server.session.submitResponse(stream.stream, headers: answerHeaders, endsStream: true)
    }
    try server.receive(Frame.preface + Frame.settings().bytes + request(1, end: true).bytes)
    reader.receive(try server.output())
    #expect(reader.frames(of: 1).map(\.endsStream) == [true])
  }

  @Test("a body that has nothing yet waits, and goes on when it is resumed")
  func deferred() throws {
    let pair = try SessionPair()
    let call = try pair.client.request(complete: false)
    try pair.exchange()
    #expect(pair.server.streams[0].body.isEmpty)
    for round in 1...3 {
      call.outgoing += pattern(40_000)
      pair.client.session.resume(call.stream)
      try pair.exchange()
      #expect(pair.server.streams[0].body.count == 40_000 * round)
    }
    call.isComplete = true
    pair.client.session.resume(call.stream)
    try pair.exchange()
    #expect(pair.server.streams[0].hasEnded)
  }

  @Test(
    "any room from the least on gives the same bytes, whole frames and control frames in order",
    arguments: [0, 1, 8, 9, 13, 17, 22, 100, 16_383, 16_384, 16_393, 50_000])
  func room(more: Int) throws {
    let server = try Endpoint(.server)
    server.room = HTTP2Session.minimumRoom + more
    let reader = FrameReader()
    server.onEnd = { stream in
      stream.outgoing = pattern(60_000)
      stream.ownTrailers = answerTrailers
      server.session.submitResponse(stream.stream, headers: answerHeaders, endsStream: false)
    }
    var bytes = Frame.preface + Frame.settings().bytes + Frame.windowUpdate(0, 1 << 20).bytes
    for stream in stride(from: Int32(1), through: 9, by: 2) {
      bytes += request(stream, end: true).bytes
    }
    try server.receive(bytes)
    for number in 0..<300 {
      let ping = Frame(.ping, payload: Array(repeating: UInt8(number % 251), count: 8))
      if number % 2 == 0 { try server.receive(ping.bytes) }
      let output = try server.output()
      #expect(output.count <= server.room)
      reader.receive(output)
    }
    for stream in stride(from: Int32(1), through: 9, by: 2) {
      #expect(reader.body(of: stream) == pattern(60_000))
      #expect(reader.frames(of: stream).last?.endsStream == true)
    }
    #expect(reader.frames(.ping).count == 150)
  }

  @Test("a call that fails with a frame half sent still sends the bytes it promised")
  func promised() throws {
    let server = try Endpoint(.server)
    let reader = FrameReader()
    server.onEnd = { stream in
      stream.outgoing = pattern(60_000)
      server.session.submitResponse(stream.stream, headers: answerHeaders, endsStream: false)
    }
    try server.receive(Frame.preface + Frame.settings().bytes + request(1, end: true).bytes)
    // SETTINGS and HEADERS leave too little room for the first DATA frame, whose header is made.
    reader.receive(try server.output())
    #expect(reader.frames(.data).isEmpty)
    server.session.reset(server.streams[0].stream, code: .cancel)
    for _ in 0..<3 { reader.receive(try server.output()) }
    #expect(reader.body(of: 1) == Array(pattern(60_000).prefix(reader.body(of: 1).count)))
    #expect(reader.resetCode(of: 1) == 8)
  }

  @Test("a reset closes the stream once on each side, with its code")
  func reset() throws {
    let pair = try SessionPair()
    let call = try pair.client.request(complete: false)
    try pair.exchange()
    pair.client.session.reset(call.stream, code: .cancel)
    try pair.exchange()
    #expect(call.closeCodes == [.cancel])
    #expect(pair.server.streams[0].closeCodes == [.cancel])
    #expect(pair.server.resets == 1)
  }

  @Test("a stream reset before its headers left is closed once, and its headers are never sent")
  func resetUnsent() throws {
    let pair = try SessionPair()
    try pair.exchange()
    let call = try pair.client.request()
    #expect(pair.client.session.stream(call.stream.id) === call.stream)
    pair.client.session.reset(call.stream, code: .cancel)
    try pair.exchange()
    #expect(call.closeCodes == [.cancel])
    #expect(pair.server.streams.isEmpty)
  }

  @Test("streams that wait for the peer's limit are found, reset and closed without being sent")
  func waiting() throws {
    var settings = HTTP2Settings()
    settings.maximumConcurrentStreams = 2
    let pair = try SessionPair(server: settings)
    try pair.exchange()
    let calls = try (0..<5).map { _ in try pair.client.request(complete: false) }
    try pair.exchange()
    #expect(pair.server.streams.count == 2)
    for call in calls {
      #expect(pair.client.session.stream(call.stream.id) === call.stream)
    }
    let gone = calls[0].stream.id
    for call in calls { pair.client.session.reset(call.stream, code: .cancel) }
    try pair.exchange()
    #expect(calls.map(\.closeCodes) == Array(repeating: [.cancel], count: 5))
    #expect(pair.server.streams.count == 2)
    #expect(pair.client.session.stream(gone) == nil)
  }

  @Test("a header list over the limit is reported once, whatever follows in it")
  func oversized() throws {
    let server = try Endpoint(.server)
    let fields = (0..<40).map { ("name-\($0)", String(repeating: "x", count: 300)) }
    try server.receive(
      Frame.preface + Frame.settings().bytes + request(1, fields, end: true).bytes)
    #expect(server.streams[0].isOversized)
    #expect(server.streams[0].headers.count < 40)
  }
}

func request(_ stream: Int32, _ more: [(String, String)] = [], end: Bool = false) -> Frame {
  .headers(
    stream,
    [(":method", "POST"), (":scheme", "http"), (":path", "/"), (":authority", "test")] + more,
    end: end)
}
