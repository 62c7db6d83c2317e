import ConformanceCalls
import ConformanceMessages
import ConformanceService
import Foundation
import Logging
import RPC
import RPCServer
import TLS
import TestSupport
import Testing

/// The programs under test against each other, as the suite's runner would have them.
@Suite("Connect's conformance suite")
struct ConformanceTests {
  /// ClientCompatRequest, as the runner writes it.
  private static func request(
    _ method: String, _ messages: [[UInt8]], port: Int, certificate: [UInt8] = [],
    streamType: UInt64 = 1, protocol: UInt64 = 2, compression: UInt64 = 1, limit: UInt64 = 0,
    timeout: UInt64? = nil, headers: [Header] = [], cancel: [UInt8]? = nil
  ) throws -> ClientCompatRequest {
    var writer = Wire.Writer()
    writer.set(1, "a test")
    writer.set(2, 2)
    writer.set(3, `protocol`)
    writer.set(4, 1)
    writer.set(5, compression)
    writer.set(6, "127.0.0.1")
    writer.set(7, UInt64(port))
    if !certificate.isEmpty { writer.set(8, certificate) }
    if limit > 0 { writer.set(10, limit) }
    writer.set(11, ConformanceMethods.service)
    writer.set(12, method)
    writer.set(13, streamType)
    for header in headers { writer.set(15, header.bytes) }
    for message in messages { writer.set(16, AnyMessage(named: "\(method)Request", message).bytes) }
    if let timeout { writer.set(17, timeout) }
    if let cancel { writer.set(19, cancel) }
    return try ClientCompatRequest(writer.bytes)
  }

  private static func message(_ fields: (inout Wire.Writer) -> Void) -> [UInt8] {
    var writer = Wire.Writer()
    fields(&writer)
    return writer.bytes
  }

  private static func header(_ name: String, _ values: String...) -> [UInt8] {
    Header(name: name, values: values).bytes
  }

  private static func error(_ code: UInt64, _ text: String, _ detail: AnyMessage? = nil) -> [UInt8]
  {
    message {
      $0.set(1, code)
      $0.set(2, text)
      if let detail { $0.set(3, detail.bytes) }
    }
  }

