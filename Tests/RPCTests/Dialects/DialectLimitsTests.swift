import HTTP2
import Protobuf
import TestSupport
import Testing

@testable import RPC

/// What is bounded for gRPC is bounded in every dialect, and what is hostile gets the right code.
@Suite struct DialectLimitsTests {
  typealias Case = DialectRulesTests.Case
  static let all =
    DialectRulesTests.webCases + DialectRulesTests.streamCases + DialectRulesTests.unaryCases

  /// The code that an answer tells, by Connect's name.
  func code(_ answer: DialectHarness.Answer, _ dialect: Case) -> String? {
    let text = dialect.flag == 0 ? answer.text : dialect.frames(answer).last ?? ""
    if dialect.flag == 0x80 {
      let number = text.split(separator: "\r\n").first?.split(separator: " ").last
      return number.flatMap { Int($0) }.flatMap(StatusCode.init(rawValue:)).map(ConnectStatus.name)
    }
    guard let start = text.firstRange(of: "\"code\":\"") else { return nil }
    return String(text[start.upperBound...].prefix { $0 != "\"" })
  }

  func method(_ dialect: Case) -> String { dialect.flag == 2 ? "Repeat" : "Say" }

  @Test("a request over the limit is RESOURCE_EXHAUSTED", arguments: all)
  func size(_ dialect: Case) throws {
    var limits = ServerLimits()
    limits.maximumRequestSize = 1_000
    let harness = try DialectHarness(limits: limits)
    let large = String(repeating: "x", count: 1_001)
    let answer = harness.call(method(dialect), dialect.contentType, dialect.request(large))
    #expect(code(answer, dialect) == "resource_exhausted")
    let fits = String(repeating: "x", count: 900)
    let other = harness.call(method(dialect), dialect.contentType, dialect.request(fits))
    #expect(code(other, dialect) == (dialect.flag == 0x80 ? "ok" : nil))
  }

  @Test(
    "a large request comes in whole, with its length announced or not", arguments: all,
    [true, false])
  func large(_ dialect: Case, _ isAnnounced: Bool) throws {
    let harness = try DialectHarness()
    let word = String(repeating: "x", count: 300_000)
    let body = dialect.request(word)
    let stream = harness.server.newStream()
    var fields = harness.server.headers(
      "/test.Words/\(method(dialect))", [("content-type", dialect.contentType)])
    if isAnnounced { fields.append(("content-length", "\(body.count)")) }
    harness.server.send([.headers(stream, fields)])
    for start in stride(from: 0, to: body.count, by: 16_000) {
      let end = min(body.count, start + 16_000)
      harness.server.send([.data(stream, Array(body[start..<end]), end: end == body.count)])
    }
    for _ in 0..<40 {
      harness.server.send([.windowUpdate(stream, 60_000), .windowUpdate(0, 60_000)])
    }
    let answer = harness.answer(to: stream)
    #expect(answer.isEnded)
    let first = dialect.flag == 0 ? answer.text : dialect.frames(answer).first ?? ""
    #expect(first.hasSuffix(dialect.word(word)))
    #expect(harness.server.session.account.heldBytes == 0)
  }

