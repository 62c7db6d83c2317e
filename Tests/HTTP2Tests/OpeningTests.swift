import TestSupport
import Testing

@testable import HTTP2

/// Peers that speak something else, and clients that end a connection in their own way.
@Suite struct OpeningTests {
  private func failure(_ role: HTTP2Session.Role, _ bytes: [UInt8]) throws -> HTTP2Error? {
    let peer = try Endpoint(role)
    do {
      try peer.receive(bytes)
      return nil
    } catch {
      return error as? HTTP2Error
    }
  }

  @Test(
    "a client that speaks something else on a port without TLS is called by its name",
    arguments: [
      ([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3], "speaks TLS"),
      (Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8), "HTTP/1 (\"GET / HTTP/1.1\")"),
      (Array("EHLO a\r\n".utf8), "\"EHLO a\""),
    ] as [([UInt8], String)])
  func clients(_ bytes: [UInt8], _ words: String) throws {
    let error = try #require(try failure(.server, bytes))
    #expect(error.code == .notHTTP2)
    #expect(error.message.contains(words))
  }

  @Test(
    "a server that speaks something else is called by its name",
    arguments: [
      ([0x15, 3, 3, 0, 2, 2, 70], "speaks TLS on this port"),
      (Array("HTTP/1.1 400 Bad Request\r\n\r\nThis port speaks gRPC over TLS".utf8), "over TLS"),
      (Array("HTTP/1.1 200 OK\r\n\r\nhello".utf8), "\"HTTP/1.1 200 OK\""),
      (Array("220 mail.example ESMTP\r\n".utf8), "\"220 mail.example ESMTP\""),
    ] as [([UInt8], String)])
  func servers(_ bytes: [UInt8], _ words: String) throws {
    let error = try #require(try failure(.client, bytes))
    #expect(error.code == .notHTTP2)
    #expect(error.message.contains(words))
  }

  @Test("the preface may come in pieces")
  func pieces() throws {
    let peer = try Endpoint(.server)
    for byte in Frame.preface + Frame.settings().bytes {
      try peer.receive([byte])
    }
    #expect(!peer.session.isFinished)
  }

  @Test(
    "a client's GOAWAY that names a stream of its own, as grpc-go's does, is a goodbye and no error"
  )
  func foreignGoAway() throws {
    let peer = try Endpoint(.server)
    let bytes =
      Frame.preface + Frame.settings().bytes
      + Frame.goAway(last: 7, code: 0, debug: "client transport shutdown").bytes
    try peer.receive(bytes)
    _ = try peer.output()
    #expect(peer.session.endedBecause == nil)
    #expect(peer.goAways.map(\.debug) == ["client transport shutdown"])
    // In whatever pieces it comes.
    let slow = try Endpoint(.server)
    for byte in bytes { try slow.receive([byte]) }
    _ = try slow.output()
    #expect(slow.session.endedBecause == nil)
    #expect(slow.goAways.map(\.debug) == ["client transport shutdown"])
    // One that is wrong in another way still is.
    let other = try Endpoint(.server)
    try other.receive(
      Frame.preface + Frame.settings().bytes + Frame(.goAway, payload: [0, 0, 0, 7]).bytes)
    _ = try other.output()
    #expect(other.session.endedBecause != nil)
  }
}
