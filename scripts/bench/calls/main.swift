// Serves one unary method twice, by a handler that answers at once and by an asynchronous one, so that
// what the second costs more can be measured with h2load: /bench.Calls/AtOnce, /bench.Calls/Async.

import Foundation
import Logging
import RPC
import RPCServer
import TLS

struct Calls: Service {
  private static let answer = [UInt8](repeating: 7, count: 656)
  var name: String { "bench.Calls" }

  var methods: [Method] {
    [
      Method(
        MethodDescriptor(service: name, method: "AtOnce", kind: .unary),
        .immediate { _, _ in
          .messages(EncodedMessages(length: Self.answer.count) { $0.copyBytes(from: Self.answer) })
        }),
      .unary(
        MethodDescriptor(service: name, method: "Async", kind: .unary), request: .bytes,
        response: .bytes
      ) { _, _ in Self.answer },
    ]
  }
}

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
  print("usage: bench-calls CERTIFICATE.pem KEY.pem")
  exit(64)
}
let server = try Server(
  ServerConfiguration(
    addresses: [.init(host: "127.0.0.1", port: 0)],
    security: .tls(
      TLSServerConfiguration(certificateFile: arguments[1], privateKeyFile: arguments[2]))),
  services: [Calls()], logger: Logger(label: "bench"))
let port = try await server.start()[0].port
FileHandle.standardOutput.write(Data("\(port)\n".utf8))
try await Task.sleep(for: .seconds(86_400))
