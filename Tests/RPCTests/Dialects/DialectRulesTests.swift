import HTTP2
import Protobuf
import TestSupport
import Testing

@testable import RPC

/// grpc/doc/PROTOCOL-WEB.md and https://connectrpc.com/docs/protocol, rule by rule.
@Suite struct DialectRulesTests {
  /// A dialect, with how a test writes a request's message and reads an answer.
  struct Case: Sendable, CustomTestStringConvertible {
    var contentType: String
    var isJSON = false
    var flag: UInt8 = 0
    var testDescription: String { contentType }

    func word(_ word: String) -> String { isJSON ? "\"\(word)\"" : word }

    func request(_ word: String) -> [UInt8] {
      let message = Array(self.word(word).utf8)
      if flag == 0 { return message }
      let framed = MessageFrame.framed(message)
      return contentType.contains("text") ? base64(framed) : framed
    }

    func frames(_ answer: DialectHarness.Answer) -> [String] {
      guard contentType.contains("text") else { return answer.frames }
      var answer = answer
      var decoder = Base64Decoder()
      answer.body = (try? answer.body.withUnsafeBytes { try decoder.decode($0) }) ?? []
      return decoder.heldBack == 0 ? answer.frames : ["cut short"]
    }
  }

  static func base64(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    bytes.withUnsafeBytes { Base64.encode($0, to: &text) }
    return text
  }

  static let webCases = [
    Case(contentType: "application/grpc-web", flag: 0x80),
    Case(contentType: "application/grpc-web+proto", flag: 0x80),
    Case(contentType: "application/grpc-web+json", isJSON: true, flag: 0x80),
    Case(contentType: "application/grpc-web-text", flag: 0x80),
    Case(contentType: "application/grpc-web-text+proto", flag: 0x80),
  ]
  static let streamCases = [
    Case(contentType: "application/connect+proto", flag: 2),
    Case(contentType: "application/connect+json", isJSON: true, flag: 2),
  ]
  static let unaryCases = [
    Case(contentType: "application/proto"), Case(contentType: "application/json", isJSON: true),
    Case(contentType: "Application/JSON; charset=UTF-8", isJSON: true),
  ]

  // MARK: gRPC-Web

  @Test(
    "gRPC-Web answers with messages and then a frame of trailers, whoever answers",
    arguments: webCases, ["Say", "SayLater", "SayElsewhere"])
  func web(_ dialect: Case, _ method: String) throws {
    let answer = try DialectHarness().call(method, dialect.contentType, dialect.request("hello"))
    #expect(answer.status == "200")
    #expect(answer.fields["content-type"] == dialect.contentType)
    let trailers =
      method == "SayLater" ? "grpc-status: 0\r\nx-last: last\r\n" : "grpc-status: 0\r\n"
    #expect(dialect.frames(answer) == ["0 \(dialect.word("hello"))", "128 \(trailers)"])
    #expect(answer.isEnded && answer.resetCode == nil)
    #expect(answer.fields["x-first"] == (method == "SayElsewhere" ? nil : "first"))
  }

