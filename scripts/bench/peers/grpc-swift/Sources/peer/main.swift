// grpc-swift-2 as a server and a client of statements.
//
// usage: peer server PORT CERTIFICATE KEY STATEMENTS
//        peer client PORT CA
//
// STATEMENTS holds messages as gRPC frames them: five bytes, then a statement. The client receives all
// statements and says what that cost.
import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import GRPCProtobuf

func load(_ path: String) throws -> [Verbatim_V1_Statement] {
  let data = try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
  return try data.withUnsafeBytes { bytes in
    var statements: [Verbatim_V1_Statement] = []
    var position = 0
    while position < bytes.count {
      let length = Int(
        UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: position + 1, as: UInt32.self)))
      let message = Data(bytes[position + 5..<position + 5 + length])
      statements.append(try Verbatim_V1_Statement(serializedBytes: message))
      position += 5 + length
    }
    return statements
  }
}

func serve(port: Int, certificate: String, key: String, statements: String) async throws {
  let service = ArchiveService(try load(statements))
  let server = GRPCServer(
    transport: .http2NIOPosix(
      address: .ipv4(host: "127.0.0.1", port: port),
      transportSecurity: .tls(
        certificateChain: [.file(path: certificate, format: .pem)],
        privateKey: .file(path: key, format: .pem))),
    services: [service])
  try await server.serve()
}

func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func receive(port: Int, authority: String) async throws {
  let transport = try HTTP2ClientTransport.Posix(
    target: .ipv4(address: "127.0.0.1", port: port),
    transportSecurity: .tls(
      .defaults { $0.trustRoots = .certificates([.file(path: authority, format: .pem)]) }),
    config: .defaults { $0.http2.authority = "localhost" })
  try await withGRPCClient(transport: transport) { client in
    /// What arrives of so many statements: how many, and bytes of text.
    func stream(limit: UInt64) async throws -> (count: Int, bytes: Int) {
      try await client.serverStreaming(
        request: ClientRequest(
          message: Verbatim_V1_StreamStatementsRequest.with { $0.limit = limit }),
        descriptor: ArchiveMethods.streamStatements,
        serializer: ProtobufSerializer<Verbatim_V1_StreamStatementsRequest>(),
        deserializer: ProtobufDeserializer<Verbatim_V1_Statement>(), options: .defaults
      ) { response in
        var (count, bytes) = (0, 0)
        for try await statement in response.messages {
          count += 1
          for paragraph in statement.paragraphs { bytes += paragraph.utf8.count }
        }
        return (count, bytes)
      }
    }
    // Connecting is not part of it.
    _ = try await stream(limit: 1)
    let before = cpuSeconds()
    let (count, bytes) = try await stream(limit: 0)
    let cpu = cpuSeconds() - before
    print("\(count) statements, \(bytes) bytes of text, \(String(format: "%.3f", cpu)) CPU s")
  }
}

let arguments = CommandLine.arguments
switch (arguments.dropFirst().first, arguments.count) {
case ("server", 6):
  try await serve(
    port: Int(arguments[2])!, certificate: arguments[3], key: arguments[4],
    statements: arguments[5])
case ("client", 4):
  try await receive(port: Int(arguments[2])!, authority: arguments[3])
default:
  FileHandle.standardError.write(
    Data("usage: peer server PORT CERTIFICATE KEY STATEMENTS | peer client PORT CA\n".utf8))
  exit(64)
}
