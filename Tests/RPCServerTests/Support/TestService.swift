import RPC
import RPCClient
import RPCServer
import TLS

/// A method of each kind, over bare bytes.
struct TestService: Service {
  static let name = "test.Service"
  /// Calls that wait now, and bytes that `Endless` has written.
  let waiting = Counter()
  let written = Counter()

  var name: String { Self.name }

  static func method(_ name: String, _ kind: MethodKind) -> MethodDescriptor {
    MethodDescriptor(service: Self.name, method: name, kind: kind)
  }

  static let echo = method("Echo", .unary)
  static let who = method("Who", .unary)
  static let count = method("Count", .serverStreaming)
  static let endless = method("Endless", .serverStreaming)
  static let wait = method("Wait", .serverStreaming)
  static let sum = method("Sum", .clientStreaming)
  static let relay = method("Relay", .bidirectionalStreaming)
  static let deaf = method("Deaf", .bidirectionalStreaming)

  var methods: [Method] {
    [
      .unary(Self.echo, request: .bytes, response: .bytes) { request, context in
        var metadata = Metadata()
        for (key, value) in context.metadata.elements where key.hasPrefix("x-") {
          if case .binary(let bytes) = value { metadata.append(bytes, for: key) }
          if case .text(let text) = value { metadata.append(text, for: key) }
        }
        context.setInitialMetadata(metadata)
        context.setTrailingMetadata(metadata)
        return request
      },
      .unary(Self.who, request: .bytes, response: .bytes) { _, context in
        Array("\(context.peer.identity?.uris ?? [])".utf8)
      },
      .serverStreaming(Self.count, request: .bytes, response: .bytes) { request, responses, _ in
        for number in 0..<request[0] { try await responses.write([number]) }
      },
      .serverStreaming(Self.endless, request: .bytes, response: .bytes) {
        [written] _, responses, _ in
        let message = [UInt8](repeating: 1, count: 10_000)
        while true {
          try await responses.write(message)
          written.add(message.count)
        }
      },
      .serverStreaming(Self.wait, request: .bytes, response: .bytes) { [waiting] _, responses, _ in
        waiting.add()
        defer { waiting.add(-1) }
        try await responses.write([1])
        try await Task.sleep(for: .seconds(600))
      },
      .clientStreaming(Self.sum, request: .bytes, response: .bytes) { requests, _ in
        var sum = 0
        for try await request in requests { sum += request.reduce(0) { $0 + Int($1) } }
        return Array("\(sum)".utf8)
      },
      .bidirectionalStreaming(Self.relay, request: .bytes, response: .bytes) {
        [waiting] requests, responses, _ in
        waiting.add()
        defer { waiting.add(-1) }
        for try await request in requests { try await responses.write(request) }
      },
      .bidirectionalStreaming(Self.deaf, request: .bytes, response: .bytes) { [waiting] _, _, _ in
        waiting.add()
        defer { waiting.add(-1) }
        try await Task.sleep(for: .seconds(600))
      },
    ]
  }
}

extension ClientChannel {
  func echo(_ bytes: [UInt8], _ options: CallOptions = CallOptions()) async throws -> [UInt8] {
    try await unary(
      TestService.echo, bytes, encoding: .bytes, decoding: .bytes, options: options)
  }

  func stream(
    _ method: MethodDescriptor, _ bytes: [UInt8] = [], _ options: CallOptions = CallOptions()
  ) -> ResponseStream<[UInt8]> {
    serverStreaming(method, bytes, encoding: .bytes, decoding: .bytes, options: options)
  }
}
