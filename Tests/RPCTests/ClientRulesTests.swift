import HTTP2
import TestSupport
import Testing

@testable import RPC

@Suite struct ClientRulesTests {
  @Test(
    "an HTTP status other than 200 becomes the status that gRPC maps it to",
    arguments: [
      ("400", StatusCode.internalError), ("401", .unauthenticated), ("403", .permissionDenied),
      ("404", .unimplemented), ("429", .unavailable), ("431", .internalError),
      ("502", .unavailable), ("503", .unavailable), ("504", .unavailable), ("500", .unknown),
      ("302", .unknown), ("204", .unknown), ("409", .unknown), ("412", .unknown),
      ("413", .unknown), ("415", .unknown), ("418", .unknown), ("505", .unknown),
      ("800", .unknown),
    ])
  func httpStatus(_ status: String, _ code: StatusCode) throws {
    let client = try ClientHarness()
    for type in ["text/html", "application/grpc", nil] {
      let call = try #require(client.call())
      let fields = [(":status", status)] + (type.map { [("content-type", $0)] } ?? [])
      client.send([.headers(call.stream, fields)])
      #expect(call.status == code)
      #expect(client.reader.resetCode(of: call.stream) == HTTP2ErrorCode.cancel.rawValue)
    }
  }

  @Test("a grpc-status goes before the HTTP status it comes with")
  func trailersOnlyWithHTTPStatus() throws {
    let client = try ClientHarness()
    let call = try #require(client.call())
    client.send([
      .headers(
        call.stream,
        [(":status", "415"), ("content-type", "application/grpc"), ("grpc-status", "13")],
        end: true)
    ])
    #expect(call.status == .internalError)
  }

  @Test("a content-type that is not gRPC's is UNKNOWN", arguments: ["text/html", nil])
  func contentType(_ type: String?) throws {
    let client = try ClientHarness()
    let call = try #require(client.call())
    client.send([
      .headers(call.stream, [(":status", "200")] + (type.map { [("content-type", $0)] } ?? []))
    ])
    #expect(call.status == .unknown)
  }

  @Test("a response without a grpc-status is UNKNOWN, with one out of range too")
  func missingStatus() throws {
    let client = try ClientHarness()
    let missing = try #require(client.call())
    client.send([.headers(missing.stream, ClientHarness.goodHeaders, end: true)])
    #expect(missing.status == .unknown)
    let body = try #require(client.call())
    client.send([
      .headers(body.stream, ClientHarness.goodHeaders), .data(body.stream, [], end: true),
    ])
    #expect(body.status == .unknown)
    for value in ["99", "-1", "x", ""] {
      let call = try #require(client.call())
      client.send([
        .headers(call.stream, ClientHarness.goodHeaders + [("grpc-status", value)], end: true)
      ])
      #expect(call.status == .unknown, "\(value)")
    }
  }

  @Test("informational responses come before the real one and mean nothing")
  func informational() throws {
    let client = try ClientHarness()
    let call = try #require(client.call())
    client.send([
      .headers(call.stream, [(":status", "100")]),
      .headers(call.stream, [(":status", "103"), ("link", "x")]),
      .headers(call.stream, ClientHarness.goodHeaders + [("greeting", "hello")]),
      .data(call.stream, MessageFrame.framed([1])),
      .headers(call.stream, [("grpc-status", "0"), ("parting", "bye")], end: true),
    ])
    let outcome = call.outcome()
    #expect(outcome.bytes == MessageFrame.framed([1]))
    #expect(call.status == .ok)
    #expect(call.exchange.initialMetadata?[text: "greeting"] == ["hello"])
    #expect(call.exchange.trailingMetadata[text: "parting"] == ["bye"])
    #expect(call.exchange.initialMetadata?[text: "link"] == [])
  }

  @Test("a response that is nothing but a status carries message and metadata")
  func trailersOnly() throws {
    let client = try ClientHarness()
    let call = try #require(client.call())
    client.send([
      .headers(
        call.stream,
        ClientHarness.goodHeaders + [
          ("grpc-status", "5"), ("grpc-message", "no%20such%3A %E2%98%BA%zz"), ("hint-bin", "AQI"),
        ], end: true)
    ])
    guard case .failure(let error) = call.outcome().end else {
      Issue.record("the call has not failed")
      return
    }
    #expect(error.code == .notFound)
    #expect(error.message == "no such: ☺%zz")
    #expect(error.trailingMetadata[binary: "hint-bin"] == [[1, 2]])
  }

  @Test(
    "a reset becomes the status that gRPC maps its code to",
    arguments: [
      (HTTP2ErrorCode.refusedStream, StatusCode.unavailable), (.cancel, .cancelled),
      (.enhanceYourCalm, .resourceExhausted), (.inadequateSecurity, .permissionDenied),
      (.protocolError, .internalError), (.internalError, .internalError),
      (.noError, .internalError), (.flowControlError, .internalError),
    ])
  func resets(_ code: HTTP2ErrorCode, _ status: StatusCode) throws {
    let client = try ClientHarness()
    let call = try #require(client.call())
    client.send([.reset(call.stream, code.rawValue)])
    #expect(call.status == status)
    #expect(call.exchange.wasRefused == (code == .refusedStream))
  }

