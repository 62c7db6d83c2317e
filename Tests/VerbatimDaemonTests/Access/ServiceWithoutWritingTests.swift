import Logging
import OpenMetrics
import RPC
import RPCClient
import RPCServer
import Testing

@testable import VerbatimDaemon

/// What a server without a policy makes of methods that change something.
@Suite struct ServiceWithoutWritingTests {
  private struct Writer: Service {
    let name = "verbatim.v1.ArchiveWriter"
    var methods: [Method] {
      ["PutMeeting", "DeleteMeeting", "Unheard"].map { method in
        .unary(
          MethodDescriptor(service: name, method: method, kind: .unary), request: .bytes,
          response: .bytes
        ) { _, _ in [] }
      }
    }
  }

  private struct Reader: Service {
    let name = "verbatim.v1.Archive"
    var methods: [Method] {
      [
        .unary(
          MethodDescriptor(service: name, method: "GetMeeting", kind: .unary), request: .bytes,
          response: .bytes
        ) { _, _ in [1] }
      ]
    }
  }

  @Test("only methods that read are as they were; all others are refused and counted")
  func refuses() async throws {
    let tally = DenialTally(Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, logLines: 1)
    let services: [any Service] = [Writer(), Reader()]
    let server = try Server(
      ServerConfiguration(addresses: [], security: .insecurePlaintext),
      services: services.map { ServiceWithoutWriting($0, tally) },
      logger: Logger(label: "test"))
    _ = try await server.start()
    let channel = try ClientChannel(
      ClientConfiguration(
        targets: [.inProcess(server.inProcessAddress)], security: .insecurePlaintext))
    for method in Writer().methods.map(\.registered.descriptor) {
      let error = await #expect(throws: RPCError.self) {
        try await channel.unary(method, [], encoding: .bytes, decoding: .bytes)
      }
      #expect(error?.code == .permissionDenied)
      #expect(error?.message.contains("--policy") == true)
    }
    let answer = try await channel.unary(
      Reader().methods[0].registered.descriptor, [], encoding: .bytes, decoding: .bytes)
    #expect(answer == [1])
    let denied = tally.families.first?.samples.filter { $0.value != .integer(0) }
    #expect(denied?.map(\.value) == [.integer(3)])
    channel.close()
    await server.shutdown(grace: .zero)
  }
}
