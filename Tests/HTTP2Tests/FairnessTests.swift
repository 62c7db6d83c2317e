import TestSupport
import Testing

@testable import HTTP2

/// Streams of one connection take turns, whatever windows the peer gives.
@Suite struct FairnessTests {
  private static let large = 1_000_000
  private static let wide = {
    var settings = HTTP2Settings()
    settings.streamWindow = .max
    settings.connectionWindow = .max
    return settings
  }()

  /// A server that answers with as many bytes as asked for by `x-size`.
  private func server() throws -> Endpoint {
    let server = try Endpoint(.server)
    server.onEnd = { [unowned server] stream in
      let size = stream.headers.first { $0.name == "x-size" }.flatMap { Int($0.value) } ?? 0
      stream.outgoing = [UInt8](repeating: 7, count: size)
      server.session.submitResponse(stream.stream, headers: answerHeaders, endsStream: false)
    }
    let windows = Frame.settings([(0x4, 0x7fff_ffff)]).bytes
    try server.receive(Frame.preface + windows + Frame.windowUpdate(0, 0x7fff_0000).bytes)
    return server
  }

  private func ask(
    _ server: Endpoint, _ stream: Int32, _ size: Int, priority: String? = nil
  ) throws {
    var fields = [("x-size", "\(size)")]
    if let priority { fields.append(("priority", priority)) }
    try server.receive(request(stream, fields, end: true).bytes)
  }

  /// The streams in the order in which `count` frames of body come.
  private func order(_ server: Endpoint, _ count: Int) throws -> [Int32] {
    let reader = FrameReader()
    while reader.frames(.data).count < count {
      let output = try server.output()
      if output.isEmpty { break }
      reader.receive(output)
    }
    return reader.frames(.data).prefix(count).map(\.stream)
  }

  @Test("answers take turns where windows never run out, and a small one need not wait for them")
  func answers() throws {
    let server = try server()
    for stream in [1, 3, 5, 7] as [Int32] { try ask(server, stream, Self.large) }
    let first = try order(server, 40)
    for stream in [1, 3, 5, 7] as [Int32] {
      #expect((9...11).contains(first.count { $0 == stream }))
    }
    try ask(server, 9, 5)
    let next = try order(server, 8)
    #expect(next.prefix(5).contains(9))
  }

  @Test("a client's own priorities count: the urgent first, one after the other if it says so")
  func priorities() throws {
    let server = try server()
    try ask(server, 1, Self.large, priority: "u=7")
    try ask(server, 3, Self.large)
    try ask(server, 5, 50_000, priority: "u=0, i")
    #expect(try order(server, 4) == [5, 5, 5, 5])
    #expect(Set(try order(server, 30)) == [3])
    let other = try self.server()
    for stream in [1, 3] as [Int32] { try ask(other, stream, Self.large, priority: "u=2, i=?0") }
    #expect(Set(try order(other, 30)) == [1])
  }

  @Test("uploads take turns, and a small request need not wait for them")
  func uploads() throws {
    let pair = try SessionPair(server: Self.wide)
    try pair.exchange()
    let body = [UInt8](repeating: 7, count: Self.large)
    let uploads = try (0..<4).map { _ in try pair.client.request(body) }
    for _ in 0..<40 { _ = try pair.client.output() }
    for upload in uploads { #expect((120_000...200_000).contains(upload.sent)) }
    let small = try pair.client.request([1, 2, 3])
    for _ in 0..<8 { _ = try pair.client.output() }
    #expect(small.hasSentEnd)
    #expect(uploads.allSatisfy { !$0.hasSentEnd })
  }
}
