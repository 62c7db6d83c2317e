// A gRPC service of your own over HTTP/2, served and called in one process.

import Logging
import VerbatimRPC

// A free port of this machine without TLS; `.tls(TLSServerConfiguration(certificateFile:…))` elsewhere.
let server = try Server(
  ServerConfiguration(addresses: [.init(host: "127.0.0.1", port: 0)], security: .insecurePlaintext),
  services: [GreeterService()], logger: Logger(label: "greeter"))
let address = try await server.start()[0]

let channel = try ClientChannel(
  ClientConfiguration(host: "127.0.0.1", port: address.port, security: .insecurePlaintext))

print(
  try await channel.unary(
    Greeter.greet, "Ada", encoding: Greeter.text, decoding: Greeter.text,
    options: CallOptions(timeout: .seconds(5))))

for try await number in channel.serverStreaming(
  Greeter.countDown, 3, encoding: Greeter.number, decoding: Greeter.number)
{
  print(number)
}

do {
  _ = try await channel.unary(
    Greeter.greet, "", encoding: Greeter.text, decoding: Greeter.text)
} catch let error as RPCError where error.code == .invalidArgument {
  print("refused: \(error.message)")
}

channel.close()
await server.shutdown(grace: .seconds(5))
