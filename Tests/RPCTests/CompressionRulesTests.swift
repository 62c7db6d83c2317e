import HTTP2
import TestSupport
import Testing

@testable import RPC

/// grpc/doc/compression.md, at a server and at a client whose peer is written by hand.
@Suite struct CompressionRulesTests {
  static let text = Array("so many words, so many words, so many words".utf8)
  /// `text` by Python's gzip and zlib.
  static let samples: [CompressionAlgorithm: [UInt8]] = [
    .gzip: [
      31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 43, 206, 87, 200, 77, 204, 171, 84, 40, 207, 47, 74, 41, 214,
      81, 40, 198, 195, 5, 0, 179, 149, 236, 121, 43, 0, 0, 0,
    ],
    .deflate: [
      120, 156, 43, 206, 87, 200, 77, 204, 171, 84, 40, 207, 47, 74, 41, 214, 81, 40, 198, 195, 5,
      0, 86, 3, 15, 171,
    ],
  ]

  static func prefixed(_ bytes: [UInt8], flag: UInt8 = 1) -> [UInt8] {
    var framed = MessageFrame.framed(bytes)
    framed[0] = flag
    return framed
  }

  static func compressed(_ message: [UInt8], _ algorithm: CompressionAlgorithm) -> [UInt8] {
    MessageFrame.framed(message, algorithm)
  }

  // MARK: Requests

  @Test(
    "a compressed request is read, and so is one that is not in the same call",
    arguments: CompressionAlgorithm.allCases, ["Echo", "Single"])
  func requests(_ algorithm: CompressionAlgorithm, _ method: String) throws {
    let server = try ServerHarness([single])
    let sample = try #require(Self.samples[algorithm])
    for body in [Self.prefixed(sample), MessageFrame.framed(Self.text)] {
      let stream = server.call(
        "/test.Service/\(method)", [("grpc-encoding", algorithm.rawValue)], body: body)
      #expect(server.status(stream) == 0)
      #expect(server.reader.body(of: stream) == MessageFrame.framed(Self.text))
    }
  }

  @Test(
    "a compressed message that is cut short, damaged or followed by anything is INTERNAL",
    arguments: CompressionAlgorithm.allCases, ["Echo", "Single"])
  func damaged(_ algorithm: CompressionAlgorithm, _ method: String) throws {
    let server = try ServerHarness([single])
    let sample = try #require(Self.samples[algorithm])
    var damaged = sample
    damaged[sample.count - 6] ^= 0x55
    for bytes in [[], Array(sample.dropLast()), Array(sample.prefix(8)), damaged, sample + [0]]
      + [sample + sample, Self.text]
    {
      let stream = server.call(
        "/test.Service/\(method)", [("grpc-encoding", algorithm.rawValue)],
        body: Self.prefixed(bytes))
      #expect(server.status(stream) == StatusCode.internalError.rawValue, "\(bytes)")
    }
  }

  @Test(
    "the compressed flag with grpc-encoding identity, or another flag, is INTERNAL",
    arguments: ["Echo", "Single"])
  func flags(_ method: String) throws {
    let server = try ServerHarness([single])
    let sample = try #require(Self.samples[.gzip])
    for (encoding, flag) in [("identity", 1), ("gzip", 2), ("gzip", 255)] as [(String, UInt8)] {
      let stream = server.call(
        "/test.Service/\(method)", [("grpc-encoding", encoding)],
        body: Self.prefixed(sample, flag: flag))
      #expect(server.status(stream) == StatusCode.internalError.rawValue)
    }
  }

  @Test(
    "size limits apply to the uncompressed size: RESOURCE_EXHAUSTED",
    arguments: CompressionAlgorithm.allCases, ["Echo", "Single"])
  func limits(_ algorithm: CompressionAlgorithm, _ method: String) throws {
    var limits = ServerLimits()
    limits.maximumRequestSize = 1_000
    let server = try ServerHarness([single], limits: limits)
    for (size, status) in [(1_000, StatusCode.ok), (1_001, .resourceExhausted)] {
      let stream = server.call(
        "/test.Service/\(method)", [("grpc-encoding", algorithm.rawValue)],
        body: Self.compressed([UInt8](repeating: 5, count: size), algorithm))
      #expect(server.status(stream) == status.rawValue)
    }
  }