  @Test(
    "answers that nobody reads hold no more memory than a connection may",
    arguments: DialectRulesTests.webCases + DialectRulesTests.unaryCases,
    [nil, CompressionAlgorithm.gzip])
  func answers(_ dialect: Case, _ compression: CompressionAlgorithm?) throws {
    var limits = ServerLimits()
    limits.connectionResponseMemory = 500_000
    // No window: nothing is read.
    let harness = try DialectHarness(
      limits: limits, responseCompression: compression, clientSettings: [(4, 0)])
    let fields: [(String, String?)] = [
      ("content-type", dialect.contentType), ("grpc-accept-encoding", "gzip"),
      ("accept-encoding", "gzip"),
    ]
    let streams = (0..<5).map { _ in
      harness.server.call("/test.Words/Long", fields, body: dialect.request(""))
    }
    #expect(harness.server.session.responseAccount.heldBytes <= 500_000)
    #expect(harness.server.session.responseAccount.heldBytes >= 400_000)
    #expect(
      harness.server.refusedCalls == [CallLimit](repeating: .connectionResponseMemory, count: 3))
    harness.server.send(streams.map { .reset($0, 8) })
    #expect(harness.server.session.responseAccount.heldBytes == 0)
  }

  @Test(
    "requests hold no more memory than a connection may", arguments: DialectRulesTests.unaryCases)
  func memory(_ dialect: Case) throws {
    var limits = ServerLimits()
    limits.maximumRequestSize = 100_000
    limits.connectionRequestMemory = 100_000
    let harness = try DialectHarness(limits: limits)
    let body = [UInt8](repeating: 0x20, count: 16_000)
    let streams = (0..<8).map { _ in
      let stream = harness.server.call(
        "/test.Words/Say", [("content-type", dialect.contentType)], body: body, end: false)
      harness.server.send([.data(stream, body)])
      return stream
    }
    #expect(harness.server.session.account.heldBytes <= 100_005)
    let refused = streams.filter { code(harness.answer(to: $0), dialect) == "resource_exhausted" }
    #expect(!refused.isEmpty)
    #expect(harness.server.refusedCalls.contains(.connectionRequestMemory))
  }

  @Test("a request that does not come in time is DEADLINE_EXCEEDED", arguments: all)
  func slow(_ dialect: Case) throws {
    let harness = try DialectHarness()
    let stream = harness.server.call(
      "/test.Words/\(method(dialect))", [("content-type", dialect.contentType)],
      body: Array(dialect.request("word").prefix(3)), end: false)
    harness.server.advance(.seconds(61))
    #expect(code(harness.answer(to: stream), dialect) == "deadline_exceeded")
  }

  @Test("a bomb is RESOURCE_EXHAUSTED, and costs what gRPC's does", arguments: all)
  func bomb(_ dialect: Case) throws {
    let harness = try DialectHarness()
    let zeros = [UInt8](repeating: 0x20, count: 3_000_000)
    var framed = MessageFrame.framed(zeros, .gzip)
    let field =
      dialect.flag == 0
      ? "content-encoding" : dialect.flag == 2 ? "connect-content-encoding" : "grpc-encoding"
    if dialect.flag == 0 { framed.removeFirst(5) }
    if dialect.contentType.contains("text") { framed = DialectRulesTests.base64(framed) }
    let answer = harness.call(
      method(dialect), dialect.contentType, framed, [(field, "gzip")])
    #expect(code(answer, dialect) == "resource_exhausted")
    #expect(harness.server.refusedCalls == [.inflationRatio])
  }

  @Test("gzip goes both ways", arguments: all)
  func gzip(_ dialect: Case) throws {
    let harness = try DialectHarness(responseCompression: .gzip)
    let word = String(repeating: "many words ", count: 40)
    var body = MessageFrame.framed(Array(dialect.word(word).utf8), .gzip)
    let prefix = dialect.flag == 0 ? "" : dialect.flag == 2 ? "connect-" : "grpc-"
    let name = dialect.flag == 0x80 ? "encoding" : "content-encoding"
    if dialect.flag == 0 { body.removeFirst(5) }
    if dialect.contentType.contains("text") { body = DialectRulesTests.base64(body) }
    for method in dialect.flag == 2 ? ["Repeat"] : ["Say", "SayLater"] {
      let answer = harness.call(
        method, dialect.contentType, body,
        [
          ("\(prefix)\(name)", "gzip"),
          ("\(prefix)accept-encoding", "br;q=1.0, gzip;q=0.8"),
        ])
      #expect(answer.status == "200")
      #expect(answer.fields["\(prefix)\(name)"] == "gzip")
      var plain = answer.body
      if dialect.contentType.contains("text") {
        var decoder = Base64Decoder()
        plain = try plain.withUnsafeBytes { try decoder.decode($0) }
      }
      let compressed =
        dialect.flag == 0
        ? plain
        : Array(plain.dropFirst(5).prefix(plain[1..<5].reduce(0) { $0 << 8 | Int($1) }))
      if dialect.flag != 0 { #expect(plain[0] == 1) }
      let text = try compressed.withUnsafeBytes {
        try Zlib.decompress($0, .gzip, limit: 10_000)
      }
      #expect(String(decoding: text, as: UTF8.self) == dialect.word(word))
    }
    // Nobody gets what it does not read.
    let answer = harness.call(
      method(dialect), dialect.contentType, dialect.request(word),
      [("\(prefix)accept-encoding", "gzip;q=0, br")])
    #expect(answer.fields["\(prefix)\(name)"] == nil)
  }

  @Test(
    "text that is not base64, or is cut short, is INVALID_ARGUMENT",
    arguments: ["!!!!", "AAA", "A===", "=AAA", "AAAAAAN4A===", "AA=A", "\u{0}AAA"])
  func badText(_ text: String) throws {
    let dialect = Case(contentType: "application/grpc-web-text", flag: 0x80)
    let answer = try DialectHarness().call("Say", dialect.contentType, Array(text.utf8))
    #expect(code(answer, dialect) == "invalid_argument")
  }

  @Test("text may be padded wherever its sender stopped, and come in any pieces", arguments: 1...9)
  func paddedText(_ step: Int) throws {
    let dialect = Case(contentType: "application/grpc-web-text", flag: 0x80)
    let harness = try DialectHarness()
    let framed = MessageFrame.framed(Array("hello".utf8))
    let text = stride(from: 0, to: framed.count, by: step).flatMap {
      DialectRulesTests.base64(Array(framed[$0..<min(framed.count, $0 + step)]))
    }
    let stream = harness.server.call(
      "/test.Words/Say", [("content-type", dialect.contentType)], body: [], end: false)
    for (index, byte) in text.enumerated() {
      harness.server.send([.data(stream, [byte], end: index == text.count - 1)])
    }
    #expect(dialect.frames(harness.answer(to: stream)).first == "0 hello")
  }

  @Test("a call without its message, with two, or with a frame's end missing is refused")
  func messages() throws {
    let harness = try DialectHarness()
    let one = MessageFrame.framed([1])
    for dialect in DialectRulesTests.streamCases + [DialectRulesTests.webCases[0]] {
      for (body, expected) in [
        ([], "unimplemented"), (one + one, "unimplemented"),
        (Array(one.dropLast()), "internal"), ([4] + one.dropFirst(), "internal"),
        ([1] + one.dropFirst(), "internal"),
      ] {
        let answer = harness.call(method(dialect), dialect.contentType, body)
        #expect(code(answer, dialect) == expected, "\(dialect.contentType) \(body)")
      }
    }
  }

  @Test("every call is counted alike, and interceptors see it", arguments: all)
  func counted(_ dialect: Case) throws {
    let recorder = InterceptorRulesTests.Recorder()
    let harness = try DialectHarness(interceptors: [recorder])
    let method = method(dialect)
    let answer = harness.call(method, dialect.contentType, dialect.request("word"))
    #expect(answer.fields["x-first"]?.hasSuffix("early") == true)
    #expect(
      recorder.all == ["started /test.Words/\(method)", "ended /test.Words/\(method) OK"])
    let last = try #require(recorder.last)
    let size = dialect.word("word").utf8.count + 5
    #expect(last.requests.messages == 1 && last.requests.bytes == size)
    #expect(last.responses.messages == (method == "Say" ? 1 : 3))
    if method == "Say" { #expect(last.responses.bytes == size) }
    switch dialect.flag {
    case 0: #expect(answer.fields["trailer-x-last"] == "late")
    case 2: #expect(dialect.frames(answer).last == "2 {\"metadata\":{\"x-last\":[\"late\"]}}")
    default: #expect(dialect.frames(answer).last?.contains("x-last: late") == true)
    }
  }

  @Test("an interceptor refuses a call in its own dialect", arguments: all)
  func intercepted(_ dialect: Case) throws {
    let recorder = InterceptorRulesTests.Recorder(refusal: RPCError(.unauthenticated, "who?"))
    let harness = try DialectHarness(interceptors: [recorder])
    let answer = harness.call(method(dialect), dialect.contentType, dialect.request("word"))
    #expect(code(answer, dialect) == "unauthenticated")
    #expect(answer.status == (dialect.flag == 0 ? "401" : "200"))
    #expect(recorder.all.last == "ended /test.Words/\(method(dialect)) UNAUTHENTICATED")
  }

  @Test("a call that its client resets is cancelled", arguments: all)
  func cancelled(_ dialect: Case) throws {
    let recorder = InterceptorRulesTests.Recorder()
    let harness = try DialectHarness(interceptors: [recorder])
    let method = dialect.flag == 2 ? "Stall" : "Sleep"
    let stream = harness.server.call(
      "/test.Words/\(method)", [("content-type", dialect.contentType)], body: dialect.request("x"))
    harness.server.send([.reset(stream, 8)])
    #expect(recorder.all.last == "ended /test.Words/\(method) CANCELLED")
    #expect(harness.server.session.http2.openStreams == 0)
  }

  @Test("a draining server fails calls in their own dialect", arguments: all)
  func drained(_ dialect: Case) throws {
    let harness = try DialectHarness()
    let method = dialect.flag == 2 ? "Stall" : "Sleep"
    let stream = harness.server.call(
      "/test.Words/\(method)", [("content-type", dialect.contentType)], body: dialect.request("x"))
    harness.server.session.failCalls()
    harness.server.run()
    #expect(code(harness.answer(to: stream), dialect) == "unavailable")
  }

  @Test("headers over the limit are told in the call's dialect, or by HTTP's status")
  func headers() throws {
    let harness = try DialectHarness()
    let long = String(repeating: "x", count: 9_000)
    let answer = harness.call("Say", "application/proto", [], [("x-long", long)])
    #expect(answer.status == "429")
    let get = harness.get("Say", "encoding=proto&message=a", [("x-long", long)])
    #expect(get.status == "429")
    let lost = harness.get("Say", "encoding=proto&message=\(long)")
    #expect(lost.status == "431")
  }
}
