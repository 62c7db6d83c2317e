import TestSupport
import Testing

@testable import HTTP2

@Suite struct ConnectionTests {
  enum Fate: CaseIterable {
    case refused
    case reset
    case answeredEarly
    case closedUnread
  }

  @Test(
    "the connection's window never leaks, whatever becomes of its streams", arguments: Fate.allCases
  )
  func window(_ fate: Fate) throws {
    var settings = HTTP2Settings()
    settings.maximumConcurrentStreams = 100
    let pair = try SessionPair(server: settings)
    pair.client.keepsStreams = false
    pair.server.keepsStreams = false
    pair.server.refuses = fate == .refused
    var unread: [(Int32, Int)] = []
    pair.server.onRequest = { stream in
      stream.consumes = fate == .answeredEarly
      switch fate {
      case .refused, .closedUnread: break
      case .reset: pair.server.session.reset(stream.stream, code: .cancel)
      case .answeredEarly:
        pair.server.session.submitResponse(stream.stream, headers: answerHeaders, endsStream: true)
      }
    }
    pair.server.onEnd = { stream in
      guard fate == .closedUnread || fate == .reset else { return }
      unread.append((stream.stream.id, stream.body.count))
      pair.server.session.reset(stream.stream, code: .noError)
    }
    var closed = 0
    for _ in 0..<10_000 {
      let call = try pair.client.request(pattern(2_000), keep: false)
      try pair.exchange()
      closed += call.closeCodes.count
      if call.closeCodes.isEmpty {
        pair.client.session.reset(call.stream, code: .cancel)
        try pair.exchange()
      }
      for (id, count) in unread { pair.server.session.consume(count, stream: id) }
      unread = []
    }
    // 20 MB have come in; a window of 1 MiB would be long empty if any of it had leaked.
    let last = try pair.client.request(pattern(200_000))
    pair.server.refuses = false
    pair.server.onRequest = { $0.consumes = true }
    var whole = 0
    pair.server.onEnd = { whole = $0.body.count }
    try pair.exchange()
    #expect(whole == 200_000)
    #expect(last.hasSentEnd)
    #expect(pair.server.session.openStreams == (last.closeCodes.isEmpty ? 1 : 0))
  }

  @Test("GOAWAY refuses the streams above its last one and lets the others finish")
  func goAway() throws {
    let pair = try SessionPair()
    let first = try pair.client.request(complete: false)
    try pair.exchange()
    pair.server.session.submitGoAway(.noError, debugData: "maintenance")
    let second = try pair.client.request()
    try pair.client.receive(pair.server.output())
    #expect(!pair.client.session.canOpenStreams)
    try pair.exchange()
    #expect(pair.client.goAways.map(\.debug) == ["maintenance"])
    #expect(second.closeCodes == [.refusedStream])
    #expect(first.closeCodes.isEmpty)
    first.isComplete = true
    pair.client.session.resume(first.stream)
    pair.server.onEnd = { stream in
      pair.server.session.submitResponse(stream.stream, headers: answerHeaders, endsStream: true)
    }
    try pair.exchange()
    #expect(first.closeCodes == [.noError])
    #expect(pair.server.session.isFinished && pair.client.session.isFinished)
  }

  @Test("a session that ends with open streams closes each once and frees everything")
  func memory() throws {
    weak var weakSession: HTTP2Session?
    weak var weakCall: Recorder?
    weak var weakStream: HTTP2Stream?
    var codes: [HTTP2ErrorCode] = []
    do {
      let pair = try SessionPair()
      let call = try pair.client.request(complete: false)
      try pair.exchange()
      weakSession = pair.client.session
      weakCall = call
      weakStream = call.stream
      pair.client.session.closeStreams(.cancel)
      codes = call.closeCodes
    }
    #expect(codes == [.cancel])
    #expect(weakSession == nil && weakCall == nil && weakStream == nil)
  }

