import HTTP2
import TestSupport
import Testing

@testable import RPC

/// Calls in the dialects of browsers, of methods whose messages are text: in JSON a string without escapes.
struct DialectHarness {
  let server: ServerHarness

  init(
    limits: ServerLimits = ServerLimits(), responseCompression: CompressionAlgorithm? = nil,
    clientSettings: [(UInt16, UInt32)] = [], interceptors: [any ServerInterceptor] = [],
    crossOrigins: [String] = [], workers: (any ServerWorkers)? = nil
  ) throws {
    server = try ServerHarness(
      Self.methods, limits: limits, clientSettings: clientSettings, interceptors: interceptors,
      responseCompression: responseCompression, workers: workers, crossOrigins: crossOrigins)
  }

  /// What came back.
  struct Answer {
    var status: String?
    var fields: [String: String]
    var body: [UInt8]
    var resetCode: UInt32?
    var isEnded: Bool

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The frames of the body: flags and contents as text.
    var frames: [String] {
      var frames: [String] = []
      var rest = body[...]
      while rest.count >= 5 {
        let length = rest.dropFirst().prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let content = rest.dropFirst(5).prefix(length)
        frames.append("\(rest.first!) \(String(decoding: content, as: UTF8.self))")
        rest = rest.dropFirst(5 + length)
      }
      if !rest.isEmpty { frames.append("\(rest.count) bytes") }
      return frames
    }
  }

  func call(
    _ method: String, _ contentType: String, _ body: [UInt8],
    _ fields: [(String, String?)] = []
  ) -> Answer {
    answer(
      to: server.call(
        "/test.Words/\(method)", [("te", nil), ("content-type", contentType)] + fields, body: body))
  }

  func get(_ method: String, _ query: String, _ fields: [(String, String?)] = []) -> Answer {
    answer(
      to: server.call(
        "/test.Words/\(method)?\(query)",
        [("te", nil), ("content-type", nil), (":method", "GET")] + fields, body: nil))
  }

  func answer(to stream: Int32) -> Answer {
    let reader = server.reader
    let fields = reader.headers(of: stream).joined().map { ($0.name, $0.value) }
    return Answer(
      status: reader.field(":status", of: stream),
      fields: Dictionary(fields) { "\($0), \($1)" },
      body: reader.body(of: stream), resetCode: reader.resetCode(of: stream),
      isEnded: reader.frames(of: stream).contains { $0.endsStream })
  }

  // MARK: Methods

  private static let form = MessageForm { json in
    guard json.count >= 2, json.first == UInt8(ascii: "\""), json.last == UInt8(ascii: "\"") else {
      throw RPCError(.invalidArgument, "<a string> is due here")
    }
    return Array(json.dropFirst().dropLast())
  } makeWriter: {
    { message, json in
      if message.elementsEqual("no form".utf8) { throw RPCError(.internalError, "no form") }
      json += [UInt8(ascii: "\"")] + Array(message) + [UInt8(ascii: "\"")]
    }
  }

  private static func method(
    _ name: String, _ kind: MethodKind, _ handler: ServerHandler, isReadOnly: Bool = false
  ) -> ServerMethod {
    ServerMethod(
      MethodDescriptor(service: "test.Words", method: name, kind: kind), handler, json: form,
      hasNoSideEffects: isReadOnly)
  }

  static let failure = RPCError(
    .notFound, "no “<b>”\n",
    details: [.badRequest([.init(field: "word", description: "is \"odd\"")])],
    trailingMetadata: {
      var metadata = Metadata()
      metadata.append("kept", for: "x-kept")
      metadata.append([0, 255], for: "x-kept-bin")
      return metadata
    }())

  private static func framed(_ words: [String]) -> EncodedMessages {
    EncodedMessages(words.flatMap { MessageFrame.framed(Array($0.utf8)) })
  }

  private static let methods: [ServerMethod] = [
    method(
      "Say", .unary,
      .immediate { call, message in
        var metadata = Metadata()
        metadata.append("first", for: "x-first")
        call.addInitialMetadata(metadata)
        return .messages(framed([String(decoding: message, as: UTF8.self)]))
      }, isReadOnly: true),
    method(
      "Long", .unary,
      .immediate { _, _ in .messages(framed([String(repeating: "x", count: 200_000)])) }),
    method("Change", .unary, .immediate { _, _ in .messages(framed(["changed"])) }),
    method(
      "SayLater", .unary,
      .single { exchange, message in
        let bytes = Array(message)
        return {
          var metadata = Metadata()
          metadata.append("first", for: "x-first")
          _ = exchange.setInitialMetadata(metadata)
          var trailing = Metadata()
          trailing.append("last", for: "x-last")
          exchange.setTrailingMetadata(trailing)
          await Task.yield()
          try exchange.answer(bytes)
        }
      }),
    method(
      "SayElsewhere", .unary,
      .immediate { _, message in
        let bytes = Array(message)
        return .work { _ in .messages(framed([String(decoding: bytes, as: UTF8.self)])) }
      }),
    method(
      "Repeat", .serverStreaming,
      .immediate { _, message in
        let word = String(decoding: message, as: UTF8.self)
        return .source(EncodedSource(framed([word, word + word, ""])))
      }, isReadOnly: true),
    method(
      "RepeatLater", .serverStreaming,
      .single { exchange, message in
        let bytes = Array(message)
        return {
          for _ in 0..<2 {
            try await exchange.responses.write(MessageFrame.framed(exchange.written(bytes)))
            await Task.yield()
          }
          if bytes.elementsEqual("fail".utf8) { throw failure }
        }
      }),
    method("Fail", .unary, .immediate { _, _ in throw failure }, isReadOnly: true),
    method("FailLater", .unary, .single { _, _ in { throw failure } }),
    method("FailStream", .serverStreaming, .immediate { _, _ in throw failure }),
    method(
      "Sleep", .unary, .single { _, _ in { try await Task.sleep(for: .seconds(3600)) } }),
    method(
      "Stall", .serverStreaming,
      .single { exchange, message in
        let bytes = Array(message)
        return {
          try await exchange.responses.write(MessageFrame.framed(exchange.written(bytes)))
          try await Task.sleep(for: .seconds(3600))
        }
      }),
    method(
      "Relay", .bidirectionalStreaming,
      .asynchronous { exchange in
        var batch = MessageBatch(
          limit: exchange.maximumRequestSize, encoding: exchange.requestEncoding,
          inflation: exchange.inflation)
        while let more = try await exchange.requests.next() {
          batch.append(more)
          while let word = try batch.next({ try exchange.reading($0) { Array($0) } }) {
            try await exchange.responses.write(MessageFrame.framed(exchange.written(word)))
          }
        }
      }),
  ]
}
