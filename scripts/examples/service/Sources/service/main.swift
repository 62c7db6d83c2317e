// Messages of swift-protobuf, and a server and a channel that live and end with a service group.

import Logging
import RPCServiceLifecycle
import RPCSwiftProtobuf
import ServiceLifecycle
import SwiftProtobuf
import VerbatimRPC

typealias Text = Google_Protobuf_StringValue
typealias Number = Google_Protobuf_UInt32Value

let name = "example.Words"
let upper = MethodDescriptor(service: name, method: "Upper", kind: .unary)
let letters = MethodDescriptor(service: name, method: "Letters", kind: .serverStreaming)
let total = MethodDescriptor(service: name, method: "Total", kind: .clientStreaming)
let echo = MethodDescriptor(service: name, method: "Echo", kind: .bidirectionalStreaming)

/// The types of a handler's messages are the method's.
struct Words: VerbatimRPC.Service {
  let name = "example.Words"
  var methods: [VerbatimRPC.Method] {
    [
      .unary(upper) { (text: Text, _) in Text(text.value.uppercased()) },
      .serverStreaming(letters) { (text: Text, letters: ResponseWriter<Text>, _) in
        for letter in text.value { try await letters.write(Text(String(letter))) }
      },
      .clientStreaming(total) { (numbers: RequestStream<Number>, _) in
        var sum: UInt32 = 0
        for try await number in numbers { sum += number.value }
        return Number(sum)
      },
      .bidirectionalStreaming(echo) {
        (texts: RequestStream<Text>, echoes: ResponseWriter<Text>, _) in
        for try await text in texts { try await echoes.write(text) }
      },
    ]
  }
}

/// Asks, and is done.
struct Questions: ServiceLifecycle.Service {
  let channel: ClientChannel

  func run() async throws {
    let answer: Text = try await channel.unary(upper, Text("harbour"))
    print(answer.value)
    let parts: ResponseStream<Text> = channel.serverStreaming(letters, Text("pier"))
    for try await letter in parts { print(letter.value) }
    let sum: Number = try await channel.clientStreaming(total) { numbers in
      for number in 1...4 { try await numbers.write(Number(UInt32(number))) }
    }
    print(sum.value)
    let echoes: ResponseStream<Text> = channel.bidirectionalStreaming(echo) { texts in
      try await texts.write(Text("quay"))
    }
    for try await text in echoes { print(text.value) }
  }
}

// Without a port: the client is in the same process. `addresses` names those for others.
var logger = Logger(label: "words")
logger.logLevel = .warning
let server = try Server(
  ServerConfiguration(addresses: [], security: .insecurePlaintext), services: [Words()],
  logger: logger)
let channel = try ClientChannel(
  ClientConfiguration(
    targets: [.inProcess(server.inProcessAddress)], security: .insecurePlaintext))

// They start in this order and end in the other one. When the questions are answered, all end.
var configuration = ServiceGroupConfiguration(
  services: [
    .init(service: server.lifecycle(grace: .seconds(5))),
    .init(service: channel.lifecycle),
    .init(
      service: Questions(channel: channel),
      successTerminationBehavior: .gracefullyShutdownGroup),
  ],
  logger: logger)
configuration.gracefulShutdownSignals = [.sigterm, .sigint]
try await ServiceGroup(configuration: configuration).run()
print("ended")
