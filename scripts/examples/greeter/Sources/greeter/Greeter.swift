import Logging
import VerbatimRPC

/// The service `example.Greeter`: its methods, and how their messages are written. Server and client
/// share it. Messages are bytes of your own making; those of a real service would be protobuf.
enum Greeter {
  static let service = "example.Greeter"
  static let greet = MethodDescriptor(service: service, method: "Greet", kind: .unary)
  static let countDown = MethodDescriptor(
    service: service, method: "CountDown", kind: .serverStreaming)

  /// Text as UTF-8.
  static let text = MessageCoding<String>(
    encode: { Array($0.utf8) },
    decode: {
      guard let text = String(validating: $0, as: UTF8.self) else {
        throw RPCError(.invalidArgument, "the message is not UTF-8")
      }
      return text
    })
  /// A number of one byte.
  static let number = MessageCoding<UInt8>(
    encode: { [$0] },
    decode: {
      guard $0.count == 1 else { throw RPCError(.invalidArgument, "the message is not one byte") }
      return $0[0]
    })
}

/// The service's side of the methods.
struct GreeterService: Service {
  var name: String { Greeter.service }

  var methods: [Method] {
    [
      .unary(Greeter.greet, request: Greeter.text, response: Greeter.text) { name, context in
        guard !name.isEmpty else { throw RPCError(.invalidArgument, "whom shall I greet?") }
        return "Hello, \(name)!"
      },
      .serverStreaming(Greeter.countDown, request: Greeter.number, response: Greeter.number) {
        from, responses, context in
        // Waits while the client does not read; throws when it is gone.
        for number in (0...from).reversed() { try await responses.write(number) }
      },
    ]
  }
}
