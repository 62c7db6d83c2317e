import HTTP2
import TestSupport
import Testing

@testable import RPC

/// Responses as no server should send them, and calls that end at odd times: what gRPC's conformance
/// cases put before a client.
extension ClientRulesTests {
  @Test(
    "a status in headers that are not the end of the call means nothing",
    arguments: [true, false])
  func statusInHeaders(hasBody: Bool) throws {
    let client = try ClientHarness()
    let call = try #require(client.call())
    client.send([
      .headers(
        call.stream,
        ClientHarness.goodHeaders + [
          ("grpc-status", "8"), ("grpc-message", "early"), ("greeting", "hello"),
        ])
    ])
    #expect(call.status == nil)
    if hasBody { client.send([.data(call.stream, MessageFrame.framed([1]))]) }
    client.send([.headers(call.stream, [("grpc-status", "9"), ("parting", "bye")], end: true)])
    let outcome = call.outcome()
    #expect(outcome.bytes == (hasBody ? MessageFrame.framed([1]) : []))
    guard case .failure(let error) = outcome.end else {
      Issue.record("the call has not failed")
      return
    }
    #expect(error.code == .failedPrecondition && error.message.isEmpty)
    #expect(call.exchange.initialMetadata?[text: "greeting"] == ["hello"])
    #expect(error.trailingMetadata[text: "parting"] == ["bye"])
    #expect(error.trailingMetadata[text: "greeting"].isEmpty)
  }

  @Test("a status in headers, a body and no trailers are UNKNOWN")
  func statusInHeadersOnly() throws {
    let client = try ClientHarness()
    let call = try #require(client.call())
    client.send([
      .headers(call.stream, ClientHarness.goodHeaders + [("grpc-status", "9")]),
      .data(call.stream, MessageFrame.framed([1]), end: true),
    ])
    #expect(call.status == .unknown)
  }

  @Test("a server that answers as HTTP does, with text and a status in its headers, is understood")
  func plainHTTP() throws {
    let client = try ClientHarness()
    let call = try #require(client.call())
    client.send([
      .headers(
        call.stream,
        [
          (":status", "404"), ("content-type", "text/plain; charset=utf-8"),
          ("grpc-status", "12"),
        ]), .data(call.stream, Array("nothing here".utf8), end: true),
    ])
    let outcome = call.outcome()
    #expect(outcome.bytes.isEmpty)
    #expect(call.status == .unimplemented)
  }

  @Test(
    "messages encoded as something other than proto are INTERNAL",
    arguments: [("application/grpc+json", false), ("application/grpc+proto", true)])
  func subtype(_ type: String, isTaken: Bool) throws {
    let client = try ClientHarness()
    let call = try #require(client.call())
    client.send([
      .headers(call.stream, [(":status", "200"), ("content-type", type)]),
      .data(call.stream, MessageFrame.framed([1])),
      .headers(call.stream, [("grpc-status", "0")], end: true),
    ])
    #expect(call.status == (isTaken ? .ok : .internalError))
  }

  @Test("metadata that comes several times keeps its values and their order")
  func repeatedMetadata() throws {
    let client = try ClientHarness()
    let call = try #require(client.call())
    client.send([
      .headers(
        call.stream,
        ClientHarness.goodHeaders + [
          ("x-first", "a"), ("x-first", "b"), ("x-bin", "AQ,Ag=="), ("x-bin", "Aw"),
        ]),
      .headers(
        call.stream,
        [("grpc-status", "9"), ("x-last", "c"), ("x-last", "d"), ("y-bin", "BA==,BQ")],
        end: true),
    ])
    let initial = try #require(call.exchange.initialMetadata)
    #expect(initial[text: "x-first"] == ["a", "b"])
    #expect(initial[binary: "x-bin"] == [[1], [2], [3]])
    guard case .failure(let error) = call.outcome().end else {
      Issue.record("the call has not failed")
      return
    }
    #expect(error.trailingMetadata[text: "x-last"] == ["c", "d"])
    #expect(error.trailingMetadata[binary: "y-bin"] == [[4], [5]])
  }

  @Test("the deadline passes with the headers still outstanding, and between messages")
  func deadlineAnywhere() throws {
    let client = try ClientHarness()
    let silent = try #require(client.call(timeout: .seconds(1)))
    let slow = try #require(client.call(timeout: .seconds(1)))
    client.send([
      .headers(slow.stream, ClientHarness.goodHeaders),
      .data(slow.stream, MessageFrame.framed([1])),
    ])
    client.advance(.seconds(1))
    for call in [silent, slow] {
      #expect(call.status == .deadlineExceeded)
      #expect(client.reader.resetCode(of: call.stream) == HTTP2ErrorCode.cancel.rawValue)
    }
    // What comes too late changes nothing, and breaks nothing.
    client.send([
      .headers(silent.stream, ClientHarness.goodHeaders + [("grpc-status", "0")], end: true)
    ])
    let next = try #require(client.call())
    client.send([
      .headers(next.stream, ClientHarness.goodHeaders + [("grpc-status", "0")], end: true)
    ])
    #expect(next.status == .ok)
  }

  @Test("a call is cancelled before and after its requests are complete", arguments: [true, false])
  func cancel(afterRequests: Bool) throws {
    let client = try ClientHarness()
    let call = try #require(client.call(end: afterRequests))
    client.cancel(call)
    #expect(call.status == .cancelled)
    #expect(client.reader.resetCode(of: call.stream) == HTTP2ErrorCode.cancel.rawValue)
    #expect(client.session.http2.openStreams == 0)
  }
}