  @Test(
    "a message over the limit is refused by its prefix, even if it says that it is compressed",
    arguments: ["Echo", "Single"])
  func oversized(_ method: String) throws {
    var limits = ServerLimits()
    limits.maximumRequestSize = 1_000
    let server = try ServerHarness([single], limits: limits)
    let stream = server.call(
      "/test.Service/\(method)", [("grpc-encoding", "gzip")], body: [1, 0, 0, 8, 0], end: false)
    #expect(server.status(stream) == StatusCode.resourceExhausted.rawValue)
  }

  @Test(
    "a decompression bomb is RESOURCE_EXHAUSTED without being unpacked",
    arguments: CompressionAlgorithm.allCases)
  func bomb(_ algorithm: CompressionAlgorithm) throws {
    var bytes: [UInt8] = []
    let zeros = [UInt8](repeating: 0, count: 8_000_000)
    #expect(zeros.withUnsafeBytes { Zlib.compress($0, algorithm, to: &bytes) })
    // Whoever unpacked all of it would find that its end is missing.
    bytes.removeLast(4)
    let error = #expect(throws: RPCError.self) {
      try bytes.withUnsafeBytes { try Zlib.decompress($0, algorithm, limit: 100_000) }
    }
    #expect(error?.code == .resourceExhausted)
    let whole = #expect(throws: RPCError.self) {
      try bytes.withUnsafeBytes { try Zlib.decompress($0, algorithm, limit: .max) }
    }
    #expect(whole?.code == .internalError)
  }

  @Test(
    "a fresh compression context for each message: equal messages have equal forms",
    arguments: CompressionAlgorithm.allCases)
  func freshContext(_ algorithm: CompressionAlgorithm) throws {
    var bytes: [UInt8] = []
    for _ in 0..<2 {
      Self.text.withUnsafeBytes { MessageFrame.append($0, algorithm, to: &bytes) }
    }
    #expect(bytes[..<(bytes.count / 2)] == bytes[(bytes.count / 2)...])
    var batch = MessageBatch(limit: 100, encoding: algorithm)
    // The second can be read without the first.
    batch.append(Array(bytes[(bytes.count / 2)...]))
    #expect(try batch.next { Array($0) } == Self.text)
    #expect(batch.lastWasCompressed)
  }

  @Test("a message that compression makes no shorter is sent as it is")
  func incompressible() {
    for message in [[], [1], Array(UInt8(0)...255)] {
      #expect(MessageFrame.framed(message, .gzip) == MessageFrame.framed(message))
    }
  }

  // MARK: Responses

  @Test(
    "a server compresses what the client accepts, and nothing else",
    arguments: [
      ("gzip", "gzip"), ("identity,deflate,gzip", "gzip"), ("identity, gzip", "gzip"),
      ("deflate", nil), ("identity", nil), ("gzipped", nil), (nil, nil),
    ] as [(String?, String?)], ["Echo", "Single"])
  func negotiation(_ pair: (accepted: String?, used: String?), _ method: String) throws {
    let server = try ServerHarness([single], responseCompression: .gzip)
    let stream = server.call(
      "/test.Service/\(method)", [("grpc-accept-encoding", pair.accepted)],
      body: MessageFrame.framed(Self.text))
    #expect(server.status(stream) == 0)
    #expect(server.reader.field("grpc-encoding", of: stream) == pair.used)
    var batch = MessageBatch(limit: 1_000, encoding: pair.used.map { _ in .gzip })
    batch.append(server.reader.body(of: stream))
    #expect(try batch.next { Array($0) } == Self.text)
    #expect(batch.lastWasCompressed == (pair.used != nil))
    #expect(batch.isEmpty)
  }

  @Test("a server without compression of its own sends none, whatever the client accepts")
  func off() throws {
    let server = try ServerHarness([single])
    for method in ["Echo", "Single"] {
      let stream = server.call(
        "/test.Service/\(method)", [("grpc-accept-encoding", "gzip")],
        body: MessageFrame.framed(Self.text))
      #expect(server.reader.field("grpc-encoding", of: stream) == nil)
      #expect(server.reader.body(of: stream) == MessageFrame.framed(Self.text))
    }
  }

  @Test("messages pulled from a source are compressed one by one, wherever they are cut")
  func sources() throws {
    let messages = (0..<300).map { [UInt8](repeating: UInt8($0 % 7), count: $0 * 3) }
    let framed = messages.flatMap { MessageFrame.framed($0) }
    final class Pieces: MessageSource {
      var rest: ArraySlice<UInt8>
      init(_ bytes: [UInt8]) { rest = bytes[...] }
      func prepare(upTo limit: Int) -> (count: Int, isLast: Bool) {
        let count = min(limit, 777, rest.count)
        return (count, count == rest.count)
      }
      func copy(_ count: Int, to destination: UnsafeMutableRawPointer) {
        Array(rest.prefix(count)).withUnsafeBytes {
          destination.copyMemory(from: $0.baseAddress!, byteCount: count)
        }
        rest = rest.dropFirst(count)
      }
    }
    let compressed = RewrittenSource(Pieces(framed), compressing: .deflate)
    var bytes: [UInt8] = []
    var isLast = false
    while !isLast {
      let step = compressed.prepare(upTo: 100)
      var piece = [UInt8](repeating: 0, count: step.count)
      piece.withUnsafeMutableBytes {
        if step.count > 0 { compressed.copy(step.count, to: $0.baseAddress!) }
      }
      bytes += piece
      isLast = step.isLast
    }
    #expect(bytes.count < framed.count / 4)
    var batch = MessageBatch(limit: 10_000, encoding: .deflate)
    batch.append(bytes)
    var read: [[UInt8]] = []
    while let message = try batch.next({ Array($0) }) { read.append(message) }
    #expect(read == messages)
    #expect(batch.isEmpty)
  }

  @Test("why messages cannot be written anew is known behind their compression, too")
  func failureBehindCompression() {
    let framed = MessageFrame.framed([1, 2, 3]) + MessageFrame.framed([4])
    framed.withUnsafeBytes { bytes in
      let broken = RewrittenSource(
        EncodedSource(EncodedMessages(Array(bytes))), step: 16
      ) { message, bytes in
        guard message.count > 1 else { throw RPCError(.internalError, "no form for it") }
        bytes += MessageFrame.framed(Array(message))
      }
      let compressed = RewrittenSource(broken, compressing: .deflate)
      #expect(compressed.failure == nil)
      let (count, isLast) = compressed.prepare(upTo: 1_000)
      #expect(isLast)
      // None of a piece that holds what cannot be written is sent.
      #expect(count == 0)
      #expect(compressed.failure?.message == "no form for it")
    }
  }

  // MARK: At the client

  @Test("a client says what it accepts, and what its requests are compressed with")
  func clientHeaders() throws {
    let client = try ClientHarness()
    let plain = try #require(client.call())
    #expect(
      client.reader.field("grpc-accept-encoding", of: plain.stream) == "identity,deflate,gzip")
    #expect(client.reader.field("grpc-encoding", of: plain.stream) == nil)
    let compressed = try #require(client.call(compression: .deflate))
    #expect(client.reader.field("grpc-encoding", of: compressed.stream) == "deflate")
  }

  @Test("a client learns from the headers what responses are compressed with")
  func clientEncoding() throws {
    let client = try ClientHarness()
    for (name, algorithm) in [("gzip", CompressionAlgorithm.gzip), ("identity", nil)] {
      let call = try #require(client.call())
      client.send([
        .headers(call.stream, ClientHarness.goodHeaders + [("grpc-encoding", name)]),
        .data(call.stream, []),
      ])
      #expect(call.exchange.responseEncoding == algorithm)
    }
  }
}