  @Test("streams are freed when they are closed, not when the connection ends")
  func streamsFreed() throws {
    let pair = try SessionPair()
    pair.server.keepsStreams = false
    weak var weakServerStream: HTTP2Stream?
    weak var weakCall: Recorder?
    pair.server.onEnd = { stream in
      weakServerStream = stream.stream
      pair.server.session.submitResponse(stream.stream, headers: answerHeaders, endsStream: true)
    }
    do {
      let call = try pair.client.request(keep: false)
      weakCall = call
      try pair.exchange()
    }
    #expect(weakServerStream == nil && weakCall == nil)
  }

  @Test("what is not HTTP/2 is named as that")
  func notHTTP2() throws {
    let server = try Endpoint(.server)
    let error = #expect(throws: HTTP2Error.self) {
      try server.receive(Array("GET / HTTP/1.1\r\nHost: example\r\n\r\n".utf8))
    }
    #expect(error?.code == .notHTTP2)
  }

  @Test("a peer that makes the server queue frames and reads none of them is cut off")
  func floods() throws {
    let ping = Frame(.ping, payload: Array(repeating: 1, count: 8)).bytes
    let error = #expect(throws: HTTP2Error.self) {
      let server = try Endpoint(.server)
      try server.receive(Frame.preface + Frame.settings().bytes)
      for _ in 0..<2_000 { try server.receive(ping) }
    }
    #expect(error?.code == .flooded)
  }

  @Test("refused streams whose resets are never read are bounded")
  func refusals() throws {
    let error = #expect(throws: HTTP2Error.self) {
      let server = try Endpoint(.server)
      server.refuses = true
      try server.receive(Frame.preface + Frame.settings().bytes)
      for stream in 0..<20_000 {
        try server.receive(request(Int32(2 * stream + 1), end: true).bytes)
      }
    }
    #expect(error?.code == .flooded)
  }

  @Test(
    "a body that follows a refused stream's headers at once is no violation, whatever came between")
  func refusedBody() throws {
    var settings = HTTP2Settings()
    settings.maximumConcurrentStreams = 2
    let server = try Endpoint(.server, settings)
    let reader = FrameReader()
    // The client has not heard of the limit: the third is refused. A reset makes room for the fourth.
    let frames = [
      request(1), request(3), request(5), Frame.reset(1, 8), request(7),
      .data(5, [1]), .data(5, [2], end: true), .data(7, [3], end: true), .data(3, [4], end: true),
    ]
    try server.receive(
      Frame.preface + Frame.settings().bytes + frames.flatMap(\.bytes))
    reader.receive(try server.output())
    #expect(reader.goAwayCode == nil)
    #expect(reader.resetCode(of: 5) == HTTP2ErrorCode.refusedStream.rawValue)
    #expect(server.streams.map(\.body) == [[], [4], [3]])
  }

  @Test("a header block in too many CONTINUATION frames ends the connection")
  func continuations() throws {
    let server = try Endpoint(.server)
    let reader = FrameReader()
    try server.receive(Frame.preface + Frame.settings().bytes)
    var failed = false
    do {
      try server.receive(
        Frame(.headers, stream: 1, payload: Frame.block([(":method", "GET")])).bytes)
      for number in 0..<50 {
        let block = Frame.block([("name-\(number)", "x")])
        try server.receive(Frame(.continuation, stream: 1, payload: block).bytes)
      }
    } catch {
      failed = true
    }
    reader.receive(try server.output())
    #expect(failed || reader.goAwayCode != nil)
  }

  @Test("pings are answered with their payload")
  func ping() throws {
    let pair = try SessionPair()
    pair.server.session.ping(0x0102_0304_0506_0708)
    try pair.exchange()
    #expect(pair.client.pings.map(\.isAcknowledgement) == [false])
    #expect(pair.server.pings.map(\.payload) == [0x0102_0304_0506_0708])
    #expect(pair.server.pings.map(\.isAcknowledgement) == [true])
  }
}