  @Test(
    "gRPC-Web tells a failure in a frame of trailers", arguments: webCases, ["Fail", "FailLater"])
  func webFailure(_ dialect: Case, _ method: String) throws {
    let answer = try DialectHarness().call(method, dialect.contentType, dialect.request("x"))
    #expect(answer.status == "200")
    let frames = dialect.frames(answer)
    #expect(frames.count == 1)
    let trailers = try #require(frames.first)
    #expect(
      trailers.hasPrefix(
        "128 grpc-status: 5\r\ngrpc-message: no %E2%80%9C<b>%E2%80%9D%0A\r\n"))
    #expect(trailers.contains("\r\nx-kept: kept\r\n"))
    #expect(trailers.contains("\r\nx-kept-bin: AP8\r\n"))
    #expect(trailers.contains("\r\ngrpc-status-details-bin: "))
  }

  @Test("gRPC-Web's deadline is grpc-timeout", arguments: webCases)
  func webDeadline(_ dialect: Case) throws {
    let harness = try DialectHarness()
    let stream = harness.server.call(
      "/test.Words/Sleep", [("content-type", dialect.contentType), ("grpc-timeout", "5S")],
      body: dialect.request("x"))
    #expect(!harness.answer(to: stream).isEnded)
    harness.server.advance(.seconds(6))
    let answer = harness.answer(to: stream)
    #expect(dialect.frames(answer).first?.hasPrefix("128 grpc-status: 4\r\n") == true)
  }

  // MARK: Streams

  @Test(
    "a stream is frames and then its end, whoever answers", arguments: webCases + streamCases,
    ["Repeat", "RepeatLater"])
  func streams(_ dialect: Case, _ method: String) throws {
    let answer = try DialectHarness().call(method, dialect.contentType, dialect.request("ab"))
    #expect(answer.status == "200")
    let words = method == "Repeat" ? ["ab", "abab", ""] : ["ab", "ab"]
    #expect(
      dialect.frames(answer) == words.map { "0 \(dialect.word($0))" } + [
        dialect.flag == 2 ? "2 {}" : "128 grpc-status: 0\r\n"
      ])
    #expect(answer.isEnded && answer.resetCode == nil)
  }

  @Test("messages go both ways in a stream", arguments: webCases + streamCases)
  func relay(_ dialect: Case) throws {
    let harness = try DialectHarness()
    let stream = harness.server.call(
      "/test.Words/Relay", [("content-type", dialect.contentType)], body: dialect.request("one"),
      end: false)
    #expect(dialect.frames(harness.answer(to: stream)) == ["0 \(dialect.word("one"))"])
    // Cut anywhere.
    for byte in dialect.request("four") { harness.server.send([.data(stream, [byte])]) }
    harness.server.send([.data(stream, [], end: true)])
    #expect(
      dialect.frames(harness.answer(to: stream)).dropLast() == [
        "0 \(dialect.word("one"))", "0 \(dialect.word("four"))",
      ])
  }

  @Test("a stream fails behind its messages, or with none", arguments: streamCases)
  func streamFailure(_ dialect: Case) throws {
    let harness = try DialectHarness()
    let late = harness.call("RepeatLater", dialect.contentType, dialect.request("fail"))
    let early = harness.call("FailStream", dialect.contentType, dialect.request("x"))
    #expect(dialect.frames(late).count == 3)
    for answer in [late, early] {
      #expect(answer.status == "200")
      #expect(
        dialect.frames(answer).last
          == "2 {\"error\":\(Self.failureJSON),"
          + "\"metadata\":{\"x-kept\":[\"kept\"],\"x-kept-bin\":[\"AP8\"]}}"
      )
    }
  }

  static let failureJSON =
    #"{"code":"not_found","message":"no “\u003cb\u003e”\n","details":["#
    + #"{"type":"google.rpc.BadRequest","value":"ChAKBHdvcmQSCGlzICJvZGQi"}]}"#

  @Test("a stream that is cut off by its deadline says so", arguments: streamCases)
  func streamDeadline(_ dialect: Case) throws {
    let harness = try DialectHarness()
    let stream = harness.server.call(
      "/test.Words/Stall", [("content-type", dialect.contentType), ("connect-timeout-ms", "5000")],
      body: dialect.request("x"))
    harness.server.advance(.seconds(6))
    let frames = dialect.frames(harness.answer(to: stream))
    #expect(frames.count == 2)
    #expect(frames.last?.hasPrefix("2 {\"error\":{\"code\":\"deadline_exceeded\"") == true)
  }

  @Test(
    "an end that finds no window, or a message cut in two, is a reset and nothing false",
    arguments: webCases + streamCases, [UInt32(0), 3, 7])
  func closedWindow(_ dialect: Case, _ window: UInt32) throws {
    let harness = try DialectHarness(clientSettings: [(4, window)])
    let stream = harness.server.call(
      "/test.Words/Stall",
      [
        ("content-type", dialect.contentType), ("connect-timeout-ms", "5000"),
        ("grpc-timeout", "5S"),
      ], body: dialect.request("twelve bytes"))
    harness.server.advance(.seconds(6))
    harness.server.send([.windowUpdate(stream, 1_000)])
    let answer = harness.answer(to: stream)
    #expect(answer.resetCode == 8 && !answer.isEnded)
    #expect(answer.body.count <= Int(window))
  }

  @Test("whatever the window, all arrives in order", arguments: webCases + streamCases, [1, 2, 5])
  func smallWindow(_ dialect: Case, _ step: Int) throws {
    let harness = try DialectHarness(clientSettings: [(4, 0)])
    let stream = harness.server.call(
      "/test.Words/Repeat", [("content-type", dialect.contentType)], body: dialect.request("abc"))
    for _ in 0..<200 where !harness.answer(to: stream).isEnded {
      harness.server.send([.windowUpdate(stream, UInt32(step))])
    }
    let answer = harness.answer(to: stream)
    #expect(answer.isEnded)
    #expect(
      dialect.frames(answer).dropLast()
        == ["abc", "abcabc", ""].map { "0 \(dialect.word($0))" }[...])
  }

  @Test("a message that has no form in JSON fails its call")
  func noForm() throws {
    let harness = try DialectHarness()
    let unary = harness.call("Say", "application/json", Array("\"no form\"".utf8))
    #expect(unary.status == "500")
    let stream = harness.call(
      "Repeat", "application/connect+json", MessageFrame.framed(Array("\"no form\"".utf8)))
    #expect(stream.frames.count == 1)
    #expect(stream.frames[0].hasPrefix("2 {\"error\":{\"code\":\"internal\""))
  }

  // MARK: Connect, one message each way

  @Test(
    "Connect answers with a message and nothing around it, whoever answers", arguments: unaryCases,
    ["Say", "SayLater", "SayElsewhere"])
  func unary(_ dialect: Case, _ method: String) throws {
    let answer = try DialectHarness().call(
      method, dialect.contentType, dialect.request("hello"),
      [("connect-protocol-version", "1"), ("content-length", "\(dialect.request("hello").count)")])
    #expect(answer.status == "200")
    #expect(
      answer.fields["content-type"] == (dialect.isJSON ? "application/json" : "application/proto"))
    #expect(answer.text == dialect.word("hello"))
    #expect(answer.fields["content-length"] == "\(answer.body.count)")
    #expect(answer.fields["trailer-x-last"] == (method == "SayLater" ? "last" : nil))
    #expect(answer.fields["x-first"] == (method == "SayElsewhere" ? nil : "first"))
    #expect(answer.fields["x-content-type-options"] == "nosniff")
    #expect(answer.isEnded && answer.resetCode == nil)
  }

  @Test(
    "Connect tells a failure by its HTTP status and an object of JSON", arguments: unaryCases,
    ["Fail", "FailLater"])
  func unaryFailure(_ dialect: Case, _ method: String) throws {
    let answer = try DialectHarness().call(method, dialect.contentType, dialect.request("x"))
    #expect(answer.status == "404")
    #expect(answer.fields["content-type"] == "application/json")
    #expect(answer.text == Self.failureJSON)
    #expect(answer.fields["trailer-x-kept"] == "kept")
    #expect(answer.fields["trailer-x-kept-bin"] == "AP8")
  }

  @Test("an empty message is a message, in protobuf", arguments: ["Say", "SayLater"])
  func emptyMessage(_ method: String) throws {
    let harness = try DialectHarness()
    let answer = harness.call(method, "application/proto", [])
    #expect(answer.status == "200" && answer.body.isEmpty && answer.isEnded)
    #expect(harness.call(method, "application/json", []).status == "400")
  }

  @Test("every code has its HTTP status and name", arguments: StatusCode.allCases)
  func codes(_ code: StatusCode) {
    let table: [StatusCode: (Int, String)] = [
      .cancelled: (499, "canceled"), .unknown: (500, "unknown"),
      .invalidArgument: (400, "invalid_argument"),
      .deadlineExceeded: (504, "deadline_exceeded"), .notFound: (404, "not_found"),
      .alreadyExists: (409, "already_exists"), .permissionDenied: (403, "permission_denied"),
      .resourceExhausted: (429, "resource_exhausted"),
      .failedPrecondition: (400, "failed_precondition"), .aborted: (409, "aborted"),
      .outOfRange: (400, "out_of_range"), .unimplemented: (501, "unimplemented"),
      .internalError: (500, "internal"), .unavailable: (503, "unavailable"),
      .dataLoss: (500, "data_loss"), .unauthenticated: (401, "unauthenticated"),
    ]
    guard let (status, name) = table[code] else {
      #expect(code == .ok)
      return
    }
    #expect(ConnectStatus.httpStatus(code) == status)
    #expect(ConnectStatus.name(code) == name)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var fields: [(String, String?)]
    var status: String
    var code: String
    var answer: (String, String)?
  }

  static let refusals = [
    Refusal(
      testDescription: "another version", fields: [("connect-protocol-version", "2")],
      status: "400", code: "invalid_argument"),
    Refusal(
      testDescription: "a timeout of eleven digits",
      fields: [("connect-timeout-ms", "12345678901")],
      status: "400", code: "invalid_argument"),
    Refusal(
      testDescription: "a negative timeout", fields: [("connect-timeout-ms", "-1")], status: "400",
      code: "invalid_argument"),
    Refusal(
      testDescription: "no time at all", fields: [("connect-timeout-ms", "0")], status: "504",
      code: "deadline_exceeded"),
    Refusal(
      testDescription: "an encoding that is not read", fields: [("content-encoding", "br")],
      status: "501", code: "unimplemented",
      answer: ("accept-encoding", CompressionAlgorithm.acceptEncoding)),
    Refusal(
      testDescription: "a path without a method", fields: [(":path", "/test.Words/Sing")],
      status: "404", code: "unimplemented"),
    Refusal(
      testDescription: "gzip that is none", fields: [("content-encoding", "gzip")], status: "500",
      code: "internal"),
  ]

  @Test("what Connect forbids is refused when the request is complete", arguments: refusals)
  func refused(_ refusal: Refusal) throws {
    let harness = try DialectHarness()
    let stream = harness.server.call(
      "/test.Words/Say", [("content-type", "application/proto")] + refusal.fields, body: [1],
      end: false)
    #expect(harness.server.reader.frames(of: stream).isEmpty)
    harness.server.send([.data(stream, [2], end: true)])
    let answer = harness.answer(to: stream)
    #expect(answer.status == refusal.status)
    #expect(answer.text.hasPrefix("{\"code\":\"\(refusal.code)\""))
    #expect(answer.resetCode == nil)
    if let (name, value) = refusal.answer { #expect(answer.fields[name] == value) }
    #expect(harness.call("Say", "application/proto", []).status == "200")
  }

  @Test("gRPC's own fields mean nothing in Connect")
  func othersFields() throws {
    let answer = try DialectHarness().call(
      "Say", "application/proto", Array("x".utf8),
      [("grpc-timeout", "0S"), ("grpc-encoding", "br")])
    #expect(answer.status == "200")
  }

  // MARK: GET

  @Test(
    "a method without side effects is called by GET",
    arguments: [
      ("encoding=proto&message=hello", "hello"),
      ("connect=v1&encoding=json&message=%22hello%22", "\"hello\""),
      ("message=%22a+b%2B%C3%A9%22&encoding=json&connect=v1", "\"a b+é\""),
      ("encoding=json&base64=1&message=ImhlbGxvIg", "\"hello\""),
      ("encoding=json&base64=1&message=ImhlbGxvIg%3D%3D", "\"hello\""),
      ("encoding=proto&base64=1&message=-_8&unknown=%00", "\u{FFFD}\u{FFFD}"),
      ("encoding=proto&message=&compression=identity", ""),
      ("encoding=proto&message=&compression=gzip", ""),
    ])
  func get(_ query: String, _ text: String) throws {
    let answer = try DialectHarness().get("Say", query)
    #expect(answer.status == "200")
    #expect(answer.text == text)
  }

  @Test("a GET's message may be compressed")
  func compressedGet() throws {
    let sample = try #require(CompressionRulesTests.samples[.gzip])
    let answer = try DialectHarness().get(
      "Say", "encoding=proto&compression=gzip&base64=1&message=\(Base64.unpadded(sample))")
    #expect(answer.body == CompressionRulesTests.text)
  }

  @Test(
    "a GET that is wrong is told so, and repeats nothing of it",
    arguments: [
      ("", "400"), ("encoding=json", "400"), ("message=x", "415"),
      ("encoding=xml&message=x", "415"),
      ("encoding=proto&message=%", "400"), ("encoding=proto&message=%4", "400"),
      ("encoding=proto&message=%zz", "400"), ("%=1", "400"),
      ("encoding=proto&message=a&message=b", "400"), ("encoding=proto&message=!&base64=1", "400"),
      ("encoding=proto&message=a&base64=1", "400"), ("encoding=proto&message=a&base64=yes", "400"),
      ("encoding=proto&message=a&connect=v2", "400"), ("encoding=json&message=%3Cscript%3E", "400"),
      ("encoding=proto&message=a&compression=br", "501"),
    ])
  func badGet(_ query: String, _ status: String) throws {
    let answer = try DialectHarness().get("Say", query)
    #expect(answer.status == status)
    #expect(!answer.text.contains("<"))
  }

  @Test(
    "other methods are not called by GET",
    arguments: [("Change", "405"), ("SayLater", "405"), ("Repeat", "405"), ("Sing", "404")])
  func notByGet(_ method: String, _ status: String) throws {
    let answer = try DialectHarness().get(method, "encoding=proto&message=")
    #expect(answer.status == status)
    #expect(answer.fields["allow"] == (status == "405" ? "POST" : nil))
  }

  @Test("a GET with a body is refused")
  func getWithBody() throws {
    let harness = try DialectHarness()
    let stream = harness.server.call(
      "/test.Words/Say?encoding=proto&message=",
      [("content-type", nil), (":method", "GET")], body: [1])
    #expect(harness.answer(to: stream).status == "400")
  }

  @Test("other methods of HTTP hear which are taken")
  func allowed() throws {
    let harness = try DialectHarness()
    for (method, allowed) in [("Say", "GET, POST"), ("Change", "POST")] {
      let answer = harness.call(method, "application/json", [], [(":method", "DELETE")])
      #expect(answer.status == "405" && answer.fields["allow"] == allowed)
    }
  }
}