  private static func serving(
    tls: Bool = false, _ body: (_ port: Int, _ certificate: [UInt8]) async throws -> Void
  ) async throws {
    let authority = try TestAuthority("Conformance")
    var configuration = ServerConfiguration(
      addresses: [.init(host: "127.0.0.1", port: 0)], security: .insecurePlaintext)
    if tls {
      let issued = try authority.issue("server")
      configuration.security = .tls(
        TLSServerConfiguration(
          certificateFile: issued.certificateFile, privateKeyFile: issued.privateKeyFile))
    }
    let server = try Server(
      configuration, services: [ConformanceService()], logger: Logger(label: "test"))
    let port = try await server.start()[0].port
    let certificate = Array(try Data(contentsOf: URL(fileURLWithPath: authority.file)))
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(port, tls ? certificate : []))
    } catch {
      result = .failure(error)
    }
    await server.shutdown(grace: .zero)
    try result.get()
  }

  /// The data of payloads, and what each says of the call.
  private static func payloads(
    _ result: CallResult
  ) throws -> [(data: String, headers: [Header], requests: Int, timeout: UInt64?)] {
    try result.payloads.map { payload in
      var read = (data: "", headers: [Header](), requests: 0, timeout: UInt64?.none)
      try Wire.read(payload) { field, value in
        if field == 1 { read.data = value.text }
        guard field == 2 else { return }
        try Wire.read(value.bytes) { field, value in
          switch field {
          case 1: read.headers.append(try Header(value.bytes))
          case 2: read.timeout = value.number
          case 3: read.requests += 1
          default: break
          }
        }
      }
      return read
    }
  }

  @Test("a unary call tells what it saw, and brings what it was told to", arguments: [false, true])
  func unary(_ tls: Bool) async throws {
    try await Self.serving(tls: tls) { port, certificate in
      let definition = Self.message {
        $0.set(1, Self.header("x-first", "a", "b"))
        $0.set(1, Self.header("x-bytes-bin", "AAE"))
        $0.set(2, "data")
        $0.set(4, Self.header("x-last", "c"))
      }
      let result = try await ClientUnderTest(
        Self.request(
          "Unary", [Self.message { $0.set(1, definition) }], port: port, certificate: certificate,
          compression: 2, timeout: 60_000,
          headers: [Header(name: "X-Asked", values: ["d", "e"])])
      ).run()
      #expect(result.error == nil)
      let payload = try #require(try Self.payloads(result).first)
      #expect(payload.data == "data")
      #expect(payload.requests == 1)
      #expect(payload.headers.contains(Header(name: "x-asked", values: ["d", "e"])))
      #expect((50_000...60_000).contains(payload.timeout ?? 0))
      #expect(result.headers.contains(Header(name: "x-first", values: ["a", "b"])))
      #expect(result.headers.contains(Header(name: "x-bytes-bin", values: ["AAE"])))
      #expect(result.trailers.contains(Header(name: "x-last", values: ["c"])))
      #expect(result.unsentRequests == 0)
    }
  }

  @Test("an error comes with its details, and with what was seen of the call")
  func failure() async throws {
    try await Self.serving { port, _ in
      let detail = AnyMessage(named: "Header", Self.header("a"))
      let definition = Self.message {
        $0.set(3, Self.error(8, "enough", detail))
        $0.set(4, Self.header("x-last", "c"))
      }
      let result = try await ClientUnderTest(
        Self.request("Unary", [Self.message { $0.set(1, definition) }], port: port)
      ).run()
      #expect(result.error?.code == 8)
      #expect(result.error?.message == "enough")
      #expect(result.error?.details.first == detail)
      #expect(
        result.error?.details.last?.typeURL.hasSuffix("ConformancePayload.RequestInfo") == true)
      #expect(result.payloads.isEmpty)
      #expect(result.trailers.contains(Header(name: "x-last", values: ["c"])))
      let unknown = try await ClientUnderTest(
        Self.request("Unimplemented", [[]], port: port)
      ).run()
      #expect(unknown.error?.code == 12)
    }
  }

  private static func stream(_ texts: [String], error: [UInt8]? = nil, isFull: Bool = false)
    -> [UInt8]
  {
    message {
      $0.set(
        1,
        message { definition in
          for text in texts { definition.set(2, text) }
          if let error { definition.set(4, error) }
        })
      if isFull { $0.set(2, 1) }
    }
  }

  @Test("streams of all kinds answer as they are told")
  func streams() async throws {
    try await Self.serving { port, _ in
      let server = try await ClientUnderTest(
        Self.request(
          "ServerStream", [Self.stream(["a", "b"], error: Self.error(10, "stop"))], port: port,
          streamType: 3)
      ).run()
      #expect(try Self.payloads(server).map(\.data) == ["a", "b"])
      #expect(try Self.payloads(server).map(\.requests) == [1, 0])
      #expect(server.error?.code == 10)
      let unary = Self.message { $0.set(1, Self.message { $0.set(2, "all") }) }
      let client = try await ClientUnderTest(
        Self.request("ClientStream", [unary, [], []], port: port, streamType: 2)
      ).run()
      #expect(try Self.payloads(client).map(\.data) == ["all"])
      #expect(try Self.payloads(client).map(\.requests) == [3])
      let half = try await ClientUnderTest(
        Self.request("BidiStream", [Self.stream(["a", "b"]), []], port: port, streamType: 4)
      ).run()
      #expect(try Self.payloads(half).map(\.data) == ["a", "b"])
      #expect(try Self.payloads(half).map(\.requests) == [2, 0])
      let full = try await ClientUnderTest(
        Self.request(
          "BidiStream", [Self.stream(["a", "b"], isFull: true), [], []], port: port, streamType: 5)
      ).run()
      #expect(try Self.payloads(full).map(\.data) == ["a", "b"])
      #expect(try Self.payloads(full).map(\.requests) == [1, 1])
      #expect(full.error == nil)
    }
  }

  @Test("a call that is to be cancelled is, and one that is too large is refused")
  func cancelled() async throws {
    try await Self.serving { port, _ in
      let before = Self.message { $0.set(1, [UInt8]()) }
      let client = try await ClientUnderTest(
        Self.request("ClientStream", [[]], port: port, streamType: 2, cancel: before)
      ).run()
      #expect(client.error?.code == 1)
      let slow = Self.message {
        $0.set(
          1,
          Self.message {
            $0.set(2, "a")
            $0.set(2, "b")
            $0.set(3, 60_000)
          })
      }
      let late = try await ClientUnderTest(
        Self.request(
          "ServerStream", [slow], port: port, streamType: 3, cancel: Self.message { $0.set(2, 5) })
      ).run()
      #expect(late.error?.code == 1)
      let timedOut = try await ClientUnderTest(
        Self.request("ServerStream", [slow], port: port, streamType: 3, timeout: 50)
      ).run()
      #expect(timedOut.error?.code == 4)
      let large = try await ClientUnderTest(
        Self.request(
          "Unary",
          [
            Self.message {
              $0.set(1, Self.message { $0.set(2, [UInt8](repeating: 1, count: 2_000)) })
            }
          ],
          port: port, limit: 1_000)
      ).run()
      #expect(large.error?.code == 8)
    }
  }

  @Test("what this client does not speak is said, and no call is made")
  func unspoken() async throws {
    let request = try Self.request("Unary", [[]], port: 1, protocol: 1)
    await #expect(throws: ClientUnderTest.NotMade.self) {
      _ = try await ClientUnderTest(request).run()
    }
  }

  @Test(
    "a message that is cut short, or is none, is refused",
    arguments: [[0x0A, 5, 1], [0x0F], [0x80]])
  func malformed(_ bytes: [UInt8]) {
    #expect(throws: Wire.Malformed.self) { _ = try ClientCompatRequest(bytes) }
  }
}