  @Test("a RST_STREAM(NO_ERROR) after the trailers takes nothing back")
  func earlyEnd() throws {
    let client = try ClientHarness()
    let call = try #require(client.call(end: false))
    client.send([
      .headers(call.stream, ClientHarness.goodHeaders + [("grpc-status", "8")], end: true),
      .reset(call.stream, 0),
    ])
    #expect(call.status == .resourceExhausted)
    #expect(client.session.http2.openStreams == 0)
  }

  @Test("a call that the server ended before its requests did does not keep its stream")
  func halfOpen() throws {
    let client = try ClientHarness()
    let call = try #require(client.call(end: false))
    client.send([
      .headers(call.stream, ClientHarness.goodHeaders + [("grpc-status", "0")], end: true)
    ])
    #expect(call.status == .ok)
    #expect(client.reader.resetCode(of: call.stream) == HTTP2ErrorCode.cancel.rawValue)
    #expect(client.session.http2.openStreams == 0)
  }

  @Test("after GOAWAY the streams above its last id are refused, the others go on, none is added")
  func goAway() throws {
    let client = try ClientHarness()
    let first = try #require(client.call())
    let second = try #require(client.call())
    client.send([.goAway(last: first.stream, code: 0, debug: "restart")])
    #expect(second.status == .unavailable)
    #expect(second.exchange.wasRefused)
    #expect(client.call() == nil)
    client.send([
      .headers(first.stream, ClientHarness.goodHeaders + [("grpc-status", "0")], end: true)
    ])
    #expect(first.status == .ok)
    #expect(!first.exchange.wasRefused)
    let leaves = client.states.contains { if case .goingAway = $0 { true } else { false } }
    #expect(leaves)
  }

  @Test("only a GOAWAY with ENHANCE_YOUR_CALM and too_many_pings is a complaint about pings")
  func tooManyPings() throws {
    for (code, debug, isComplaint) in [
      (UInt32(0xb), "too_many_pings", true), (0xb, "too_many_resets", false),
      (0, "too_many_pings", false),
    ] {
      let client = try ClientHarness()
      client.send([.goAway(last: 0, code: code, debug: debug)])
      let complaints = client.states.filter { if case .tooManyPings = $0 { true } else { false } }
      #expect(complaints.count == (isComplaint ? 1 : 0), "\(debug)")
    }
  }

  @Test("further SETTINGS do not make the connection ready anew")
  func settings() throws {
    let client = try ClientHarness()
    client.send([.settings([(4, 100_000)]), .settings([(3, 10)])])
    #expect(client.states.count == 1)
  }

  @Test("the client enforces the deadline by itself and resets the stream with CANCEL")
  func deadline() throws {
    let client = try ClientHarness()
    let call = try #require(client.call(timeout: .milliseconds(100)))
    #expect(client.reader.field("grpc-timeout", of: call.stream) == "100000u")
    client.advance(.milliseconds(99))
    #expect(client.reader.resetCode(of: call.stream) == nil)
    client.advance(.milliseconds(1))
    #expect(call.status == .deadlineExceeded)
    #expect(client.reader.resetCode(of: call.stream) == HTTP2ErrorCode.cancel.rawValue)
    #expect(client.session.nextDeadline == nil)
  }

  @Test("a call cancelled with a frame half sent sends only its own bytes")
  func cancelPromised() throws {
    let client = try ClientHarness()
    let call = try #require(client.call(end: false))
    let executor = ManualExecutor()
    let exchange = call.exchange
    let task = Task(executorPreference: executor) {
      try await exchange.requests.write([UInt8](repeating: 7, count: 60_000))
    }
    while executor.run() {}
    client.session.receive(.resume(stream: call.stream))
    // Room for less than two frames: the second's header is made and its payload has to wait.
    let space = UnsafeMutableRawBufferPointer.allocate(
      byteCount: HTTP2Session.minimumRoom, alignment: 1)
    defer { space.deallocate() }
    let count = try client.session.http2.send(into: space)
    client.reader.receive(Array(space[..<count]))
    client.cancel(call)
    let body = client.reader.body(of: call.stream)
    #expect(body.allSatisfy { $0 == 7 })
    #expect(client.reader.resetCode(of: call.stream) == HTTP2ErrorCode.cancel.rawValue)
    task.cancel()
    while executor.run() {}
  }

  @Test("a lost connection ends its calls with UNAVAILABLE and the reason")
  func lost() throws {
    let client = try ClientHarness()
    let call = try #require(client.call())
    client.session.connectionLost("the cable was cut")
    guard case .failure(let error) = call.outcome().end else {
      Issue.record("the call has not failed")
      return
    }
    #expect(error.code == .unavailable)
    #expect(error.message.contains("cable"))
  }

  @Test(
    "response headers over the limit are RESOURCE_EXHAUSTED, an encoding not asked for INTERNAL")
  func limits() throws {
    let client = try ClientHarness()
    let large = try #require(client.call())
    client.send([
      .headers(
        large.stream,
        ClientHarness.goodHeaders + [("large", String(repeating: "x", count: 9_000))])
    ])
    #expect(large.status == .resourceExhausted)
    let encoded = try #require(client.call())
    client.send([
      .headers(encoded.stream, ClientHarness.goodHeaders + [("grpc-encoding", "snappy")])
    ])
    #expect(encoded.status == .internalError)
  }

  @Test("a session is freed with its calls")
  func memory() throws {
    weak var session: ClientSession?
    let call: ClientHarness.Call
    do {
      let client = try ClientHarness()
      session = client.session
      call = try #require(client.call())
    }
    #expect(session == nil)
    #expect(call.status == .cancelled)
  }
}
